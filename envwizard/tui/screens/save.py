"""Asks where to save the report, and again before a file that is there would be overwritten."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Static

from envwizard.model.done import Done
from envwizard.model.errors import FileThere
from envwizard.model.message import Message
from envwizard.tui.screens.dialog import Dialog
from envwizard.tui.screens.panels import relabel
from envwizard.tui.widgets.safe import hint, line, safe, say

_NAME = "envwizard-report.md"


class SaveScreen(Dialog[str]):
    """Takes a file's name and writes the report there; gives the path that was written."""

    # Not DEFAULT_CSS: what all dialogs share would outweigh it.
    CSS = """
    SaveScreen Static { height: auto; }
    SaveScreen Input { margin: 1 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        # The name that the user was told of: the file is there, and one more press overwrites it.
        self._told = ""

    def compose(self) -> ComposeResult:
        """Build the question."""
        with Vertical(classes="dialog") as box:
            yield Static(say("The report as Markdown, or as JSON or SARIF where the name ends in .json or .sarif."))
            yield Input(_NAME, id="name", compact=True, select_on_focus=False)
            yield Static(id="where", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(say("Back, write nothing"), id="back", compact=True)
                yield Button(say("Save"), id="save", classes="main", compact=True)
        self.panel(box, say("Save the report"), say("Enter saves, Esc goes back"))

    def on_mount(self) -> None:
        """Begin in the name."""
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show which file that would be."""
        event.stop()
        self._told = ""
        relabel(self.query_one("#save", Button), say("Save"))
        self._say(hint("Goes into {folder}", folder=Path.cwd()))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Save; Enter never overwrites."""
        event.stop()
        if not self._told:
            self._save(overwrite=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        if event.button.id == "save":
            self._save(overwrite=bool(self._told))
        else:
            self.action_cancel()

    def _save(self, *, overwrite: bool) -> None:
        name = self.query_one(Input).value
        done = self.state.done()
        self.in_background("save", lambda _: self._written(name, overwrite, done), self._done, self._failed)

    def _written(self, name: str, overwrite: bool, done: Done | None) -> str | FileThere:
        try:
            return str(self.state.session.save_report(name, overwrite=overwrite, done=done))
        except FileThere as error:
            return error

    def _done(self, written: str | FileThere) -> None:
        if isinstance(written, str):
            self.dismiss(written)
            return
        self._told = self.query_one(Input).value
        button = self.query_one("#save", Button)
        relabel(button, say("Overwrite"))
        self.query_one("#back").focus()
        self._say(safe(written.message, "$text-warning") + Content(" ") + say("Overwrite it, or give another name."))

    def _failed(self, reason: Message) -> None:
        self._say(line(reason, "$text-error"))

    def _say(self, text: Content) -> None:
        self.query_one("#where", Static).update(text)
