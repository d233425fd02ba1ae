"""Giving a program its env file without code: by what starts it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from envwizard.analysis.env_loading.unit_paths import on_host
from envwizard.edits.command_line import add_words
from envwizard.edits.compose_service import add_env_file, add_variable
from envwizard.edits.selecting_load import add_unit_setting
from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.launches import Launch
from envwizard.model.message import msg
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.question import Question
from envwizard.model.rule import Files


def takes_env_file(facts: Facts, launch: Launch, path: ProjectPath) -> bool:
    """Tell whether a launch can be written so that it hands the file over.

    A unit does by EnvironmentFile=, a compose service by env_file:, uvicorn by --env-file. An image does not hold the
    file, and a platform does not get it.
    """
    if not isinstance(launch.location.path, ProjectPath) or launch.env_files or launch.guarded:
        return False
    if launch.surface is Surface.SYSTEMD:
        return on_host(facts, launch, path) is not None
    if launch.surface is Surface.COMPOSE:
        return _service(facts, launch)
    return _by_option(launch)


def way_question(source: ProjectPath, path: ProjectPath) -> Question:
    """Ask whether a source shall load the env file itself, or be handed it by what starts it."""
    return Question(
        id=f"load:{source}",
        text=msg("How shall {source} get {path}: by code, or by what starts the program?", source=source, path=path),
        choices=("code", "no-code"),
        default="code",
        about=source,
    )


def hand_over(facts: Facts, files: Files, launches: Iterable[Launch], path: ProjectPath) -> tuple[ReplaceSpan, ...]:
    """Write the env file into what each of the launches is started by; raises ``FixUnavailable``."""
    edits: dict[ReplaceSpan, None] = {}
    for launch in launches:
        place = launch.location.path
        if not takes_env_file(facts, launch, path) or not isinstance(place, ProjectPath):
            raise FixUnavailable(msg("{launch} takes no env file.", launch=launch.name))
        if launch.surface is Surface.SYSTEMD:
            edits[add_unit_setting(files(place), f"EnvironmentFile={on_host(facts, launch, path)}")] = None
        elif launch.surface is Surface.COMPOSE:
            edits[add_env_file(files(place), launch.name, relative(path, place.parent))] = None
        else:
            words = ("--env-file", relative(path, launch.working_directory or ROOT))
            source = launch.command.location.path
            assert isinstance(source, ProjectPath)
            edits.update(dict.fromkeys(add_words(files(source), launch.command, words)))
    return tuple(edits)


def set_variable(files: Files, launches: Iterable[Launch], name: str, value: str) -> tuple[ReplaceSpan, ...]:
    """Set a variable in the units and compose services among the launches; the others cannot say it in a file."""
    edits: dict[ReplaceSpan, None] = {}
    for launch in launches:
        place = launch.location.path
        if not isinstance(place, ProjectPath):
            continue
        if launch.surface is Surface.SYSTEMD:
            edits[add_unit_setting(files(place), f"Environment={name}={value}")] = None
        elif launch.surface is Surface.COMPOSE:
            edits[add_variable(files(place), launch.name, name, value)] = None
    return tuple(edits)


def relative(path: ProjectPath, folder: ProjectPath) -> str:
    """Write a path as it is seen from a folder of the project."""
    return posixpath.relpath(path.value, folder.value)


def _service(facts: Facts, launch: Launch) -> bool:
    return any(
        compose.location.path == launch.location.path and any(one.name == launch.name for one in compose.services)
        for compose in facts.compose_files
    )


def _by_option(launch: Launch) -> bool:
    plain = launch.server == "uvicorn" and not launch.in_container and not launch.on_platform
    named = isinstance(launch.command.location.path, ProjectPath) and launch.working_directory is not None
    return plain and named and bool(launch.command.words) and launch.surface is not Surface.PYTHON
