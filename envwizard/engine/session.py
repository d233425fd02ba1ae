"""The facade that the wizard and the command line use: open, scan, plan, preview, apply, undo.

Opening a session must not delay the wizard's first frame: the probes, the rules and what they need are imported by the
method that uses them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from envwizard.engine.baselines import known_baseline
from envwizard.engine.record import Record
from envwizard.engine.remembered import Remembered
from envwizard.project.project import Project
from envwizard.workspace.state import project_state, state_folder

if TYPE_CHECKING:
    from envwizard.model.change import ChangeSet, Command, CommandResult, FileChange, Fix, JournalEntry
    from envwizard.model.decisions import Answer
    from envwizard.model.diff import FileDiff
    from envwizard.model.done import Commit, Done
    from envwizard.model.facts import Facts
    from envwizard.model.finding import Finding
    from envwizard.model.message import Message
    from envwizard.model.paths import AnyPath, ProjectPath
    from envwizard.model.plan import Aftermath, Plan, Preview
    from envwizard.model.question import Answers
    from envwizard.model.report import Progress, Report
    from envwizard.model.rule import Rule
    from envwizard.model.source import TextFile
    from envwizard.model.suppression import Baseline
    from envwizard.workspace.made_folders import MadeFolders


class Session(Remembered):
    """One open project with its rules, its last report and its journal."""

    def __init__(
        self,
        project: Project,
        select: tuple[str, ...],
        ignore: tuple[str, ...],
        state: Path,
        baseline: Baseline | None = None,
        answers: tuple[Answer, ...] = (),
        roots: tuple[str, ...] = (),
    ) -> None:
        super().__init__(state)
        self.project = project
        self._baseline = baseline
        self._answers, self._roots = answers, roots
        # The questions whose answers were found in order.
        self.accepted: frozenset[str] = frozenset()
        self.report: Report | None = None
        self._facts: Facts | None = None
        self._select, self._ignore = select, ignore
        self._record = Record(project.root, project_state(state, project.root))

    @classmethod
    def open(
        cls,
        typed: str,
        *,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        state: Path | None = None,
        baseline: str | None = None,
        rewrites_baseline: bool = False,
        answers: Iterable[Answer] = (),
        roots: Iterable[str] = (),
    ) -> Session:
        """Open the project at the path that the user typed.

        ``select``, ``answers`` and ``roots`` (names or folders of the Python roots to look at) go before those of the
        project's configuration, and ``ignore`` leaves rules out altogether; ``state`` replaces the user's state folder;
        ``baseline`` is a file to use in place of the one in the configuration, which need not be there where the
        session ``rewrites_baseline``. Raises ``ProjectError`` and ``UsageError``.
        """
        project = Project.open(typed)
        settings = project.configuration
        selected, ignored = tuple(select), tuple(ignore)
        suppressed = (*settings.ignore, *(one for path in settings.per_path_ignores for one in path.ignores))
        for names, source in (
            ((*selected, *ignored), ""),
            ((*settings.select, *(one.name for one in suppressed)), settings.source),
        ):
            if names:
                from envwizard.engine.registry import check_names

                check_names(names, source)
        known = known_baseline(project, baseline, rewrites_baseline)
        return cls(
            project,
            selected or settings.select,
            ignored,
            state or state_folder(),
            known,
            tuple(answers),
            tuple(roots),
        )

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
            from envwizard.engine.suppression import Suppressor
            from envwizard.workspace.git import git_facts

            self._began = time.time_ns()
            suppressor = Suppressor(self.project.configuration, self._baseline)
            started = time.monotonic()
            git, git_failure = git_facts(self.project.root)
            seconds = time.monotonic() - started
            self.project = self.project.reread()
            self._facts, self.report = scan_project(
                self.project,
                self.rules,
                git,
                git_failure,
                seconds,
                progress,
                cancelled,
                suppressor,
                self._answers,
                self._roots,
                self.accepted,
            )
        self.accepted |= {answer.question for answer in self._facts.decisions.answers}
        return self.report

    def write_baseline(self, target: str | None = None) -> Path:
        """Write the findings of the last report, and those that the baseline held already, as the baseline.

        ``target`` is the file as the user typed it; else it is the one in the configuration, or a file in the
        project's folder. What the old baseline says of rules that were not asked stays. The next scan goes by the new
        one. Gives the file; raises ``UsageError`` where something else than a baseline is there or writing fails.
        """
        from envwizard.engine.baselines import write_baseline

        assert self.report is not None, "scan first"
        self._baseline, path = write_baseline(self.project, self.report, self._baseline, target)
        return path

    def choose_roots(self, *roots: str) -> None:
        """Look at these Python roots only in the scans to come; without any, at what the configuration says."""
        self._roots = roots

    def plan(
        self,
        findings: Iterable[Finding],
        *,
        unsafe: bool = True,
        answers: Answers | None = None,
        defaults: bool = True,
        kept: Iterable[str] = (),
    ) -> Plan:
        """Compute the fixes of findings out of the last report; see ``planner.plan_fixes``.

        ``answers`` go before those given earlier; those named in ``kept`` (by question id) are written into the
        project's configuration as well. Raises ``FixUnavailable`` where that cannot take them.
        """
        from envwizard.engine.planner import plan_fixes
        from envwizard.engine.registry import all_rules

        rules = {rule.code: rule for rule in all_rules()}
        given = {one.question: one.value.reveal() for one in reversed(self.facts.decisions.answers)}
        answered = {**given, **(answers or {})}
        plan = plan_fixes(
            findings, rules, self.facts, self._read, self._exists, unsafe=unsafe, answers=answered, defaults=defaults
        )
        keep = {question: answered[question] for question in kept}
        return replace(plan, settings=(self._keeping(keep),)) if keep else plan

    def answer(self, question: str, value: str) -> None:
        """Take the user's answer for the scans to come, in place of an earlier one."""
        from envwizard.model.decisions import Answer
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
        from envwizard.model.plan import Plan

        return Plan((), settings=(self._keeping({question: value}),))

    def _keeping(self, answers: Answers) -> Fix:
        from envwizard.edits.configuration import answers_edit
        from envwizard.model.change import Applicability, Fix
        from envwizard.model.message import msg
        from envwizard.model.paths import ProjectPath

        path = ProjectPath(self.project.configuration_path)
        edit = answers_edit(path, self._read(path) if self._exists(path) else None, answers)
        title = msg("Keep the answer to {question}", question=", ".join(answers))
        return Fix(title, Applicability.SAFE, (edit,))

    def file(self, path: ProjectPath) -> TextFile:
        """Read a file of the project as it is now; raises ``FixUnavailable`` where it cannot be read."""
        return self._read(path)

    def exists(self, path: ProjectPath) -> bool:
        """Tell whether something lies at a path of the project."""
        return self._exists(path)

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
        return self._record.apply(preview)

    def aftermath(self, before: Report) -> Aftermath:
        """Compare an earlier report with the last one, finding by finding."""
        from envwizard.engine.aftermath import compare

        assert self.report is not None
        return compare(before, self.report)

    def run(
        self,
        command: Command,
        on_line: Callable[[str], None],
        cancelled: Callable[[], bool] = lambda: False,
        environ: Mapping[str, str] | None = None,
    ) -> CommandResult:
        """Run a command that the user confirmed; see ``runner.run_command``; the journal notes it."""
        return self._record.run(command, on_line, cancelled, environ)

    def made_folders(self) -> MadeFolders:
        """Let commands make folders as a whole, which undo removes."""
        return self._record.made_folders()

    @property
    def noted_with(self) -> str | None:
        """The change set with which the journal notes the commands to come."""
        return self._record.noted_with

    @noted_with.setter
    def noted_with(self, entry: str | None) -> None:
        self._record.noted_with = entry

    def commit_obstacle(self) -> Message | None:
        """Say why the fixes cannot be committed by git; ``None`` where they can."""
        from envwizard.workspace.commits import commit_obstacle

        return commit_obstacle(self.project.root)

    def commit(self, entries: Iterable[str], paths: Iterable[str], mixed: Iterable[str], message: str) -> Commit | None:
        """Commit files of change sets, and note that in the journal; see ``commits.commit_files``.

        Raises ``ApplyError`` where git refuses; the files stay as they are.
        """
        return self._record.commit(entries, paths, mixed, message)

    def edit(self, path: AnyPath, line: int | None = None) -> None:
        """Open a file in the user's editor and wait for its end; see ``editor.edit``. Raises ``EditorError``."""
        from envwizard.workspace.editor import edit

        edit(self.project.root, path, line)

    def save_report(self, name: str, *, overwrite: bool = False, done: Done | None = None) -> Path:
        """Write the last report to the file that the user named, in the format of its ending (Markdown by default).

        What was ``done`` to the project stands in it as well, except in SARIF. Gives its path; raises ``FileThere``
        where it is there and may not be overwritten, and ``UsageError``.
        """
        from envwizard.engine.registry import all_rules
        from envwizard.model.errors import UsageError
        from envwizard.model.message import msg
        from envwizard.project.repository import below_repository
        from envwizard.reporters.choices import report_with_changes
        from envwizard.workspace.reports import write_report

        assert self.report is not None, "scan first"
        if not name.strip():
            raise UsageError(msg("Name a file."))
        path = Path(os.path.abspath(os.path.expanduser(name.strip())))  # noqa: PTH100, PTH111 - an unknown ~user stays
        form = path.suffix.lower().removeprefix(".")
        text = report_with_changes(form, self.report, all_rules(), below_repository(self.project.root), done)
        write_report(path, text, overwrite=overwrite)
        return path

    @property
    def journal_folder(self) -> Path:
        """The folder that keeps what ``undo`` needs."""
        return self._record.journal.folder

    def journal(self) -> tuple[JournalEntry, ...]:
        """The project's change sets, oldest first."""
        return tuple(record.entry() for record in self._record.journal.records())

    def undo(self, entry: str | None = None) -> JournalEntry:
        """Undo the last change set, or the one named. Raises ``NothingToUndo`` and ``UndoError``."""
        return self._record.undo(entry)

    def _changes(self, edits: ChangeSet) -> tuple[FileChange, ...]:
        from envwizard.edits.splice import file_changes

        return file_changes(edits.edits, self._read, self._exists)

    def _diff(self, change: FileChange) -> FileDiff:
        from envwizard.edits.diff import file_diff
        from envwizard.edits.env_file_mask import mask_env_line, may_be_env_file

        secret = any(file.path == change.path for file in self.facts.env_files) or may_be_env_file(change.path)
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
