"""TOML with places: the values by ``tomllib``, and where each stands by a light scanner of our own."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from typing import Any, TypeVar

from envwizard.model.errors import SyntaxProblem
from envwizard.model.message import msg
from envwizard.model.source import Span, TextFile

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

T = TypeVar("T")
# The way to a value from the document's root: keys, and numbers for the items of arrays (of tables too).
Path = tuple[str | int, ...]

_TRIVIA = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_KEY_PART = re.compile(r"""[^\s."'=\[\]{},#]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
# One to three quotes, then scalars without quotes; a date may be parted from its time by a blank.
_SCALAR = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|\d{4}-\d{2}-\d{2}[ ]\d{2}:[^\s,\]}#]*"
    r"|[^\s,\]}#]+",
    re.DOTALL,
)
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class TomlDocument:
    """A parsed document: ``data`` as ``tomllib`` gives it, and the places of its values and keys."""

    file: TextFile
    data: dict[str, Any]
    _values: dict[Path, tuple[int, int]] = field(repr=False)
    _keys: dict[Path, tuple[int, int]] = field(repr=False)

    def span(self, path: Path) -> Span | None:
        """Give the span of the value at ``path``, quotes and brackets included.

        A table that has a header of its own (``[a.b]``, ``[[a]]``) has the header's span; one that only exists
        through dotted keys or the tables below it has none.
        """
        return self._span(self._values.get(path))

    def key_span(self, path: Path) -> Span | None:
        """Give the span of the (dotted) key as it is written before the ``=`` of the value at ``path``."""
        return self._span(self._keys.get(path))

    def offsets(self, path: Path) -> tuple[int, int] | None:
        """Give the place of the value at ``path`` as offsets in characters of the file's text."""
        return self._values.get(path)

    def get(self, path: Path, kind: type[T]) -> T | None:
        """Give the value at ``path`` where it is there and of this type, else ``None``."""
        value: Any = self.data
        for step in path:
            if isinstance(value, list):
                value = value[step] if isinstance(step, int) and step < len(value) else None
            else:
                value = value.get(step) if isinstance(value, dict) else None
        return value if isinstance(value, kind) else None

    def _span(self, place: tuple[int, int] | None) -> Span | None:
        return self.file.span(*place) if place else None


def parse(file: TextFile) -> TomlDocument:
    """Parse a file; a byte order mark before it is passed over. Raises ``SyntaxProblem`` where it is no TOML."""
    text = file.content
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
        place = _PLACE.search(reason)
        line = int(place.group(1)) if place and place.group(1) else None
        raise SyntaxProblem(msg("is no TOML: {reason}", reason=_PLACE.sub("", reason)), line) from None
    scanner = _Scanner(text)
    scanner.document()
    return TomlDocument(file, data, scanner.values, scanner.keys)


def _decode_key(part: str) -> str:
    if part[0] == "'":
        return part[1:-1]
    if part[0] == '"':
        return str(tomllib.loads(f"k = {part}")["k"]) if "\\" in part else part[1:-1]
    return part


class _Scanner:
    """Walks over text that ``tomllib`` has accepted, so it need not tell right from wrong."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.values: dict[Path, tuple[int, int]] = {}
        self.keys: dict[Path, tuple[int, int]] = {}
        # How many tables each array of tables has so far.
        self.counts: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        self.skip(_TRIVIA)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip(_TRIVIA)

    def skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        assert match is not None  # both patterns match the empty text
        self.at = match.end()

    def header(self) -> Path:
        """Take ``[a.b]`` or ``[[a.b]]`` and give the path of the table that begins."""
        start = self.at
        of_array = self.text.startswith("[[", start)
        self.at += 2 if of_array else 1
        keys, _ = self.key()
        self.at += 2 if of_array else 1
        path = self.resolve(keys[:-1] if of_array else keys)
        if of_array:
            array: Path = (*path, keys[-1])
            index = self.counts.get(array, 0)
            self.counts[array] = index + 1
            path = (*array, index)
        self.values[path] = (start, self.at)
        return path

    def resolve(self, keys: tuple[str, ...]) -> Path:
        """Turn the keys of a header into a path: within an array of tables its last table is meant."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
        return path

    def key(self) -> tuple[tuple[str, ...], tuple[int, int]]:
        """Take a dotted key; gives its parts and its place without the blanks around."""
        parts: list[str] = []
        self.skip(_BLANK)
        start = end = self.at
        while match := _KEY_PART.match(self.text, self.at):
            parts.append(_decode_key(match.group()))
            self.at = end = match.end()
            self.skip(_BLANK)
            if not self.text.startswith(".", self.at):
                break
            self.at += 1
            self.skip(_BLANK)
        return tuple(parts), (start, end)

    def pair(self, table: Path) -> None:
        """Take ``key = value`` of a table."""
        keys, place = self.key()
        path = (*table, *keys)
        self.keys[path] = place
        self.at += 1  # the equals sign
        self.skip(_BLANK)
        self.value(path)

    def value(self, path: Path) -> None:
        start = self.at
        opening = self.text[start : start + 1]
        if opening == "[":
            self.array(path)
        elif opening == "{":
            self.inline_table(path)
        else:
            match = _SCALAR.match(self.text, start)
            self.at = match.end() if match else start + 1
        self.values[path] = (start, self.at)

    def array(self, path: Path) -> None:
        self.at += 1
        self.skip(_TRIVIA)
        index = 0
        while self.text[self.at] != "]":
            self.value((*path, index))
            index += 1
            self.separator()
        self.at += 1

    def inline_table(self, path: Path) -> None:
        self.at += 1
        self.skip(_TRIVIA)
        while self.text[self.at] != "}":
            self.pair(path)
            self.separator()
        self.at += 1

    def separator(self) -> None:
        self.skip(_TRIVIA)
        if self.text[self.at] == ",":
            self.at += 1
            self.skip(_TRIVIA)
