"""Where a thing lies: inside the project (relative) or outside of it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class ProjectPath:
    """A relative path in POSIX style, without ``..`` and without a leading slash; ``.`` is the project's root.

    Names that are no valid UTF-8 are held as Python holds them (surrogate escapes).
    """

    value: str

    @classmethod
    def of(cls, text: str) -> ProjectPath | None:
        """Normalise a relative POSIX path; ``None`` where it is absolute or leaves the project."""
        if text.startswith("/"):
            return None
        normal = posixpath.normpath(text or ".")
        return None if normal == ".." or normal.startswith("../") else cls(normal)

    @property
    def name(self) -> str:
        """The last part, ``""`` for the root."""
        return "" if self.value == "." else self.value.rpartition("/")[2]

    @property
    def parent(self) -> ProjectPath:
        """The folder that holds it; the root is its own parent."""
        return ProjectPath(self.value.rpartition("/")[0] or ".")

    @property
    def parts(self) -> tuple[str, ...]:
        """The names from the root down, empty for the root."""
        return () if self.value == "." else tuple(self.value.split("/"))

    @property
    def suffix(self) -> str:
        """The last dot and what follows, lower case; empty where there is none (``.env`` has none)."""
        stem, dot, end = self.name.rpartition(".")
        return f".{end.lower()}" if dot and stem else ""

    def join(self, text: str) -> ProjectPath | None:
        """Follow a relative path from this folder; ``None`` where it is absolute or leaves the project."""
        return None if text.startswith("/") else ProjectPath.of(posixpath.join(self.value, text))

    def is_below(self, folder: ProjectPath) -> bool:
        """Tell whether this path lies in ``folder``, at any depth (a path is not below itself)."""
        return self.value != "." and (folder.value == "." or self.value.startswith(folder.value + "/"))

    def upwards(self) -> Iterator[ProjectPath]:
        """Give this folder and those above it, the project's root last."""
        folder = self
        while folder.value != ".":
            yield folder
            folder = folder.parent
        yield folder

    def relative_to(self, folder: ProjectPath) -> str:
        """Give the path from ``folder`` to here; may climb with ``..``."""
        return posixpath.relpath(self.value, folder.value)

    def __str__(self) -> str:
        return self.value


ROOT = ProjectPath(".")


@dataclass(frozen=True, slots=True, order=True)
class ExternalPath:
    """An absolute path outside of the project, and how it is shown (the home folder as ``~``)."""

    value: str
    shown: str = ""

    @property
    def name(self) -> str:
        """The last part."""
        return self.value.rpartition("/")[2]

    def __str__(self) -> str:
        return self.shown or self.value


AnyPath = ProjectPath | ExternalPath
