"""How findings are listed: which of them, in what order, under which headings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from envwizard.model.message import Message, msg

if TYPE_CHECKING:  # the first frame does not wait for it
    from envwizard.model.finding import Finding

Kind = TypeVar("Kind", bound=Enum)


class Order(Enum):
    """What comes first: the loudest, or by the names of files or rules."""

    LOUDEST = "loudest"
    FILE = "file"
    RULE = "rule"


class Grouping(Enum):
    """What stands together under a heading."""

    NONE = "none"
    FILE = "file"
    ENVIRONMENT = "environment"


ORDER_SAID = {
    Order.LOUDEST: msg("loudest first"),
    Order.FILE: msg("by file name"),
    Order.RULE: msg("by rule"),
}
GROUPING_SAID = {
    Grouping.NONE: msg("not grouped"),
    Grouping.FILE: msg("grouped by file"),
    Grouping.ENVIRONMENT: msg("grouped by environment"),
}
_NOWHERE = msg("no environment of its own")


@dataclass(frozen=True, slots=True)
class Heading:
    """The line above a group."""

    text: str


@dataclass
class Arrangement:
    """What the user asked for; it holds for all lists of findings. ``words`` must all be in a finding to be listed."""

    words: str = ""
    order: Order = Order.LOUDEST
    grouping: Grouping = Grouping.NONE

    def turn_order(self) -> None:
        """Take the next order."""
        self.order = _after(self.order)

    def turn_grouping(self) -> None:
        """Take the next grouping."""
        self.grouping = _after(self.grouping)

    def lists(self, *texts: str) -> bool:
        """Tell whether something that says these texts is listed."""
        said = " ".join(texts).casefold()
        return all(word in said for word in self.words.casefold().split())

    def arranged(self, findings: Iterable[Finding], names: dict[str, str]) -> list[Finding | Heading]:
        """List those findings (loudest first) that were asked for; ``names`` are those of the rules, by code."""
        listed = [one for one in findings if self.lists(*_texts(one, names))]
        if self.order is Order.FILE:
            listed.sort(key=lambda one: (str(one.location.path), one.location.line or 0))
        elif self.order is Order.RULE:
            listed.sort(key=lambda one: one.rule)
        if self.grouping is Grouping.NONE:
            return [*listed]
        groups: dict[str, list[Finding]] = {}
        for one in listed:
            groups.setdefault(self._heading(one), []).append(one)
        rows: list[Finding | Heading] = []
        for heading in sorted(groups) if self.order is Order.FILE else groups:
            rows += [Heading(heading), *groups[heading]]
        return rows

    def _heading(self, finding: Finding) -> str:
        if self.grouping is Grouping.FILE:
            return str(finding.location.path)
        return ", ".join(finding.environments) or _NOWHERE.render()

    @property
    def said(self) -> list[Message]:
        """What is not as at the start, in words."""
        told = [msg("filter: {words}", words=self.words)] if self.words else []
        if self.order is not Order.LOUDEST:
            told.append(ORDER_SAID[self.order])
        if self.grouping is not Grouping.NONE:
            told.append(GROUPING_SAID[self.grouping])
        return told


def _texts(finding: Finding, names: dict[str, str]) -> tuple[str, ...]:
    where = (str(finding.location), *finding.environments)
    return (finding.rule, names.get(finding.rule, ""), *where, finding.message.render())


def _after(now: Kind) -> Kind:
    kinds: list[Kind] = list(type(now))
    return kinds[(kinds.index(now) + 1) % len(kinds)]
