"""Write: the sources as they will be written."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from envwizard.model.migration import Layer, Layout, MigrationPlan
from envwizard.tui.migration import WizardMigration
from envwizard.tui.screens.migration.stage import Stage
from envwizard.tui.widgets.glyphs import WARNING, glyph
from envwizard.tui.widgets.safe import hint, hung, line, safe, say

_COMMENT = "#"
# Columns by which a source stands in, and what goes over in it.
_IN, _OVER = 2, 2


class WriteStage(Stage):
    """One text: each source with a line above it that says what becomes of it."""

    MAIN = "sources"

    def __init__(self) -> None:
        super().__init__("write")
        self._found: MigrationPlan | None = None

    def compose(self) -> ComposeResult:
        """Build the text."""
        with VerticalScroll(id="sources"):
            yield Static(id="sources-text", markup=False)

    def show(self, migration: WizardMigration) -> None:
        """Show the sources."""
        self._found = migration.found
        self._draw()

    def on_resize(self) -> None:
        """Wrap anew."""
        self._draw()

    def _draw(self) -> None:
        found = self._found
        width = self.query_one("#sources", VerticalScroll).scrollable_content_region.width
        if found is None or found.layout is None or not width:
            return
        rows = [*_rows(found.layout, width)]
        for note in found.notes:
            rows += [Content(""), glyph(WARNING, "bold") + Content(" ") + safe(note)]
        self.query_one("#sources-text", Static).update(Content("\n").join(rows))

    def heads(self, migration: WizardMigration) -> tuple[Content, Content]:
        """Say how many there are."""
        layout = migration.found.layout
        count = sum(one.text is not None for one in layout.layers) if layout is not None else 0
        title = say("1 source will be written") if count == 1 else say("{count} sources will be written", count=count)
        return title, say("nothing is written yet")


def _rows(layout: Layout, width: int) -> Iterator[Content]:
    for number, layer in enumerate(layout.layers):
        if number:
            yield Content("")
        yield line(layer.source.value, "bold") + hint("  compiled to {lock}", lock=layer.lock)
        yield from _text(layer, width)
    for kept in layout.kept:
        yield Content("")
        yield say("Stays: {what}", what=kept)


def _text(layer: Layer, width: int) -> Iterator[Content]:
    if layer.text is None:
        yield hint("  stays as it is")
        return
    for text in layer.text.splitlines():
        row = hung(safe(text, "$quiet" if text.startswith(_COMMENT) else ""), width - _IN, _OVER)
        yield Content("\n").join(Content(" " * _IN) + each for each in row.split("\n"))
