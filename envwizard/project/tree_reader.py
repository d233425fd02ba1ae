"""Reading folders apart from the walk: virtual environments and interpreters, inside and outside of the project."""

from __future__ import annotations

import os
import posixpath
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from envwizard.model.message import Message, msg
from envwizard.model.paths import AnyPath, ExternalPath, ProjectPath
from envwizard.model.report import Failure, FailureKind
from envwizard.model.source import TextFile
from envwizard.project.decode import decode
from envwizard.project.places import Places

# More names than any site-packages has; what lies beyond is not looked at.
_MAX_ENTRIES = 50_000
_MAX_BYTES = 1_000_000
_MAX_LINKS = 20
# A path on another machine: asking for it would open a connection.
_NETWORK = re.compile(r"[\\/]{2}[^\\/]")

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """A name in a folder; a link to a folder counts as a folder."""

    name: str
    is_folder: bool


class TreeReader:
    """Lists folders, reads small files and follows links. What is missing is empty or ``None``, never an exception."""

    def __init__(self, root: Path, places: Places, note: Callable[[Failure], None]) -> None:
        self._root = os.fspath(root).rstrip("/\\") or "/"
        self._note = note
        self.places = places

    def at(self, absolute: str) -> AnyPath:
        """Name an absolute path: inside the project as a project path, else with the home folder shown as ``~``."""
        text = absolute.replace("\\", "/") if os.sep == "\\" else absolute
        text = posixpath.normpath(text)
        root = self._root.replace("\\", "/") if os.sep == "\\" else self._root
        if text == root or text.startswith(root.rstrip("/") + "/"):
            inside = ProjectPath.of(text[len(root) :].lstrip("/"))
            if inside is not None:
                return inside
        home = self.places.home.rstrip("/\\")
        shown = "~" + text[len(home) :] if home and text.startswith(home + "/") else ""
        return ExternalPath(text, shown)

    def absolute(self, path: AnyPath) -> str:
        """Give the absolute path as text."""
        if isinstance(path, ExternalPath):
            return path.value
        return self._root if path.value == "." else f"{self._root.rstrip('/')}/{path.value}"

    def child(self, path: AnyPath, relative: str) -> AnyPath:
        """Name what lies at ``relative`` (POSIX style, may climb or be absolute) seen from a folder."""
        return self.at(posixpath.join(self.absolute(path), relative))

    def is_below(self, path: AnyPath, folder: AnyPath) -> bool:
        """Tell whether a path lies in a folder, at any depth, wherever the two are; links are not followed."""
        return self.absolute(path).startswith(self.absolute(folder).rstrip("/") + "/")

    def folder(self, path: AnyPath, by: str) -> tuple[FolderEntry, ...]:
        """List a folder in the order that the system gives; a missing one is empty, an unreadable one is noted."""
        return self._listed(path, by, lambda entry: FolderEntry(entry.name, _is_folder(entry)))

    def names(self, path: AnyPath, by: str) -> tuple[str, ...]:
        """List the names in a folder as ``folder`` does, without asking the system what each of them is."""
        return self._listed(path, by, lambda entry: entry.name)

    def _listed(self, path: AnyPath, by: str, take: Callable[[os.DirEntry[str]], Entry]) -> tuple[Entry, ...]:
        found: list[Entry] = []
        try:
            with os.scandir(self._safe(path)) as entries:
                for entry in entries:
                    found.append(take(entry))
                    if len(found) >= _MAX_ENTRIES:
                        self._fail(
                            FailureKind.TOO_LARGE, path, by, msg("holds more than {cap} entries", cap=_MAX_ENTRIES)
                        )
                        break
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except (OSError, ValueError) as error:
            self._fail(FailureKind.UNREADABLE, path, by, msg("cannot be listed: {reason}", reason=_reason(error)))
        return tuple(found)

    def head(self, path: AnyPath, by: str, limit: int = _MAX_BYTES) -> bytes | None:
        """Read up to ``limit`` bytes of a regular file; ``None`` for a missing one and, noted, an unreadable one."""
        opened = self._open(path, by, limit)
        return opened[0] if opened else None

    def text(self, path: AnyPath, by: str) -> TextFile | None:
        """Read a small text file with its places; ``None`` for a missing one and, noted, one that is no text."""
        opened = self._open(path, by, _MAX_BYTES)
        if opened is None:
            return None
        raw, mode = opened
        text, encoding, bom = decode(raw)
        if text is None:
            self._fail(FailureKind.UNPARSED, path, by, msg("is no text in UTF-8"))
            return None
        return TextFile(path, raw, text, encoding, bom, mode)

    def link(self, path: AnyPath) -> str | None:
        """Tell what a link says, as written; ``None`` where there is no link."""
        try:
            return os.readlink(self._safe(path))  # noqa: PTH115 - the text as written, no Path
        except (OSError, ValueError):
            return None

    def dead_end(self, path: AnyPath) -> str | None:
        """Follow a link that leads to nothing and tell the absolute path that is missing; ``None`` for no link."""
        current = self.absolute(path)
        for _ in range(_MAX_LINKS):
            target = self.link(ExternalPath(current))
            if target is None:
                break
            current = posixpath.normpath(posixpath.join(posixpath.dirname(current), target))
        return None if current == self.absolute(path) else current

    def resolve(self, path: AnyPath) -> AnyPath | None:
        """Follow all links; ``None`` where the end does not exist or cannot be reached."""
        try:
            return self.at(os.path.realpath(self._safe(path), strict=True))
        except (OSError, ValueError):
            return None

    def is_file(self, path: AnyPath) -> bool:
        """Tell whether a regular file is there (links are followed)."""
        return self._kind(path) == stat.S_IFREG

    def is_folder(self, path: AnyPath) -> bool:
        """Tell whether a folder is there (links are followed)."""
        return self._kind(path) == stat.S_IFDIR

    def exists(self, path: AnyPath) -> bool:
        """Tell whether anything is there (links are followed)."""
        return self._kind(path) != 0

    def same(self, one: AnyPath, other: AnyPath) -> bool:
        """Tell whether two paths name one place, links followed."""
        return one == other or (self.resolve(one) or one) == (self.resolve(other) or other)

    def _kind(self, path: AnyPath) -> int:
        try:
            return stat.S_IFMT(os.stat(self._safe(path)).st_mode)  # noqa: PTH116 - text, many times
        except (OSError, ValueError):
            return 0

    def _safe(self, path: AnyPath) -> str:
        text = self.absolute(path)
        if _NETWORK.match(text):
            raise ValueError("lies on another machine")
        return text

    def _open(self, path: AnyPath, by: str, limit: int) -> tuple[bytes, int] | None:
        try:
            flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
            descriptor = os.open(self._safe(path), flags)
            try:
                status = os.fstat(descriptor)
                if not stat.S_ISREG(status.st_mode):
                    return None
                return _read(descriptor, min(status.st_size, limit)), stat.S_IMODE(status.st_mode)
            finally:
                os.close(descriptor)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except (OSError, ValueError) as error:
            self._fail(FailureKind.UNREADABLE, path, by, msg("cannot be read: {reason}", reason=_reason(error)))
            return None

    def _fail(self, kind: FailureKind, path: AnyPath, by: str, reason: Message) -> None:
        self._note(Failure(kind, path, by, reason))


def _read(descriptor: int, length: int) -> bytes:
    """Read up to ``length`` bytes; without Python's buffered files, which take longer than these small reads."""
    pieces = []
    while length > 0 and (piece := os.read(descriptor, length)):
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)
