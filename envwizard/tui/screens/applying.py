"""Writes what was confirmed, probes again, and offers the commands one by one."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from envwizard.model.change import Command, CommandResult, JournalEntry
from envwizard.model.done import Written
from envwizard.model.message import Message, msg
from envwizard.model.plan import Aftermath, Preview
from envwizard.model.report import Report
from envwizard.tui.bindings import key
from envwizard.tui.screens.dialog import Dialog
from envwizard.tui.screens.panels import relabel
from envwizard.tui.widgets import apply_log
from envwizard.tui.widgets.command_pane import CommandPane
from envwizard.tui.widgets.file_line import command_line, not_undone_lines, undo_label
from envwizard.tui.widgets.glyphs import PROBLEM, WARNING
from envwizard.tui.widgets.key_bar import KeyBar
from envwizard.tui.widgets.safe import hung, safe, say


class ApplyingScreen(Dialog[None]):
    """The log of one change set. While it works it cannot be left; ``u`` puts the files back."""

    CSS_PATH = "applying.tcss"
    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        key("n", "cancel", msg("Continue"), msg("Go back to the findings")),
        key("escape", "cancel", msg("Continue"), msg("Go back to the findings"), show=False),
        key("c", "command", msg("Run"), msg("Run the command")),
        key("k", "pass_over", msg("Skip"), msg("Skip the command")),
        key("s", "stop", msg("Stop"), msg("Stop the command")),
        key("u", "undo", msg("Undo"), msg("Undo these files")),
        key("y", "copy", msg("Copy the command"), show=False),
        key("question_mark", "keys", msg("Help"), key_display="?"),
    ]

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self._preview = preview
        self._entry: JournalEntry | None = None
        self._after: Aftermath | None = None
        self._busy: Content | None = None
        self._trouble: list[Content] = []
        self._commands = list(preview.commands)
        self._ran: list[CommandResult] = []
        self._in_command = False
        self._stopped = False
        # The user asked to go on while there was still work to do.
        self._leaving = False
        # What "before" means for this change set.
        self._before: Report | None = None

    def compose(self) -> ComposeResult:
        """Build the log above, the command below it and the buttons."""
        with Vertical(id="sheet"):
            with VerticalScroll(id="log", classes="panel"):
                yield Static(id="lines", markup=False)
                yield Static(id="trouble", markup=False)
            pane = CommandPane("pane")
            pane.add_class("panel")
            yield pane
            with Horizontal(classes="buttons"):
                yield Button(say("Continue"), id="forward", classes="main", compact=True)
                yield Button(say("Run"), id="run", compact=True)
                yield Button(say("Skip"), id="pass", compact=True)
                yield Button(say("Stop"), id="stop", compact=True)
                yield Button(say("Undo"), id="undo", compact=True)
        yield KeyBar()

    def on_mount(self) -> None:
        """Write."""
        self._before = self.state.report
        known = self.state.to_run
        known += [command for command in self._commands if command not in known]
        if self._commands:
            self.query_one(CommandPane).offer(self._commands[0])
        if not self._preview.changes:
            self._show()
            return
        session, preview = self.state.session, self._preview
        self._work(say("writing"), lambda _: session.apply(preview), self._applied)

    def _work(self, text: Content, job: Callable[[Callable[[], bool]], object], done: Callable[..., None]) -> None:
        self._busy = text
        self._show()
        self.in_background("work", job, done, self._failed)

    def _failed(self, reason: Message) -> None:
        self._busy, self._in_command, self._leaving = None, False, False
        self._trouble.append(apply_log.entry_line(PROBLEM, say("failed"), safe(reason)))
        self._show()

    def _applied(self, entry: JournalEntry) -> None:
        self._entry = entry
        self.state.written.append(Written(entry, self._preview.diffs, self._preview.plan.fixes))
        self.state.marked -= {planned.finding.fingerprint for planned in self._preview.plan.fixes}
        self._probe()

    def _probe(self) -> None:
        session, before, app = self.state.session, self._before, self.wizard
        assert before is not None

        def job(cancelled: Callable[[], bool]) -> Aftermath:
            session.scan(cancelled=lambda: cancelled() or app.ending)
            return session.aftermath(before)

        self._work(say("probing again"), job, self._probed)

    def _probed(self, after: Aftermath) -> None:
        self._busy, self._after = None, after
        self.wizard.accept_report()
        if self._leaving:
            self.dismiss(None)
            return
        if self._commands:
            self.query_one(CommandPane).offer(self._commands[0])
        self._show()

    # What is shown

    def _show(self) -> None:
        preview, entry, after = self._preview, self._entry, self._after
        lines: list[Content] = []
        if entry is not None:
            lines += apply_log.written_lines(preview.diffs)
        lines += apply_log.ran_lines(self._ran)
        if self._undone:
            lines += apply_log.undone_lines(len(preview.diffs), after)
            lines += not_undone_lines(self._ran)
        elif after is not None:
            report = self.state.report
            whole = report is None or report.complete
            lines += apply_log.aftermath_lines(after, preview.plan, self._commands, whole)
        if self._busy is not None:
            lines.append(apply_log.busy_line(self._busy))
        text = self.query_one("#lines", Static)
        text.update(Content("\n").join(hung(each, text.size.width, apply_log.HANG) for each in lines))
        trouble = self.query_one("#trouble", Static)
        trouble.update(Content("\n").join(self._trouble))
        trouble.display = bool(self._trouble)
        self._show_titles()
        self._show_buttons()

    def _show_titles(self) -> None:
        count = len(self._preview.diffs)
        title = say("Applied 1 file") if count == 1 else say("Applied {count} files", count=count)
        if self._busy and self._entry is None:
            title = say("Applying 1 file") if count == 1 else say("Applying {count} files", count=count)
        if self._undone:
            title = say("Undone 1 file") if count == 1 else say("Undone {count} files", count=count)
        subtitle = say("change set {id}", id=self._entry.id) if self._entry else Content("")
        if not self._preview.changes:
            title = say("Commands")
        self.panel(self.query_one("#log"), title, subtitle)
        total = len(self._preview.commands)
        pane = self.query_one(CommandPane)
        pane.display = bool(self._commands) or bool(self._ran)
        number = min(total - len(self._commands) + 1, total)
        if self._commands:
            self.panel(
                pane, say("Command {number} of {total}", number=number, total=total), say("runs only if you say so")
            )
        else:
            self.panel(pane, say("Commands"), say("nothing is left to run"))

    def _show_buttons(self) -> None:
        working = self._busy is not None
        offered = bool(self._commands) and not self._in_command and not self._undone
        buttons = {name: self.query_one(f"#{name}", Button) for name in ("forward", "run", "pass", "stop", "undo")}
        buttons["forward"].disabled = self._leaving or self._in_command
        buttons["run"].display = buttons["pass"].display = offered
        buttons["run"].disabled = buttons["pass"].disabled = working
        buttons["stop"].display = self._in_command
        buttons["undo"].display = self._entry is not None and not self._undone
        buttons["undo"].disabled = working or self._in_command
        relabel(buttons["undo"], undo_label(len(self._preview.diffs)))
        if not working and (self.focused is None or not self.focused.display or self.focused.disabled):
            (buttons["stop"] if self._in_command else buttons["forward"]).focus()
        self.refresh_bindings()

    @property
    def _undone(self) -> bool:
        return self._entry is not None and self._entry.state == "undone"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show only the keys that do something now."""
        working = self._busy is not None or self._in_command
        offered = bool(self._commands) and not self._undone
        return {
            "cancel": not self._in_command,
            "command": offered and not working,
            "pass_over": offered and not working,
            "stop": self._in_command,
            "undo": self._entry is not None and not self._undone and not working,
        }.get(action, True)

    # Keys and buttons

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        actions = {"run": self.action_command, "pass": self.action_pass_over, "stop": self.action_stop}
        actions |= {"undo": self.action_undo, "forward": self.action_cancel}
        actions[event.button.id or "forward"]()

    def action_cancel(self) -> None:
        """Go back; while files are written or read, as soon as that is done."""
        if self._busy is None:
            self.dismiss(None)
        else:
            self._leaving = True
            self._show_buttons()

    def action_command(self) -> None:
        """Run the command that is shown."""
        command, session, pane = self._commands[0], self.state.session, self.query_one(CommandPane)
        app = self.wizard
        self._in_command, self._stopped = True, False
        pane.start(command)
        self._show()

        def job(cancelled: Callable[[], bool]) -> CommandResult:
            return session.run(command, pane.add, lambda: self._stopped or cancelled() or app.ending)

        self.in_background("command", job, self._ended, self._failed)

    def _ended(self, result: CommandResult) -> None:
        self._in_command = False
        self._ran.append(result)
        self.state.ran.append(result)
        self.query_one(CommandPane).end(result)
        if result.code != 0:
            # It stays on offer: what it lacked can be given to it elsewhere.
            self._show()
            return
        self.state.to_run = [command for command in self.state.to_run if command != self._commands[0]]
        self._commands.pop(0)
        self._probe()

    def action_pass_over(self) -> None:
        """Go on to the next command without running this one."""
        passed: Command = self._commands.pop(0)
        text = msg("{command} was not run", command=command_line(passed))
        self._trouble.append(apply_log.entry_line(WARNING, say("skipped"), safe(text)))
        self.query_one(CommandPane).offer(self._commands[0] if self._commands else None)
        self._show()

    def action_copy(self) -> None:
        """Put the command on offer into the clipboard."""
        self.wizard.copy_commands(command_line(one).removeprefix("$ ") for one in self._commands[:1])

    def action_stop(self) -> None:
        """End the command that runs."""
        self._stopped = True

    def action_undo(self) -> None:
        """Put the files back."""
        entry, session = self._entry, self.state.session
        if entry is not None:
            self._work(say("undoing"), lambda _: session.undo(entry.id), self._put_back)

    def _put_back(self, entry: JournalEntry) -> None:
        self._entry, self._after, self._commands = entry, None, []
        self.query_one(CommandPane).offer(None)
        self.state.undone(entry)
        self._probe()
