"""What a workflow tells of its steps while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from envwizard.model.message import Message


class StepState(Enum):
    """How a step of a workflow stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    # It can go on only after the user did or decided something.
    ATTENTION = "attention"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class StepStatus:
    """A step as a line to show: ``key`` names it in reports, ``seen`` says what was found or done."""

    key: str
    title: Message
    state: StepState
    seen: Message
    # What it will run or write, and why, in the order of the work.
    details: tuple[Message, ...] = ()
    # How long it took, once it ran.
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class StepProgress:
    """How far a running step is: ``done`` of ``total`` (0 where nobody knows), and what it does now."""

    key: str
    done: int
    total: int
    now: str
    seconds: float
