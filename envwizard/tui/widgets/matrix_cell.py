"""How the matrix is drawn: a value on a tile in the colour of its state, and the place it comes from below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.cells import cell_len
from rich.text import Text
from textual.color import Color, ColorParseError
from textual.content import Content

from envwizard.model.matrix import Cell, CellState
from envwizard.model.message import msg
from envwizard.tui.widgets.glyphs import glyph, sign_of
from envwizard.tui.widgets.safe import line, one_line, safe, say

STATE_WORD = {
    CellState.OK: msg("OK"),
    CellState.WARNING: msg("WARNING"),
    CellState.PROBLEM: msg("PROBLEM"),
    CellState.NONE: msg("NOT SET"),
}
# Columns of the terminal: of a value at least, of a column that has more room than it needs, between two columns.
NARROWEST, _WIDEST, _GAP = 12, 34, 2
# What a tile has of its colour; the text on it stays readable.
_TINT = 0.13
_COLOURS = {CellState.PROBLEM: "error", CellState.WARNING: "warning"}


def column_widths(wanted: Sequence[int], room: int) -> list[int]:
    """Share out the terminal's width: columns are alike where that is enough for all.

    Else a column gets what it wants, the widest give way first, and what is left is shared. Where even narrow columns
    have no room, the table scrolls.
    """
    alike = room // max(len(wanted), 1) - _GAP
    if all(width <= alike for width in wanted):
        return [max(min(alike, _WIDEST), width) for width in wanted]
    left, widths = room, [0] * len(wanted)
    for done, place in enumerate(sorted(range(len(wanted)), key=lambda each: wanted[each])):
        share = left // (len(wanted) - done) - _GAP
        widths[place] = min(wanted[place], max(share, NARROWEST))
        left -= widths[place] + _GAP
    return [width + max(left, 0) // len(wanted) for width in widths]


def tints(theme: Mapping[str, str]) -> dict[CellState, str]:
    """Give the colours of tiles under the variables of a theme; none where it leaves colours to the terminal."""
    try:
        ground = Color.parse(theme["background"])
        if ground.ansi is not None:
            return {}
        return {state: ground.blend(Color.parse(theme[name]), _TINT).hex for state, name in _COLOURS.items()}
    except (KeyError, ColorParseError):
        return {}


def value_of(cell: Cell) -> str:
    """Give the text of a cell."""
    return one_line(cell.short) or say("none").plain


def place_of(cell: Cell) -> str:
    """Give the place that a value comes from, and how many more places have one; else say in words where from."""
    if cell.location is None:
        return one_line(cell.origin) if cell.values else ""
    others = {source.location for source in cell.sources} - {cell.location, None}
    return one_line(str(cell.location)) + (f" +{len(others)}" if others else "")


def wanted_width(cell: Cell) -> int:
    """Give the columns that a cell would fill; a place is shortened to what its value leaves it."""
    return 2 + cell_len(value_of(cell))


def tile(cell: Cell, width: int, tint: str | None, *, places: bool) -> Content:
    """Draw a cell in so many columns; with ``places`` in two lines."""
    value = value_of(cell)
    if cell.state is CellState.NONE:
        rows = [Content.styled(value, "$quiet")]
    else:
        shown = _tail(value, width - 2) if "/" in value else value
        rows = [glyph(sign_of(cell.state), "bold") + Content(f" {shown}")]
    if places:
        place = place_of(cell)
        shown = _tail(place, width - 2) if cell.location else place
        rows.append(Content.styled(f"  {shown}" if place else "", "not bold $quiet"))
    filled = Content("\n").join(row.truncate(width, ellipsis=True).pad_right(_missing(row, width)) for row in rows)
    return filled.stylize(f"on {tint}") if tint else filled


def column_head(name: str, cells: Iterable[Cell], width: int, theme: Mapping[str, str]) -> Text:
    """Write the name of an environment, and how many problems and warnings stand below it.

    It is Rich's text, because a str would be parsed as markup.
    """
    shown = line(name).truncate(width, ellipsis=True).plain
    states = [cell.state for cell in cells]
    head = Text(shown, "bold")
    for state, colour in _COLOURS.items():
        count = states.count(state)
        text = f"  {sign_of(state)} {count}"
        if count and head.cell_len + cell_len(text) <= width:
            head.append(text, f"not bold {theme[f'text-{colour}']}")
    return head


def legend() -> Content:
    """Say what the signs mean."""
    parts = (glyph(sign_of(state), "bold") + Content(" ") + safe(word) for state, word in STATE_WORD.items())
    return Content("  ").join(parts)


def _missing(row: Content, width: int) -> int:
    return max(width - row.cell_length, 0)


def _tail(text: str, width: int) -> str:
    """Shorten a path at its beginning: the end says most."""
    if cell_len(text) <= width:
        return text
    while text and cell_len(text) > width - 1:
        text = text[1:]
    return f"…{text}"
