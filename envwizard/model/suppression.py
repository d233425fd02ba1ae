"""Findings that the user does not want to hear of: which, by what means, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from envwizard.model.message import Message

if TYPE_CHECKING:  # the wizard's first frame does not wait for these
    from envwizard.model.finding import Finding
    from envwizard.model.source import Location

# What every comment that suppresses holds: files without it need no second look.
COMMENT_MARK = "envwizard:"


@dataclass(frozen=True, slots=True)
class Ignore:
    """An entry of a list of ignores: a code, a rule's name, a pitfall or a point, and the reason given for it."""

    name: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PathIgnore:
    """What is ignored in the files that a pattern (as in a .gitignore) matches."""

    pattern: str
    ignores: tuple[Ignore, ...]


class Means(Enum):
    """How a finding is suppressed."""

    COMMENT = "comment"
    PATH = "per-path-ignores"
    IGNORE = "ignore"
    BASELINE = "baseline"


@dataclass(frozen=True, slots=True)
class Suppression:
    """Why a finding is not counted: by what means, the user's reason (may be empty) and where it is said."""

    means: Means
    reason: str
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class SuppressedFinding:
    """A finding that is reported apart from the others and never decides about the exit code."""

    finding: Finding
    suppression: Suppression


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that is wrong with the suppressing itself: an unknown code, a comment that suppresses nothing."""

    message: Message
    location: Location | None = None


@dataclass(frozen=True, slots=True, order=True)
class BaselineEntry:
    """A finding that a baseline holds: its path and rule, for people, and its fingerprint, by which it is known."""

    path: str
    rule: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """The findings that were there when an old project began, and the file that holds them, as it is shown."""

    entries: tuple[BaselineEntry, ...]
    shown: str
