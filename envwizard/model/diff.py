"""A diff as values: what the preview, the report and ``fix --diff`` show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from envwizard.model.message import Message
from envwizard.model.paths import ProjectPath


class FileAction(Enum):
    """What happens to a file."""

    EDIT = "edit"
    NEW = "new"
    DELETE = "delete"
    MODE = "mode"


@dataclass(frozen=True, slots=True)
class DiffLine:
    r"""One line of a hunk. ``kind`` is ``" "``, ``"-"`` or ``"+"``; lines count from 1.

    ``text`` has no newline, but keeps the carriage return of a CRLF file at its end.
    """

    kind: str
    text: str
    old: int | None
    new: int | None
    # False on the last line of a file that does not end with a newline.
    newline: bool = True


@dataclass(frozen=True, slots=True)
class Hunk:
    """Changed lines with their context."""

    old_start: int
    old_count: int
    new_start: int
    new_count: int
    lines: tuple[DiffLine, ...]
    # True where a secret was masked: only envwizard itself can apply such a hunk.
    masked: bool = False


@dataclass(frozen=True, slots=True)
class FileDiff:
    """The diff of one file. ``notes`` say what lines cannot show: a byte order mark, newlines, mode, encoding."""

    path: ProjectPath
    action: FileAction
    hunks: tuple[Hunk, ...]
    added: int
    removed: int
    notes: tuple[Message, ...] = ()
