"""A session without an engine: a faulty project in memory that can be scanned, mended and put back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from envwizard.edits.diff import file_diff
from envwizard.edits.env_file_mask import mask_env_line
from envwizard.engine.aftermath import compare
from envwizard.model.change import (
    Applicability,
    ChangeSet,
    Command,
    CommandResult,
    CreateFile,
    Edit,
    FileChange,
    Fix,
    JournalEntry,
    ReplaceSpan,
)
from envwizard.model.done import Done
from envwizard.model.environment import Environment
from envwizard.model.errors import Cancelled, FileThere, UndoError, UsageError
from envwizard.model.facts.roots import PythonRoot
from envwizard.model.finding import Finding, Pitfall, Severity
from envwizard.model.matrix import Cell, CellState, Matrix, MatrixRow, ValueSource
from envwizard.model.message import msg
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.plan import Aftermath, Choice, LeftOut, Plan, PlannedFix, Preview
from envwizard.model.question import Question
from envwizard.model.report import Failure, FailureKind, Outcome, OutcomeKind, Progress, Report
from envwizard.model.rule import Rule
from tests.tui.fake_rules import ENVIRONMENTS, FAULTS, FILES, RULES, Fault, place


@dataclass(frozen=True)
class FakeProject:
    name: str = "shop-api"
    typed: str = "~/src/shop-api"


@dataclass
class FakeSession:
    """The session's calls on files in a dictionary. ``slow`` is how long a pitfall's probe takes, in seconds."""

    faults: tuple[Fault, ...] = FAULTS
    files: dict[str, bytes] = field(default_factory=lambda: dict(FILES))
    environments: tuple[Environment, ...] = ENVIRONMENTS
    slow: float = 0.0
    project: FakeProject = FakeProject()
    rules: tuple[Rule, ...] = RULES
    report: Report | None = None
    scan_error: Exception | None = None
    entries: list[JournalEntry] = field(default_factory=list)
    applied: list[tuple[FileChange, ...]] = field(default_factory=list)
    ran: list[Command] = field(default_factory=list)
    in_git: bool = True
    journal_folder: Path = Path("/home/ada/.local/state/envwizard/journal/0123456789abcdef")
    edited: list[str] = field(default_factory=list)
    saved: dict[str, int] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    roots: tuple[PythonRoot, ...] = ()
    chosen_roots: tuple[str, ...] = ()
    # What undoing raises, if anything.
    undo_error: UndoError | None = None
    theme: str | None = None
    # Whether somebody else changed the project, and how often it was scanned.
    touched: bool = False
    scans: int = 0

    def scan(
        self,
        progress: Callable[[Progress], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Report:
        if self.scan_error is not None:
            raise self.scan_error
        self.touched, self.scans = False, self.scans + 1
        stages = ["project", *(pitfall.value for pitfall in Pitfall)]
        seen: list[str] = []
        for stage in stages:
            for done in range(4):
                if cancelled():
                    break
                progress(Progress(stage, msg("reads {done} of 4 files", done=done + 1), done + 1, 4))
                time.sleep(self.slow / 4)
            else:
                seen.append(stage)
        self.report = self._report(seen, len(seen) == len(stages))
        return self.report

    def keep_theme(self, theme: str) -> None:
        self.theme = theme

    def changed(self, cancelled: Callable[[], bool] = lambda: False) -> bool:
        return self.touched

    def _report(self, seen: list[str], complete: bool) -> Report:
        pitfalls = {rule.code: rule.pitfall.value for rule in self.rules}
        findings = tuple(
            fault.finding
            for fault in self.faults
            if fault.old in self.files.get(fault.path, b"") and pitfalls[fault.code] in seen
        )
        failed = {finding.rule for finding in findings}
        outcomes = []
        for rule in self.rules:
            kind = OutcomeKind.FAILED if rule.code in failed else OutcomeKind.PASSED
            reason = None
            if rule.code == "EW421":
                kind, reason = OutcomeKind.NOT_APPLICABLE, msg("The project has no Dockerfile.")
            if rule.pitfall.value not in seen:
                kind, reason = OutcomeKind.SKIPPED, msg("Stopped before it was reached.")
            outcomes.append(Outcome(rule.code, kind, reason))
        failures = (Failure(FailureKind.UNPARSED, ProjectPath("setup.cfg"), "requirements", msg("line 3 is no INI")),)
        return Report(
            self.project.name,
            self.project.typed,
            self.environments,
            findings,
            tuple(outcomes),
            failures,
            self._matrix(findings),
            complete=complete,
            roots=tuple(
                replace(one, chosen=not self.chosen_roots or one.path.value in self.chosen_roots) for one in self.roots
            ),
            questions=tuple(one for one in self.questions if one.id not in self.answers),
            answered=tuple(
                replace(one, default=self.answers[one.id]) for one in self.questions if one.id in self.answers
            ),
        )

    def answer(self, question: str, value: str) -> None:
        self.answers[question] = value

    def forget_answer(self, question: str) -> None:
        self.answers.pop(question, None)

    def choose_roots(self, *roots: str) -> None:
        self.chosen_roots = roots

    def plan_answer(self, question: str, value: str) -> Plan:
        edit = CreateFile(ProjectPath(".envwizard.toml"), f'[answers]\n"{question}" = "{value}"\n'.encode())
        return Plan((), settings=(Fix(msg("Keep the answer"), Applicability.SAFE, (edit,)),))

    def _matrix(self, findings: tuple[Finding, ...]) -> Matrix:
        def row(name: str, *values: tuple[str, CellState]) -> MatrixRow:
            prints = tuple(finding.fingerprint for finding in findings if finding.severity is Severity.ERROR)[:1]

            def cell(value: str, state: CellState) -> Cell:
                shown = tuple(value.split(", "))
                origin, where = msg("deploy/start.sh sets {value}", value=value), place("deploy/start.sh", 4)
                sources = tuple(ValueSource(one, origin, where) for one in shown)
                return Cell(shown, state, origin, where, prints if state is CellState.PROBLEM else (), sources)

            cells = tuple(cell(*one) for one in values)
            return MatrixRow(name, (cells * len(self.environments))[: len(self.environments)])

        ok, bad, warn, none = CellState.OK, CellState.PROBLEM, CellState.WARNING, CellState.NONE
        rows = (
            row("interpreter", ("3.11.7", ok), ("3.9.18", bad)),
            row("virtual env", (".venv", ok), ("/opt/venvs/shop", bad)),
            row("env file", (".env", warn), ("deploy/prod.env", ok)),
            row("lock", ("freeze, hashes, pins", bad), ("no hashes", bad)),
            row("server", ("runserver", ok), ("gunicorn", ok)),
            row("workers", ("", none), ("1", warn)),
            row("bind", ("127.0.0.1:8000", ok), ("127.0.0.1:8000", bad)),
            row("reload", ("on", ok), ("on", bad)),
        )
        return Matrix(self.environments, rows)

    def _fault(self, finding: Finding) -> Fault:
        return next(fault for fault in self.faults if fault.finding.fingerprint == finding.fingerprint)

    def plan(
        self,
        findings: Iterable[Finding],
        *,
        unsafe: bool = True,
        answers: Mapping[str, str] | None = None,
        kept: Iterable[str] = (),
    ) -> Plan:
        fixes, left, choices = [], [], list[Choice]()
        for finding in findings:
            fault = self._fault(finding)
            if fault.title is None:
                left.append(LeftOut(finding, msg("There is no fix for {rule}.", rule=finding.rule)))
                continue
            start = self.files[fault.path].index(fault.old)
            path = ProjectPath(fault.path)
            edits: list[Edit] = [ReplaceSpan(path, "", start, start + len(fault.old), fault.new)]
            edits += [CreateFile(ProjectPath(name), content) for name, content in fault.creates]
            for question in fault.choices:
                answer = (answers or {}).get(question.id, question.default)
                choices.append(Choice(question, answer, question.id in (answers or {})))
            if fault.choices:
                told = " ".join(str(choice.answer) for choice in choices)
                edits.append(ReplaceSpan(path, "", len(self.files[fault.path]), len(self.files[fault.path]),
                                         f" # {told}\n".encode()))  # fmt: skip
            fix = Fix(fault.title, fault.applicability, tuple(edits), fault.commands, fault.notes, fault.choices)
            fixes.append(PlannedFix(finding, fix))
        return Plan(tuple(fixes), tuple(left), tuple(choices))

    def preview(self, plan: Plan, skipped: Iterable[str] = ()) -> Preview:
        passed_over = set(skipped)
        before: dict[str, bytes | None] = {}
        after: dict[str, bytes | None] = {}
        for planned in plan.fixes:
            fault = self._fault(planned.finding)
            for name in (fault.path, *(name for name, _ in fault.creates)):
                before[name] = self.files.get(name)
            after[fault.path] = (after.get(fault.path) or self.files[fault.path]).replace(fault.old, fault.new, 1)
            after.update(fault.creates)
            if planned.fix.choices:
                last = planned.fix.edits[-1]
                assert isinstance(last, ReplaceSpan)
                after[fault.path] = (after[fault.path] or b"").rstrip() + last.new
        for fix in plan.settings:
            for edit in fix.edits:
                assert isinstance(edit, CreateFile)
                before[str(edit.path)], after[str(edit.path)] = None, edit.content
        changes = tuple(
            FileChange(ProjectPath(name), before[name], after[name], 0o644, 0o644)
            for name in before
            if name not in passed_over
        )
        diffs = tuple(
            file_diff(change, mask_env_line if change.path.name.endswith(".env") else None) for change in changes
        )
        edits = tuple(edit for planned in plan.fixes for edit in planned.fix.edits if str(edit.path) not in passed_over)
        return Preview(plan, ChangeSet(msg("Fixes"), edits), changes, diffs, ("deploy/start.sh",))

    def apply(self, preview: Preview) -> JournalEntry:
        for change in preview.changes:
            assert change.after is not None
            self.files[str(change.path)] = change.after
        self.applied.append(preview.changes)
        paths = tuple(change.path for change in preview.changes)
        entry = JournalEntry(f"{len(self.entries) + 1:04}", "2026-11-22T18:00:00", "Fixes", "applied", paths)
        self.entries.append(entry)
        return entry

    def aftermath(self, before: Report) -> Aftermath:
        assert self.report is not None
        return compare(before, self.report)

    def run(
        self,
        command: Command,
        on_line: Callable[[str], None],
        cancelled: Callable[[], bool] = lambda: False,
    ) -> CommandResult:
        self.ran.append(command)
        lines = ("Collecting uvicorn[standard]", "\x1b[32mdone\x1b[0m [/]")
        for line in lines:
            if cancelled():
                raise Cancelled(msg("Stopped."))
            on_line(line)
            time.sleep(self.slow / 4)
        return CommandResult(command, 0, 0.1, lines)

    def edit(self, path: AnyPath, line: int | None = None) -> None:
        self.edited.append(f"{path}:{line}")

    def save_report(self, name: str, *, overwrite: bool = False, done: Done | None = None) -> Path:
        if name in self.saved and not overwrite:
            raise FileThere(msg("{path} is there already.", path=name))
        if "/" in name:
            raise UsageError(msg("{path} cannot be written: no such folder", path=name))
        self.saved[name] = self.saved.get(name, 0) + 1
        return Path("/work", name)

    def journal(self) -> tuple[JournalEntry, ...]:
        return tuple(self.entries)

    def undo(self, entry: str | None = None) -> JournalEntry:
        if self.undo_error is not None:
            raise self.undo_error
        time.sleep(self.slow / 4)
        for number in range(len(self.entries) - 1, -1, -1):
            last = self.entries[number]
            if last.state == "applied" and entry in (None, last.id):
                break
        else:
            raise UndoError(msg("There is nothing to undo."))
        for change in self.applied[number]:
            if change.before is None:
                del self.files[str(change.path)]
            else:
                self.files[str(change.path)] = change.before
        self.entries[number] = replace(last, state="undone")
        return self.entries[number]
