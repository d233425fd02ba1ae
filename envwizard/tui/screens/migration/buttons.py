"""The buttons below the panel: go on, cancel what runs, go back."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Static

from envwizard.tui.screens.panels import relabel
from envwizard.tui.widgets.safe import say


class Buttons(Horizontal):
    """While something runs that can be cancelled there is no other button."""

    def __init__(self) -> None:
        super().__init__(classes="buttons")

    def compose(self) -> ComposeResult:
        """Build them, and what holds for all of them."""
        yield Button(say("Continue"), id="forward", classes="main", compact=True)
        yield Button(say("Cancel"), id="stop", compact=True)
        yield Button(say("Back"), id="back", compact=True)
        yield Static(say("nothing is written before you confirm"), id="aside", classes="aside", markup=False)

    def show(self, label: Content, *, can_go_on: bool, stoppable: bool, stopping: bool) -> None:
        """Show those that do something now; ``label`` is that of going on."""
        forward, stop, back = (self.query_one(f"#{name}", Button) for name in ("forward", "stop", "back"))
        stop.display, stop.disabled = stoppable, stopping
        relabel(stop, say("Cancelling") if stopping else say("Cancel"))
        forward.display = back.display = not stoppable
        forward.disabled = not can_go_on
        relabel(forward, label)
        if stoppable:
            stop.focus()
