"""Names that tell an environment: ``docker-compose.prod.yml``, ``requirements/dev.txt``, the target ``run-staging``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from envwizard.model.aside import DOCUMENTS, EXAMPLES, TUTORIALS
from envwizard.model.environment import Role
from envwizard.model.paths import ProjectPath

# Tokens that name an environment, and the name that the environment gets.
_NAMING: dict[str, tuple[Role, str]] = {
    **dict.fromkeys(
        ("dev", "devel", "local", "develop", "development", "debug", "devcontainer", "override"),
        (Role.DEVELOPMENT, "development"),
    ),
    **dict.fromkeys(("test", "tests", "testing", "e2e", "cypress", "tox"), (Role.TEST, "test")),
    **dict.fromkeys(("stag", "staging", "stg"), (Role.STAGING, "staging")),
    "uat": (Role.STAGING, "uat"),
    "preview": (Role.STAGING, "preview"),
    **dict.fromkeys(("prod", "prd", "production"), (Role.PRODUCTION, "production")),
}
# Tokens that only lean: a deploy script may well deploy to staging, and says so with another token.
_LEANING: dict[str, tuple[Role, str]] = {
    **dict.fromkeys(
        ("live", "deploy", "deployment", "release", "k8s", "kubernetes", "helm"), (Role.PRODUCTION, "production")
    ),
    "ci": (Role.TEST, "test"),
    "vagrant": (Role.DEVELOPMENT, "development"),
    "windows": (Role.DEVELOPMENT, "development"),
}  # fmt: skip
# What lies below these folders is shown to readers or run by tests, whatever its own name says.
_SAMPLES = EXAMPLES | DOCUMENTS | TUTORIALS | frozenset(("demo", "demos"))
_TEST_FOLDERS = frozenset(("tests", "unittests", "fixtures"))
_SPLIT = re.compile(r"[^0-9A-Za-z]+")


@dataclass(frozen=True, slots=True)
class NamedRole:
    """What a name says; ``token`` is the piece that says it.

    Not ``naming`` where it proves no environment of the project (an example, a fixture).
    """

    role: Role
    name: str
    token: str
    naming: bool = True


def role_of_path(path: ProjectPath, kind: str = "") -> NamedRole | None:
    """Read the environment off a path; ``None`` where no part of it, or two that disagree, name one.

    The file's own name speaks before its folders, the inner folder before the outer one. In an env file's name
    ``example`` and the like mark a template and say nothing.
    """
    *folders, name = path.parts or ("",)
    for folder in folders:
        if folder.lower() in _SAMPLES or folder.lower() in _TEST_FOLDERS:
            role = Role.TEST if folder.lower() in _TEST_FOLDERS else Role.DEVELOPMENT
            return NamedRole(role, role.value, folder, naming=False)
        if folder == ".do":
            return NamedRole(Role.PRODUCTION, "production", folder)
    parts = [name, *reversed(folders)]
    named = _first(parts, _NAMING) or _first(parts, _LEANING)
    if named is None and kind != "env file" and _tokens(name) & _SAMPLES:
        return NamedRole(Role.DEVELOPMENT, "development", name, naming=False)
    return named


def contradicting_tokens(path: ProjectPath) -> tuple[str, ...]:
    """The tokens of a file's own name that name different environments; fewer than two contradict nothing."""
    told = {_NAMING[token]: token for token in _ordered(path.name) if token in _NAMING}
    return tuple(told.values())


def role_of_name(text: str) -> NamedRole | None:
    """Read the environment off a name that is no path: a target, a job, a service, a settings module."""
    return _first([text], _NAMING) or _first([text], _LEANING)


def _first(parts: Iterable[str], table: dict[str, tuple[Role, str]]) -> NamedRole | None:
    for part in parts:
        found = {table[token]: token for token in _ordered(part) if token in table}
        if len(found) == 1:
            (role, name), token = next(iter(found.items()))
            return NamedRole(role, name, token)
        if found:
            return _for_developers(found)
    return None


def _for_developers(found: dict[tuple[Role, str], str]) -> NamedRole | None:
    """``override.unit_tests`` and ``test-dev`` are for tests; names for users and for developers contradict."""
    if {role for role, _ in found} == {Role.DEVELOPMENT, Role.TEST}:
        return NamedRole(Role.TEST, "test", found[Role.TEST, "test"])
    return None


def _ordered(text: str) -> list[str]:
    return [token.lower() for token in _SPLIT.split(text) if token]


def _tokens(text: str) -> set[str]:
    return set(_ordered(text))


def role_of_environment(name: str) -> Role:
    """Give the role of an environment by the name that this analysis gave it."""
    named = role_of_name(name)
    return named.role if named is not None else Role.UNKNOWN
