"""Edits of lists in YAML files: text in, bytes out, everything else as it was."""

from __future__ import annotations

import re

from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Span, TextFile

_ITEM = re.compile(r"([ \t]*)-[ \t]")
_KEY = re.compile(r"([ \t]*)[\w.\"'-]+:[ \t]*(?:#.*)?$")


def remove_item(file: TextFile, item: Span) -> ReplaceSpan:
    """Remove an item of a list in block style with its lines; the last item takes the list's key with it.

    ``item`` is the span of the item's value. Raises ``FixUnavailable`` where the list is written in brackets or hangs
    on an anchor.
    """
    assert isinstance(file.path, ProjectPath)
    lines = file.content.splitlines(keepends=True)
    first, last = item.line - 1, item.end_line - 1
    if item.end_column == 1 and last > first:
        last -= 1
    mark = _ITEM.match(lines[first])
    if mark is None:
        raise FixUnavailable(msg("The list in {path} is written in brackets: change it by hand.", path=file.path))
    if not any(_is_sibling(line, mark.group(1)) for line in _around(lines, first, last, mark.group(1))):
        first = _key_above(lines, first, len(mark.group(1)), file.path)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    start, end = file.byte_offset(starts[first]), file.byte_offset(starts[last + 1])
    return ReplaceSpan(file.path, file.digest, start, end, b"")


def _is_sibling(line: str, indent: str) -> bool:
    match = _ITEM.match(line)
    return match is not None and match.group(1) == indent


def _around(lines: list[str], first: int, last: int, indent: str) -> list[str]:
    """The lines above and below that may belong to the same list."""
    found = []
    for row in range(first - 1, -1, -1):
        if _ends_list(lines[row], indent):
            break
        found.append(lines[row])
    for row in range(last + 1, len(lines)):
        if _ends_list(lines[row], indent):
            break
        found.append(lines[row])
    return found


def _ends_list(line: str, indent: str) -> bool:
    """Tell whether a line stands outside of the list whose items are indented so."""
    text = line.strip()
    if not text or text.startswith("#"):
        return False
    own = len(line) - len(line.lstrip())
    return own < len(indent) or (own == len(indent) and not text.startswith("-"))


def _key_above(lines: list[str], first: int, indent: int, path: ProjectPath) -> int:
    row = first - 1
    while row >= 0 and (not lines[row].strip() or lines[row].lstrip().startswith("#")):
        row -= 1
    match = _KEY.match(lines[row].rstrip("\r\n")) if row >= 0 else None
    if match is None or len(match.group(1)) > indent:
        raise FixUnavailable(msg("The list in {path} holds nothing else: remove it by hand.", path=path))
    return row
