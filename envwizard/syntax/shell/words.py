"""The words of a shell command: quotes taken off, expansions left as written, every character's place known."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from envwizard.syntax.pieces import Piece, Pieces

_PLAIN = re.compile(r"[^ \t\r\n\\'\"$`;&|<>()]+")
_IN_DOUBLE = re.compile(r"[^\\\"$`]+")
_IN_HEREDOC = re.compile(r"[^\\$`]+")
_PARAMETER = re.compile(r"\$(?:[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])")
_BRACKET = re.compile(r"\\.|'[^'{}()]*'|[{}()]", re.DOTALL)
_LONGEST_EXPANSION = 2_000
_CONTINUATION = re.compile(r"\\\r?\n")
_ANSI = re.compile(
    r"\\(?:([abeEfnrtv\\'\"?])|([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8}))"
)
_ANSI_STRING = re.compile(r"(?:[^'\\]|\\.)*'", re.DOTALL)
_PLAIN_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_PLAIN_PART = re.compile(r'[^\\]+|\\["\\$`]|\\', re.DOTALL)
_ANSI_LETTERS = {"a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


@dataclass(frozen=True, slots=True)
class RawWord:
    """A word between two offsets of the source. ``pieces`` is its text after unquoting."""

    start: int
    end: int
    pieces: Pieces
    quote: str
    literal: bool

    @property
    def text(self) -> str:
        """The text after unquoting."""
        return self.pieces.text


class WordReader:
    """Reads words out of ``text`` before ``end``.

    ``nested`` is called for each command substitution: with the offset behind its opening and the offset of its end,
    ``None`` where the end is an unmatched ``)`` still to be found; it gives the offset behind the closing bracket.
    A quote that is never closed counts as a character, so that the rest of a broken file is not lost.
    """

    def __init__(
        self, text: str, end: int, nested: Callable[[int, int | None], int], unclosed: set[int] | None = None
    ) -> None:
        self.text = text
        self.end = end
        self._nested = nested
        # Offsets of quotes that are known to have no end.
        self.unclosed: set[int] = set() if unclosed is None else unclosed
        self._pieces: list[Piece] = []
        self._literal = True
        # How far a bracket without an end was looked for, and whether an ANSI string had none: not tried twice.
        self._searched = 0
        self._ansi_ends = True

    def read(self, start: int) -> RawWord:
        """Read the word that starts at ``start``; it is empty where a blank or an operator stands there."""
        saved = self._pieces, self._literal
        self._pieces, self._literal = [], True
        position = start
        if self.text.startswith(("<(", ">("), start):
            position = self._substitution(start, start + 2, None)
        end = position
        while position < self.end and (behind := self._part(position)) > position:
            # A line continuation at the end is no part of the word.
            end = end if _CONTINUATION.fullmatch(self.text, position, behind) else behind
            position = behind
        word = RawWord(start, end, Pieces(self._pieces), self._surrounding(start, end), self._literal)
        self._pieces, self._literal = saved
        return word

    def read_plain(self, start: int) -> RawWord:
        """Read a word in which only quotes, backslashes and blanks mean something."""
        self._pieces, position = [], start
        while position < self.end and not self.text[position].isspace():
            character = self.text[position]
            if character == "\\":
                position = self._escape(position)
            elif character == "'":
                position = self._single(position)
            elif character == '"':
                position = self._plain_double(position)
            else:
                self._pieces.append((character, position))
                position += 1
        return RawWord(start, position, Pieces(self._pieces), self._surrounding(start, position), True)

    def _plain_double(self, opening: int) -> int:
        match = _PLAIN_STRING.match(self.text, opening, self.end)
        if not match:
            return self._bare_quote(opening)
        for part in _PLAIN_PART.finditer(self.text, opening + 1, match.end() - 1):
            escape = len(part.group()) == 2 and part.group()[0] == "\\"
            self._pieces.append((part.group()[escape:], part.start() + escape))
        return match.end()

    def read_heredoc(self, start: int) -> None:
        """Visit the substitutions in a here-document's body, from ``start`` to the end."""
        saved = self._pieces, self._literal
        position = start
        while position < self.end:
            match = _IN_HEREDOC.match(self.text, position, self.end)
            position = match.end() if match else self._in_double(position)
        self._pieces, self._literal = saved

    def _surrounding(self, start: int, end: int) -> str:
        quote = self.text[start : start + 1]
        if quote not in ("'", '"') or end - start < 2 or start in self.unclosed:
            return ""
        # A word such as "a"'b'"c" starts and ends with a quote too, but is no single string.
        inner = self.text[start + 1 : end - 1]
        closes = self.text[end - 1] == quote
        return quote if closes and quote not in inner.replace('\\"', "") else ""

    def _part(self, position: int) -> int:
        """Take one piece of an unquoted word; gives ``position`` back where the word ends."""
        match = _PLAIN.match(self.text, position, self.end)
        if match:
            self._pieces.append((match.group(), position))
            return match.end()
        character = self.text[position]
        if character == "\\":
            return self._escape(position)
        if character == "'":
            return self._single(position)
        if character == '"':
            return self._double(position)
        if character in "$`":
            return self._expansion(position, quoted=False)
        return position

    def _escape(self, position: int) -> int:
        continuation = _CONTINUATION.match(self.text, position, self.end)
        if continuation:
            return continuation.end()
        if position + 1 >= self.end:
            self._pieces.append(("\\", position))
            return position + 1
        self._pieces.append((self.text[position + 1], position + 1))
        return position + 2

    def _single(self, position: int) -> int:
        close = self.text.find("'", position + 1, self.end)
        if close < 0:
            return self._bare_quote(position)
        self._pieces.append((self.text[position + 1 : close], position + 1))
        return close + 1

    def _bare_quote(self, position: int) -> int:
        self.unclosed.add(position)
        self._pieces.append((self.text[position], position))
        return position + 1

    def _double(self, opening: int) -> int:
        if opening in self.unclosed:
            return self._bare_quote(opening)
        taken, literal, position = len(self._pieces), self._literal, opening + 1
        while position < self.end:
            match = _IN_DOUBLE.match(self.text, position, self.end)
            if match:
                self._pieces.append((match.group(), position))
                position = match.end()
            elif self.text[position] == '"':
                return position + 1
            else:
                position = self._in_double(position)
        del self._pieces[taken:]
        self._literal = literal
        return self._bare_quote(opening)

    def _in_double(self, position: int) -> int:
        """Take an escape or an expansion inside double quotes."""
        if self.text[position] != "\\":
            return self._expansion(position, quoted=True)
        continuation = _CONTINUATION.match(self.text, position, self.end)
        if continuation:
            return continuation.end()
        following = self.text[position + 1 : position + 2]
        if following and following in '$`"\\' and position + 1 < self.end:
            self._pieces.append((following, position + 1))
            return position + 2
        self._pieces.append(("\\", position))
        return position + 1

    def _expansion(self, position: int, quoted: bool) -> int:
        text = self.text
        if text[position] == "`":
            close = position + 1
            while (close := text.find("`", close, self.end)) >= 0 and text[close - 1] == "\\":
                close += 1
            if close < 0:
                return self._bare_quote(position)
            return self._substitution(position, position + 1, close)
        match = _PARAMETER.match(text, position, self.end)
        if match:
            return self._keep(position, match.end())
        following = text[position + 1 : position + 2] if position + 1 < self.end else ""
        if following == "{":
            return self._keep(position, self._balanced(position + 1, "{", "}"))
        if following == "(":
            if text.startswith("((", position + 1):
                close = self._balanced(position + 1, "(", ")")
                if text[close - 2 : close] == "))":
                    return self._keep(position, close)
            return self._substitution(position, position + 2, None)
        if following == "'" and not quoted:
            return self._ansi(position)
        if following == '"' and not quoted:
            return self._double(position + 1)
        self._pieces.append(("$", position))
        return position + 1

    def _keep(self, start: int, end: int) -> int:
        self._literal = False
        self._pieces.append((self.text[start:end], start))
        return end

    def _substitution(self, start: int, inside: int, close: int | None) -> int:
        behind = self._nested(inside, close)
        return self._keep(start, min(max(behind, inside), self.end))

    def _balanced(self, position: int, opening: str, closing: str) -> int:
        """Find the end of ``${..}`` or ``((..))``: behind the bracket that closes the one at ``position``."""
        line_end = self.text.find("\n", position, self.end)
        line_end = self.end if line_end < 0 else line_end
        limit = line_end if position < self._searched else min(self.end, max(line_end, position + _LONGEST_EXPANSION))
        depth = 0
        for match in _BRACKET.finditer(self.text, position, limit):
            depth += (match.group() == opening) - (match.group() == closing)
            if depth == 0:
                return match.end()
        self._searched = max(self._searched, limit)
        return line_end

    def _ansi(self, position: int) -> int:
        """Take ``$'..'``, whose escapes are those of C."""
        start = position + 2
        match = _ANSI_STRING.match(self.text, start, self.end) if self._ansi_ends else None
        if not match:
            self._ansi_ends = False
            self._pieces.append(("$", position))
            return position + 1
        last = start
        for escape in _ANSI.finditer(self.text, start, match.end() - 1):
            self._pieces.append((self.text[last : escape.start()], last))
            self._pieces.append((_decode(escape), escape.start(), len(escape.group())))
            last = escape.end()
        self._pieces.append((self.text[last : match.end() - 1], last))
        return match.end()


def _decode(escape: re.Match[str]) -> str:
    letter, octal, *hexadecimal = escape.groups()
    if letter:
        return _ANSI_LETTERS.get(letter, letter)
    number = int(octal, 8) & 0xFF if octal else int(next(filter(None, hexadecimal)), 16)
    return chr(number) if number < 0x110000 else "\ufffd"
