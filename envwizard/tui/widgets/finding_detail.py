"""A finding at length: what was found, why it bites, the fix and the files, in two columns."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Grid, VerticalScroll
from textual.content import Content
from textual.widgets import Static

_ROWS = 8


class FindingDetail(VerticalScroll):
    """Rows of a name and a text."""

    DEFAULT_CSS = """
    FindingDetail {
        height: auto;
        & > Grid { grid-size: 2; grid-columns: 10 1fr; grid-rows: auto; grid-gutter: 1 0; height: auto; }
        & .detail--name { color: $quiet; width: 10; }
        & .detail--text { width: 1fr; height: auto; }
    }
    """

    def compose(self) -> ComposeResult:
        """Build the rows, empty."""
        with Grid():
            for _ in range(_ROWS):
                yield Static(classes="detail--name", markup=False)
                yield Static(classes="detail--text", markup=False)

    def show(self, rows: Sequence[tuple[Content, Content]]) -> None:
        """Show these rows; those without text are left out."""
        shown = [row for row in rows if row[1].plain][:_ROWS]
        names, texts = self.query(".detail--name").results(Static), self.query(".detail--text").results(Static)
        for place, (name, text) in enumerate(zip(names, texts, strict=True)):
            name.display = text.display = place < len(shown)
            if place < len(shown):
                name.update(shown[place][0])
                text.update(shown[place][1])
