"""The manual page of a rule."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from envwizard.model.message import msg
from envwizard.model.rule import Rule
from envwizard.tui.bindings import key
from envwizard.tui.screens.dialog import Dialog
from envwizard.tui.widgets.page_text import page_text
from envwizard.tui.widgets.safe import line, say


class PageScreen(Dialog[None]):
    """Shows the page; arrows scroll."""

    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        key("x", "cancel", msg("Back")),
        key("question_mark", "keys", msg("Help"), msg("Show the keys of this screen"), show=False),
    ]
    # Not DEFAULT_CSS: what all dialogs share would outweigh it.
    CSS = """
    PageScreen .dialog { width: 96; height: 90%; }
    PageScreen Static { height: auto; }
    """

    def __init__(self, rule: Rule) -> None:
        super().__init__()
        self._rule = rule

    def compose(self) -> ComposeResult:
        """Build the page."""
        with Vertical(classes="dialog") as box, VerticalScroll(id="page"):
            yield Static(page_text(self._rule))
        self.panel(box, line(f"{self._rule.code} {self._rule.name}"), say("Esc goes back"))

    def on_mount(self) -> None:
        """Let the arrow keys scroll at once."""
        self.query_one("#page").focus()
