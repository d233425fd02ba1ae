"""What the wizard knows at any moment: the last report, what was marked, applied and run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from envwizard.tui.arrangement import Arrangement
from envwizard.tui.steps import ENVIRONMENTS, PITFALLS, PROBE, REPORT, REVIEW, STEPS, Step
from envwizard.tui.widgets import glyphs

if TYPE_CHECKING:  # the first frame does not wait for these
    from envwizard.model.change import Command, CommandResult, JournalEntry
    from envwizard.model.done import Done, Written
    from envwizard.model.facts.roots import PythonRoot
    from envwizard.model.finding import Finding, Pitfall
    from envwizard.model.plan import Preview
    from envwizard.model.question import Question
    from envwizard.model.report import Outcome, Progress, Report
    from envwizard.model.rule import Rule
    from envwizard.tui.session import WizardSession


@dataclass
class WizardState:
    """The state that the screens share. It is read and changed in the event loop only."""

    session: WizardSession
    report: Report | None = None
    # The first whole report: what "before" means at the end.
    first: Report | None = None
    scanning: bool = False
    # Whether changes of the project are probed as they come.
    watching: bool = False
    # Filled by the scan's thread, one value per stage; the probe screen looks at it.
    progress: dict[str, Progress] = field(default_factory=dict)
    # When a stage was first and last heard of, by the app's clock.
    heard: dict[str, tuple[float, float]] = field(default_factory=dict)
    # How findings are listed, in all steps.
    arrangement: Arrangement = field(default_factory=Arrangement)
    # Fingerprints of the findings that were marked to be mended together.
    marked: set[str] = field(default_factory=set)
    # The finding that was last looked at, by pitfall.
    chosen: dict[Pitfall, str] = field(default_factory=dict)
    # Where the cursor stands in the environments: row and column.
    cell: tuple[int, int] = (0, 1)
    previews: dict[str, Preview] = field(default_factory=dict)
    written: list[Written] = field(default_factory=list)
    # Commands of applied fixes that have not run.
    to_run: list[Command] = field(default_factory=list)
    ran: list[CommandResult] = field(default_factory=list)
    # What was chosen for fixes that were applied, by question: the next fixes begin with it.
    decided: dict[str, str] = field(default_factory=dict)
    _put_back: bool = False
    # What had been mended when something else was asked, until the first whole report after it.
    _mended: tuple[Finding, ...] | None = None

    def accept(self, report: Report) -> None:
        """Take a new report; marks of findings that are gone fall away."""
        known = {finding.fingerprint for finding in self.report.findings} if self.report else set()
        self.report = report
        if self._put_back:
            self._put_back = False
            for finding in reversed(self.findings):
                if finding.fingerprint not in known:
                    self.choose(finding)
        if report.complete and (self.first is None or self._mended is not None):
            now = {finding.fingerprint for finding in report.findings}
            mended = (finding for finding in self._mended or () if finding.fingerprint not in now)
            self.first = replace(report, findings=(*report.findings, *mended))
            self._mended = None
        self.previews.clear()
        self.marked &= {finding.fingerprint for finding in report.findings}

    def asked_anew(self) -> None:
        """Take the next report for another question, not for the effect of a fix: other roots, another answer."""
        if self._mended is None and self.first is not None and self.report is not None:
            now = {finding.fingerprint for finding in self.report.findings}
            self._mended = tuple(finding for finding in self.first.findings if finding.fingerprint not in now)

    def choose(self, finding: Finding) -> None:
        """Remember a finding as the one that is looked at."""
        if rule := self.rule(finding.rule):
            self.chosen[rule.pitfall] = finding.fingerprint

    def undone(self, entry: JournalEntry) -> None:
        """Forget a change set that was put back; the next report's findings that came back are looked at."""
        self._put_back = True
        gone = [each for each in self.written if each.entry.id == entry.id]
        self.written = [each for each in self.written if each.entry.id != entry.id]
        dropped = {command for each in gone for planned in each.fixes for command in planned.fix.commands}
        self.to_run = [command for command in self.to_run if command not in dropped]

    @property
    def applied(self) -> list[JournalEntry]:
        """The change sets of this session that stand."""
        return [each.entry for each in self.written]

    def done(self) -> Done | None:
        """What was done in this session; ``None`` where nothing was."""
        if not (self.written or self.ran) or self.first is None or self.report is None:
            return None
        from envwizard.model.done import Done

        return Done(self.first, self.report, tuple(self.written), tuple(self.ran), tuple(self.to_run))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of the last report, loudest first."""
        if self.report is None:
            return ()
        return tuple(sorted(self.report.findings, key=self._order))

    def _order(self, finding: Finding) -> tuple[object, ...]:
        rule = self.rule(finding.rule)
        point = rule.point if rule else ""
        return finding.severity.rank, point, finding.rule, str(finding.location.path), finding.location.line or 0

    @property
    def chosen_to_mend(self) -> tuple[Finding, ...]:
        """The marked findings that envwizard itself can mend."""
        return tuple(finding for finding in self.fixable() if finding.fingerprint in self.marked)

    def rule(self, code: str) -> Rule | None:
        """Give the rule with this code."""
        return next((rule for rule in self.session.rules if rule.code == code), None)

    def of_pitfall(self, pitfall: Pitfall) -> tuple[Finding, ...]:
        """Give the findings of a pitfall, loudest first."""
        if self.report is None:
            return ()
        codes = {rule.code for rule in self.session.rules if rule.pitfall is pitfall}
        return tuple(finding for finding in self.findings if finding.rule in codes)

    def of_step(self, step: Step) -> tuple[Finding, ...]:
        """Give the findings of a step's pitfall, loudest first; none where the step has no pitfall."""
        return self.of_pitfall(step.pitfall) if step.pitfall else ()

    def outcomes(self, pitfall: Pitfall) -> tuple[tuple[Rule, Outcome], ...]:
        """Give how the rules of a pitfall ended, except those that found something."""
        if self.report is None:
            return ()
        found = {finding.rule for finding in self.report.findings}
        by_code = {outcome.rule: outcome for outcome in self.report.outcomes}
        rules = (rule for rule in self.session.rules if rule.pitfall is pitfall and rule.code not in found)
        return tuple((rule, by_code[rule.code]) for rule in rules if rule.code in by_code)

    def fixable(self, findings: Iterable[Finding] | None = None) -> tuple[Finding, ...]:
        """Give the findings that envwizard itself can mend."""
        chosen = self.findings if findings is None else findings
        return tuple(finding for finding in chosen if can_fix(finding))

    def sign(self, step: Step) -> str:
        """Give the sign of a step: how it stands."""
        if step is PROBE and self.scanning:
            return glyphs.RUNNING
        if self.report is None:
            return glyphs.WAITING
        if step is PROBE:
            return glyphs.OK if self.report.complete else glyphs.WARNING
        if step is ENVIRONMENTS:
            signs = {glyphs.sign_of(cell.state) for row in self.report.matrix.rows for cell in row.cells}
            order = (glyphs.PROBLEM, glyphs.WARNING, glyphs.OK)
            return next((sign for sign in order if sign in signs), glyphs.NONE)
        if step.pitfall is None:
            return glyphs.OK if step is REPORT and not self.findings else glyphs.WAITING
        findings = self.of_pitfall(step.pitfall)
        if findings:
            return glyphs.sign_of(findings[0].severity)
        kinds = {outcome.kind.value for _, outcome in self.outcomes(step.pitfall)}
        if "skipped" in kinds and not self.report.complete:
            return glyphs.WAITING
        return glyphs.NONE if kinds == {"not-applicable"} else glyphs.OK

    def count(self, step: Step) -> int:
        """Give the number that stands beside a step: findings, environments or marks."""
        if self.report is None:
            return 0
        if step is ENVIRONMENTS:
            return len(self.environments)
        if step is REVIEW:
            return len(self.marked)
        return len(self.of_step(step))

    @property
    def environments(self) -> tuple[str, ...]:
        """The names of the environments that the project tells of."""
        environments = self.report.environments if self.report else ()
        return tuple(one.name for one in environments if one.role.value != "unknown")

    @property
    def questions(self) -> tuple[Question, ...]:
        """The open questions, then those that have an answer, which may be changed."""
        return (*self.report.questions, *self.report.answered) if self.report is not None else ()

    @property
    def roots(self) -> tuple[PythonRoot, ...]:
        """The Python roots of the repository."""
        return self.report.roots if self.report is not None else ()

    @property
    def nothing_to_check(self) -> bool:
        """Whether nothing of a Python project was found."""
        return self.report is not None and self.report.nothing_to_check

    def neighbour(self, step: Step, move: int) -> Step | None:
        """Give the next (1) or the previous (-1) step, passing over pitfalls in which nothing was found."""
        path = [each for each in STEPS if each is step or each not in PITFALLS or self.count(each)]
        place = path.index(step) + move
        return path[place] if 0 <= place < len(path) else None

    def counts(self) -> tuple[int, int, int]:
        """Give how many problems, warnings and notes there are."""
        ranks = [finding.severity.rank for finding in self.findings]
        return ranks.count(0), ranks.count(1), ranks.count(2)


def can_fix(finding: Finding) -> bool:
    """Tell whether envwizard itself can mend a finding."""
    return finding.fix is not None and finding.fix.applicability.value != "display"
