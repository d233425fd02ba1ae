"""The Dockerfile format as BuildKit reads it: instructions with their flags, words, JSON forms and here-documents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.model.errors import SyntaxProblem
from envwizard.model.message import msg
from envwizard.model.source import TextFile
from envwizard.syntax.pieces import Piece, Pieces
from envwizard.syntax.shell.words import RawWord, WordReader

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_COMMENT = re.compile(r"\s*#")
_DIRECTIVE = re.compile(r"#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(.+?)\s*")
_DIRECTIVES = frozenset(("syntax", "escape", "check"))
# A word of an argument list: blanks within quotes or behind the escape character do not end it.
_WORD = re.compile(r"""(?:[^\s"'\\]+|\\.|"(?:\\.|[^"\\])*"|'[^']*'|\S)+""", re.DOTALL)
_HEREDOC = re.compile(r"\d*<<(-?)([^<]+)")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_WITH_HEREDOC = frozenset(("RUN", "COPY", "ADD"))
_WITH_JSON = frozenset(("ADD", "CMD", "COPY", "ENTRYPOINT", "HEALTHCHECK", "RUN", "SHELL", "VOLUME"))


@dataclass(frozen=True, slots=True)
class Flag:
    """``--name=value`` in front of an instruction's arguments."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Heredoc:
    """A here-document: the word that announces it, and the offsets of its body (without the line that ends it)."""

    word: RawWord
    name: str
    start: int
    end: int
    strip_tabs: bool


@dataclass(frozen=True, slots=True)
class DockerInstruction:
    """One instruction. Offsets are characters of the file.

    ``arguments`` is all that stands behind the keyword, joined to one line without the comments inside, and
    ``offset`` where the arguments begin in it once the flags are taken off. ``strings`` are the words of the JSON form,
    ``None`` in shell form. ``end`` is behind the last here-document.
    """

    keyword: str
    start: int
    end: int
    arguments: Pieces
    offset: int
    flags: tuple[Flag, ...]
    strings: tuple[RawWord, ...] | None
    heredocs: tuple[Heredoc, ...]

    @property
    def text(self) -> str:
        """The arguments without the flags."""
        return self.arguments.text[self.offset :].strip()

    def flag(self, name: str) -> str | None:
        """The value of a flag; ``None`` where it is not given."""
        return next((flag.value for flag in self.flags if flag.name == name), None)

    def words(self) -> tuple[RawWord, ...]:
        """The arguments' words, unquoted; the offsets are those of ``arguments.text``."""
        if self.strings is not None:
            return self.strings
        return tuple(_words(self.arguments.text, self.offset))


@dataclass(frozen=True, slots=True)
class DockerfileText:
    """A Dockerfile's instructions, and the escape character in force."""

    instructions: tuple[DockerInstruction, ...]
    escape: str


def parse(file: TextFile) -> DockerfileText:
    """Read a Dockerfile. Unknown instructions are kept.

    Raises:
        SyntaxProblem: the file holds binary data, or has no FROM.
    """
    text = file.content
    if "\0" in text:
        raise SyntaxProblem(msg("holds binary data"))
    lines = _Lines(text)
    escape = _escape(lines)
    instructions = tuple(_instructions(lines, escape))
    if not any(instruction.keyword == "FROM" for instruction in instructions):
        raise SyntaxProblem(msg("has no FROM instruction"))
    return DockerfileText(instructions, escape)


class _Lines:
    """The lines of a text, one after another, with the offset where each starts."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        # The end of the line given last, without its newline.
        self.line_end = 0

    def next(self) -> tuple[str, int] | None:
        """Give the next line without its newline, and its offset."""
        match = _LINE.match(self.text, self.position)
        if not match:
            return None
        self.position = match.end()
        line = match.group().rstrip("\r\n")
        self.line_end = match.start() + len(line)
        return line, match.start()


def _escape(lines: _Lines) -> str:
    """Read the parser directives at the top; the first line that is none ends them."""
    escape = "\\"
    while (line := lines.next()) is not None:
        match = _DIRECTIVE.fullmatch(line[0].strip())
        if not match or match[1].lower() not in _DIRECTIVES:
            lines.position = line[1]
            break
        if match[1].lower() == "escape" and match[2] in ("\\", "`"):
            escape = match[2]
    return escape


def _instructions(lines: _Lines, escape: str) -> Iterator[DockerInstruction]:
    mark = re.escape(escape)
    # A line goes on behind an escape character at its end, unless that is itself escaped.
    continued = re.compile(rf"(?:^|(?<!{mark})){mark}[ \t]*$")
    while (line := lines.next()) is not None:
        content, start = line
        if not content.strip() or _COMMENT.match(content):
            continue
        indent = len(content) - len(content.lstrip())
        pieces, start = [], start + indent
        content, offset, end = content[indent:], start, start
        while True:
            match = continued.search(content)
            content = content[: match.start()] if match else content
            pieces.append((content, offset))
            end = max(end, offset + len(content.rstrip()))
            following = _continuation(lines) if match else None
            if following is None:
                break
            content, offset = following
        joined = Pieces(pieces)
        whole = joined.behind(len(joined.text) - len(joined.text.lstrip()))
        if whole.text:
            yield _instruction(lines, whole, start, end)


def _continuation(lines: _Lines) -> tuple[str, int] | None:
    """The next line that counts: within an instruction comments and empty lines are passed over."""
    while (line := lines.next()) is not None:
        if line[0].strip() and not _COMMENT.match(line[0]):
            return line
    return None


def _instruction(lines: _Lines, whole: Pieces, start: int, end: int) -> DockerInstruction:
    text = whole.text
    keyword = re.split(r"\s", text, maxsplit=1)[0]
    arguments = whole.behind(len(keyword))
    flags, offset = _flags(arguments.text)
    name = keyword.upper()
    strings = _json(arguments.text, offset) if name in _WITH_JSON else None
    heredocs: tuple[Heredoc, ...] = ()
    if strings is None and name in _WITH_HEREDOC and "<<" in text:
        heredocs = tuple(_heredocs(lines, arguments.text, offset))
        end = max(end, lines.line_end) if heredocs else end
    return DockerInstruction(name, start, end, arguments, offset, flags, strings, heredocs)


def _flags(text: str) -> tuple[tuple[Flag, ...], int]:
    flags = []
    offset = len(text) - len(text.lstrip())
    for match in _WORD.finditer(text):
        if not match.group().startswith("--"):
            break
        offset = match.end()
        if match.group() == "--":
            break
        name, _, value = match.group()[2:].partition("=")
        flags.append(Flag(name, _unquoted(value)))
    return tuple(flags), offset + len(text[offset:]) - len(text[offset:].lstrip())


def _json(text: str, offset: int) -> tuple[RawWord, ...] | None:
    """Read a JSON form; ``None`` where the text is no list of strings, which makes it shell form."""
    if not text.startswith("[", offset):
        # HEALTHCHECK has the form behind a word of its own.
        match = re.compile(r"CMD\s+(?=\[)", re.IGNORECASE).match(text, offset)
        if not match:
            return None
        offset = match.end()
    try:
        # As in BuildKit, text behind the list does not count.
        values, taken = json.JSONDecoder().raw_decode(text[offset:])
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        return None
    words = []
    for match, value in zip(_STRING.finditer(text, offset, offset + taken), values, strict=True):
        length = len(match.group()) - 2
        # Where an escape makes the value shorter than it is written, its characters have no places of their own.
        piece: Piece = (value, match.start() + 1) if len(value) == length else (value, match.start() + 1, length)
        pieces = Pieces([piece])
        words.append(RawWord(match.start(), match.end(), pieces, '"', True))
    return tuple(words)


def _heredocs(lines: _Lines, text: str, offset: int) -> Iterator[Heredoc]:
    """Take the bodies of the here-documents that an instruction announces; the last may end with the file."""
    for match in _WORD.finditer(text, offset):
        heredoc = _HEREDOC.fullmatch(match.group())
        if not heredoc:
            continue
        name, tabs = _unquoted(heredoc[2]), bool(heredoc[1])
        start = end = lines.position
        while (line := lines.next()) is not None:
            if (line[0].lstrip("\t") if tabs else line[0]) == name:
                break
            end = lines.position
        word = RawWord(match.start(), match.end(), Pieces([(match.group(), match.start())]), "", True)
        yield Heredoc(word, name, start, end, tabs)


def _words(text: str, offset: int) -> Iterator[RawWord]:
    for match in _WORD.finditer(text, offset):
        yield WordReader(text, match.end(), lambda start, close: start).read_plain(match.start())


def _unquoted(text: str) -> str:
    return WordReader(text, len(text), lambda start, close: start).read_plain(0).text
