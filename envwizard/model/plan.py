"""What the user is asked to confirm: fixes for findings, their effect as diffs, and what had to be left out."""

from __future__ import annotations

from dataclasses import dataclass

from envwizard.model.change import ChangeSet, Command, FileChange, Fix
from envwizard.model.diff import FileDiff
from envwizard.model.finding import Finding
from envwizard.model.message import Message
from envwizard.model.question import Question


@dataclass(frozen=True, slots=True)
class PlannedFix:
    """A finding and the fix computed for it."""

    finding: Finding
    fix: Fix


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A finding that this plan does not mend, and why."""

    finding: Finding
    reason: Message
    # The fix all the same, where it is only described: its commands and notes are for the user.
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A question that fixes go by. ``answer`` is what is in force, ``None`` where nothing is; ``given`` by the user."""

    question: Question
    answer: str | None
    given: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Fixes that can be applied together; what overlaps or is only shown is left out with its reason."""

    fixes: tuple[PlannedFix, ...]
    left_out: tuple[LeftOut, ...] = ()
    # What the fixes go by, and what those that are left out wait for.
    choices: tuple[Choice, ...] = ()
    # What mends no finding: a setting that the user wants kept.
    settings: tuple[Fix, ...] = ()

    @property
    def commands(self) -> tuple[Command, ...]:
        """The commands of all fixes, each once."""
        return tuple(dict.fromkeys(command for planned in self.fixes for command in planned.fix.commands))

    @property
    def notes(self) -> tuple[Message, ...]:
        """The notes of all fixes, each once."""
        return tuple(dict.fromkeys(note for planned in self.fixes for note in planned.fix.notes))


@dataclass(frozen=True, slots=True)
class Preview:
    """A plan with its effect on the files as they are now. Applying it writes exactly ``changes``."""

    plan: Plan
    change_set: ChangeSet
    changes: tuple[FileChange, ...]
    diffs: tuple[FileDiff, ...]
    # Files with changes that git has not seen committed: the fix would mix with them.
    uncommitted: tuple[str, ...] = ()

    @property
    def commands(self) -> tuple[Command, ...]:
        """The commands that belong to the plan."""
        return self.plan.commands


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What a re-probe after applying shows: findings gone, findings left and findings that are new."""

    gone: tuple[Finding, ...]
    left: tuple[Finding, ...]
    new: tuple[Finding, ...]
