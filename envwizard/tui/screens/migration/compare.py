"""Compare: every version before and after, and why one is not what it was."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from envwizard.model.migration import Move, PinChange
from envwizard.tui.migration import WizardMigration
from envwizard.tui.screens.migration.stage import Stage
from envwizard.tui.widgets.glyphs import NOTE, OK, PROBLEM, WARNING, glyph
from envwizard.tui.widgets.safe import hint, hung, line, one_line, padded, say

_SIGN = {Move.SAME: OK, Move.MOVED: WARNING, Move.NEW: NOTE, Move.GONE: PROBLEM}
_NAME, _VERSION, _LAYER = 26, 12, 12
_WORD = 7


class CompareStage(Stage):
    """One text: what moved first, then gone, new and the same."""

    MAIN = "versions"

    def __init__(self) -> None:
        super().__init__("compare")
        self._changes: Sequence[PinChange] = ()

    def compose(self) -> ComposeResult:
        """Build the text."""
        with VerticalScroll(id="versions"):
            yield Static(id="versions-text", markup=False)

    def show(self, migration: WizardMigration) -> None:
        """Show the versions."""
        self._changes = migration.changes
        self._draw()

    def on_resize(self) -> None:
        """Fit the columns."""
        self._draw()

    def heads(self, migration: WizardMigration) -> tuple[Content, Content]:
        """Give the headline."""
        kinds = [change.move for change in migration.changes]
        title = say("{count} moved", count=kinds.count(Move.MOVED))
        rest = say(
            "{same} the same · {new} new · {gone} gone",
            same=kinds.count(Move.SAME),
            new=kinds.count(Move.NEW),
            gone=kinds.count(Move.GONE),
        )
        return title, rest

    def _draw(self) -> None:
        width = self.query_one("#versions", VerticalScroll).scrollable_content_region.width
        if not width:
            return
        names = _widest([one.name for one in self._changes], _NAME)
        versions = _widest([each or "" for one in self._changes for each in (one.before, one.after)], _VERSION)
        several = len({one.layer for one in self._changes}) > 1
        layers = _widest([one.layer for one in self._changes], _LAYER) if several else 0
        rows = [hung(_line(one, names, versions, layers), width, 4) for one in self._changes]
        if not rows:
            rows = [hint("There is nothing to compare.")]
        self.query_one("#versions-text", Static).update(Content("\n").join(rows))


def _widest(texts: Sequence[str], most: int) -> int:
    return min(max((Content(one_line(text)).cell_length for text in texts), default=0), most)


def _line(one: PinChange, names: int, versions: int, layers: int) -> Content:
    word = {Move.SAME: say("same"), Move.MOVED: say("MOVED"), Move.NEW: say("new"), Move.GONE: say("GONE")}[one.move]
    same = one.move is Move.SAME
    style = "$quiet" if same else "bold"
    cells = [glyph(_SIGN[one.move], "bold"), Content.styled(padded(word.plain, _WORD), style)]
    if layers:
        cells.append(line(padded(one_line(one.layer)[:layers], layers), "$quiet"))
    cells.append(line(padded(one_line(one.name), names), "" if same else "bold"))
    before = padded(one_line(one.before or "–"), versions)
    cells.append(line(before if same else f"{before} → {padded(one_line(one.after or '–'), versions)}"))
    if one.reason is not None:
        cells.append(line(one.reason, "$quiet"))
    return Content(" ").join(cells)
