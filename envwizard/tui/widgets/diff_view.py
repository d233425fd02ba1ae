"""A file's diff: line numbers, a column of signs, a tint, and a hatch where a line is missing."""

from __future__ import annotations

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from envwizard.model.diff import FileAction, FileDiff
from envwizard.tui.widgets.diff_rows import Row, Side, split_rows, unified_rows, wrapped
from envwizard.tui.widgets.file_line import file_summary

# Columns of the view; a terminal of 140 leaves so many.
_SPLIT_FROM = 130
_LEAST_NUMBER = 3
_STYLE = {"+": "diff--added", "-": "diff--removed", " ": "diff--same", "": "diff--missing"}


class DiffView(ScrollView, can_focus=True):
    """Shows diffs one below the other; the two sides beside each other where there is room. Long lines
    go on in the next row: all of it can be read."""

    DEFAULT_CSS = """
    DiffView {
        height: 1fr; background: $background; scrollbar-size: 0 1;
        & > .diff--same { color: $foreground 75%; }
        & > .diff--added { color: $foreground; background: $diff-added; }
        & > .diff--removed { color: $foreground; background: $diff-removed; }
        & > .diff--missing { color: $diff-missing; }
        & > .diff--gutter { color: $diff-gutter; }
        & > .diff--remark { color: $text-accent; text-style: italic; }
    }
    """
    COMPONENT_CLASSES = {*_STYLE.values(), "diff--gutter", "diff--remark"}  # noqa: RUF012 - as Textual declares it

    diffs: reactive[tuple[FileDiff, ...]] = reactive(())
    # None lets the width decide.
    split: reactive[bool | None] = reactive(None)

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: list[Row] = []
        self._digits = _LEAST_NUMBER
        self._two = False

    def toggle_split(self) -> None:
        """Change between side by side and unified."""
        self.split = not self._two

    def watch_diffs(self) -> None:
        """Show another diff from its beginning."""
        self._rebuild()
        self.scroll_to(0, 0, animate=False)

    def watch_split(self) -> None:
        """Arrange the lines anew."""
        self._rebuild()

    def on_resize(self) -> None:
        """Arrange the lines anew."""
        self._rebuild()

    def _rebuild(self) -> None:
        width = self.size.width
        # A new file has nothing to stand beside it.
        has_two = any(diff.action not in (FileAction.NEW, FileAction.DELETE) for diff in self.diffs)
        self._two = has_two and ((width >= _SPLIT_FROM) if self.split is None else self.split)
        rows: list[Row] = []
        for diff in self.diffs:
            if len(self.diffs) > 1:
                rows.append(Row(remark=file_summary(diff).plain))
            rows += split_rows(diff) if self._two else unified_rows(diff)
        numbers = (side.number for row in rows for side in row.sides if side.number)
        self._digits = max(len(str(max(numbers, default=0))), _LEAST_NUMBER)
        self._rows = wrapped(rows, self._pane(width) - self._gutter, width - self._gutter) if width else []
        self.virtual_size = Size(width, len(self._rows))
        self.refresh()

    @property
    def _gutter(self) -> int:
        # Room, number, room, sign, room.
        return self._digits + 4

    def _pane(self, width: int) -> int:
        return (width - 1) // 2 if self._two else width

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        width = self.size.width
        base = self.rich_style
        place = y + self.scroll_offset.y
        if place >= len(self._rows):
            return Strip.blank(width, base)
        row = self._rows[place]
        if not row.sides:
            style = base + self.get_component_rich_style("diff--remark", partial=True)
            return Strip([Segment(set_cell_size(" " * self._gutter + row.remark, width), style)], width)
        pane = self._pane(width)
        segments = self._side(row.sides[0], pane, base)
        for side in row.sides[1:]:
            segments.append(Segment(" ", base))
            segments += self._side(side, width - pane - 1, base)
        return Strip(segments).adjust_cell_length(width, base)

    def _side(self, side: Side, width: int, base: Style) -> list[Segment]:
        style = base + self.get_component_rich_style(_STYLE[side.kind], partial=True)
        if not side.kind:
            return [Segment("╲" * width, style)]
        number = "" if side.number is None else str(side.number)
        dim = style + Style.from_color(self.get_component_rich_style("diff--gutter", partial=True).color)
        # Without colours, the sign alone says what becomes of a line: it stands at the line's first row only.
        sign = " " if side.goes_on else side.kind
        return [
            Segment(f" {number:>{self._digits}} ", dim),
            Segment(f"{sign} ", style + Style(bold=True)),
            Segment(set_cell_size(side.text, max(width - self._gutter, 0)), style),
        ]
