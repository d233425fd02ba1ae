"""What an example of an env file says about each variable: who reads it, with which default, is it a secret."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence

from envwizard.analysis.env_files.env_file_uses import env_file_uses
from envwizard.analysis.env_files.missing_keys import given_elsewhere, required_keys
from envwizard.analysis.env_files.secret_values import Strength, is_secret_name, strength
from envwizard.analysis.env_loading.program import is_system_key
from envwizard.analysis.per_facts import once_per_facts
from envwizard.edits.env_skeleton import SkeletonKey
from envwizard.model.facts import Facts
from envwizard.model.facts.envfiles import EnvEntry
from envwizard.model.facts.python import Event, EventKind
from envwizard.model.paths import ProjectPath
from envwizard.syntax.python_modules import is_aside


def further_keys(facts: Facts, path: ProjectPath) -> Iterator[SkeletonKey]:
    """Tell which variables the code needs besides those that the env file at ``path`` gives.

    Only where a source loads that file; what compose files, images or units give is left out.
    """
    loaded = any(use.path == path and use.location.path.name.endswith(".py") for use in env_file_uses(facts))
    given = given_elsewhere(facts) | {entry.key for file in facts.env_files for entry in file.entries}
    for name, place in required_keys(facts).items() if loaded else ():
        near = isinstance(place.path, ProjectPath) and place.path.is_below(path.parent)
        if near and name not in given and name.isidentifier() and not is_system_key(name):
            assert isinstance(place.path, ProjectPath)
            yield SkeletonKey(name, read_in=place.path, is_secret=is_secret_name(name))


def skeleton_keys(facts: Facts, entries: Iterable[EnvEntry]) -> Iterator[SkeletonKey]:
    """Tell what the code makes of each of these variables; one that it insists on anywhere is not optional.

    A value is looked at only for whether it is a secret: an address with a password in it has no secret's name.
    """
    reads = env_reads(facts)
    for name, value in {entry.key: entry.value for entry in entries}.items():
        yield _key(name, value.reveal(), reads.get(name, []))


def keys_read_below(facts: Facts, folder: ProjectPath, given: Collection[str]) -> Iterator[SkeletonKey]:
    """Tell which variables the code below a folder reads, without those that are given and those of the system."""
    for name, events in sorted(env_reads(facts).items(), key=lambda item: str(item[1][0].location)):
        near = [
            one for one in events if isinstance(one.location.path, ProjectPath) and one.location.path.is_below(folder)
        ]
        if near and name not in given and name.isidentifier() and not is_system_key(name):
            yield _key(name, "", near)


def _key(name: str, value: str, found: Sequence[Event]) -> SkeletonKey:
    optional = bool(found) and all(event.names or event.guarded for event in found)
    defaults = {_literal(event) for event in found if event.names}
    default = defaults.pop() if optional and len(defaults) == 1 else None
    worth = default is not None and strength(name, default) is not Strength.NONE
    path = found[0].location.path if found else None
    return SkeletonKey(
        name,
        read_in=path if isinstance(path, ProjectPath) else None,
        is_secret=is_secret_name(name) or strength(name, value) is not Strength.NONE,
        optional=optional,
        default=None if worth else default,
    )


@once_per_facts
def env_reads(facts: Facts) -> dict[str, list[Event]]:
    """The places where the code reads each variable, without tests and the like."""
    reads: dict[str, list[Event]] = {}
    for module in facts.python_modules:
        # A folder of a name to be filled in is a template of other projects.
        if is_aside(module.path) or "{" in module.path.value:
            continue
        for event in (*module.events, *(event for function in module.functions for event in function.events)):
            if event.kind is EventKind.READ and event.name:
                reads.setdefault(event.name, []).append(event)
    return reads


def _literal(event: Event) -> str | None:
    """The default as it would stand in an env file, where the source writes it out."""
    try:
        value = ast.literal_eval(event.names[0])
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return str(value) if isinstance(value, str | int | float) else None
