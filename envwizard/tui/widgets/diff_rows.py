"""A file's diff as rows for the eye, one beside or one below the other; knows nothing of widgets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.cells import cell_len, chop_cells

from envwizard.model.diff import DiffLine, FileAction, FileDiff, Hunk
from envwizard.tui.widgets.safe import one_line, say


@dataclass(frozen=True, slots=True)
class Side:
    """One cell of a row: the line's number, its kind (space, ``-``, ``+``, or nothing where a line is missing).

    ``goes_on`` is true where the row continues a line that was too long for one.
    """

    number: int | None
    kind: str
    text: str
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a remark over the whole width, one side (unified) or two (side by side)."""

    sides: tuple[Side, ...] = ()
    remark: str = ""


_MISSING = Side(None, "", "")
# A row is never broken into less, and a space counts as near its end from this share of it on.
_NARROWEST, _NEAR = 8, 0.6


def unified_rows(diff: FileDiff) -> list[Row]:
    """Put removed and added lines one below the other."""
    rows = remarks(diff)
    for place, hunk in enumerate(diff.hunks):
        rows += _between(place, hunk)
        for line in hunk.lines:
            number = line.old if line.kind == "-" else line.new
            rows.append(Row((Side(number, line.kind, one_line(line.text)),)))
            rows += _no_newline(line)
    return rows


def split_rows(diff: FileDiff) -> list[Row]:
    """Put removed lines at the left and added ones at the right."""
    rows = remarks(diff)
    for place, hunk in enumerate(diff.hunks):
        rows += _between(place, hunk)
        for old, new in _pairs(hunk.lines):
            left = Side(old.old, old.kind, one_line(old.text)) if old else _MISSING
            right = Side(new.new, new.kind, one_line(new.text)) if new else _MISSING
            rows.append(Row((left, right)))
            for line in dict.fromkeys(line for line in (old, new) if line):
                rows += _no_newline(line)
    return rows


def wrapped(rows: Iterable[Row], pane: int, whole: int) -> list[Row]:
    """Break what is wider: the lines at ``pane`` columns, remarks at ``whole``. Nothing is left out."""
    fitting: list[Row] = []
    for row in rows:
        if not row.sides:
            fitting += [Row(remark=part) for part in _parts(row.remark, whole)]
            continue
        columns = [_wrapped(side, pane) for side in row.sides]
        for place in range(max(map(len, columns))):
            sides = (
                parts[place] if place < len(parts) else Side(None, parts[0].kind, "", goes_on=True) for parts in columns
            )
            fitting.append(Row(tuple(sides)))
    return fitting


def _wrapped(side: Side, width: int) -> list[Side]:
    first, *rest = _parts(side.text, width)
    return [Side(side.number, side.kind, first), *(Side(None, side.kind, part, goes_on=True) for part in rest)]


def _parts(text: str, width: int) -> list[str]:
    """Cut a text into rows: behind a space where one is near the end of the row, else where the row ends."""
    width = max(width, _NARROWEST)
    parts = []
    while cell_len(text) > width:
        row = chop_cells(text[: width + 1], width)[0]
        space = row.rfind(" ") + 1
        row = row[:space] if space > len(row) * _NEAR and row[:space].strip() else row
        parts.append(row)
        text = text[len(row) :]
    return [*parts, text]


def _pairs(lines: Iterable[DiffLine]) -> Iterator[tuple[DiffLine | None, DiffLine | None]]:
    removed: list[DiffLine] = []
    added: list[DiffLine] = []

    def flush() -> Iterator[tuple[DiffLine | None, DiffLine | None]]:
        for place in range(max(len(removed), len(added))):
            yield (
                removed[place] if place < len(removed) else None,
                added[place] if place < len(added) else None,
            )
        removed.clear()
        added.clear()

    for line in lines:
        if line.kind == " ":
            yield from flush()
            yield line, line
        else:
            (removed if line.kind == "-" else added).append(line)
    yield from flush()


def _between(place: int, hunk: Hunk) -> list[Row]:
    rows = []
    if place or hunk.new_start > 1:
        rows.append(Row(remark=say("line {line}", line=hunk.new_start).plain))
    if hunk.masked:
        rows.append(Row(remark=say("values are hidden here; only envwizard itself can apply this part").plain))
    return rows


def _no_newline(line: DiffLine) -> list[Row]:
    return [] if line.newline else [Row(remark=say("no newline at the end of the file").plain)]


def remarks(diff: FileDiff) -> list[Row]:
    """Say in words what lines cannot show."""
    words = {FileAction.NEW: say("new file"), FileAction.DELETE: say("the file is deleted")}
    texts = [words[diff.action].plain] if diff.action in words else []
    texts += [one_line(note.render()) for note in diff.notes]
    return [Row(remark=text) for text in texts]
