"""The requirements file format of pip: logical lines, their parts and where each stands.

The rules are those of pip 26.3 (``pip._internal.req.req_file``): a backslash at the end joins lines, a ``#`` at the
start or behind a blank begins a comment, the first word with a dash begins the options. What a name, a specifier and a
marker are is left to ``packaging``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from envwizard.model.errors import SyntaxProblem
from envwizard.model.facts.dependencies import Requirement, RequirementsOption
from envwizard.model.message import msg
from envwizard.model.source import Location, TextFile
from envwizard.syntax.pieces import Pieces
from envwizard.syntax.requirement_options import Option, has_credentials, masked, options_of
from envwizard.syntax.requirement_text import requirement_of

# A file of more lines than this is no list of requirements.
_MAX_LINES = 50_000
_COMMENT = re.compile(r"(?:^|(?<=\s))#")
_OPTIONS = re.compile(r"(?:^|(?<= ))-")
_HASHES_ONLY = re.compile(r"(?:--hash[= ]\w+:[0-9A-Fa-f]+\s*)*")
_HASH = re.compile(r"--hash[= ](\w+:[0-9A-Fa-f]+)")
_VIA = re.compile(r"#\s*via\b\s*(.*)")


@dataclass(frozen=True, slots=True)
class IncludeLine:
    """A ``-r`` or ``-c`` line; ``location`` is the place of the path."""

    flag: str
    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class RequirementsText:
    """What a requirements file says, in order, without following its includes."""

    requirements: tuple[Requirement, ...]
    includes: tuple[IncludeLine, ...]
    options: tuple[RequirementsOption, ...]
    bad_lines: tuple[Location, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A logical line: its ``text`` without the comment, the comment, and the way back to the file."""

    text: str
    comment: str
    pieces: Pieces

    def location(self, file: TextFile, start: int, end: int) -> Location:
        """Give the place of ``text[start:end]``."""
        return file.location(*self.pieces.source_range(start, end))


def parse(file: TextFile) -> RequirementsText:
    """Read a requirements file. A line that pip would refuse becomes a bad line.

    Raises ``SyntaxProblem`` where the file has too many lines to be one.
    """
    reader = _Reader(file)
    for line in _logical_lines(file.content):
        reader.take(line)
    return reader.result()


def _logical_lines(text: str) -> Iterator[_Line]:
    """Join lines at backslashes and part off comments, as pip does."""
    pieces: list[tuple[str, int]] = []
    offset = 0
    lines = text.splitlines(keepends=True)
    if len(lines) > _MAX_LINES:
        raise SyntaxProblem(msg("has {count} lines, which is too many for a list of requirements", count=len(lines)))
    for number, whole in enumerate(lines, 1):
        line = whole.rstrip("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
        is_comment = line.lstrip().startswith("#")
        joins = line.endswith("\\") and not is_comment
        start = offset
        offset += len(whole)
        if joins:
            start += len(line) - len(line.lstrip("\\"))
            line = line.strip("\\")
        elif is_comment and pieces:
            line, start = " " + line, start - 1
        pieces.append((line, start))
        if not joins or number == len(lines):
            yield _logical_line(Pieces(pieces))
            pieces = []


def _logical_line(pieces: Pieces) -> _Line:
    text = pieces.text
    comment = _COMMENT.search(text)
    at = comment.start() if comment else len(text)
    return _Line(text[:at].rstrip(), text[at:].strip(), pieces)


class _Reader:
    """Takes logical lines one after another."""

    def __init__(self, file: TextFile) -> None:
        self.file = file
        self.requirements: list[Requirement] = []
        self.includes: list[IncludeLine] = []
        self.options: list[RequirementsOption] = []
        self.bad_lines: list[Location] = []
        # The names collected from the comments behind the last requirement; None where no such comment can follow.
        self.via: list[str] | None = None
        self.in_via = False

    def result(self) -> RequirementsText:
        self.finish_via()
        return RequirementsText(
            tuple(self.requirements), tuple(self.includes), tuple(self.options), tuple(self.bad_lines)
        )

    def take(self, line: _Line) -> None:
        start = len(line.text) - len(line.text.lstrip())
        if start == len(line.text):
            if line.comment:
                self.comment(line.comment)
            else:
                self.finish_via()
            return
        self.finish_via()
        match = _OPTIONS.search(line.text, start)
        at = match.start() if match else len(line.text)
        end = len(line.text[:at].rstrip())
        if end > start:
            self.requirement(line, start, end, at)
        else:
            self.option_line(line, at)
        self.comment(line.comment)

    def requirement(self, line: _Line, start: int, end: int, options_at: int) -> None:
        """Take a line that begins with a requirement; only its hashes count among the options."""
        location = line.location(self.file, start, end)
        requirement = requirement_of(line.text[start:end], location)
        hashes = _hashes(line.text[options_at:])
        if requirement is None or hashes is None:
            self.bad(line)
            return
        self.add(replace(requirement, hashes=hashes))

    def option_line(self, line: _Line, start: int) -> None:
        options = options_of(line.text, start)
        if options is None:
            self.bad(line)
            return
        editable = next((option for option in options if option.name == "--editable"), None)
        include = _first(options, "--requirement") or _first(options, "--constraint")
        if editable is not None:
            self.editable(line, editable)
        elif include is not None:
            # pip follows one of several on a line: the first -r, or else the first -c.
            place = line.location(self.file, include.value_start, include.end)
            self.includes.append(IncludeLine("-r" if include.name == "--requirement" else "-c", include.value, place))
        else:
            for option in options:
                self.options.append(self.global_option(line, option))

    def editable(self, line: _Line, option: Option) -> None:
        location = line.location(self.file, option.start, option.end)
        requirement = requirement_of(option.value, location, editable=True)
        if requirement is None:
            self.bad(line)
            return
        self.add(replace(requirement, text=masked(line.text[option.start : option.end])))

    def global_option(self, line: _Line, option: Option) -> RequirementsOption:
        place = line.location(self.file, option.start, option.end)
        value_place = line.location(self.file, option.value_start, option.end) if option.value else None
        return RequirementsOption(
            option.name, masked(option.value), place, has_credentials(option.value), value_location=value_place
        )

    def add(self, requirement: Requirement) -> None:
        self.requirements.append(requirement)
        self.via = []
        self.in_via = False

    def bad(self, line: _Line) -> None:
        start = len(line.text) - len(line.text.lstrip())
        self.bad_lines.append(line.location(self.file, start, len(line.text)))
        self.via = None

    def comment(self, comment: str) -> None:
        """Take a comment: behind a requirement it may say, on one line or on several, what asked for it."""
        if self.via is None or not comment:
            return
        via = _VIA.match(comment)
        if via is None and not self.in_via:
            return
        self.in_via = True
        said = via.group(1) if via else comment.lstrip("#")
        self.via.extend(name for part in said.split(",") if (name := part.strip()))

    def finish_via(self) -> None:
        if self.via:
            self.requirements[-1] = replace(self.requirements[-1], via=tuple(self.via))
        self.via = None
        self.in_via = False


def _hashes(text: str) -> tuple[str, ...] | None:
    """Give the hashes among the options of a requirement; ``None`` where pip would refuse an option."""
    if _HASHES_ONLY.fullmatch(text):
        return tuple(_HASH.findall(text))
    options = options_of(text, 0)
    if options is None or _first(options, "--editable"):
        return None
    return tuple(option.value for option in options if option.name == "--hash")


def _first(options: tuple[Option, ...], name: str) -> Option | None:
    return next((option for option in options if option.name == name), None)
