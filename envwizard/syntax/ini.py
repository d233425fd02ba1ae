"""INI files and their kin: sections with keys, repeated keys kept, every value with its exact place.

Four dialects are read. ``UNIT`` is systemd's (man systemd.syntax): a backslash at the end of a line joins the next one
with a blank, comment lines in between are left out, and nothing after a value is a comment. ``CONFIGPARSER`` is that of
Python's configparser, which setup.cfg and tox.ini use: indented lines continue a value. ``SUPERVISOR`` is the same
with comments after a value, which a blank and ``;`` or ``#`` begin (supervisor's own parser says so). ``UWSGI`` has one
entry per line, and a key alone switches something on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from envwizard.model.errors import SyntaxProblem
from envwizard.model.message import msg
from envwizard.model.source import Location, Span, TextFile
from envwizard.syntax.pieces import Pieces

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_SECTION = re.compile(r"\[([^\r\n]*)\]")
_INLINE_COMMENT = re.compile(r"[ \t][;#].*")


class Dialect(Enum):
    """Whose rules hold."""

    UNIT = "unit"
    CONFIGPARSER = "configparser"
    SUPERVISOR = "supervisor"
    UWSGI = "uwsgi"


# Every entry is one line, with ``=`` alone between key and value.
_BY_LINE = (Dialect.UNIT, Dialect.UWSGI)


@dataclass(frozen=True, slots=True)
class IniEntry:
    """A key and its value. ``text`` is the value with its lines joined; ``location`` spans key and value."""

    key: str
    text: str
    location: Location
    # Where the value starts in the file, and the way back from each of its characters.
    start: int
    pieces: Pieces = field(repr=False, compare=False)
    file: TextFile = field(repr=False, compare=False)

    def span_of(self, start: int, end: int) -> Span:
        """Give the place of ``text[start:end]``, exact across continued lines."""
        return self.file.span(*self.pieces.source_range(start, end)) if self.text else self.file.span(*[self.start] * 2)

    @property
    def span(self) -> Span:
        """The value's place."""
        return self.span_of(0, len(self.text))

    @property
    def value_location(self) -> Location:
        """The value's place with its path."""
        return Location(self.location.path, self.span)


@dataclass(frozen=True, slots=True)
class IniSection:
    """A section. ``location`` spans its header."""

    name: str
    location: Location
    entries: tuple[IniEntry, ...]

    def all(self, key: str) -> tuple[IniEntry, ...]:
        """Give the entries of a key, in order."""
        return tuple(entry for entry in self.entries if entry.key == key)

    def get(self, key: str) -> IniEntry | None:
        """Give the last entry of a key."""
        return next((entry for entry in reversed(self.entries) if entry.key == key), None)

    def string(self, key: str) -> str | None:
        """Give the value of a key's last entry; ``None`` where there is none or it is empty."""
        entry = self.get(key)
        return entry.text or None if entry else None


@dataclass(frozen=True, slots=True)
class IniFile:
    """The sections in order. One that is opened twice is listed twice."""

    sections: tuple[IniSection, ...]

    def section(self, name: str) -> IniSection | None:
        """Give the section of that name, its entries put together where it is opened several times."""
        found = [section for section in self.sections if section.name == name]
        if len(found) < 2:
            return found[0] if found else None
        return IniSection(name, found[0].location, tuple(entry for one in found for entry in one.entries))


def parse_ini(file: TextFile, dialect: Dialect) -> IniFile:
    """Parse a file.

    Raises:
        SyntaxProblem: A line is neither a section, a comment nor a key with a value.
    """
    scanner = _Scanner(file, dialect)
    for match in _LINE.finditer(file.content):
        if match.group():
            scanner.line(match.start(), match.group().rstrip("\r\n"))
    scanner.finish()
    return IniFile(tuple(scanner.sections))


class _Scanner:
    """Takes one line after the other."""

    def __init__(self, file: TextFile, dialect: Dialect) -> None:
        self.file = file
        self.dialect = dialect
        self.sections: list[IniSection] = []
        self.header: tuple[str, Location] | None = None
        self.entries: list[IniEntry] = []
        # The entry that is open: key, where it starts, and its value's pieces as (offset in the file, text).
        self.key: str | None = None
        self.key_start = 0
        self.pieces: list[tuple[int, str]] = []
        # systemd: the line before ended with a backslash.
        self.continues = False

    def line(self, start: int, line: str) -> None:
        """Take a line that starts at ``start`` in the file."""
        stripped = line.strip()
        comment = stripped.startswith(("#", ";"))
        if self.continues:
            if not comment:
                self.piece(start, line)
            return
        if not stripped:
            # configparser keeps blank lines inside of a value; they matter to nobody here.
            if self.dialect is Dialect.UNIT:
                self.close()
            return
        if comment:
            return
        indented = line[0] in " \t" and self.dialect not in _BY_LINE
        if indented and self.key is not None:
            self.piece(start, line)
            return
        self.close()
        indent = len(line) - len(line.lstrip())
        if section := _SECTION.match(stripped):
            self.finish()
            at = start + indent
            self.header = (section.group(1), self.file.location(at, at + section.end()))
        else:
            self.open(start, line, indent)

    def open(self, start: int, line: str, indent: int) -> None:
        """Open an entry."""
        split = _separator(line, self.dialect)
        if split is None and self.dialect is Dialect.UWSGI and self.header is not None:
            self.key, self.key_start = line.strip(), start + indent
            self.piece(start + len(line), "")
            return
        if split is None or not line[:split].strip():
            number = self.file.span(start, start).line
            raise SyntaxProblem(msg("has a line that is neither a section nor a key with a value"), number)
        if self.header is None:
            raise SyntaxProblem(msg("has a key outside of any section"), self.file.span(start, start).line)
        self.key = line[:split].strip()
        self.key_start = start + indent
        self.piece(start + split + 1, line[split + 1 :])

    def piece(self, start: int, text: str) -> None:
        """Take a piece of the open entry's value."""
        self.continues = False
        if self.dialect is Dialect.UNIT and text.endswith("\\"):
            self.continues = True
            text = text[:-1]
        elif self.dialect is Dialect.SUPERVISOR:
            text = _INLINE_COMMENT.sub("", text, count=1)
        indent = len(text) - len(text.lstrip())
        self.pieces.append((start + indent, text.strip()))

    def close(self) -> None:
        """Finish the open entry."""
        if self.key is None:
            return
        glue = " " if self.dialect is Dialect.UNIT else "\n"
        parts: list[tuple[str, int]] = []
        for start, piece in self.pieces:
            if piece and parts:
                # The glue stands where the line before it ends.
                parts.append((glue, parts[-1][1] + len(parts[-1][0])))
            if piece:
                parts.append((piece, start))
        joined = Pieces(parts)
        start, last = self.pieces[0][0], parts[-1] if parts else ("", self.pieces[0][0])
        location = self.file.location(self.key_start, last[1] + len(last[0]))
        self.entries.append(IniEntry(self.key, joined.text, location, start, joined, self.file))
        self.key, self.pieces, self.continues = None, [], False

    def finish(self) -> None:
        """Finish the open section."""
        self.close()
        if self.header is not None:
            self.sections.append(IniSection(*self.header, tuple(self.entries)))
        self.header, self.entries = None, []


def _separator(line: str, dialect: Dialect) -> int | None:
    """Find the sign between key and value: ``=``, and for configparser ``:`` too, whichever comes first."""
    signs = ("=",) if dialect in _BY_LINE else ("=", ":")
    places = [line.index(sign) for sign in signs if sign in line]
    return min(places, default=None)
