"""Changing a value in a server's configuration, or in the call that starts a server."""

from __future__ import annotations

import re

from envwizard.edits.python_imports import add_imports
from envwizard.edits.valid_source import valid
from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location, TextFile
from envwizard.syntax.python import parse

_IMPORTS_OS = re.compile(r"^(?:import os(?:\s*,.*)?|import .*,\s*os\s*(?:,.*)?)$", re.MULTILINE)


def replace_in_value(file: TextFile, place: Location, old: str, new: str) -> tuple[ReplaceSpan, ...]:
    """Replace the one occurrence of ``old`` in the value at ``place``; raises ``FixUnavailable``."""
    assert isinstance(file.path, ProjectPath)
    span = place.span
    piece = file.raw[span.start : span.end] if span is not None else b""
    wanted = file.encode(old)
    if span is None or not wanted or piece.count(wanted) != 1:
        raise FixUnavailable(msg("{old} does not stand in {path} as it is.", old=old, path=file.path))
    start = span.start + piece.index(wanted)
    return (ReplaceSpan(file.path, file.digest, start, start + len(wanted), file.encode(new)),)


def comment_behind(file: TextFile, edits: tuple[ReplaceSpan, ...], comment: str) -> tuple[ReplaceSpan, ...]:
    """Put a comment at the end of the line that the last of the edits ends in; one for a linter there stays alone."""
    last = edits[-1]
    end = file.raw.find(b"\n", last.end)
    end = len(file.raw) if end < 0 else end - (file.raw[end - 1 : end] == b"\r")
    if not comment or re.search(rb"#\s*(?:noqa|nosec)", file.raw[last.end : end]):
        return edits
    return (*edits, ReplaceSpan(last.path, file.digest, end, end, file.encode(f"  {comment}")))


def line_behind(file: TextFile, edits: tuple[ReplaceSpan, ...], line: str) -> ReplaceSpan:
    """Put a statement below the line that the last of the edits ends in, as deep as that one."""
    last = edits[-1]
    begin = file.raw.rfind(b"\n", 0, last.start) + 1
    indent = re.match(rb"[ \t]*", file.raw[begin:])
    end = file.raw.find(b"\n", last.end)
    end = len(file.raw) if end < 0 else end - (file.raw[end - 1 : end] == b"\r")
    new = file.encode(file.newline) + (indent.group() if indent else b"") + file.encode(line)
    return ReplaceSpan(last.path, file.digest, end, end, new)


def replace_expression(file: TextFile, place: Location, expression: str) -> tuple[ReplaceSpan, ...]:
    """Put another Python expression in the place of one; ``import os`` is added where it uses ``os`` first."""
    assert isinstance(file.path, ProjectPath)
    span = place.span
    if span is None:
        raise FixUnavailable(msg("The value in {path} has no place of its own.", path=file.path))
    edits: tuple[ReplaceSpan, ...] = (
        ReplaceSpan(file.path, file.digest, span.start, span.end, file.encode(expression)),
    )
    if "os." in expression and not _IMPORTS_OS.search(file.content):
        edits = (*add_imports(parse(file), ("import os",)), *edits)
    return valid(file, edits)
