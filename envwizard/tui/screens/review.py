"""All findings that can be mended, to be marked and mended in one go."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, OptionList, Static

from envwizard.model.change import Applicability
from envwizard.model.finding import Finding
from envwizard.model.message import msg
from envwizard.tui.bindings import key
from envwizard.tui.screens.findings import FilterLine, FindingsScreen
from envwizard.tui.screens.panels import relabel
from envwizard.tui.widgets.detail_rows import finding_rows, title_of
from envwizard.tui.widgets.finding_detail import FindingDetail
from envwizard.tui.widgets.finding_list import Entry, FindingList
from envwizard.tui.widgets.glyphs import glyph, sign_of
from envwizard.tui.widgets.safe import line, say


class ReviewScreen(FindingsScreen):
    """A list with marks; ``p`` shows what all marked fixes together would change."""

    CSS_PATH = "review.tcss"
    MAIN = "fixes"
    PREVIEWS = True
    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        key("space", "mark", msg("Mark"), show=False),
        key("t", "mark_all", msg("Mark all that are safe, or none"), show=False),
        key("x", "open", msg("Go to the finding"), show=False),
    ]

    def compose_body(self) -> ComposeResult:
        """Build the list, the detail and the buttons."""
        yield FilterLine()
        fixes = FindingList("fixes")
        fixes.add_class("panel")
        yield fixes
        detail = FindingDetail(id="detail")
        detail.add_class("panel")
        yield detail
        with Horizontal(classes="buttons"):
            yield Button(say("Preview"), id="preview", classes="main", compact=True)
            yield Button(say("Mark all safe"), id="all", compact=True)
            yield Static(say("space marks, p previews"), classes="aside")

    @property
    def fixes(self) -> tuple[Finding, ...]:
        """What can be mended, loudest first."""
        return self.state.fixable()

    @property
    def finding(self) -> Finding | None:
        """The highlighted one."""
        entry = self.query_one(FindingList).entry
        return entry if isinstance(entry, Finding) else None

    @property
    def _safe_ones(self) -> set[str]:
        return {
            finding.fingerprint
            for finding in self.fixes
            if finding.fix is not None and finding.fix.applicability is Applicability.SAFE
        }

    def show_report(self) -> None:
        """Fill the list anew, keeping the place."""
        options, rows = self.query_one(FindingList), self.arranged(self.fixes)
        now = self.finding
        options.show(rows, self._line, now.fingerprint if now is not None else None)
        options.display = bool(self.fixes)
        if not rows:
            self._show_nothing()
        self._count()

    def _line(self, finding: Entry) -> Content:
        assert isinstance(finding, Finding)
        marked = finding.fingerprint in self.state.marked
        box = Content.styled("■ ", "$text-accent") if marked else Content.styled("□ ", "$quiet")
        assert finding.fix is not None
        text = line(finding.fix.title)
        if finding.fix.applicability is Applicability.UNSAFE:
            text += Content.styled("  " + say("look closely").plain, "$text-warning")
        place = line(f"  {finding.location.path}", "$quiet")
        head = Content.styled(f" {finding.rule}  ", "$quiet")
        return Content.assemble(box, glyph(sign_of(finding.severity), "bold"), head, text, place)

    def _show_nothing(self) -> None:
        detail = self.query_one(FindingDetail)
        self.panel(detail, say("Nothing to mend"))
        if self.fixes:
            text = say("Nothing here has the words {words}.", words=self.state.arrangement.words)
        elif self.state.report is None:
            text = say("The project is still being probed.")
        elif self.state.findings:
            text = say(
                "None of the findings that are left can be mended by envwizard itself: they are yours to decide."
            )
        else:
            text = say("There are no findings. n goes on to the report.")
        detail.show([(say("State"), text)])

    def _count(self) -> None:
        marked, total = len(self.state.marked), len(self.fixes)
        text = say("{marked} of {total} marked", marked=marked, total=total)
        said = Content(" · ").join([text, *self.arrangement_said])
        self.panel(self.query_one("#fixes"), say("Fixes to choose from"), said if total else None)
        button = self.query_one("#preview", Button)
        button.disabled = not total
        if marked:
            relabel(button, say("Preview 1 fix") if marked == 1 else say("Preview {count} fixes", count=marked))
        else:
            relabel(button, say("Preview this fix"))
        every = self.query_one("#all", Button)
        every.disabled = not total
        relabel(
            every,
            say("Unmark all") if self.state.marked and self._safe_ones <= self.state.marked else say("Mark all safe"),
        )

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the finding at length."""
        event.stop()
        finding = self.finding
        if finding is not None:
            detail = self.query_one(FindingDetail)
            rows = finding_rows(finding, self.state.previews.get(finding.fingerprint), None)
            detail.show([row for row in rows if row[1].plain != "…"])
            self.panel(detail, title_of(finding, self.state.rule(finding.rule)))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter marks, as space does."""
        event.stop()
        self.action_mark()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        (self.action_preview if event.button.id == "preview" else self.action_mark_all)()

    def action_mark(self) -> None:
        """Mark the highlighted finding, or take the mark away."""
        if (finding := self.finding) is not None:
            self.state.marked ^= {finding.fingerprint}
            self.query_one(FindingList).draw_again(self._line)
            self._count()
            self.show_frame()

    def action_mark_all(self) -> None:
        """Mark everything whose fix is safe; where all of it is marked, take all marks away."""
        marked = self.state.marked
        self.state.marked = set() if self._safe_ones <= marked else marked | self._safe_ones
        self.show_report()
        self.show_frame()

    def action_preview(self) -> None:
        """Show what mending the marked findings would change; without marks, the highlighted one."""
        chosen = self.state.chosen_to_mend
        if not chosen and self.finding is not None:
            chosen = (self.finding,)
        if chosen:
            self.wizard.confirm_fixes(chosen)

    def action_open(self) -> None:
        """Open the highlighted finding in its step."""
        if self.finding is not None:
            self.open_finding(self.finding)
