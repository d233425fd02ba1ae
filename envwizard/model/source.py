"""A file's text with its dress (encoding, byte order mark, newlines, mode), and places in it."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from envwizard.model.paths import AnyPath

_NEWLINE = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a file: byte offsets into its raw bytes, and the lines and columns derived from them.

    ``start`` is the first byte and ``end`` the byte behind the last. Lines and columns start at 1, columns count
    characters, and the end position is the one behind the last character.
    """

    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int

    def through(self, last: Span) -> Span:
        """Give the span from the start of this one to the end of ``last``."""
        return Span(self.start, last.end, self.line, self.column, last.end_line, last.end_column)


@dataclass(frozen=True, slots=True)
class Location:
    """A path and, where one is known, the piece of it that is meant; without a span the whole file is meant."""

    path: AnyPath
    span: Span | None = None

    @property
    def line(self) -> int | None:
        """The first line, from 1, or ``None`` for the whole file."""
        return self.span.line if self.span else None

    def __str__(self) -> str:
        return f"{self.path}:{self.span.line}" if self.span else str(self.path)


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file as it was read: raw bytes and, where they could be decoded, the text without the byte order mark.

    ``encoding`` is a codec name (``utf-8``, ``utf-16-le``, ..) and ``bom`` the bytes of the mark, if any. ``text`` is
    ``None`` where no encoding fits; then ``encoding`` is ``None`` too. ``mode`` holds the permission bits.
    """

    path: AnyPath
    raw: bytes = field(repr=False)
    text: str | None = field(repr=False)
    encoding: str | None
    bom: bytes
    mode: int
    # Filled at the first question: where lines start (in characters of the text, in raw bytes, in bytes of the text's
    # UTF-8 encoding), and that encoding.
    _lines: list[int] = field(default_factory=list, repr=False, compare=False)
    _raw_lines: list[int] = field(default_factory=list, repr=False, compare=False)
    _utf8_lines: list[int] = field(default_factory=list, repr=False, compare=False)
    _utf8: list[bytes] = field(default_factory=list, repr=False, compare=False)

    @property
    def digest(self) -> str:
        """The SHA-256 of the raw bytes, in hexadecimal: edits carry it to tell whether they are stale."""
        import hashlib  # a start need not wait for it

        return hashlib.sha256(self.raw).hexdigest()

    @property
    def content(self) -> str:
        """The text; empty where the file cannot be decoded."""
        return self.text or ""

    @property
    def newline(self) -> str:
        r"""The newline that the file uses most: ``\n``, ``\r\n`` or ``\r``; ``\n`` where it has none."""
        kinds = _NEWLINE.findall(self.content)
        return max(("\n", "\r\n", "\r"), key=kinds.count) if kinds else "\n"

    def encode(self, text: str) -> bytes:
        """Encode a piece of new text as this file is encoded (without a byte order mark)."""
        return text.encode(self.encoding or "utf-8", "surrogateescape")

    @property
    def utf8(self) -> bytes:
        """The text in UTF-8, whatever the file's own encoding."""
        if not self._utf8:
            plain = self.encoding == "utf-8" and not self.bom
            self._utf8.append(self.raw if plain else self.content.encode("utf-8", "surrogatepass"))
        return self._utf8[0]

    def byte_offset(self, char: int) -> int:
        """Turn an offset in characters of ``text`` into one in raw bytes."""
        text = self.content
        if text.isascii() and (self.encoding or "utf-8") in ("utf-8", "ascii"):
            return len(self.bom) + char
        starts = self._line_starts()
        if not self._raw_lines:
            self._raw_lines.extend(self._offsets(self.encode))
        line = bisect.bisect_right(starts, char) - 1
        return len(self.bom) + self._raw_lines[line] + len(self.encode(text[starts[line] : char]))

    def span(self, start: int, end: int) -> Span:
        """Build the span of ``text[start:end]`` (offsets in characters)."""
        line, column = self._position(start)
        end_line, end_column = self._position(end)
        return Span(self.byte_offset(start), self.byte_offset(end), line, column, end_line, end_column)

    def utf8_span(self, start: int, end: int) -> Span:
        """Build the span for offsets into ``utf8``, which is what tree-sitter speaks of."""
        if self.content.isascii():
            return self.span(start, end)
        return self.span(self._char_offset(start), self._char_offset(end))

    def line_span(self, line: int) -> Span:
        """Build the span of a whole line (from 1), without its newline."""
        starts = self._line_starts()
        start = starts[line - 1]
        end = starts[line] if line < len(starts) else len(self.content)
        return self.span(start, start + len(self.content[start:end].rstrip("\r\n")))

    def location(self, start: int, end: int) -> Location:
        """Build the location of ``text[start:end]`` (offsets in characters)."""
        return Location(self.path, self.span(start, end))

    def _line_starts(self) -> list[int]:
        if not self._lines:
            text = self.content
            if "\r" in text:
                self._lines.append(0)
                self._lines.extend(match.end() for match in _NEWLINE.finditer(text))
            else:
                self._lines.extend(_starts(text.split("\n")))
        return self._lines

    def _offsets(self, encode: Callable[[str], bytes]) -> list[int]:
        """Where lines start in an encoding of the text: one pass, so that each later question costs only its line."""
        starts, text = self._line_starts(), self.content
        lengths = (len(encode(text[a:b])) for a, b in itertools.pairwise(starts))
        return list(itertools.accumulate(lengths, initial=0))

    def _char_offset(self, utf8_offset: int) -> int:
        if not self._utf8_lines:
            if b"\r" in self.utf8:
                self._utf8_lines.extend(self._offsets(lambda text: text.encode("utf-8", "surrogatepass")))
            else:
                self._utf8_lines.extend(_starts(self.utf8.split(b"\n")))
        line = bisect.bisect_right(self._utf8_lines, utf8_offset) - 1
        piece = self.utf8[self._utf8_lines[line] : utf8_offset]
        return self._line_starts()[line] + len(piece.decode("utf-8", "ignore"))

    def _position(self, char: int) -> tuple[int, int]:
        starts = self._line_starts()
        line = bisect.bisect_right(starts, char)
        return line, char - starts[line - 1] + 1


def _starts(lines: Sequence[str] | Sequence[bytes]) -> Iterable[int]:
    """Where each line starts, one newline behind the end of the one before."""
    lengths = (len(line) + 1 for line in lines[:-1])
    return itertools.accumulate(lengths, initial=0)
