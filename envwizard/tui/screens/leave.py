"""Asks before marks are lost."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from envwizard.model.message import msg
from envwizard.tui.bindings import key
from envwizard.tui.screens.dialog import Dialog
from envwizard.tui.widgets.safe import say


class LeaveScreen(Dialog[bool]):
    """Quit although findings are marked and not mended?"""

    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        key("q", "leave", msg("Quit")),
        key("question_mark", "keys", msg("Help"), msg("Show the keys of this screen"), show=False),
    ]

    def __init__(self, marked: int) -> None:
        super().__init__()
        self._marked = marked

    def compose(self) -> ComposeResult:
        """Build the question and its two answers."""
        if self._marked == 1:
            text = say("1 finding is marked for the review and not mended. The mark is lost when you quit.")
        else:
            text = say(
                "{count} findings are marked for the review and not mended. The marks are lost when you quit.",
                count=self._marked,
            )
        with Vertical(classes="dialog") as box:
            yield Static(text)
            with Horizontal(classes="buttons"):
                yield Button(say("Stay"), id="stay", classes="main", compact=True)
                yield Button(say("Quit"), id="leave", compact=True)
        self.panel(box, say("Quit?"), say("q quits, Esc stays"))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Give the answer."""
        event.stop()
        self.dismiss(event.button.id == "leave")

    def action_leave(self) -> None:
        """Quit."""
        self.dismiss(True)
