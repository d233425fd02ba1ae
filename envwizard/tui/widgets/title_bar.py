"""The uppermost line: the program, the project and the counts."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from envwizard.tui.state import WizardState
from envwizard.tui.widgets.glyphs import counted
from envwizard.tui.widgets.safe import one_line, say

_ROOM_FOR_PATH = 100


class TitleBar(Static):
    """Says which project is open and how many findings there are."""

    DEFAULT_CSS = """
    TitleBar { height: 1; background: $panel; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, state: WizardState) -> None:
        super().__init__(id="title-bar")
        self._state = state

    def on_resize(self) -> None:
        """Fit the line."""
        self.show()

    def show(self) -> None:
        """Show the counts of the last report."""
        width = self.content_size.width
        if not width:
            return
        project = self._state.session.project
        left = Content.styled("envwizard", "$text-accent bold") + Content.styled(f"  {one_line(project.name)}", "bold")
        if width >= _ROOM_FOR_PATH and project.typed not in (".", project.name):
            left += Content.styled(f"  {one_line(project.typed)}", "$quiet")
        right = self._counts()
        left = left.truncate(max(width - right.cell_length - 2, 0), ellipsis=True)
        gap = max(width - left.cell_length - right.cell_length, 1)
        self.update(left + Content(" " * gap) + right)

    def _counts(self) -> Content:
        if self._state.scanning:
            return self._watching() + Content.styled(say("probing, read-only").plain, "$foreground 70%")
        if self._state.report is None:
            return Content("")
        stopped = Content("") if self._state.report.complete else say("stopped early") + Content("  ")
        counts = stopped + counted(*self._state.counts())
        return self._watching() + counts

    def _watching(self) -> Content:
        """Say that changes are probed as they come."""
        if not self._state.watching:
            return Content("")
        return Content.styled(say("watching").plain, "$text-accent") + Content("  ")
