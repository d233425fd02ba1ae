"""Where each character of a YAML scalar's text stands in the file: folding, escapes and indentation undone."""

from __future__ import annotations

import re
from dataclasses import dataclass

# What may stand before the scalar itself: anchor and tag.
_PROPERTIES = re.compile(r"(?:[&!]\S*(?:\s+|#[^\n]*\n)*)*")
_NEWLINE = re.compile(r"\r\n|[\n\r]")
# Line breaks with the blanks around them, which flow scalars fold to one character or more.
_FOLD = re.compile(r"[ \t]*(?:(?:\r\n|[\n\r])[ \t]*)+")
_ESCAPE = re.compile(r"\\(?:x..|u....|U........|.)", re.DOTALL)
_CONTINUATION = re.compile(r"\\(?:\r\n|[\n\r])[ \t]*")


@dataclass(frozen=True, slots=True)
class Offsets:
    """Offsets in the file for offsets in the text.

    ``places`` holds start and end of each character. It is ``None`` where text and source are the same character by
    character from ``first`` on. ``first`` and ``last`` bound the scalar.
    """

    first: int
    last: int
    places: tuple[tuple[int, int], ...] | None

    def between(self, start: int, end: int) -> tuple[int, int]:
        """Give the file's offsets for ``text[start:end]``."""
        if self.places is None:
            return min(self.first + start, self.last), min(self.first + end, self.last)
        count = len(self.places)
        begin = self.places[start][0] if start < count else self.last
        return begin, max(begin, self.places[min(end, count) - 1][1]) if end > start and count else begin


def scalar_offsets(text: str, source: str, start: int, style: str) -> Offsets:
    """Align a scalar's text with its ``source``, which stands at ``start`` in the file.

    Where they cannot be brought together every place is the whole scalar: a coarse place is better than a wrong one.
    """
    match = _PROPERTIES.match(source)
    skip = match.end() if match and source[:1] in ("&", "!") else 0
    skip += 1 if style in ("'", '"') else 0
    if style not in ("|", ">") and source.startswith(text, skip):
        return Offsets(start + skip, start + skip + len(text), None)
    walk = _block if style in ("|", ">") else _flow
    places = walk(text, source, skip, style)
    if places is None:
        return Offsets(start, start + len(source), ((start, start + len(source)),) * len(text))
    shifted = tuple((start + begin, start + end) for begin, end in places)
    return Offsets(start + skip, shifted[-1][1] if shifted else start + skip, shifted)


def _flow(text: str, source: str, at: int, style: str) -> list[tuple[int, int]] | None:
    """Align a plain or quoted scalar."""
    places: list[tuple[int, int]] = []
    while len(places) < len(text):
        character = text[len(places)]
        if style == '"' and (joined := _CONTINUATION.match(source, at)):
            at = joined.end()
        elif style == '"' and (escape := _ESCAPE.match(source, at)):
            places.append(escape.span())
            at = escape.end()
        elif style == "'" and source.startswith("''", at):
            places.append((at, at + 2))
            at += 2
        elif source[at - 1 : at] not in (" ", "\t") and (fold := _FOLD.match(source, at)):
            breaks = len(_NEWLINE.findall(fold.group()))
            places.extend([fold.span()] * max(1, breaks - 1))
            at = fold.end()
        elif source.startswith(character, at):
            places.append((at, at + 1))
            at += 1
        else:
            return None
    return places


def _block(text: str, source: str, at: int, style: str) -> list[tuple[int, int]] | None:
    """Align a block scalar: each line of the source without its indentation; ``>`` joins lines with a blank."""
    header = _NEWLINE.search(source, at)
    if header is None:
        return [] if not text else None
    at = header.end()
    indent = _indentation(source[at:]) - _indentation(text)
    if indent < 0:
        return None
    places: list[tuple[int, int]] = []
    at = _indented(source, at, indent)
    while len(places) < len(text):
        character = text[len(places)]
        newline = _NEWLINE.match(source, at)
        if newline:
            if character in "\n " if style == ">" else character == "\n":
                places.append(newline.span())
            elif style != ">":
                return None
            at = _indented(source, newline.end(), indent)
        elif source.startswith(character, at):
            places.append((at, at + 1))
            at += 1
        elif character in "\n " and at >= len(source):
            places.append((len(source), len(source)))
        else:
            return None
    return places


def _indentation(text: str) -> int:
    """The blanks before the first line that has more than blanks."""
    line = next((line for line in text.splitlines() if line.strip(" ")), "")
    return len(line) - len(line.lstrip(" "))


def _indented(source: str, at: int, indent: int) -> int:
    """Step over the indentation of a line, as much of it as there is."""
    end = at
    while end < at + indent and source.startswith(" ", end):
        end += 1
    return end
