"""Env files of a deployed environment that nothing in the project ever selects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from envwizard.analysis.deployed import launches_of
from envwizard.analysis.environments.name_tokens import NamedRole, role_of_name
from envwizard.model.environment import Role
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine
from envwizard.model.facts.envfiles import EnvFile
from envwizard.model.facts.launches import Launch
from envwizard.model.facts.python import Anchor, EnvLoad, EventKind
from envwizard.model.paths import ProjectPath
from envwizard.syntax.python_modules import is_aside

# Tools of a front end that choose among env files by their own rules.
_FRONT_END_KEYS = ("VITE_", "REACT_APP_", "NEXT_PUBLIC_", "NUXT_", "VUE_APP_", "EXPO_PUBLIC_")
_DEPLOYED = (Role.PRODUCTION, Role.STAGING)


@dataclass(frozen=True, slots=True)
class UnselectedEnvFile:
    """An env file made for an environment (by its name) that no loader, launch or script names.

    ``loads`` are the loaders of the sources around it, which load another file in every environment; ``launches`` start
    that environment without an env file.
    """

    file: EnvFile
    named: NamedRole
    loads: tuple[EnvLoad, ...]
    launches: tuple[Launch, ...]


def unselected_env_files(facts: Facts) -> Iterator[UnselectedEnvFile]:
    """Find the env files for production and staging that hold what the code reads and that nothing selects."""
    candidates = [(file, named) for file in facts.env_files if (named := _made_for(file, facts)) is not None]
    if not candidates:
        return
    loads = [load for module in facts.python_modules if not is_aside(module.path) for load in module.loads]
    if any(load.anchor in (Anchor.VARIABLE, Anchor.UNKNOWN) for load in loads):
        # A variable or a computation says which file is loaded: it may be any.
        return
    read = _read_keys(facts)
    words = tuple(_words(facts))
    for file, named in candidates:
        near = tuple(load for load in loads if _is_near(load, file.path))
        # What cannot be decoded may hold anything.
        if not near or not (file.encoding is None or any(entry.key in read for entry in file.entries)):
            continue
        if any(_may_name(load, file.path) for load in loads) or any(file.path.name in word for word in words):
            continue
        launches = [
            launch
            for environment in facts.environments
            if environment.name == named.name
            for launch in launches_of(facts, environment)
        ]
        bare = tuple(launch for launch in launches if not launch.env_files and not launch.on_platform)
        if launches and not bare:
            continue
        yield UnselectedEnvFile(file, named, near, bare)


def _made_for(file: EnvFile, facts: Facts) -> NamedRole | None:
    """The deployed environment that an env file's name says it is for."""
    if file.is_template or file.state != "readable" or is_aside(file.path):
        return None
    named = role_of_name(file.path.name)
    if named is None or named.role not in _DEPLOYED or not named.naming:
        return None
    beside = {entry.path for entry in facts.inventory.files if entry.path.name == "package.json"}
    if any(path.parent == file.path.parent for path in beside):
        return None
    return None if any(entry.key.startswith(_FRONT_END_KEYS) for entry in file.entries) else named


def _is_near(load: EnvLoad, path: ProjectPath) -> bool:
    source = load.location.path
    return isinstance(source, ProjectPath) and source.is_below(path.parent)


def _may_name(load: EnvLoad, path: ProjectPath) -> bool:
    """Tell whether a loader names the file, or computes a name that may be its."""
    if load.resolved == path:
        return True
    name = (load.path or "").rpartition("/")[2]
    fixed, brace, _ = name.partition("{")
    return path.name.startswith(fixed) if brace else name == path.name


def _read_keys(facts: Facts) -> frozenset[str]:
    return frozenset(
        event.name
        for module in facts.python_modules
        for event in (*module.events, *(one for function in module.functions for one in function.events))
        if event.kind is EventKind.READ and event.name
    )


def _words(facts: Facts) -> Iterator[str]:
    """Everything that could name an env file: env_file entries, the words of commands, copies, paths in the code."""
    for launch in facts.launches:
        yield from (text for text, _ in launch.env_files)
    for compose in facts.compose_files:
        for composed in compose.services:
            yield from (text for text, _ in composed.env_files)
            yield from (volume.source for volume in composed.volumes)
    for service in facts.services:
        yield from (text for text, _ in service.env_files)
        yield from _in(service.commands)
    for dockerfile in facts.dockerfiles:
        for stage in dockerfile.stages:
            for instruction in stage.instructions:
                yield instruction.text
    for script in facts.shell_scripts:
        yield from _in(script.commands)
    for makefile in facts.makefiles:
        for target in makefile.targets:
            yield from _in(target.commands)
    for workflow in facts.ci_workflows:
        for job in workflow.jobs:
            yield from _in(job.commands)
    for document in facts.documents:
        yield from _in(command for command, _ in document.commands)
    for module in facts.python_modules:
        for use in module.path_uses:
            yield from (use.literal, use.reached)


def _in(commands: Iterable[CommandLine]) -> Iterator[str]:
    for command in commands:
        yield from command.argv
        yield from (word.text for word in command.redirects)
