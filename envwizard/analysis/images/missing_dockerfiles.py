"""Dockerfiles that compose files name and the project does not have."""

from __future__ import annotations

import difflib
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.env_files.ignoring import is_kept_out_of_git
from envwizard.analysis.paths.path_literals import is_aside
from envwizard.model.facts import Facts
from envwizard.model.facts.containers import ComposeFile
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location

_VARIABLE = ("$", "{", "://")
_CLOSE = 0.9


@dataclass(frozen=True, slots=True)
class MissingDockerfile:
    """A Dockerfile that a compose file names; ``nearest`` is the one that is meant, spelt as there."""

    path: ProjectPath
    service: str
    written: str
    location: Location
    nearest: str


def missing_dockerfiles(facts: Facts) -> Iterator[MissingDockerfile]:
    """Find the names of Dockerfiles that only another spelling of them would find.

    A name that nothing in the project resembles may come from a submodule or a generator: nothing is said of it.
    """
    files: frozenset[str] | None = None
    for compose in facts.compose_files:
        if not isinstance(compose.location.path, ProjectPath) or is_aside(compose.location.path):
            continue
        for one, context in _named(compose, compose.location.path):
            looked = context.join(one.written)
            if files is None:
                files = frozenset(entry.path.value for entry in facts.inventory.files)
            if looked is None or looked.value in files or is_kept_out_of_git(facts, looked):
                continue
            nearest = _nearest(looked.value, facts)
            if nearest is not None:
                spelt = posixpath.relpath(nearest, context.value)
                yield MissingDockerfile(one.path, one.service, one.written, one.location, spelt)


def _named(compose: ComposeFile, path: ProjectPath) -> Iterator[tuple[MissingDockerfile, ProjectPath]]:
    for service in compose.services:
        place, written, folder = service.dockerfile_location, service.dockerfile, service.build_context
        if place is None or written is None or folder is None or place.path != path:
            continue
        if any(sign in text for sign in _VARIABLE for text in (written, folder)) or written.startswith("/"):
            continue
        context = path.parent.join(folder)
        if context is not None:
            yield MissingDockerfile(path, service.name, written, place, ""), context


def _nearest(looked: str, facts: Facts) -> str | None:
    """Find the Dockerfile whose path differs in its capitals or by a slip."""
    known = sorted(file.path.value for file in facts.dockerfiles)
    same = [value for value in known if value.lower() == looked.lower()]
    if same:
        return same[0] if len(same) == 1 else None
    beside = [value for value in known if posixpath.dirname(value) == posixpath.dirname(looked)]
    close = difflib.get_close_matches(looked, beside, 2, _CLOSE)
    return close[0] if len(close) == 1 else None
