"""The tool's own text of a failure."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Log

from envwizard.model.message import msg
from envwizard.tui.bindings import key
from envwizard.tui.screens.dialog import Dialog
from envwizard.tui.widgets.safe import one_line, say


class ToolTextScreen(Dialog[None]):
    """Shows the last lines first: they say what went wrong."""

    BINDINGS = [key("y", "copy", msg("Copy")), key("o", "cancel", msg("Back"))]  # noqa: RUF012 - as Textual declares it
    CSS = """
    ToolTextScreen .dialog { width: 100%; max-width: 120; height: 90%; }
    ToolTextScreen Log { height: 1fr; background: $background; scrollbar-size: 1 1; }
    """

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__()
        self._lines = tuple(map(one_line, lines))

    def compose(self) -> ComposeResult:
        """Build the text."""
        with Vertical(classes="dialog") as box:
            yield Log(id="text")
        self.panel(
            box, say("What the tool said, {count} lines", count=len(self._lines)), say("y copies, Esc goes back")
        )

    def on_mount(self) -> None:
        """Write the lines, and stand at their end."""
        log = self.query_one(Log)
        log.write_lines(self._lines)
        log.focus()

    def action_copy(self) -> None:
        """Put the text into the clipboard, as far as the terminal lets programs do that."""
        self.app.copy_to_clipboard("\n".join(self._lines) + "\n")
        self.wizard.tell(say("Copied: {count} lines.", count=len(self._lines)))
