"""Env files that a launch or a loader names for one environment, that are not there and that no example stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.env_files.skeleton_keys import keys_read_below
from envwizard.analysis.env_loading.env_file_names import template_of
from envwizard.analysis.env_loading.missing_env_files import missing_env_files
from envwizard.analysis.environments.name_tokens import NamedRole, role_of_path
from envwizard.analysis.per_facts import once_per_facts
from envwizard.analysis.roots import root_around, root_of_launch
from envwizard.edits.env_skeleton import SkeletonKey
from envwizard.model.environment import Role
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.launches import Launch
from envwizard.model.facts.python import EnvLoad
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location
from envwizard.syntax.python_modules import is_aside

# ``.env.{os.getenv("APP_ENV", "dev")}``: the one part of a loader's path that is computed.
_COMPUTED = re.compile(r"\{[^{}]*\}")
# Files that lie on top of others, and that nobody needs to have.
_OPTIONAL = re.compile(r"(?:^|[._-])(?:local|override)(?:$|[._-])")


@dataclass(frozen=True, slots=True)
class AbsentEnvFile:
    """An env file that should be made: ``location`` names it, for the environment ``environment``.

    ``reader`` is what reads it; ``launches`` are those that are given it; ``keys`` are what the code reads.
    """

    path: ProjectPath
    environment: str
    location: Location
    reader: str
    launches: tuple[Launch, ...]
    keys: tuple[SkeletonKey, ...]


@once_per_facts
def absent_env_files(facts: Facts) -> tuple[AbsentEnvFile, ...]:
    """Find the env files of deployment environments of which the project says no more than the name."""
    files = frozenset(entry.path for entry in facts.inventory.files)
    missing = missing_env_files(facts)
    slips = {one.looked for one in missing} | {one.meant for one in missing}
    wanted: dict[ProjectPath, list[_Wanted]] = {}
    for one in (*_given(facts), *_selected(facts), *_loaded(facts)):
        wanted.setdefault(one.path, []).append(one)
    found = []
    for path, uses in wanted.items():
        named = _environment(path)
        if named is None or path in files or path in slips or template_of(path, files) is not None:
            continue
        launches = tuple({use.launch.id: use.launch for use in uses if use.launch is not None}.values())
        given = [{variable.name for variable in launch.variables} for launch in launches]
        keys = tuple(keys_read_below(facts, uses[0].root, set.intersection(*given) if given else set()))
        if keys:
            found.append(AbsentEnvFile(path, named.name, uses[0].location, uses[0].reader, launches, keys))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Wanted:
    path: ProjectPath
    location: Location
    reader: str
    root: ProjectPath
    launch: Launch | None = None


def _environment(path: ProjectPath) -> NamedRole | None:
    """What the file's own name, or its folder's (``.envs/.production/.django``), says; tests bring their own values."""
    named = role_of_path(path, "env file")
    if named is None or not named.naming or named.role is Role.TEST or _OPTIONAL.search(path.name.lower()):
        return None
    return named if "env" in path.value.lower() else None


def _given(facts: Facts) -> Iterator[_Wanted]:
    """Files that compose files hand to a program of the project; where a host keeps its files is its own affair."""
    for launch in facts.launches:
        for text, place in launch.env_files if launch.surface is Surface.COMPOSE else ():
            base = launch.location.path
            path = base.parent.join(text) if isinstance(base, ProjectPath) else None
            root = root_of_launch(facts, launch)
            if path is not None and root is not None and not any(char in text for char in "$%{~"):
                yield _Wanted(path, place, f"{launch.surface.value} {launch.name}", root, launch)


def _selected(facts: Facts) -> Iterator[_Wanted]:
    """Files that a loader chooses by a variable which a launch gives."""
    for load in _loads(facts):
        for launch in facts.launches if load.selectors and load.folder is not None else ():
            source = load.location.path
            root = root_of_launch(facts, launch)
            if not isinstance(source, ProjectPath) or root is None or not source.is_below(root):
                continue
            given = {one.name: one.value.reveal() for one in launch.variables if one.value is not None}
            word = next((given[name] for name in load.selectors if given.get(name)), None)
            path = _filled(load, word) if word is not None else None
            if path is not None:
                yield _Wanted(path, load.location, load.loader.rpartition(".")[2], root, launch)


def _filled(load: EnvLoad, word: str) -> ProjectPath | None:
    text = load.path or ""
    if load.folder is None or len(_COMPUTED.findall(text)) != 1 or not re.fullmatch(r"[\w-]+", word):
        return None
    return load.folder.join(_COMPUTED.sub(word, text))


def _loaded(facts: Facts) -> Iterator[_Wanted]:
    """Files that a loader names outright."""
    for load in _loads(facts):
        source = load.location.path
        if load.resolved is not None and isinstance(source, ProjectPath):
            root = root_around(facts, source)
            yield _Wanted(load.resolved, load.location, load.loader.rpartition(".")[2], root)


def _loads(facts: Facts) -> Iterator[EnvLoad]:
    for module in facts.python_modules:
        if not is_aside(module.path):
            yield from (load for load in module.loads if not load.guarded)
