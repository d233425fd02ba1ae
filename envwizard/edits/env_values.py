"""Giving the keys of an env file their values, in a form that its readers read back as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from envwizard.edits.env_file import comment_behind, whole_lines, with_lines
from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile
from envwizard.syntax.env_dialects import PYTHON_DOTENV, SHELL, XARGS, Reading, read_line
from envwizard.syntax.env_file import Binding, parse

# What every reader takes as it stands: no quotes, blanks, comments or variables.
_PLAIN = re.compile(r"[\w.,:;/@%+=?&*~^!-]*", re.ASCII)
# What a shell puts something else in for, outside of single quotes.
_EXPANDED = re.compile(r"[$~`!]|\\\n")
# Stands behind a line under test: a quote that the line leaves open would run on into it.
_NEXT = '\nNEXT="\'"\n'
# A comment line that speaks of the key below it, and no ruler or heading between empty lines.
_COMMENT = re.compile(r"[ \t]*#+[ \t]*(.*?)[ \t#=*-]*")
# How python-dotenv is given a dollar that it would take for a variable's.
_DOLLAR = "${:-$}"
_DOLLAR_TOLD = f"# {_DOLLAR} is a dollar: python-dotenv puts a variable in for any other ${{..}}"
_ASSIGNMENT = re.compile(r"(?:export[ \t]+)?[A-Za-z_]\w*[ \t]*=.*")


def value_line(key: str, value: str, dialects: Iterable[str]) -> str | None:
    """Write a key with its value so that every one of ``dialects`` reads that value; ``None`` where no form is known.

    The plainest form goes first, and each is proved by reading it. python-dotenv puts variables into any ``${..}``,
    quoted or not (python-dotenv 1.2.4, variables.py): there the dollar itself is written as the default of a variable
    without a name, ``${:-$}``.
    """
    wanted = Reading(key, value)
    readers = tuple(dialects)
    for text in _forms(value):
        line = f"{key}={text}"
        if all(_reads(dialect, line, wanted) for dialect in readers):
            return line
    return None


def _forms(value: str) -> Iterator[str]:
    if _PLAIN.fullmatch(value):
        yield value
    escaped = value.replace("\\", "\\\\")
    doubled = escaped.replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    yield f"'{value}'"
    yield f'"{value}"'
    yield value
    yield "'{}'".format(escaped.replace("'", "\\'"))
    yield f'"{doubled}"'
    named = doubled.replace("${", "${:-$}{")
    if named.endswith("\\"):
        # A backslash before the closing quote would take the quote along.
        named = f"{named[:-2]}${{:-\\}}"
    yield f'"{named}"'


def _reads(dialect: str, line: str, wanted: Reading) -> bool:
    if "\r" in line or "\0" in line:
        return False
    value = line.partition("=")[2]
    if dialect in (SHELL, XARGS) and not value.startswith("'") and _EXPANDED.search(value):
        return False
    if dialect == PYTHON_DOTENV and value.endswith(("\\'", '\\"')):
        return False  # before 1.1 it takes the quote for an escaped one
    # Only python-dotenv's grammar looks beyond the end of a line that is whole.
    return read_line(dialect, line + _NEXT if dialect == PYTHON_DOTENV else line) == wanted


def value_edits(
    path: ProjectPath,
    file: TextFile,
    values: Mapping[str, str],
    dialects: Sequence[str],
    comments: Mapping[str, str] | None = None,
) -> tuple[ReplaceSpan, ...]:
    """Give keys of the file their values; those that it does not have come to stand at its end, under ``comments``.

    One that a comment of the file shows (``#KEY=``) comes to stand there: in its place where that has no value.
    A line that gives the value already stays as it is. Where not all of ``dialects`` can be given a value, it is
    written for the first. Raises ``FixUnavailable`` where that reads no form of it back, and where the file is not
    UTF-8.
    """
    bindings = {one.key: one for one in parse(file) if one.key is not None and not one.error}
    edits = []
    added = []
    for key, value in values.items():
        found = bindings.get(key)
        if found is not None and is_read_as(file, found, value, dialects[:1]):
            continue
        line = value_line(key, value, dialects) or value_line(key, value, dialects[:1])
        if line is None:
            raise FixUnavailable(msg("No form of {key} is read alike by all who read {path}.", key=key, path=path))
        told = [_DOLLAR_TOLD] if _DOLLAR in line and _DOLLAR not in value else []
        if found is None and (shown := _shown(file, key, bindings.values())) is not None:
            start, end = whole_lines(path, file, file.span(shown.start(), shown.end()))
            kept = [shown.group()] if shown["value"] else []
            edits.append(
                ReplaceSpan(path, file.digest, start, end, file.encode(file.newline.join((*kept, *told, line))))
            )
            continue
        if found is None:
            remark = (comments or {}).get(key)
            added += [*([f"# {remark}"] if remark else []), *told, line]
            continue
        start, end = whole_lines(path, file, file.span(found.start, found.end))
        behind = comment_behind(file.content[found.start : found.end])
        above = [f"# {behind}"] if behind else []
        text = file.newline.join((*above, *told, line))
        edits.append(ReplaceSpan(path, file.digest, start, end, file.encode(text)))
    if added:
        edits.append(with_lines(path, file, added))
    return tuple(edits)


def _shown(file: TextFile, key: str, bindings: Iterable[Binding]) -> re.Match[str] | None:
    """Find the comment that shows a key, outside of all values."""
    pattern = rf"^[ \t]*#[ \t]*(?:export[ \t]+)?{re.escape(key)}[ \t]*=[ \t]*(?P<value>[^\r\n]*)(?![^\r\n])"
    values = [(one.start, one.end) for one in bindings]
    found = re.finditer(pattern, file.content, re.MULTILINE)
    return next((one for one in found if not any(start < one.start() < end for start, end in values)), None)


def is_read_as(file: TextFile, binding: Binding, value: str, dialects: Iterable[str]) -> bool:
    """Tell whether a line gives its key that value for all who read it."""
    text = file.content[binding.start : binding.end]
    return all(read_line(dialect, text) == Reading(binding.key, value) for dialect in dialects)


def comments_of(file: TextFile) -> dict[str, str]:
    """What an example says about its keys: the comment lines right above each, and the comment behind its value."""
    found: dict[str, str] = {}
    above: list[str] = []
    lines = dict(enumerate(file.content.splitlines(), 1))
    for binding in parse(file):
        text = file.content[binding.start : binding.end]
        if binding.key is None:
            continue
        number = file.span(binding.start, binding.end).line - 1
        above = []
        while number in lines and (match := _COMMENT.fullmatch(lines[number])):
            if _ASSIGNMENT.fullmatch(match.group(1)):
                break
            above.insert(0, match.group(1))
            number -= 1
        said = [one for one in (*above, comment_behind(text)) if one]
        if said:
            found[binding.key] = " ".join(said)
    return found
