"""What one stage of an image holds: files of the build context, of other stages and of nobody knows where.

Nothing is asserted that is not certain: what a RUN may write, a foreign image may bring or a variable may hide makes
the place unknown.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from envwizard.analysis.images.base_images import expand
from envwizard.analysis.images.build_context import BuildContext
from envwizard.model.facts.containers import Copy
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location
from envwizard.syntax.docker_ignore import IgnorePatterns


class Presence(Enum):
    """Whether an image has a path."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Layer:
    """Files put into an image: what ``source`` (a path of ``context`` or of ``image``) holds lies at ``target``.

    ``folder`` tells whether ``target`` is a folder with the source's content or the file itself. A file that is no
    file of the context (a here-document, an address) has no ``source``. What ``exclude`` matches is left out.
    """

    target: str
    source: str
    folder: bool
    copy: Copy
    image: ImageFiles | None = None
    exclude: IgnorePatterns | None = None

    def leaves_out(self, rest: str) -> bool:
        """Tell whether a path (relative to the source's folder; the name of a file) is excluded."""
        return bool(rest) and self.exclude is not None and self.exclude.ignores(rest)


@dataclass(slots=True)
class ImageFiles:
    """What one stage holds.

    ``unknown`` are folders that may hold anything. ``knows_workdir`` tells whether ``workdir`` is certain;
    ``installs_project`` whether the project was installed as a package, so that its modules are found everywhere.
    ``triggers`` tells that ONBUILD has instructions in store for the stages that are built on this one.
    """

    context: BuildContext
    workdir: str = "/"
    knows_workdir: bool = False
    installs_project: bool = False
    plain: bool = True
    triggers: bool = False
    layers: list[Layer] = field(default_factory=list)
    folders: set[str] = field(default_factory=lambda: {"/"})
    unknown: set[str] = field(default_factory=set)
    variables: dict[str, str] = field(default_factory=dict)
    variable_places: dict[str, Location] = field(default_factory=dict)

    def absolute(self, path: str) -> str:
        """Make a path of the image absolute."""
        return normal(posixpath.join(self.workdir, path))

    def find(self, path: str) -> Presence:
        """Tell whether the image has the file or folder ``path`` (absolute)."""
        path = normal(path)
        if path in self.folders or any(folder.startswith(path.rstrip("/") + "/") for folder in self.folders):
            return Presence.YES
        found = Presence.NO
        for layer in self.layers:
            seen = self._in_layer(layer, path)
            if seen is Presence.YES:
                return seen
            found = seen if seen is Presence.UNKNOWN else found
        return Presence.UNKNOWN if self.is_unknown(path) else found

    def is_folder(self, path: str) -> bool:
        """Tell whether ``path`` is known to be a folder of the image."""
        if path in self.folders or any(folder.startswith(path.rstrip("/") + "/") for folder in self.folders):
            return True
        for layer in self.layers:
            rest = below(path, layer.target)
            if rest is None:
                if below(layer.target, path) is not None:
                    return True
                continue
            if not layer.folder:
                continue
            inner = posixpath.join(layer.source, rest) if rest else layer.source
            if layer.image.is_folder(inner) if layer.image else self.context.kind(inner) == "folder":
                return True
        return False

    def is_unknown(self, path: str) -> bool:
        """Tell whether anything may lie at ``path``."""
        return any(below(path, folder) is not None for folder in self.unknown)

    def where(self, path: ProjectPath) -> tuple[str, Copy] | None:
        """Tell where the image has a file of the context, and by which COPY."""
        for layer in self.layers:
            if layer.image is not None:
                inner = layer.image.where(path)
                rest = below(inner[0], normal(layer.source)) if inner else None
            else:
                source = self.context.path(layer.source) if layer.source else None
                rest = None if source is None else below("/" + path.value, normal("/" + source.value))
            if rest is not None and (layer.folder or not rest) and not layer.leaves_out(rest):
                return normal(posixpath.join(layer.target, rest)), layer.copy
        return None

    def files(self) -> dict[str, ProjectPath | None]:
        """List the files that are known to be there, each with the file of the context that it is, if it is one."""
        found: dict[str, ProjectPath | None] = {}
        for layer in self.layers:
            for rest, origin in self._inside(layer):
                if not layer.leaves_out(rest):
                    found[normal(posixpath.join(layer.target, rest))] = origin
        return found

    def _inside(self, layer: Layer) -> Iterator[tuple[str, ProjectPath | None]]:
        """The files of a layer, relative to its target."""
        if layer.image is not None:
            known = layer.image.files().items()
            yield from ((rest, origin) for path, origin in known if (rest := below(path, layer.source)) is not None)
        elif layer.folder:
            yield from (
                (rest, self.context.path(f"{layer.source}/{rest}")) for rest in self.context.below(layer.source)
            )
        else:
            yield "", self.context.path(layer.source) if layer.source else None

    def expand(self, text: str) -> str | None:
        """Put in the variables that are known; ``None`` where one is not."""
        return expand(text, self.variables)

    def _in_layer(self, layer: Layer, path: str) -> Presence:
        rest = below(path, layer.target)
        if rest is None:
            return Presence.YES if below(layer.target, path) is not None else Presence.NO
        if not layer.folder:
            return Presence.NO if rest else Presence.YES
        if layer.leaves_out(rest):
            return Presence.NO
        inner = posixpath.join(layer.source, rest) if rest else layer.source
        if layer.image is not None:
            return layer.image.find(inner)
        if self.context.kind(inner):
            return Presence.YES
        return Presence.UNKNOWN if self.context.is_unseen(inner) else Presence.NO


def normal(path: str) -> str:
    """Normalise an absolute path of an image."""
    return posixpath.normpath(re.sub(r"^/+", "/", path))


def below(path: str, folder: str) -> str | None:
    """Give what follows ``folder`` in ``path``: ``""`` where they are the same, ``None`` where it is not below."""
    if path == folder:
        return ""
    prefix = folder.rstrip("/") + "/"
    return path[len(prefix) :] if path.startswith(prefix) else None
