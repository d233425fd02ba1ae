"""What the wizard needs of a session: the engine's facade as the screens see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from envwizard.model.change import Command, CommandResult, JournalEntry
    from envwizard.model.done import Done
    from envwizard.model.finding import Finding
    from envwizard.model.paths import AnyPath
    from envwizard.model.plan import Aftermath, Plan, Preview
    from envwizard.model.question import Answers
    from envwizard.model.report import Progress, Report
    from envwizard.model.rule import Rule


class NamedProject(Protocol):
    """The open project: its folder's name and the path as the user typed it."""

    @property
    def name(self) -> str:
        """The name of the root folder."""
        ...

    @property
    def typed(self) -> str:
        """The path as the user typed it."""
        ...


class WizardSession(Protocol):
    """The calls of ``envwizard.engine.session.Session`` that the screens use; all of them may take their time."""

    @property
    def project(self) -> NamedProject:
        """The open project."""
        ...

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that are asked."""
        ...

    @property
    def report(self) -> Report | None:
        """The last report."""
        ...

    @property
    def in_git(self) -> bool:
        """Whether the last scan found a git repository."""
        ...

    @property
    def journal_folder(self) -> Path:
        """The folder that keeps what undoing needs."""
        ...

    @property
    def theme(self) -> str | None:
        """The theme that the user chose in an earlier run."""
        ...

    def keep_theme(self, theme: str) -> None:
        """Remember a theme for the runs to come."""
        ...

    def scan(
        self,
        progress: Callable[[Progress], None] = ...,
        cancelled: Callable[[], bool] = ...,
    ) -> Report:
        """Probe the project."""
        ...

    def changed(self, cancelled: Callable[[], bool] = ...) -> bool:
        """Look once whether anything that the last scan read or listed has changed since."""
        ...

    def plan(
        self,
        findings: Iterable[Finding],
        *,
        unsafe: bool = ...,
        answers: Answers | None = ...,
        kept: Iterable[str] = ...,
    ) -> Plan:
        """Compute the fixes of findings; the answers named in ``kept`` go into the project's configuration, too."""
        ...

    def answer(self, question: str, value: str) -> None:
        """Take the user's answer for the scans to come."""
        ...

    def forget_answer(self, question: str) -> None:
        """Let the configuration speak for a question again."""
        ...

    def choose_roots(self, *roots: str) -> None:
        """Look at these Python roots only in the scans to come; without any, at all that the configuration allows."""
        ...

    def plan_answer(self, question: str, value: str) -> Plan:
        """Compute what keeping an answer in the project's configuration changes."""
        ...

    def preview(self, plan: Plan, skipped: Iterable[str] = ...) -> Preview:
        """Compute what a plan does to the files, except the skipped ones."""
        ...

    def apply(self, preview: Preview) -> JournalEntry:
        """Write what the preview shows."""
        ...

    def aftermath(self, before: Report) -> Aftermath:
        """Probe again and compare."""
        ...

    def run(
        self,
        command: Command,
        on_line: Callable[[str], None],
        cancelled: Callable[[], bool] = ...,
    ) -> CommandResult:
        """Run a command of a fix."""
        ...

    def edit(self, path: AnyPath, line: int | None = ...) -> None:
        """Open a file in the user's editor and wait for its end."""
        ...

    def save_report(self, name: str, *, overwrite: bool = ..., done: Done | None = ...) -> Path:
        """Write the last report, and what was done in this session, to a file and give its path."""
        ...

    def journal(self) -> tuple[JournalEntry, ...]:
        """The change sets of this project, oldest first."""
        ...

    def undo(self, entry: str | None = ...) -> JournalEntry:
        """Put back the last change set, or the named one."""
        ...
