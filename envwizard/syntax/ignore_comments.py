"""Comments that suppress findings: ``# envwizard: ignore[EW401] reason``, in every format that has comments.

One that stands behind code is about its line, one on a line of its own about the next line; either reaches over lines
that a backslash joins and over a YAML value of several lines that begins there. ``ignore-file[EW307]`` among the first
lines is about the whole file.
"""

from __future__ import annotations

import difflib
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.model.message import Message, msg
from envwizard.model.source import Location, TextFile
from envwizard.model.suppression import COMMENT_MARK
from envwizard.syntax.comment_forms import CommentForm, comment_form

# So many lines from the top ``ignore-file`` may stand in.
FIRST_LINES = 10

_VERBS = ("ignore", "ignore-file")
_NEWLINE = re.compile(r"\r\n|\n|\r")
_SAID = re.compile(r"(?P<verb>[A-Za-z][\w-]*)(?P<list>\s*\[(?P<codes>[^\]]*)\])?(?P<reason>.*)", re.DOTALL)
# Another comment behind the reason, for another tool, is none of it.
_NEXT_COMMENT = re.compile(r"\s+(?:#|//|;|--)\s.*", re.DOTALL)
# A line of YAML that begins a value: what is indented more than its key belongs to that value.
_YAML_VALUE = re.compile(r"(?P<before>\s*(?:- +)*)(?!#)\S.*(?<!:)$")
_YAML_COMMENT = re.compile(r"(?:^|\s)#.*")


@dataclass(frozen=True, slots=True)
class IgnoreComment:
    """What one comment says. ``lines`` are those it is about (from 1), ``None`` for the whole file.

    ``problem`` says what is wrong with the comment; then it suppresses nothing.
    """

    location: Location
    names: tuple[str, ...]
    reason: str
    lines: range | None
    problem: Message | None = None


def ignore_comments(file: TextFile) -> tuple[IgnoreComment, ...]:
    """Read all comments of a file that speak to envwizard."""
    name = file.path.name
    form = comment_form(name)
    if form is None or COMMENT_MARK not in file.content:
        return ()
    lines = _NEWLINE.split(file.content)
    found = _python_comments(file.content) if name.endswith((".py", ".pyi")) else None
    return tuple(
        comment
        for line, column, text in (found if found is not None else _comments(lines, form))
        if (comment := _read(file, form, lines, line, column, text)) is not None
    )


def _comments(lines: list[str], form: CommentForm) -> list[tuple[int, int, str]]:
    """Find the comments in lines: line (from 1), column (from 0) and text from the mark on."""
    begins = "|".join(map(re.escape, form.begins))
    pattern = re.compile(rf"(?:^|(?<=\s))(?:{begins})[ \t]*{COMMENT_MARK}(?P<said>.*)")
    return [
        (number, match.start(), match["said"])
        for number, line in enumerate(lines, 1)
        if COMMENT_MARK in line and (match := pattern.search(line))
    ]


def _python_comments(text: str) -> list[tuple[int, int, str]] | None:
    """Like ``_comments``, past what stands in strings; ``None`` where the text cannot be split into tokens."""
    pattern = re.compile(rf"(?:^|\s)#[ \t]*{COMMENT_MARK}(?P<said>.*)")
    try:
        return [
            (*token.start, match["said"])
            for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline)
            if token.type == tokenize.COMMENT and (match := pattern.search(token.string))
        ]
    except (tokenize.TokenError, SyntaxError, ValueError):
        return None


def _read(
    file: TextFile, form: CommentForm, lines: list[str], line: int, column: int, text: str
) -> IgnoreComment | None:
    text = text.rpartition(form.end.strip())[0] or text if form.end else text
    said = _SAID.match(text.strip())
    if said is None:
        return None
    before = lines[line - 1][:column].strip()
    alone = not before or before.startswith(form.begins)
    names = tuple(name.strip() for name in (said["codes"] or "").split(",") if name.strip())
    problem = _problem(said, names, form, line, alone)
    if problem is None and said["verb"] not in _VERBS:
        return None  # prose about envwizard
    return IgnoreComment(
        Location(file.path, file.line_span(line)),
        names,
        _NEXT_COMMENT.sub("", said["reason"]).strip(" \t:-"),
        None
        if said["verb"] == "ignore-file"
        else _lines(lines, form, line, alone, file.path.name.endswith((".yml", ".yaml"))),
        problem,
    )


def _problem(said: re.Match[str], names: tuple[str, ...], form: CommentForm, line: int, alone: bool) -> Message | None:
    verb = said["verb"]
    if verb not in _VERBS:
        near = difflib.get_close_matches(verb, _VERBS, 1)
        if not said["list"]:
            return None
        return msg("says {verb}, which is unknown. Did you mean {near}?", verb=verb, near=(near or _VERBS)[0])
    if not names:
        return msg("names no code: write `{verb}[EW401] reason`.", verb=verb)
    if not alone and not form.behind_code:
        return msg("stands behind code, where this format has no comments: give it a line of its own.")
    if verb == "ignore-file" and line > FIRST_LINES:
        return msg("stands below line {last}: `ignore-file` belongs among the first lines.", last=FIRST_LINES)
    return None


def _lines(lines: list[str], form: CommentForm, line: int, alone: bool, yaml: bool) -> range:
    first = line
    if alone:
        last = line + 1
        while last < len(lines) and lines[last - 1].lstrip().startswith(form.begins):
            last += 1
    else:
        last = line
        while first > 1 and _goes_on(lines[first - 2]):
            first -= 1
    if last > len(lines):
        return range(first, last)
    end = last
    while end < len(lines) and _goes_on(lines[end - 1]):
        end += 1
    if yaml and (value := _YAML_VALUE.match(_YAML_COMMENT.sub("", lines[last - 1]).rstrip())):
        end = max(end, last + sum(1 for _ in _deeper(lines[last:], len(value["before"]))))
    return range(first, end + 1)


def _goes_on(line: str) -> bool:
    return line.rstrip().endswith("\\")


def _deeper(lines: list[str], depth: int) -> Iterator[str]:
    """Give the first lines that are indented more than ``depth``, blank ones among them included."""
    for line in lines:
        if line.strip() and len(line) - len(line.lstrip()) <= depth:
            return
        yield line
