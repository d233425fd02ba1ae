"""Keys that the code insists on and that neither the env file that everybody has, nor anything else, gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.env_files.compose_demands import compose_demands
from envwizard.analysis.env_files.missing_keys import given_elsewhere, is_general
from envwizard.analysis.env_loading.program import is_system_key
from envwizard.analysis.roots import root_around
from envwizard.analysis.written_commands import written_commands
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine
from envwizard.model.facts.envfiles import EnvFile
from envwizard.model.facts.python import Event, EventKind
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location
from envwizard.syntax.python_modules import is_aside, is_run_by_hand

# A file that lists fewer of what the code insists on is no list of it.
_LISTED = 0.5
_COPYING = frozenset(("cp", "copy", "mv", "install", "Copy-Item"))


@dataclass(frozen=True, slots=True)
class UnlistedKeys:
    """The keys that an env file lacks, with their first read; ``at_import`` where one of them stops the start.

    ``copied`` is the command that makes the env file of this example, if there is one.
    """

    file: EnvFile
    keys: tuple[tuple[str, Location], ...]
    at_import: bool
    copied: Location | None
    # Compose files ask for them, not the code.
    composed: bool = False


def unlisted_keys(facts: Facts) -> Iterator[UnlistedKeys]:
    """Compare each ``.env`` and general example with what the code of its folder, and compose files, insist on."""
    elsewhere = given_elsewhere(facts) | exported_keys(facts)
    # Those that insist have capitals for names; pydantic-settings takes them in any case.
    listed = {key.upper() for file in facts.env_files for key in (*file.commented, *(one.key for one in file.entries))}
    for file in facts.env_files:
        if file.state != "readable" or not (file.path.name == ".env" or (file.is_template and is_general(file))):
            continue
        copied = _copied(facts, file) if file.is_template else None
        insisted = _insisted(facts, file.path.parent)
        keys = {key: place for key, (place, _) in insisted.items() if key not in listed | elsewhere}
        if keys and len(insisted.keys() & listed) >= _LISTED * len(insisted):
            at_import = any(insisted[key][1] for key in keys)
            yield UnlistedKeys(file, tuple(keys.items()), at_import, copied)
        demanded = compose_demands(facts, file.path.parent.join(".env") or file.path)
        known = listed | exported_keys(facts)
        absent = {key: place for key, place in demanded.items() if key not in known and not is_system_key(key)}
        if absent:
            yield UnlistedKeys(file, tuple(absent.items()), True, copied, composed=True)


def _insisted(facts: Facts, folder: ProjectPath) -> dict[str, tuple[Location, bool]]:
    """The keys that sources below a folder cannot do without, at their first read, and whether it runs at import."""
    root = root_around(facts, folder)
    found: dict[str, tuple[Location, bool]] = {}
    optional: set[str] = set()
    for module in facts.python_modules:
        if is_aside(module.path) or is_run_by_hand(module.path) or root_around(facts, module.path) != root:
            continue
        inner = ((event, False) for function in module.functions for event in function.events)
        for event, at_import in (*((event, not event.main_only) for event in module.events), *inner):
            if event.kind is not EventKind.READ or not event.name:
                continue
            if _is_optional(event):
                optional.add(event.name)
            elif event.name.isidentifier() and event.name.isupper() and not is_system_key(event.name):
                before = found.get(event.name)
                if before is None or (at_import and not before[1]):
                    found[event.name] = event.location, at_import
    return {key: place for key, place in found.items() if key not in optional}


def _is_optional(event: Event) -> bool:
    return bool(event.names) or event.guarded or not event.insists


def exported_keys(facts: Facts) -> set[str]:
    """Keys that scripts, Makefiles, images and documents set."""
    return {assignment.name for command in _commands(facts) for assignment in command.assignments}


def _copied(facts: Facts, file: EnvFile) -> Location | None:
    for command in _commands(facts):
        argv = command.argv
        if argv[:1] and argv[0] in _COPYING and any(word.rpartition("/")[2] == file.path.name for word in argv[1:]):
            return command.location
    return None


def _commands(facts: Facts) -> Iterator[CommandLine]:
    yield from written_commands(facts)
    for dockerfile in facts.dockerfiles:
        yield from dockerfile.commands
    for document in facts.documents:
        yield from (command for command, _ in document.commands)
