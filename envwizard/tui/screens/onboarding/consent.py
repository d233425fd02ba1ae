"""Shows every command that is going to run, and asks for a yes to all of them together."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from envwizard.model.message import msg
from envwizard.model.onboarding import Task
from envwizard.tui.bindings import key
from envwizard.tui.screens.dialog import Dialog
from envwizard.tui.widgets.file_line import command_flags, command_line
from envwizard.tui.widgets.safe import hint, line, say


class ConsentScreen(Dialog[bool]):
    """Lists the commands of tasks, and marks those that run the project's own code. Enter does not run them."""

    BINDINGS = [key("a", "agree", msg("Run them"))]  # noqa: RUF012 - as Textual declares it
    # Not DEFAULT_CSS: what all dialogs share would outweigh it.
    CSS = """
    ConsentScreen .dialog { width: 96; }
    ConsentScreen #commands { height: auto; max-height: 14; scrollbar-size-vertical: 1; }
    ConsentScreen #text { height: auto; }
    """

    def __init__(self, tasks: tuple[Task, ...]) -> None:
        super().__init__()
        self._tasks = tasks

    def compose(self) -> ComposeResult:
        """Build the list and the buttons."""
        count = sum(len(task.commands) for task in self._tasks)
        with Vertical(classes="dialog") as box:
            with VerticalScroll(id="commands"):
                yield Static(Content("\n").join(self._lines()), id="text")
            with Horizontal(classes="buttons"):
                yield Button(say("Back, run nothing"), id="back", compact=True)
                label = say("Run 1 command") if count == 1 else say("Run {count} commands", count=count)
                yield Button(label, id="agree", classes="main", compact=True)
        self.panel(box, say("These commands will run"), say("a runs them, Esc goes back"))

    def on_mount(self) -> None:
        """Begin on the safe side."""
        self.query_one("#back").focus()

    def _lines(self) -> list[Content]:
        rows = []
        for task in self._tasks:
            rows.append(line(task.title, "bold"))
            for command in task.commands:
                flags = command_flags(command)
                row = Content("  ") + line(command_line(command))
                rows.append(row + Content("  ") + flags.stylize("$text-warning") if flags else row)
            rows += [Content("  ") + hint("shows what {path} will hold first", path=edit.path) for edit in task.edits]
            if not task.commands and not task.edits:
                rows.append(Content("  ") + hint("asks for what is missing, and shows the file first"))
        return rows

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        (self.action_agree if event.button.id == "agree" else self.action_cancel)()

    def action_agree(self) -> None:
        """Run them."""
        self.dismiss(True)
