"""What a scan gives: findings, outcomes per rule, failures, environments and the matrix."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from envwizard.model.environment import Environment
from envwizard.model.facts.env_loading import EnvFileLookup
from envwizard.model.facts.roots import PythonRoot
from envwizard.model.finding import Finding, Severity
from envwizard.model.matrix import Matrix
from envwizard.model.message import Message
from envwizard.model.paths import AnyPath
from envwizard.model.question import Question
from envwizard.model.suppression import Notice, SuppressedFinding


class FailureKind(Enum):
    """Why a file or a rule gave nothing."""

    UNREADABLE = "unreadable"
    UNPARSED = "unparsed"
    TOO_LARGE = "too-large"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that could not be looked at: never silent, never an exception. ``by`` names the probe or rule."""

    kind: FailureKind
    path: AnyPath | None
    by: str
    message: Message


class OutcomeKind(Enum):
    """How a rule ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not-applicable"
    SKIPPED = "skipped"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one rule ended on this project, and why where that needs saying."""

    rule: str
    kind: OutcomeKind
    reason: Message | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a scan tells."""

    project_name: str
    # The root as the user typed it, for people.
    project_root: str
    environments: tuple[Environment, ...]
    findings: tuple[Finding, ...]
    outcomes: tuple[Outcome, ...]
    failures: tuple[Failure, ...]
    matrix: Matrix
    questions: tuple[Question, ...] = ()
    suppressed: tuple[SuppressedFinding, ...] = ()
    # What is wrong with the suppressing itself.
    notices: tuple[Notice, ...] = ()
    # Which env file each loader finds, launch by launch.
    env_file_lookups: tuple[EnvFileLookup, ...] = ()
    # The questions that have an answer; it is their default.
    answered: tuple[Question, ...] = ()
    roots: tuple[PythonRoot, ...] = ()
    # False where nothing belongs to a Python project: no sources, requirements, project file, lock or launch.
    has_python: bool = True
    # False where a Python project has no virtual environment yet: a fresh clone.
    is_set_up: bool = True
    # Whether the dependencies can be moved to pip-tools: they are declared, and not locked with hashes yet.
    can_migrate: bool = False
    # Seconds by stage.
    timings: dict[str, float] = field(default_factory=dict)
    # False where the user stopped the scan: what is here is true, but not everything.
    complete: bool = True

    @property
    def nothing_to_check(self) -> bool:
        """Whether this is no Python project, as far as one can see, and nothing was found in it."""
        told = self.findings or self.suppressed or self.notices or self.failures
        return self.complete and not self.has_python and not told

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def crashed(self) -> bool:
        """Tell whether a probe or a rule crashed."""
        return any(failure.kind is FailureKind.CRASHED for failure in self.failures)


@dataclass(frozen=True, slots=True)
class Progress:
    """A step of a running scan. ``stage`` is ``project`` or a pitfall's value; ``done``/``total`` count its parts."""

    stage: str
    message: Message
    done: int = 0
    total: int = 0
