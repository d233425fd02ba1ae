"""A command: shown whole, then its output as it comes, its exit code and its time."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from envwizard.model.change import Command, CommandResult
from envwizard.tui.widgets.file_line import command_flags, command_line
from envwizard.tui.widgets.glyphs import OK, PROBLEM, RUNNING, glyph
from envwizard.tui.widgets.output_pane import OutputPane
from envwizard.tui.widgets.safe import safe, say


class CommandPane(Vertical):
    """The command on offer, and below it what those before it printed."""

    DEFAULT_CSS = """
    CommandPane { height: 1fr; min-height: 6; }
    CommandPane > #command { height: auto; }
    CommandPane > OutputPane { height: 1fr; }
    """

    def __init__(self, id: str) -> None:
        super().__init__(id=id)

    def compose(self) -> ComposeResult:
        """Build the command's text and the output below it."""
        yield Static(id="command", markup=False)
        yield OutputPane(id="printed")

    def offer(self, command: Command | None) -> None:
        """Show a command that may be run, or that there is none."""
        if command is None:
            self.query_one("#command", Static).update("")
        else:
            self._head(command, Content(""))

    def start(self, command: Command) -> None:
        """Show that the command runs."""
        self._head(command, glyph(RUNNING) + Content(" ") + say("running"))
        self.add(command_line(command))

    def add(self, text: str) -> None:
        """Take a line of output; may be called from a thread."""
        self.query_one(OutputPane).add(text)

    def end(self, result: CommandResult) -> None:
        """Show how the command ended."""
        sign = OK if result.code == 0 else PROBLEM
        text = say("exit {code}, {seconds} s", code=result.code, seconds=f"{result.seconds:.1f}")
        self._head(result.command, glyph(sign, "bold") + Content(" ") + text)
        self.add(text.plain)

    def _head(self, command: Command, state: Content) -> None:
        rows = [Content.styled(command_line(command), "bold"), safe(command.why)]
        if flags := command_flags(command):
            rows.append(Content.styled(flags.plain, "$text-warning"))
        if state:
            rows.append(state)
        self.query_one("#command", Static).update(Content("\n").join(rows))
