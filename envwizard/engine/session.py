"""The facade that the wizard and the command line use: open, scan, plan, preview, apply, undo.

Opening a session must not delay the wizard's first frame: the probes, the rules and what they need are imported by the
method that uses them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from envwizard.project.project import Project
from envwizard.workspace.state import project_state, state_folder

if TYPE_CHECKING:
    from envwizard.model.change import ChangeSet, Command, CommandResult, FileChange, JournalEntry
    from envwizard.model.diff import FileDiff
    from envwizard.model.facts import Facts
    from envwizard.model.facts.decisions import Answer
    from envwizard.model.finding import Finding
    from envwizard.model.paths import AnyPath, ProjectPath
    from envwizard.model.plan import Aftermath, Plan, Preview
    from envwizard.model.question import Answers
    from envwizard.model.report import Progress, Report
    from envwizard.model.rule import Rule
    from envwizard.model.source import TextFile
    from envwizard.workspace.journal import Journal


class Session:
    """One open project with its rules, its last report and its journal."""

    def __init__(
        self,
        project: Project,
        select: tuple[str, ...],
        ignore: tuple[str, ...],
        state: Path,
        answers: tuple[Answer, ...] = (),
        roots: tuple[str, ...] = (),
    ) -> None:
        self.project = project
        self._answers, self._roots = answers, roots
        self.report: Report | None = None
        self._facts: Facts | None = None
        self._select, self._ignore = select, ignore
        self._state = project_state(state, project.root)
        self._applied: str | None = None

    @classmethod
    def open(
        cls,
        typed: str,
        *,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        state: Path | None = None,
        answers: Iterable[Answer] = (),
        roots: Iterable[str] = (),
    ) -> Session:
        """Open the project at the path that the user typed.

        ``select``/``ignore``, ``answers`` and ``roots`` (names or folders of the Python roots to look at) go before
        those of the project's configuration; ``state`` replaces the user's state folder. Raises ``ProjectError`` and
        ``UsageError``.
        """
        project = Project.open(typed)
        settings = project.configuration
        selected, ignored = tuple(select) or settings.select, (*ignore, *settings.ignore)
        if selected or ignored:
            from envwizard.engine.registry import check_names

            check_names((*selected, *ignored))
        return cls(project, selected, ignored, state or state_folder(), tuple(answers), tuple(roots))

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that are selected for this project."""
        from envwizard.engine.registry import select_rules

        return select_rules(self._select, self._ignore)

    @property
    def facts(self) -> Facts:
        """What the last scan saw."""
        assert self._facts is not None, "scan first"
        return self._facts

    @property
    def in_git(self) -> bool:
        """Whether the last scan found a git repository."""
        return self._facts is not None and self._facts.git.present

    def scan(
        self,
        progress: Callable[[Progress], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Report:
        """Probe the project and run the rules. Reads only; starts nothing but git.

        Where ``cancelled`` turns true the report holds what was found until then and is not ``complete``. The project's
        configuration is read anew. Raises ``UsageError`` where it, or an answer, is wrong.
        """
        from envwizard.engine.collector import paused_collection

        with paused_collection():
            from envwizard.engine.scan import scan_project
            from envwizard.workspace.git import git_facts

            started = time.monotonic()
            git, git_failure = git_facts(self.project.root)
            seconds = time.monotonic() - started
            self.project = self.project.reread()
            self._facts, self.report = scan_project(
                self.project, self.rules, git, git_failure, seconds, progress, cancelled, self._answers, self._roots
            )
        return self.report

    def choose_roots(self, *roots: str) -> None:
        """Look at these Python roots only in the scans to come; without any, at what the configuration says."""
        self._roots = roots

    def plan(self, findings: Iterable[Finding], *, unsafe: bool = True, answers: Answers | None = None) -> Plan:
        """Compute the fixes of findings out of the last report; see ``planner.plan_fixes``."""
        from envwizard.engine.planner import plan_fixes
        from envwizard.engine.registry import all_rules

        rules = {rule.code: rule for rule in all_rules()}
        given = {one.question: one.value.reveal() for one in reversed(self.facts.decisions.answers)}
        return plan_fixes(findings, rules, self.facts, self._read, unsafe=unsafe, answers={**given, **(answers or {})})

    def answer(self, question: str, value: str) -> None:
        """Take the user's answer for the scans to come, in place of an earlier one."""
        from envwizard.model.facts.decisions import Answer
        from envwizard.model.secret import Secret

        self.forget_answer(question)
        self._answers = (Answer(question, Secret(value), "the answer in the wizard"), *self._answers)

    def forget_answer(self, question: str) -> None:
        """Let the configuration speak for a question again."""
        self._answers = tuple(one for one in self._answers if one.question != question)

    def plan_answer(self, question: str, value: str) -> Plan:
        """Compute the line that keeps an answer in the project's configuration.

        Raises ``FixUnavailable`` where the file cannot take it.
        """
        from envwizard.edits.configuration import answer_edit
        from envwizard.model.change import Applicability, Fix
        from envwizard.model.message import msg
        from envwizard.model.paths import ProjectPath
        from envwizard.model.plan import Plan

        path = ProjectPath(self.project.configuration_path)
        edit = answer_edit(path, self._read(path) if self._exists(path) else None, question, value)
        title = msg("Keep the answer to {question}", question=question)
        return Plan((), settings=(Fix(title, Applicability.SAFE, (edit,)),))

    def preview(self, plan: Plan, skipped: Iterable[str] = ()) -> Preview:
        """Compute what the plan makes of the files as they are now; ``skipped`` are paths to leave alone.

        Raises ``StaleEdit`` where a file changed after the fix was computed.
        """
        from envwizard.engine.planner import change_set
        from envwizard.model.plan import Preview
        from envwizard.workspace.git import uncommitted

        edits = change_set(plan, skipped)
        changes = self._changes(edits)
        diffs = tuple(self._diff(change) for change in changes)
        return Preview(plan, edits, changes, diffs, uncommitted(self.project.root, changes))

    def apply(self, preview: Preview) -> JournalEntry:
        """Write exactly what the preview shows. Raises ``StaleEdit`` and ``ApplyError``; then nothing has changed."""
        from envwizard.workspace.apply import apply_changes

        entry = apply_changes(self.project.root, self._journal(), preview.change_set.title, preview.changes)
        self._applied = entry.id
        return entry

    def aftermath(self, before: Report) -> Aftermath:
        """Compare an earlier report with the last one, finding by finding."""
        from envwizard.model.plan import Aftermath

        assert self.report is not None
        now = {finding.fingerprint for finding in self.report.findings}
        then = {finding.fingerprint for finding in before.findings}
        return Aftermath(
            gone=tuple(finding for finding in before.findings if finding.fingerprint not in now),
            left=tuple(finding for finding in self.report.findings if finding.fingerprint in then),
            new=tuple(finding for finding in self.report.findings if finding.fingerprint not in then),
        )

    def run(
        self,
        command: Command,
        on_line: Callable[[str], None],
        cancelled: Callable[[], bool] = lambda: False,
    ) -> CommandResult:
        """Run a command that the user confirmed; see ``runner.run_command``; the journal notes it."""
        from envwizard.workspace.runner import run_command

        result = run_command(self.project.root, command, on_line, cancelled)
        if self._applied is not None:
            self._journal().add_command(self._applied, result)
        return result

    def edit(self, path: AnyPath, line: int | None = None) -> None:
        """Open a file in the user's editor and wait for its end; see ``editor.edit``. Raises ``EditorError``."""
        from envwizard.workspace.editor import edit

        edit(self.project.root, path, line)

    def journal(self) -> tuple[JournalEntry, ...]:
        """The project's change sets, oldest first."""
        return tuple(record.entry() for record in self._journal().records())

    def undo(self, entry: str | None = None) -> JournalEntry:
        """Undo the last change set, or the one named. Raises ``NothingToUndo`` and ``UndoError``."""
        from envwizard.workspace.undo import undo

        return undo(self.project.root, self._journal(), entry)

    def _journal(self) -> Journal:
        from envwizard.workspace.journal import Journal

        return Journal(self._state)

    def _changes(self, edits: ChangeSet) -> tuple[FileChange, ...]:
        from envwizard.edits.splice import file_changes

        return file_changes(edits.edits, self._read, self._exists)

    def _diff(self, change: FileChange) -> FileDiff:
        from envwizard.edits.diff import file_diff
        from envwizard.edits.env_file_mask import mask_env_line

        secret = any(file.path == change.path for file in self.facts.env_files) or ".env" in change.path.name
        return file_diff(change, mask_env_line if secret else None)

    def _read(self, path: ProjectPath) -> TextFile:
        from envwizard.model.errors import FixUnavailable
        from envwizard.model.message import msg
        from envwizard.project.reader import Unreadable, read_text

        try:
            return read_text(self.project.root, path, "fix")
        except Unreadable as error:
            reason = error.failure.message
            raise FixUnavailable(msg("{path} {reason}", path=path, reason=reason)) from None

    def _exists(self, path: ProjectPath) -> bool:
        return os.path.lexists(self.project.root / path.value)
