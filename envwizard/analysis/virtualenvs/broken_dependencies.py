"""What ``pip check`` would say of a virtual environment, told from what is installed there, without running pip.

Agrees with pip 24.2 and later line for line: the order, the wording, extras ignored, pre-releases allowed, markers
evaluated for the environment's own Python and platform. The lines that pip prints as warnings come first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from envwizard.analysis.virtualenvs.target_platform import supports_any
from envwizard.analysis.virtualenvs.target_python import marker_environment
from envwizard.model.facts.virtualenvs import BrokenDependency, Distribution, VirtualEnv

if TYPE_CHECKING:
    from packaging.requirements import Requirement
    from packaging.version import Version

# Distributions of the standard library, which pip does not count as installed.
_STANDARD = frozenset(("python", "wsgiref", "argparse"))
# ``name>=1; extra == "x"`` and nothing else in the marker: never asked for here. Most requirements look like this.
_EXTRA_ONLY = re.compile(
    r"""[\w.-]+(?:\[[\w.,\s-]*\])?\s*(?:[(<>=!~][\w.*+!<>=~(),\s-]*)?;\s*extra\s*==\s*["'][\w.-]+["']"""
)


@dataclass(frozen=True, slots=True)
class _Checked:
    version: Version
    requirements: tuple[Requirement, ...]


def with_broken_dependencies(env: VirtualEnv) -> VirtualEnv:
    """Give the environment with ``broken_dependencies`` filled from its ``distributions``."""
    return replace(env, broken_dependencies=tuple(broken_dependencies(env)))


def broken_dependencies(env: VirtualEnv) -> Iterator[BrokenDependency]:
    """Give the lines that ``pip check`` would print."""
    target = marker_environment(env)
    checked: dict[str, _Checked] = {}
    for one in env.distributions:
        result = _try(one, env, target)
        if isinstance(result, _Checked):
            checked[one.key] = result
        else:
            yield BrokenDependency(one.key, f"Error parsing dependencies of {one.key}: {result}")
    missing: list[BrokenDependency] = []
    conflicting: list[BrokenDependency] = []
    for key, one_checked in checked.items():
        for line in sorted(set(_missing(one_checked, checked)), key=str):
            text = f"{key} {one_checked.version} requires {line[0]}, which is not installed."
            missing.append(BrokenDependency(key, text))
        for name, version, requirement in sorted(set(_conflicting(one_checked, checked)), key=str):
            text = f"{key} {one_checked.version} has requirement {requirement}, but you have {name} {version}."
            conflicting.append(BrokenDependency(key, text))
    yield from missing
    yield from conflicting
    for one in env.distributions:
        if one.local and one.has_wheel and one.key not in _STANDARD and not supports_any(env, one.wheel_tags):
            yield BrokenDependency(one.key, f"{one.name} {one.version} is not supported on this platform")


def _try(one: Distribution, env: VirtualEnv, target: dict[str, str]) -> _Checked | str:
    """Read a distribution's dependencies; a text says why pip cannot, and that it leaves the distribution out."""
    try:
        return _check(one, env, target)
    except ValueError as error:
        return str(error).partition("\n")[0]


def _check(one: Distribution, env: VirtualEnv, target: dict[str, str]) -> _Checked:
    from packaging.version import Version

    minor = (env.library_version or "").removeprefix("3.")
    if one.metadata_error == "missing" and minor.isdigit() and int(minor) < 11:
        raise ValueError("No such file or directory: METADATA")
    if one.metadata_error not in ("", "missing", "nameless"):
        raise ValueError(one.metadata_error)
    wanted = (_requirement(text) for text in one.requires if not _EXTRA_ONLY.fullmatch(text))
    asked = tuple(each for each in wanted if each.marker is None or _holds(str(each.marker), _frozen(target)))
    return _Checked(Version(one.version), asked)


def _missing(one: _Checked, checked: dict[str, _Checked]) -> Iterator[tuple[str, Requirement]]:
    from packaging.utils import canonicalize_name

    for requirement in one.requirements:
        name = canonicalize_name(requirement.name)
        if name not in checked:
            yield name, requirement


def _conflicting(one: _Checked, checked: dict[str, _Checked]) -> Iterator[tuple[str, Version, Requirement]]:
    from packaging.utils import canonicalize_name

    for requirement in one.requirements:
        name = canonicalize_name(requirement.name)
        if name in checked and not requirement.specifier.contains(checked[name].version, prereleases=True):
            yield name, checked[name].version, requirement


@lru_cache(maxsize=20_000)
def _requirement(text: str) -> Requirement:
    from packaging.requirements import Requirement

    return Requirement(text)


@lru_cache(maxsize=20_000)
def _holds(marker: str, target: tuple[tuple[str, str], ...]) -> bool:
    from packaging.markers import Marker

    return Marker(marker).evaluate({**dict(target), "extra": ""})


def _frozen(target: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(target.items())
