"""The last step: before and after, what was mended, what is open, what could not be looked at, what comes next."""

from __future__ import annotations

from collections import Counter

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from envwizard.model.finding import Finding, Severity
from envwizard.model.message import msg
from envwizard.model.report import Failure, FailureKind, Report
from envwizard.model.suppression import Means, Notice
from envwizard.tui.bindings import key
from envwizard.tui.screens.step import StepScreen
from envwizard.tui.state import can_fix
from envwizard.tui.summary import next_commands
from envwizard.tui.widgets.apply_log import ran_command
from envwizard.tui.widgets.file_line import file_summary, told
from envwizard.tui.widgets.glyphs import NONE, OK, PROBLEM, WARNING, counted, glyph, sign_of
from envwizard.tui.widgets.safe import hint, hung, line, padded, safe, say

_INDENT = "  "
# Columns of the words "Before" and "After".
_BEFORE = 9
_MEANS = {
    Means.COMMENT: msg("comment"),
    Means.PATH: msg("per-path-ignores"),
    Means.IGNORE: msg("ignore"),
    Means.BASELINE: msg("baseline"),
}
_FAILURE = {
    FailureKind.UNREADABLE: msg("unreadable"),
    FailureKind.UNPARSED: msg("unparsed"),
    FailureKind.TOO_LARGE: msg("too large"),
    FailureKind.CRASHED: msg("crashed"),
}


class ReportScreen(StepScreen):
    """One text under headings, which scrolls."""

    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        key("s", "save", msg("Save"), msg("Save the report")),
        key("t", "readme", msg("Readme"), msg("Write Getting started into the README")),
        key("y", "copy", msg("Copy the next commands"), show=False),
    ]
    CSS_PATH = "report.tcss"
    MAIN = "report"

    def compose_body(self) -> ComposeResult:
        """Build the text and the buttons."""
        with VerticalScroll(id="report", classes="panel"):
            yield Static(id="text", markup=False)
        with Horizontal(classes="buttons"):
            yield Button(say("Quit"), id="quit", classes="main", compact=True)
            yield Button(say("Save the report"), id="save", compact=True)
            yield Button(say("Probe again"), id="again", compact=True)

    def show_report(self) -> None:
        """Write the text."""
        self.panel(self.query_one("#report"), say("Report"), say("a summary is printed when you quit"))
        report = self.state.report
        text = self.query_one("#text", Static)
        if report is None:
            text.update(say("The project is still being probed."))
            return
        blocks = [
            self._before_after(report),
            self._fixed(),
            self._applied(),
            self._ran(),
            self._open(),
            self._suppressed(report),
            self._failures(report),
        ]
        blocks.append(self._next())
        text.update(Content("\n\n").join(block for block in blocks if block.plain))

    def _before_after(self, report: Report) -> Content:
        first = self.state.first or report
        rows = [(say("Before"), first), (say("After"), report)]
        lines = [
            Content.styled(padded(name.plain, _BEFORE), "$quiet")
            + counted(*(each.count(severity) for severity in Severity), words=True)
            for name, each in rows
        ]
        if not report.complete:
            lines.append(glyph(WARNING) + Content(" ") + say("The probe was stopped early: there may be more."))
        return Content("\n").join(lines)

    def _fixed(self) -> Content:
        gone = self.state.session.aftermath(self.state.first).gone if self.state.first else ()
        rows = [glyph(OK, "bold") + Content(" ") + self._named(finding) for finding in gone]
        return self._block(say("Fixed, {count}", count=len(gone)), rows)

    def _applied(self) -> Content:
        rows = [
            file_summary(diff) + Content("  ") + hint("change set {id}", id=each.entry.id)
            for each in self.state.written
            for diff in each.diffs
        ]
        return self._block(say("Changed files"), rows)

    def _ran(self) -> Content:
        rows = [
            glyph(OK if result.code == 0 else PROBLEM, "bold") + Content(" ") + ran_command(result)
            for result in self.state.ran
        ]
        return self._block(say("Commands that ran"), rows)

    def _open(self) -> Content:
        findings = self.state.findings
        rows = []
        for finding in findings:
            remark = Content("") if can_fix(finding) else Content("  ") + hint("(yours to decide)")
            rows.append(glyph(sign_of(finding.severity), "bold") + Content(" ") + self._named(finding) + remark)
        if not rows:
            nothing = say("nothing is left")
            if self.state.nothing_to_check:
                nothing = say("nothing of a Python project was found here: no sources, requirements or project file")
            rows = [glyph(NONE if self.state.nothing_to_check else OK, "bold") + Content(" ") + nothing]
        return self._block(say("Open, {count}", count=len(findings)), rows)

    def _suppressed(self, report: Report) -> Content:
        """Say how many findings are not counted, and by what; each is named by `check -v`."""
        means = Counter(one.suppression.means for one in report.suppressed)
        rows = [say("{count} by {means}", count=count, means=_MEANS[means]) for means, count in means.items()]
        rows += [self._notice(notice) for notice in report.notices]
        return self._block(say("Suppressed, {count}", count=len(report.suppressed)), rows)

    def _notice(self, notice: Notice) -> Content:
        place = line(str(notice.location)) + Content("  ") if notice.location else Content("")
        return glyph(WARNING) + Content(" ") + place + line(notice.message)

    def _failures(self, report: Report) -> Content:
        rows = [self._failure(failure) for failure in report.failures]
        return self._block(say("Could not be looked at, {count}", count=len(rows)), rows)

    def _failure(self, failure: Failure) -> Content:
        place = line(str(failure.path)) if failure.path is not None else line(failure.by)
        word = safe(_FAILURE[failure.kind], "$quiet")
        return Content.assemble(glyph(WARNING), " ", place, "  ", word, "  ", line(failure.message))

    def _next(self) -> Content:
        rows = [Content.styled(command, "$text-accent") for command in next_commands(self.state)]
        return self._block(say("Next"), rows)

    def _named(self, finding: Finding) -> Content:
        return Content.styled(f"{finding.rule}  ", "$quiet") + told(finding)

    def _block(self, title: Content, rows: list[Content]) -> Content:
        if not rows:
            return Content("")
        return Content("\n").join([title.stylize("bold"), *(self._hung(row) for row in rows)])

    def _hung(self, row: Content) -> Content:
        return Content(_INDENT) + hung(row, self.query_one("#text").size.width - len(_INDENT), 2 * len(_INDENT))

    def on_resize(self) -> None:
        """Wrap anew."""
        if self._built:
            self.call_after_refresh(self.show_report)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        if event.button.id == "quit":
            self.wizard.action_leave()
        elif event.button.id == "save":
            self.action_save()
        else:
            self.action_reprobe()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show the key for the README only where that can be written."""
        return self.wizard.can_write_readme if action == "readme" else super().check_action(action, parameters)

    def action_readme(self) -> None:
        """Show what "Getting started" would say in the README, for those who come after."""
        self.wizard.write_readme()

    def action_save(self) -> None:
        """Ask for a file and write the report there."""
        self.wizard.export_report()

    def action_copy(self) -> None:
        """Put the commands that come next into the clipboard."""
        self.wizard.copy_commands(next_commands(self.state))
