"""Keys that an env file lacks: its example or its siblings have them, and the code asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.env_files.env_file_uses import env_file_uses
from envwizard.analysis.environments.name_tokens import role_of_path
from envwizard.analysis.per_facts import once_per_facts
from envwizard.model.environment import Role
from envwizard.model.facts import Facts
from envwizard.model.facts.envfiles import EnvFile
from envwizard.model.facts.python import Event, EventKind
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location
from envwizard.syntax.python_modules import is_aside

# Two files that are variants of one another share most of their keys.
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class MissingKey:
    """A key, where another file has it, and where the code reads it without a default, if it does."""

    key: str
    given: Location
    read: Location | None


@dataclass(frozen=True, slots=True)
class MissingKeys:
    """The keys that one env file lacks. ``fresh`` where git ignores the file and an example stands for it."""

    file: EnvFile
    keys: tuple[MissingKey, ...]
    fresh: bool


def missing_keys(facts: Facts) -> Iterator[MissingKeys]:
    """Compare each env file with its examples and with the files of other environments beside it."""
    elsewhere = given_elsewhere(facts)
    for file in facts.env_files:
        if file.is_template or file.state != "readable" or not file.entries or _is_partial(file):
            continue
        has = {entry.key for entry in file.entries} | set(file.commented) | elsewhere
        has |= {entry.key for other in _read_along(facts, file.path) for entry in other.entries}
        examples, siblings = _examples(facts, file), _siblings(facts, file)
        found: dict[str, MissingKey] = {}
        for other in (*examples, *siblings):
            for entry in other.entries:
                # An example that leaves a value empty, and a sibling's own key, matter where the code insists on them.
                read = required_keys(facts).get(entry.key)
                matters = read is not None or (other.is_template and bool(entry.value.reveal()))
                if entry.key not in has and entry.key not in found and matters:
                    found[entry.key] = MissingKey(entry.key, entry.location, read)
        if found:
            fresh = bool(examples) and facts.git.ignores(file.path)
            yield MissingKeys(file, tuple(found.values()), fresh)


def _is_partial(file: EnvFile) -> bool:
    """Tests override a few keys; ``.env.local`` lies over ``.env``; Flask's own file holds Flask's own settings."""
    named = role_of_path(file.path, "env file")
    return (
        (named is not None and named.role is Role.TEST)
        or file.path.name in (".flaskenv", ".env.local", ".env.override")
        or "{{" in file.path.value
    )


def _examples(facts: Facts, file: EnvFile) -> list[EnvFile]:
    """The examples of this very file: ``.env.example``, or ``.env.production.example`` for ``.env.production``."""
    beside = [one for one in facts.env_files if one.is_template and one.path.parent == file.path.parent]
    own = [one for one in beside if file.path.name != ".env" and one.path.name.startswith(f"{file.path.name}.")]
    if own:
        return own
    general = [one for one in beside if is_general(one)]
    return general if file.path.name.startswith(".env") else []


def is_general(template: EnvFile) -> bool:
    """Tell whether an example stands for ``.env``, not for the file of one environment."""
    return role_of_path(template.path, "env file") is None and template.path.name.lower().startswith((".env", "env"))


def _siblings(facts: Facts, file: EnvFile) -> list[EnvFile]:
    named = role_of_path(file.path, "env file")
    keys = {entry.key for entry in file.entries}
    found = []
    for other in facts.env_files:
        other_named = role_of_path(other.path, "env file")
        if other is file or other.is_template or other.path.parent != file.path.parent or other.state != "readable":
            continue
        if named is None or other_named is None or named.name == other_named.name or _is_partial(other):
            continue
        other_keys = {entry.key for entry in other.entries}
        if len(keys & other_keys) >= _ALIKE * max(len(keys), len(other_keys), 1):
            found.append(other)
    return found


def _read_along(facts: Facts, path: ProjectPath) -> list[EnvFile]:
    """The files that the same place reads besides this one: ``.env`` first and ``.env.production`` over it."""
    uses = env_file_uses(facts)
    readers = {str(use.shown) for use in uses if use.path == path}
    along = {use.path for use in uses if str(use.shown) in readers and use.path != path}
    named = role_of_path(path, "env file")
    # A choice of one of many (`.env.{name}`) reads one of the others instead, not along with it.
    along = {one for one in along if named is None or role_of_path(one, "env file") is None}
    return [file for file in facts.env_files if file.path in along and not file.is_template]


@once_per_facts
def required_keys(facts: Facts) -> dict[str, Location]:
    """The keys that the code reads without a default, at their first such place."""
    required: dict[str, Location] = {}
    optional: set[str] = set()
    for module in facts.python_modules:
        if is_aside(module.path):
            continue
        events: list[Event] = [*module.events, *(event for function in module.functions for event in function.events)]
        for event in events:
            if event.kind is EventKind.READ and event.name:
                if event.names or event.guarded:
                    optional.add(event.name)
                else:
                    required.setdefault(event.name, event.location)
    return {key: place for key, place in required.items() if key not in optional}


def given_elsewhere(facts: Facts) -> set[str]:
    """Keys that compose files, images, units and platforms give by themselves."""
    found = {one.name for compose in facts.compose_files for service in compose.services for one in service.environment}
    found |= {one.name for service in facts.services for one in service.environment}
    found |= {one.name for container in facts.kubernetes_containers for one in container.environment}
    for dockerfile in facts.dockerfiles:
        for stage in dockerfile.stages:
            found |= {one.name for instruction in stage.instructions for one in instruction.variables}
    return found
