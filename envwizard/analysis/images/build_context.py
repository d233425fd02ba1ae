"""The build context of an image: which of the project's files a COPY can see."""

from __future__ import annotations

import fnmatch
import posixpath
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from envwizard.model.facts import Facts
from envwizard.model.facts.containers import Dockerfile
from envwizard.model.paths import ProjectPath

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class ProjectFiles:
    """The project's files and folders, indexed once for all images."""

    def __init__(self, facts: Facts) -> None:
        self._inventory = facts.inventory

    @cached_property
    def files(self) -> frozenset[str]:
        """The files' paths."""
        return frozenset(entry.path.value for entry in self._inventory.files)

    @cached_property
    def folders(self) -> frozenset[str]:
        """The folders' paths, the root among them."""
        return frozenset((".", *(folder.value for folder in self._inventory.folders)))

    @cached_property
    def by_name(self) -> dict[str, list[str]]:
        """The paths of files and folders by their last parts."""
        found: dict[str, list[str]] = {}
        for value in (*self.files, *self.folders):
            found.setdefault(value.rpartition("/")[2], []).append(value)
        return found


def _spec(ignore: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(_anchored(ignore))


class BuildContext:
    """A folder of the project as a builder receives it: without what its .dockerignore names.

    ``ignore`` are the patterns; Docker's differ from git's in that they are anchored at the context's root (Docker
    docs, "Build context", section ".dockerignore files"), so each is anchored before git's matcher judges it.
    """

    def __init__(self, folder: ProjectPath, project: ProjectFiles, ignore: tuple[str, ...]) -> None:
        self.folder = folder
        self._project = project
        self._spec = _spec(ignore) if ignore else None

    def kind(self, source: str) -> str | None:
        """Tell what ``source`` (relative to the context) is: ``file``, ``folder`` or ``None`` where it is not sent."""
        path = self.folder.join(source.lstrip("/") or ".")
        if path is None or not (path == self.folder or path.is_below(self.folder)):
            return None
        if path.value in self._project.folders:
            return "folder"
        return "file" if path.value in self._project.files and not self.ignores(path.value) else None

    def holds(self, path: ProjectPath) -> bool:
        """Tell whether a file of the project lies in this folder and is sent."""
        return path.value in self._project.files and path.is_below(self.folder) and not self.ignores(path.value)

    def path(self, source: str) -> ProjectPath | None:
        """Turn a path relative to the context into one of the project."""
        return self.folder.join(source.lstrip("/") or ".")

    def expand(self, pattern: str) -> list[str]:
        """List what a COPY source with wildcards names, relative to the context."""
        if not any(char in pattern for char in "*?["):
            return [posixpath.normpath(pattern.lstrip("/") or ".")]
        parts = posixpath.normpath(pattern.lstrip("/")).split("/")
        return [path for path in self._all() if _matches(path, parts) and self.kind(path)]

    def named(self, name: str) -> Iterator[ProjectPath]:
        """Find the files and folders of that base name, those that are not sent left out."""
        for value in self._project.by_name.get(name, ()):
            path = ProjectPath(value)
            if path.is_below(self.folder) and not self.ignores(value):
                yield path

    def ignores(self, value: str) -> bool:
        """Tell whether the .dockerignore keeps the file of the project back."""
        if self._spec is None:
            return False
        inside = value if self.folder.value == "." else value[len(self.folder.value) + 1 :]
        return self._spec.match_file(inside)

    def _all(self) -> Iterator[str]:
        prefix = "" if self.folder.value == "." else self.folder.value + "/"
        for group in (self._project.files, self._project.folders):
            for value in group:
                if value != "." and value.startswith(prefix):
                    yield value[len(prefix) :]


def contexts(dockerfile: Dockerfile, facts: Facts, project: ProjectFiles) -> list[BuildContext]:
    """Give the contexts that the Dockerfile may be built with.

    Compose files say so; where none does, its own folder and those above it come into question, as far as they hold
    what its COPY instructions name (``docker build -f docker/Dockerfile .``).
    """
    path = dockerfile.location.path
    assert isinstance(path, ProjectPath)
    named = {context for context, file, _ in compose_builds(facts) if file == path}
    folders = sorted(named) or [*path.parent.upwards()]
    places = ((one.location.path, one.ignore) for one in facts.dockerfiles)
    ignores = {place.parent: ignore for place, ignore in places if isinstance(place, ProjectPath)}
    found = [BuildContext(folder, project, ignores.get(folder, ())) for folder in folders]
    return found if named else [context for context in found if _holds_sources(dockerfile, context)]


def compose_builds(facts: Facts) -> Iterator[tuple[ProjectPath, ProjectPath, int]]:
    """Give (context, Dockerfile, index into all services) of each service that builds from the project."""
    index = -1
    for compose in facts.compose_files:
        base = compose.location.path
        for service in compose.services:
            index += 1
            if service.build_context is None or not isinstance(base, ProjectPath):
                continue
            context = base.parent.join(service.build_context)
            file = context.join(service.dockerfile or "Dockerfile") if context else None
            if context and file:
                yield context, file, index


def _holds_sources(dockerfile: Dockerfile, context: BuildContext) -> bool:
    return all(
        any(context.kind(path) for path in context.expand(source))
        for copy in dockerfile.copies
        if copy.source_stage is None and not copy.inline
        for source in copy.sources
        if "$" not in source and "://" not in source and not source.startswith("git@")
    )


def _anchored(patterns: tuple[str, ...]) -> Iterator[str]:
    for pattern in patterns:
        mark, rest = ("!", pattern[1:]) if pattern.startswith("!") else ("", pattern)
        yield f"{mark}/{rest.lstrip('/')}" if rest.strip() and not rest.startswith("#") else pattern


def _matches(path: str, pattern: list[str]) -> bool:
    parts = path.split("/")
    return len(parts) == len(pattern) and all(map(fnmatch.fnmatchcase, parts, pattern))
