"""What answered on this machine where the project expects its database, cache and broker."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from envwizard.model.expected_service import ProbedService
from envwizard.tui.screens.dialog import Dialog
from envwizard.tui.widgets.glyphs import NONE, OK, WARNING, glyph
from envwizard.tui.widgets.safe import hint, line, say


class ServicesScreen(Dialog[None]):
    """Tells for each service whether something listens on its port; nothing was started."""

    CSS = "ServicesScreen VerticalScroll { height: auto; max-height: 14; scrollbar-size-vertical: 1; }"

    def __init__(self, services: tuple[ProbedService, ...]) -> None:
        super().__init__()
        self._services = services

    def compose(self) -> ComposeResult:
        """Build the list."""
        rows = [row for one in self._services for row in self._rows(one)]
        with Vertical(classes="dialog") as box, VerticalScroll():
            yield Static(Content("\n").join([*rows, Content(""), say("Nothing was started.")]))
        self.panel(box, say("Services of this project"), say("Esc goes back"))

    def _rows(self, probed: ProbedService) -> list[Content]:
        one = probed.service
        if probed.answers is None:
            sign, text = NONE, say("no port of this machine is known to be its")
        elif probed.answers:
            sign, text = OK, say("port {port} answers", port=one.port)
        else:
            sign, text = WARNING, say("nothing answers at port {port}", port=one.port)
        head = glyph(sign, "bold") + Content(" ") + line(f"{one.kind} ({one.name})  ", "bold") + text
        return [head, Content("  ") + hint("{place}", place=one.place)]
