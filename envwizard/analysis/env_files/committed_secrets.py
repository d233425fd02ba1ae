"""Secrets that git has for everybody to read: in env files, compose files, images, units, manifests and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from envwizard.analysis.env_files.ignoring import is_kept_out_of_git, is_tracked
from envwizard.analysis.env_files.secret_values import Strength, is_secret_name, strength
from envwizard.analysis.environments.name_tokens import role_of_environment, role_of_path
from envwizard.model.aside import DOCUMENTS, EXAMPLES, TEMPLATES, TEST_DATA, TESTS, lies_in
from envwizard.model.environment import Role
from envwizard.model.facts import Facts
from envwizard.model.facts.containers import ComposeService, Variable
from envwizard.model.facts.envfiles import EnvFile
from envwizard.model.finding import Confidence, Severity
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.source import Location
from envwizard.syntax.python_modules import is_aside

_DEVELOPMENT = (Role.DEVELOPMENT, Role.TEST)
_ASSIGNMENT = re.compile(r"^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=(.*)$", re.MULTILINE)
# A here-document that is shell code or SQL has assignments too; one that is written to such a file is an env file.
_WRITTEN_TO = re.compile(r".*\.env(?:[._-][\w.-]+)?|.*/environment|.*\.conf")
_FOR_DEVELOPMENT = re.compile(r"(?:^|[-_ ])dev(?:elopment)?(?:$|[-_ ])", re.IGNORECASE)
# A folder of samples, or of somebody else's settings to be filled in.
_SAMPLES = (TESTS | TEST_DATA | DOCUMENTS | EXAMPLES | TEMPLATES) | frozenset((".github", "contrib"))


@dataclass(frozen=True, slots=True)
class Held:
    """A secret: its key, how strong its value is, and its place."""

    key: str
    strength: Strength
    location: Location


@dataclass(frozen=True, slots=True)
class CommittedSecrets:
    """The secrets of one file. ``kind``: ``env file``, ``template``, ``compose``, ``image``, ``unit``, ``script``,
    ``manifest``, ``alembic`` or ``source``.

    ``shared`` are the places in other env files where one of its secrets stands once more.
    """

    path: ProjectPath
    kind: str
    held: tuple[Held, ...]
    severity: Severity
    confidence: Confidence
    shared: tuple[Held, ...] = ()


def committed_secrets(facts: Facts) -> Iterator[CommittedSecrets]:
    """Find the files with secrets that git tracks; without git those that nothing keeps out of it, as a hint."""
    examples = _examples(facts)
    for file in facts.env_files:
        if file.state == "readable" and _may_be_committed(facts, file.path):
            yield from _of_env_file(facts, file, examples)
    for path, kind, held in _elsewhere(facts):
        if facts.git.present and is_tracked(facts, path):
            severity = _elsewhere_severity(facts, path, held)
            if severity is not None:
                yield CommittedSecrets(path, kind, held, severity, Confidence.MEDIUM)


def _may_be_committed(facts: Facts, path: ProjectPath) -> bool:
    tracked = is_tracked(facts, path)
    return tracked if tracked is not None else not is_kept_out_of_git(facts, path)


def _examples(facts: Facts) -> dict[str, set[str]]:
    """Key -> the values that examples show for it: a copy of those is no secret."""
    found: dict[str, set[str]] = {}
    for file in facts.env_files:
        for entry in file.entries if file.is_template else ():
            found.setdefault(entry.key, set()).add(entry.value.reveal())
    return found


def _of_env_file(facts: Facts, file: EnvFile, examples: dict[str, set[str]]) -> Iterator[CommittedSecrets]:
    held = []
    for entry in file.entries:
        value = entry.value.reveal()
        worth = strength(entry.key, value)
        if worth is not Strength.NONE and (file.is_template or value not in examples.get(entry.key, ())):
            held.append(Held(entry.key, worth, entry.location))
    found = _env_file_severity(file, _strongest(held))
    if found is None:
        return
    severity, confidence = found
    if not facts.git.present:
        severity, confidence = Severity.INFO, Confidence.LOW
    loud = tuple(one for one in held if one.strength is not Strength.GUESSABLE) or tuple(held)
    kind = "template" if file.is_template else "env file"
    real = {one.key for one in loud if one.strength is not Strength.GUESSABLE}
    shared = () if file.is_template else tuple(_shared(facts, file, real))
    yield CommittedSecrets(file.path, kind, loud, severity, confidence, shared)


def _shared(facts: Facts, file: EnvFile, keys: set[str]) -> Iterator[Held]:
    """The same values under the same names in the other env files that git tracks."""
    mine = {(entry.key, entry.value.reveal()) for entry in file.entries if entry.key in keys}
    for other in facts.env_files:
        if other.path == file.path or other.is_template or not _may_be_committed(facts, other.path):
            continue
        for entry in other.entries:
            if (entry.key, entry.value.reveal()) in mine:
                yield Held(entry.key, strength(entry.key, entry.value.reveal()), entry.location)


def _env_file_severity(file: EnvFile, worth: Strength) -> tuple[Severity, Confidence] | None:
    if worth is Strength.NONE:
        return None
    named = role_of_path(file.path, "env file")
    for_development = named is not None and named.role in _DEVELOPMENT
    if file.is_template or for_development or lies_in(file.path, _SAMPLES):
        if worth is Strength.GUESSABLE:
            return None
        shown = lies_in(file.path, _SAMPLES)
        return (Severity.WARNING if worth is Strength.TOKEN and not shown else Severity.INFO), Confidence.LOW
    if worth is Strength.GUESSABLE:
        return Severity.WARNING, Confidence.MEDIUM
    return Severity.ERROR, Confidence.HIGH


def _elsewhere(facts: Facts) -> Iterator[tuple[ProjectPath, str, tuple[Held, ...]]]:
    groups: dict[tuple[ProjectPath, str], list[Held]] = {}

    def put(path: AnyPath, kind: str, held: Iterable[Held]) -> None:
        if isinstance(path, ProjectPath):
            groups.setdefault((path, kind), []).extend(held)

    for compose in facts.compose_files:
        for service in compose.services:
            put(compose.location.path, "compose", _of_service(service))
    for dockerfile in facts.dockerfiles:
        for stage in dockerfile.stages:
            for instruction in stage.instructions:
                if instruction.keyword == "ENV":
                    put(dockerfile.location.path, "image", _strong(instruction.variables))
    for one in facts.services:
        put(one.location.path, "unit", _strong(one.environment))
    for container in facts.kubernetes_containers:
        put(container.location.path, "unit", _strong(container.environment))
    for values in facts.config_values:
        put(values.location.path, values.kind, _strong(values.variables, guessable=values.kind == "manifest"))
    for module in facts.python_modules:
        if not is_aside(module.path):
            put(module.path, "source", _strong(module.tokens))
    for script in facts.shell_scripts:
        for command in script.commands:
            if command.heredoc and any(
                _WRITTEN_TO.fullmatch(word.text) for word in (*command.redirects, *command.words)
            ):
                put(script.location.path, "script", _of_heredoc(command.heredoc, command.location))
    for (path, kind), held in groups.items():
        # One secret that several services are given is one.
        distinct = {(one.key, one.location.line): one for one in held}
        if distinct:
            yield path, kind, tuple(distinct.values())


def _of_service(service: ComposeService) -> Iterator[Held]:
    """A password that anybody guesses matters where the service is reachable from outside of the machine."""
    published = any(not text.startswith(("127.0.0.1:", "localhost:", "[::1]:")) for text, _ in service.ports)
    for variable in service.environment:
        worth = strength(variable.name, variable.value.reveal()) if variable.value is not None else Strength.NONE
        guessable = worth is Strength.GUESSABLE and published and is_secret_name(variable.name)
        if worth in (Strength.TOKEN, Strength.REAL) or guessable:
            yield Held(variable.name, worth, variable.location)


def _strong(variables: Iterable[Variable], guessable: bool = False) -> Iterator[Held]:
    for variable in variables:
        worth = strength(variable.name, variable.value.reveal()) if variable.value is not None else Strength.NONE
        if worth in (Strength.TOKEN, Strength.REAL) or (guessable and worth is Strength.GUESSABLE):
            yield Held(variable.name, worth, variable.location)


def _of_heredoc(text: str, location: Location) -> Iterator[Held]:
    for key, value in _ASSIGNMENT.findall(text):
        worth = strength(key, value)
        if worth in (Strength.TOKEN, Strength.REAL):
            yield Held(key, worth, location)


def _elsewhere_severity(facts: Facts, path: ProjectPath, held: tuple[Held, ...]) -> Severity | None:
    worth = _strongest(held)
    named = role_of_path(path)
    names = facts.environments_of(path) or _environments_beside(facts, path)
    roles = [named.role] if named is not None else [role_of_environment(name) for name in names]
    for_development = bool(roles) and all(role in _DEVELOPMENT for role in roles)
    if for_development or lies_in(path, _SAMPLES) or _says_development(facts, path):
        return None if worth is Strength.GUESSABLE else Severity.INFO
    deployed = any(role.is_deployed for role in roles)
    if worth is Strength.GUESSABLE:
        # It is held only where the service is published; what users meet must not be open to whoever guesses.
        certain = named is not None and named.role.is_deployed
        runs = _runs_project(facts, path) or any(one.location.path == path for one in facts.config_values)
        return Severity.WARNING if certain or (deployed and runs) else Severity.INFO
    return Severity.ERROR if deployed and worth is Strength.TOKEN else Severity.WARNING


def _environments_beside(facts: Facts, path: ProjectPath) -> tuple[str, ...]:
    """The environments of the workloads in the folder of a manifest, which take its values."""
    beside = {one.location.path for one in facts.kubernetes_containers}
    near = (one for one in beside if isinstance(one, ProjectPath) and one.parent == path.parent)
    return tuple(dict.fromkeys(name for one in near for name in facts.environments_of(one)))


def _runs_project(facts: Facts, path: ProjectPath) -> bool:
    """Tell whether a compose file builds the project; one with databases alone is mostly there for developers."""
    composes = (one for one in facts.compose_files if one.location.path == path)
    return any(service.build_context is not None for compose in composes for service in compose.services)


def _says_development(facts: Facts, path: ProjectPath) -> bool:
    """Tell whether another secret of a compose file says itself that it is for development only."""
    values = (
        variable.value.reveal()
        for compose in facts.compose_files
        if compose.location.path == path
        for service in compose.services
        for variable in service.environment
        if variable.value is not None and is_secret_name(variable.name)
    )
    return any(_FOR_DEVELOPMENT.search(value) for value in values)


def _strongest(held: Iterable[Held]) -> Strength:
    order = list(Strength)
    return min((one.strength for one in held), key=order.index, default=Strength.NONE)
