"""The manual page of a rule."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from envwizard.model.rule import Rule
from envwizard.tui.screens.dialog import Dialog
from envwizard.tui.widgets.safe import line, say, visible


class PageScreen(Dialog[None]):
    """Shows the page; it comes with envwizard and is no text of the project."""

    BINDINGS = [("x", "cancel", "Back"), ("q", "cancel", "Back")]  # noqa: RUF012 - as Textual declares it
    DEFAULT_CSS = """
    PageScreen .dialog { width: 96; height: 90%; padding: 0 1; }
    PageScreen Markdown { padding: 0 1; background: $background; }
    """

    def __init__(self, rule: Rule) -> None:
        super().__init__()
        self._rule = rule

    def compose(self) -> ComposeResult:
        """Build the page."""
        from textual.widgets import Markdown  # 50 ms that the wizard's start does not need

        first, _, rest = self._rule.page.partition("\n")
        with Vertical(classes="dialog") as box, VerticalScroll(id="page"):
            yield Markdown(visible(f"**{first}**\n{rest}"), open_links=False)
        self.panel(box, line(f"{self._rule.code} {self._rule.name}"), say("Esc goes back"))

    def on_mount(self) -> None:
        """Let the arrow keys scroll at once."""
        self.query_one("#page").focus()
