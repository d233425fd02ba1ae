"""A rule as a value: each file below ``envwizard/rules`` exports one as ``RULE``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from envwizard.model.change import Fix
from envwizard.model.facts import Facts
from envwizard.model.finding import Finding, Pitfall, Severity
from envwizard.model.message import Message
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers, Question
from envwizard.model.source import TextFile

POINTS = {
    "1.1": Pitfall.ISOLATION, "1.2": Pitfall.ISOLATION, "1.3": Pitfall.ISOLATION,
    "2.1": Pitfall.DOTENV, "2.2": Pitfall.DOTENV, "2.3": Pitfall.DOTENV,
    "3.1": Pitfall.LOCKING, "3.2": Pitfall.LOCKING, "3.3": Pitfall.LOCKING,
    "4.1": Pitfall.PATHS, "4.2": Pitfall.PATHS, "4.3": Pitfall.PATHS,
    "5.1": Pitfall.SERVERS, "5.2": Pitfall.SERVERS, "5.3": Pitfall.SERVERS,
}  # fmt: skip


class Files(Protocol):
    """Gives a fix the bytes of the files that it changes."""

    def __call__(self, path: ProjectPath, /) -> TextFile:
        """Read a file of the project; ``FixUnavailable`` where it cannot be read."""
        ...


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """A check's answer where the project has nothing that the rule speaks of."""

    reason: Message


Check = Callable[[Facts], Iterable[Finding] | NotApplicable]
Mend = Callable[[Finding, Facts, Files, Answers], Fix]
Asking = Callable[[Facts], Iterable[Question]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its code, the kebab-case name of the bad pattern, the article's point, its page, check and fix.

    ``severity`` is the highest that the check gives. ``fix`` raises ``FixUnavailable`` where it cannot mend a finding.
    """

    code: str
    name: str
    point: str
    severity: Severity
    summary: Message
    page: str
    check: Check
    fix: Mend | None = None
    goals: tuple[str, ...] = ("doctor",)
    # What the rule would ask the user now, while it checks.
    questions: Asking | None = None
    # The kinds of question that the rule and its fix ask: an id is the kind, a colon and a path.
    asks: tuple[str, ...] = ()
    # Whether its fix is planned before others on the same lines: what they mend may be mended with it.
    leads: bool = False

    @property
    def pitfall(self) -> Pitfall:
        """The pitfall that the point belongs to."""
        return POINTS[self.point]
