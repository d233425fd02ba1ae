"""Which files the project has, and what git says of them."""

from __future__ import annotations

from dataclasses import dataclass

from envwizard.model.message import Message
from envwizard.model.paths import AnyPath, ProjectPath


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file or a link in the project. ``target`` is what a link says, as written; ``size`` is in bytes.

    ``kind`` is ``file``, ``folder-link`` (a link to a folder; not followed), ``external-link`` (to a file outside of
    the project; not followed), ``dangling`` (a link to nothing) or ``other`` (a socket, a pipe). A link to a file
    inside the project counts as ``file`` with a target.
    """

    path: ProjectPath
    size: int
    mode: int
    kind: str = "file"
    target: str | None = None


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A folder or file that the walk left out, and why."""

    path: AnyPath
    reason: Message


@dataclass(frozen=True, slots=True)
class GitFacts:
    """What git says: tracked files and ignored files or folders. Without git every present file counts as tracked."""

    present: bool = False
    tracked: frozenset[ProjectPath] = frozenset()
    ignored: frozenset[ProjectPath] = frozenset()
    # The repository begins above the project: a .gitignore up there may speak of files that are not there yet.
    outer: bool = False

    def tracks_below(self, folder: ProjectPath) -> bool:
        """Tell whether git tracks anything below the folder (``False`` without git)."""
        return any(path.is_below(folder) for path in self.tracked)

    def ignores(self, path: ProjectPath) -> bool:
        """Tell whether git ignores the path itself or a folder above it."""
        return any(one in self.ignored for one in path.upwards() if one.value != ".")


@dataclass(frozen=True, slots=True)
class Inventory:
    """The project's files, sorted by path, without what lies in virtual environments and vendored trees.

    ``virtualenv_roots`` are folders of the project that hold a ``pyvenv.cfg``, a ``conda-meta`` or a site-packages.
    """

    files: tuple[FileEntry, ...] = ()
    folders: frozenset[ProjectPath] = frozenset()
    virtualenv_roots: tuple[ProjectPath, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
