"""The facade that the wizard and the command line use: open, scan, plan, preview, apply, undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from envwizard.model.change import Command, CommandResult, JournalEntry
from envwizard.model.finding import Finding
from envwizard.model.plan import Aftermath, Plan, Preview
from envwizard.model.question import Answers
from envwizard.model.report import Progress, Report
from envwizard.model.rule import Rule
from envwizard.project.project import Project


class Session:
    """One open project with its last report and its journal."""

    @classmethod
    def open(
        cls, typed: str, *, select: Iterable[str] = (), ignore: Iterable[str] = (), state: Path | None = None
    ) -> Session: ...

    project: Project
    rules: tuple[Rule, ...]
    report: Report | None

    def scan(
        self,
        progress: Callable[[Progress], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Report: ...

    def plan(self, findings: Iterable[Finding], *, unsafe: bool = True, answers: Answers | None = None) -> Plan: ...

    def preview(self, plan: Plan, skipped: Iterable[str] = ()) -> Preview: ...

    def apply(self, preview: Preview) -> JournalEntry: ...

    def aftermath(self, before: Report) -> Aftermath: ...

    def run(
        self,
        command: Command,
        on_line: Callable[[str], None],
        cancelled: Callable[[], bool] = lambda: False,
    ) -> CommandResult: ...

    def journal(self) -> tuple[JournalEntry, ...]: ...

    def undo(self, entry: str | None = None) -> JournalEntry: ...
