"""The checklist as a shell script, to read and to copy."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from envwizard.model.message import msg
from envwizard.model.onboarding import Checklist
from envwizard.reporters.onboarding_script import checklist_script
from envwizard.tui.bindings import key
from envwizard.tui.screens.dialog import Dialog
from envwizard.tui.widgets.safe import safe, say


class ScriptScreen(Dialog[None]):
    """Shows the script; ``y`` copies it."""

    BINDINGS = [key("y", "copy", msg("Copy"))]  # noqa: RUF012 - as Textual declares it
    CSS = """
    ScriptScreen .dialog { width: 100%; max-width: 110; height: 90%; }
    ScriptScreen Static { height: auto; }
    """

    def __init__(self, checklist: Checklist) -> None:
        super().__init__()
        self._script = checklist_script(checklist)

    def compose(self) -> ComposeResult:
        """Build the text."""
        with Vertical(classes="dialog") as box, VerticalScroll():
            yield Static(safe(self._script), markup=False)
        self.panel(box, say("The same as a shell script"), say("y copies it, Esc goes back"))

    def action_copy(self) -> None:
        """Put the script into the clipboard, as far as the terminal lets programs do that."""
        self.app.copy_to_clipboard(self._script)
        self.wizard.tell(say("Copied: {count} lines.", count=self._script.count("\n")))
