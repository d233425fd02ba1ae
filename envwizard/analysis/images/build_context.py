"""The build context of an image: which of the project's files a COPY can see."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import cached_property

from envwizard.model.facts import Facts
from envwizard.model.facts.containers import Dockerfile, built_from
from envwizard.model.paths import ProjectPath
from envwizard.project.walk import is_left_out
from envwizard.syntax.docker_ignore import IgnorePatterns, matches

WILDCARDS = frozenset("*?[")
# What is no Dockerfile yet, but the template of one.
_TEMPLATE = ("{{", "{%", "<%")


class ProjectFiles:
    """The project's files and folders, indexed once for all images."""

    def __init__(self, facts: Facts) -> None:
        self._inventory = facts.inventory
        self._ignores: dict[ProjectPath | None, tuple[str, ...]] = {
            ignore.path: ignore.patterns for ignore in facts.docker_ignores
        }

    @cached_property
    def files(self) -> frozenset[str]:
        """The files' paths; links to folders are not among them."""
        return frozenset(entry.path.value for entry in self._inventory.files) - self.links

    @cached_property
    def links(self) -> frozenset[str]:
        """The links to folders: what lies behind them is not known."""
        return frozenset(entry.path.value for entry in self._inventory.files if entry.kind == "folder-link")

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

    def has(self, path: ProjectPath | None) -> bool:
        """Tell whether the project has this file."""
        return path is not None and path.value in self.files

    def python_files(self, folder: ProjectPath) -> list[ProjectPath]:
        """List the Python sources below a folder, those that lie highest first."""
        found = [path for path in self._python if path.is_below(folder)]
        return sorted(found, key=lambda path: (path.value.count("/"), path.value))

    @cached_property
    def _python(self) -> list[ProjectPath]:
        return [entry.path for entry in self._inventory.files if entry.path.value.endswith(".py")]

    def is_unseen(self, path: ProjectPath) -> bool:
        """Tell whether a path lies where the walk did not look: behind a link, in a virtual environment, in .git."""
        if any(is_left_out(part) for part in path.parts):
            return True
        return any(folder.value in self._closed for folder in path.upwards() if folder.value != ".")

    @cached_property
    def _closed(self) -> frozenset[str]:
        passed = (one.path.value for one in self._inventory.passed_over)
        return self.links.union((root.value for root in self._inventory.virtualenv_roots), passed)

    def context(self, folder: ProjectPath, dockerfile: ProjectPath) -> BuildContext:
        """Give a folder as the context of a build; ``<Dockerfile>.dockerignore`` takes the place of its own."""
        own, shared = dockerfile.parent.join(f"{dockerfile.name}.dockerignore"), folder.join(".dockerignore")
        path = next((path for path in (own, shared) if path in self._ignores), None)
        return BuildContext(folder, self, IgnorePatterns(self._ignores[path] if path else ()), path)


class BuildContext:
    """A folder of the project as a builder receives it: without what the ignore file names."""

    def __init__(
        self, folder: ProjectPath, project: ProjectFiles, ignore: IgnorePatterns, ignore_path: ProjectPath | None
    ) -> None:
        self.folder = folder
        self.project = project
        self.ignore_path = ignore_path
        self._ignore = ignore

    def kind(self, source: str) -> str | None:
        """Tell what ``source`` (relative to the context) is: ``file``, ``folder`` or ``None`` where it is not sent."""
        path = self.path(source)
        if path is None or not (path == self.folder or path.is_below(self.folder)):
            return None
        if path.value in self.project.folders:
            return "folder" if self._is_sent(path) else None
        return "file" if path.value in self.project.files and not self.ignores(path.value) else None

    def is_unseen(self, source: str) -> bool:
        """Tell whether nothing is known of ``source``: it lies behind a link or where the walk did not look."""
        path = self.path(source)
        return path is not None and self.project.is_unseen(path)

    def holds(self, path: ProjectPath) -> bool:
        """Tell whether a file of the project lies in this folder and is sent."""
        return path.value in self.project.files and path.is_below(self.folder) and not self.ignores(path.value)

    def path(self, source: str) -> ProjectPath | None:
        """Turn a path relative to the context into one of the project; ``..`` does not lead out of a context."""
        inside = posixpath.normpath("/" + source.lstrip("/")).lstrip("/")
        return self.folder.join(inside or ".")

    def below(self, source: str) -> Iterator[str]:
        """List the files that are sent of a folder (relative to the context), as paths relative to that folder."""
        folder = self.path(source)
        prefix = "" if folder is None or folder.value == "." else folder.value + "/"
        for value in self.project.files if folder is not None else ():
            if value.startswith(prefix) and not self.ignores(value):
                yield value[len(prefix) :]

    def expand(self, pattern: str) -> list[str]:
        """List what a COPY source names, relative to the context: several paths where it has wildcards."""
        written = posixpath.normpath(pattern.lstrip("/") or ".")
        if WILDCARDS.isdisjoint(pattern):
            return [written]
        return sorted(path for path in self._all() if matches(written, path) and self.kind(path))

    def named(self, name: str) -> Iterator[ProjectPath]:
        """Find the files and folders of that base name, those that are not sent left out."""
        for value in self.project.by_name.get(name, ()):
            path = ProjectPath(value)
            if path.is_below(self.folder) and not self.ignores(value):
                yield path

    def ignores(self, value: str) -> bool:
        """Tell whether the ignore file keeps the file of the project back."""
        return bool(self._ignore) and self._ignore.ignores(self._inside(value))

    def _is_sent(self, folder: ProjectPath) -> bool:
        """A folder that is ignored is sent all the same where a pattern brings a file below it back."""
        if folder == self.folder or not self.ignores(folder.value):
            return True
        return self._ignore.brings_back and any(self.below(self._inside(folder.value)))

    def _inside(self, value: str) -> str:
        return value if self.folder.value == "." else value[len(self.folder.value) + 1 :]

    def _all(self) -> Iterator[str]:
        prefix = "" if self.folder.value == "." else self.folder.value + "/"
        for group in (self.project.files, self.project.folders, self.project.links):
            for value in group:
                if value != "." and value.startswith(prefix):
                    yield value[len(prefix) :]


def contexts(dockerfile: Dockerfile, facts: Facts, project: ProjectFiles) -> list[BuildContext]:
    """Give the contexts that the Dockerfile may be built with.

    Compose files say so; where none does, its own folder and those above it come into question, as far as they hold
    what its COPY instructions name (``docker build -f docker/Dockerfile .``).
    """
    named, found = possible_contexts(dockerfile, facts, project)
    if named:
        return found
    found = [context for context in found if not any(missing_sources(dockerfile, context))]
    # A pattern may match nothing (``poetry.lock*``), but the context for which more of them match is meant.
    matching = [_matching(dockerfile, context) for context in found]
    return [context for context, count in zip(found, matching, strict=True) if count == max(matching)]


def _matching(dockerfile: Dockerfile, context: BuildContext) -> int:
    copies = (copy for copy in dockerfile.copies if copy.source_stage is None)
    patterns = (source for copy in copies for source in copy.sources if not WILDCARDS.isdisjoint(source))
    return sum(bool(context.expand(pattern)) for pattern in patterns)


def possible_contexts(dockerfile: Dockerfile, facts: Facts, project: ProjectFiles) -> tuple[bool, list[BuildContext]]:
    """Give the contexts that compose files name, or all that come into question, and whether they are named."""
    path = dockerfile.path
    named = {context for context, file, _ in compose_builds(facts) if file == path}
    folders = sorted(named) or [*path.parent.upwards()]
    return bool(named), [project.context(folder, path) for folder in folders]


def compose_builds(facts: Facts) -> Iterator[tuple[ProjectPath, ProjectPath, int]]:
    """Give (context, Dockerfile, index into all services) of each service that builds from the project."""
    index = -1
    known = {dockerfile.path for dockerfile in facts.dockerfiles}
    for compose in facts.compose_files:
        base = compose.location.path
        for service in compose.services:
            index += 1
            if service.build_context is None or not isinstance(base, ProjectPath):
                continue
            context = base.parent.join(service.build_context)
            file = built_from(context, service.dockerfile, known.__contains__) if context else None
            if context and file:
                yield context, file, index


def missing_sources(dockerfile: Dockerfile, context: BuildContext) -> Iterator[tuple[int, int]]:
    """Find the sources that the context lacks, as (index of the COPY, index of the source).

    What is computed, fetched or comes from another stage is left out, and so is a pattern with wildcards: to match
    nothing is no failure.
    """
    for index, copy in enumerate(dockerfile.copies):
        if copy.source_stage is not None or any(mark in "".join(copy.sources) for mark in _TEMPLATE):
            continue
        for number, source in enumerate(copy.sources):
            plain = is_plain_source(source) and WILDCARDS.isdisjoint(source)
            if plain and context.kind(source) is None and not context.is_unseen(source):
                yield index, number


def is_plain_source(source: str) -> bool:
    """Tell whether a COPY source is a path as it stands: no variable, no address."""
    return "$" not in source and "://" not in source and not source.startswith("git@")
