"""A pitfall: its findings, the chosen one at length, and what its fix would change."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Button, OptionList, Static

from envwizard.model.finding import Finding
from envwizard.model.message import Message, msg
from envwizard.model.plan import Preview
from envwizard.model.report import OutcomeKind
from envwizard.model.rule import Rule
from envwizard.tui.arrangement import Heading
from envwizard.tui.bindings import key
from envwizard.tui.screens.findings import FilterLine, FindingsScreen
from envwizard.tui.screens.panels import relabel
from envwizard.tui.state import can_fix
from envwizard.tui.steps import Step
from envwizard.tui.widgets.detail_rows import finding_rows, outcome_rows, title_of
from envwizard.tui.widgets.diff_view import DiffView
from envwizard.tui.widgets.file_line import file_summary
from envwizard.tui.widgets.finding_detail import FindingDetail
from envwizard.tui.widgets.finding_list import Entry, FindingList, entry_line
from envwizard.tui.widgets.page_text import page_text
from envwizard.tui.widgets.safe import say

# How long a finding must stay highlighted before its fix is computed, in seconds.
_REST = 0.08
# Below the findings: first the rules that one should know of, last those that had nothing to look at.
_ORDER = (
    OutcomeKind.CRASHED,
    OutcomeKind.SKIPPED,
    OutcomeKind.FAILED,
    OutcomeKind.PASSED,
    OutcomeKind.NOT_APPLICABLE,
)


class PitfallScreen(FindingsScreen):
    """One screen for all five pitfalls."""

    CSS_PATH = "pitfall.tcss"
    MAIN = "findings"
    PREVIEWS = True
    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        key("A", "all", msg("Preview all fixes of this pitfall"), show=False),
        key("space", "mark", msg("Mark for the review"), show=False),
        key("x", "explain", msg("Explain the rule"), show=False),
        key("d", "split", msg("Preview side by side or unified"), show=False),
        key("m", "migrate", msg("Migrate"), msg("Move the dependencies to pip-tools")),
    ]

    def __init__(self, step: Step) -> None:
        super().__init__(step)
        self._timer: Timer | None = None
        self._reason: Message | None = None
        self._points: dict[str, str] = {}

    def compose_body(self) -> ComposeResult:
        """Build the list above, the detail below it, then the preview and the buttons."""
        yield FilterLine()
        findings = FindingList("findings")
        findings.add_class("panel")
        yield findings
        detail = FindingDetail(id="detail")
        detail.add_class("panel")
        yield detail
        with Vertical(id="inline", classes="panel"):
            yield DiffView(id="inline-diff")
            with VerticalScroll(id="inline-page", can_focus=False):
                yield Static(id="inline-text")
        with Horizontal(classes="buttons"):
            yield Button(say("Preview fix"), id="preview", classes="main", compact=True)
            yield Button(say("Mark"), id="mark", compact=True)
            yield Button(say("Explain"), id="explain", compact=True)

    def turn_to(self, step: Step) -> None:
        """Show another pitfall, from its first finding or the one that was looked at."""
        self.query_one(FindingList).highlighted = None
        super().turn_to(step)

    def show_report(self) -> None:
        """Fill the list anew, keeping the chosen finding."""
        state, pitfall = self.state, self.step.pitfall
        assert pitfall is not None
        findings = self.query_one(FindingList)
        if state.report is not None:
            self._points = {rule.code: rule.point for rule in state.session.rules}
        found = state.of_pitfall(pitfall)
        others = sorted(state.outcomes(pitfall), key=lambda one: _ORDER.index(one[1].kind))
        listed = self.arranged(found)
        rows: list[Entry | Heading] = [*listed]
        rows += [one for one in others if state.arrangement.lists(one[0].code, one[0].name, str(one[0].summary))]
        findings.show(rows, self._line, state.chosen.get(pitfall))
        title, question = Content(self.step.title), Content(self.step.question)
        shown = sum(isinstance(row, Finding) for row in listed)
        self.panel(findings, title, self._counts(shown, len(found)), question)
        if not rows:
            self._show_nothing()

    def _line(self, entry: Entry) -> Content:
        return entry_line(entry, self._points, self.state.marked)

    def _counts(self, shown: int, found: int) -> Content:
        pitfall = self.step.pitfall
        assert pitfall is not None
        kinds = [outcome.kind for _, outcome in self.state.outcomes(pitfall)]
        parts = [say("1 finding") if found == 1 else say("{count} findings", count=found)]
        if self.state.arrangement.words:
            parts = [say("{shown} of {count} findings", shown=shown, count=found)]
        if said := self.arrangement_said:
            return Content(" · ").join([*parts, *said])
        if passed := kinds.count(OutcomeKind.PASSED):
            parts.append(say("{count} passed", count=passed))
        if out := kinds.count(OutcomeKind.NOT_APPLICABLE):
            parts.append(say("1 does not apply") if out == 1 else say("{count} do not apply", count=out))
        if left := len(kinds) - passed - out:
            parts.append(say("{count} not checked", count=left))
        return Content(" · ").join(parts)

    def _show_nothing(self) -> None:
        text = say("The project is still being probed.") if self.state.scanning else say("No rule of this pitfall ran.")
        way = say("r probes the project again, n goes on.")
        if words := self.state.arrangement.words:
            text, way = say("Nothing here has the words {words}.", words=words), say("Esc lists everything again.")
        detail = self.query_one(FindingDetail)
        detail.show([(say("Nothing"), text), (say("Next"), way)])
        self.panel(detail, say("Nothing to show"))
        self._show_preview(None)
        self._enable()

    # The chosen entry

    @property
    def _rule(self) -> Rule | None:
        """The rule of the highlighted entry."""
        entry = self.query_one(FindingList).entry
        return entry[0] if isinstance(entry, tuple) else self.state.rule(entry.rule) if entry else None

    @property
    def finding(self) -> Finding | None:
        """The highlighted finding; ``None`` on a rule that found nothing."""
        entry = self.query_one(FindingList).entry
        return entry if isinstance(entry, Finding) else None

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the entry at length, and compute its fix once the keys rest."""
        event.stop()
        self._reason = None
        finding = self.finding
        if finding is not None and self.step.pitfall is not None:
            self.state.chosen[self.step.pitfall] = finding.fingerprint
        self._show_entry()
        self.query_one(FindingDetail).scroll_home(animate=False)
        if self._timer is not None:
            self._timer.stop()
        if finding is not None and finding.fix is not None and finding.fingerprint not in self.state.previews:
            self._timer = self.set_timer(_REST, self._compute)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter on a finding goes on to its preview, which changes nothing."""
        event.stop()
        self._preview_one()

    def _show_entry(self) -> None:
        entry = self.query_one(FindingList).entry
        if entry is None:
            return
        detail = self.query_one(FindingDetail)
        state = self.state
        preview = None
        if isinstance(entry, Finding):
            preview = state.previews.get(entry.fingerprint)
            detail.show(finding_rows(entry, preview, self._reason))
            self.panel(detail, title_of(entry, state.rule(entry.rule)))
        else:
            rule, outcome = entry
            detail.show(outcome_rows(rule, outcome))
            self.panel(detail, title_of(outcome, rule))
        self._show_preview(preview)
        self._enable()

    def _compute(self) -> None:
        finding, session, state = self.finding, self.state.session, self.state
        if finding is None or state.scanning:
            return
        report = state.report

        def job(_: object) -> Preview:
            return session.preview(session.plan([finding], answers=state.decided))

        def done(preview: Preview) -> None:
            if state.report is report:
                state.previews[finding.fingerprint] = preview
                self._again(finding)

        def failed(reason: Message) -> None:
            self._reason = reason
            self._again(finding)

        self.in_background("fix", job, done, failed)

    def _again(self, finding: Finding) -> None:
        now = self.finding
        if now is not None and now.fingerprint == finding.fingerprint:
            self._show_entry()

    def _show_preview(self, preview: Preview | None) -> None:
        inline = self.query_one("#inline")
        diffs = preview.diffs if preview else ()
        rule = self._rule
        inline.set_class(not diffs, "page")
        inline.set_class(not diffs and rule is None, "empty")
        self.query_one(DiffView).diffs = diffs[:1]
        if diffs:
            more = say("and {count} more · p shows all", count=len(diffs) - 1) if len(diffs) > 1 else Content("")
            self.panel(inline, file_summary(diffs[0]), more or say("nothing is written yet"))
        elif rule is not None:
            self.query_one("#inline-text", Static).update(page_text(rule))
            self.panel(inline, say("About {rule}", rule=rule.code), say("x opens the page"))

    def _enable(self) -> None:
        finding = self.finding
        fixable = finding is not None and can_fix(finding)
        count = len(self.state.chosen_to_mend)
        preview = self.query_one("#preview", Button)
        preview.disabled = not (fixable or count)
        more = say("Preview 1 marked fix") if count == 1 else say("Preview {count} marked fixes", count=count)
        relabel(preview, more if count else say("Preview fix"))
        mark = self.query_one("#mark", Button)
        mark.disabled = not fixable
        marked = finding is not None and finding.fingerprint in self.state.marked
        relabel(mark, say("Unmark") if marked else say("Mark"))
        self.query_one("#explain", Button).disabled = self._rule is None

    # Keys and buttons

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        {"preview": self.action_preview, "mark": self.action_mark, "explain": self.action_explain}[
            event.button.id or ""
        ]()

    def action_preview(self) -> None:
        """Show what mending the marked findings would change; without marks, the chosen one."""
        if marked := self.state.chosen_to_mend:
            self.wizard.confirm_fixes(marked)
        else:
            self._preview_one()

    def _preview_one(self) -> None:
        finding = self.finding
        if finding is None:
            return
        if not can_fix(finding):
            text = say("envwizard has no fix for this; x explains the rule.")
            if finding.fix is not None:
                text = say("This fix is only described: its steps are yours to take.")
                if self.check_action("migrate", ()):
                    text = say("This fix is only described. m opens the move to pip-tools, step by step.")
            self.wizard.tell(text)
            return
        self.wizard.confirm_fixes([finding])

    def action_all(self) -> None:
        """Show what mending all findings of this pitfall would change."""
        if self.step.pitfall is None:
            return
        findings = self.state.fixable(self.state.of_pitfall(self.step.pitfall))
        if findings:
            self.wizard.confirm_fixes(findings)
        else:
            self.wizard.tell(say("Nothing here can be mended by envwizard itself."))

    def action_mark(self) -> None:
        """Mark the chosen finding for the review, or take the mark away."""
        finding = self.finding
        if finding is None or not can_fix(finding):
            return
        self.state.marked ^= {finding.fingerprint}
        self.query_one(FindingList).draw_again(self._line)
        self._enable()
        self.show_frame()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the migration where it belongs and there is something to migrate."""
        if action == "migrate":
            return self.step.id == "locking" and self.wizard.can_migrate
        return super().check_action(action, parameters)

    def action_migrate(self) -> None:
        """Move the dependencies to pip-tools, step by step."""
        self.wizard.open_migration()

    def action_split(self) -> None:
        """Change between side by side and unified."""
        self.query_one(DiffView).toggle_split()

    def action_explain(self) -> None:
        """Show the manual page of the rule."""
        from envwizard.tui.screens.page import PageScreen

        if self._rule is not None:
            self.app.push_screen(PageScreen(self._rule))
