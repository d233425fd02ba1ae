"""What was done to a project: change sets written, commands run, commits made, and what the findings say to it."""

from __future__ import annotations

from dataclasses import dataclass

from envwizard.model.change import Command, CommandResult, JournalEntry
from envwizard.model.diff import FileDiff
from envwizard.model.finding import Finding
from envwizard.model.message import Message
from envwizard.model.plan import LeftOut, PlannedFix
from envwizard.model.report import Report


@dataclass(frozen=True, slots=True)
class Written:
    """A change set that was applied: its entry in the journal, its diffs and the fixes that it holds."""

    entry: JournalEntry
    diffs: tuple[FileDiff, ...]
    fixes: tuple[PlannedFix, ...] = ()


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit that was made: its short name, its subject and its files; ``aside`` are those that are not in it."""

    name: str
    subject: str
    files: tuple[str, ...]
    # Path and why.
    aside: tuple[tuple[str, Message], ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """Everything that was done between two reports."""

    before: Report
    after: Report
    written: tuple[Written, ...] = ()
    ran: tuple[CommandResult, ...] = ()
    to_run: tuple[Command, ...] = ()
    # Why findings of ``after`` were not mended, as far as it is known.
    left_out: tuple[LeftOut, ...] = ()
    commits: tuple[Commit, ...] = ()

    @property
    def gone(self) -> tuple[Finding, ...]:
        """The findings that are no more."""
        now = {finding.fingerprint for finding in self.after.findings}
        return tuple(finding for finding in self.before.findings if finding.fingerprint not in now)

    @property
    def new(self) -> tuple[Finding, ...]:
        """The findings that were not there before."""
        then = {finding.fingerprint for finding in self.before.findings}
        return tuple(finding for finding in self.after.findings if finding.fingerprint not in then)

    @property
    def left(self) -> tuple[tuple[Finding, Message | None], ...]:
        """The findings that were there before and still are, each with the reason, if it is known."""
        new = {finding.fingerprint for finding in self.new}
        reasons = {left.finding.fingerprint: left.reason for left in self.left_out}
        return tuple(
            (finding, reasons.get(finding.fingerprint))
            for finding in self.after.findings
            if finding.fingerprint not in new
        )
