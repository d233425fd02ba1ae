"""The findings of a pitfall, and below them the rules that found nothing."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from envwizard.model.finding import Finding
from envwizard.model.message import msg
from envwizard.model.report import Outcome, OutcomeKind
from envwizard.model.rule import Rule
from envwizard.tui.widgets import glyphs
from envwizard.tui.widgets.file_line import told
from envwizard.tui.widgets.glyphs import glyph, sign_of
from envwizard.tui.widgets.safe import one_line, say

Entry = Finding | tuple[Rule, Outcome]

_SIGN = {
    OutcomeKind.PASSED: glyphs.OK,
    OutcomeKind.FAILED: glyphs.WARNING,
    OutcomeKind.NOT_APPLICABLE: glyphs.NONE,
    OutcomeKind.SKIPPED: glyphs.WAITING,
    OutcomeKind.CRASHED: glyphs.PROBLEM,
}


def outcome_word(outcome: Outcome) -> Content:
    """Say how a rule ended."""
    return {
        OutcomeKind.PASSED: say("OK"),
        OutcomeKind.FAILED: say("SUPPRESSED"),
        OutcomeKind.NOT_APPLICABLE: say("DOES NOT APPLY"),
        OutcomeKind.SKIPPED: say("SKIPPED"),
        OutcomeKind.CRASHED: say("CRASHED"),
    }[outcome.kind]


def outcome_sign(outcome: Outcome) -> str:
    """Give the sign of how a rule ended."""
    return _SIGN[outcome.kind]


class FindingList(OptionList):
    """Findings first, loudest on top; then how the other rules ended. One line each."""

    DEFAULT_CSS = """
    FindingList { text-wrap: nowrap; text-overflow: ellipsis; height: auto; }
    """

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.entries: tuple[Entry, ...] = ()

    @property
    def entry(self) -> Entry | None:
        """What is highlighted."""
        place = self.highlighted
        return self.entries[place] if place is not None and place < len(self.entries) else None

    def show(self, entries: Sequence[Entry], points: dict[str, str], marked: set[str], chosen: str | None) -> None:
        """Fill the list and highlight the finding with the fingerprint ``chosen``, or the first entry."""
        place = min(self.highlighted or 0, len(entries) - 1)
        self.entries = tuple(entries)
        self.set_options([Option(self._line(entry, points, marked)) for entry in entries])
        prints = [entry.fingerprint if isinstance(entry, Finding) else None for entry in entries]
        if entries:
            self.highlighted = prints.index(chosen) if chosen is not None and chosen in prints else place

    def mark(self, points: dict[str, str], marked: set[str]) -> None:
        """Draw the highlighted finding anew, after its mark was set or taken away."""
        place = self.highlighted
        if place is not None and self.entry is not None:
            self.replace_option_prompt_at_index(place, self._line(self.entry, points, marked))

    def _line(self, entry: Entry, points: dict[str, str], marked: set[str]) -> Content:
        if isinstance(entry, Finding):
            mark = "•" if entry.fingerprint in marked else " "
            point = points.get(entry.rule, "")
            return Content.assemble(
                glyph(sign_of(entry.severity), "bold"),
                Content.styled(mark, "$text-accent bold"),
                Content.styled(f"{point:<4} ", "$quiet"),
                told(entry),
            )
        rule, outcome = entry
        words = outcome.reason if outcome.reason is not None else rule.summary
        if outcome.kind is OutcomeKind.PASSED:
            words = msg("nothing found")
        text = f"{rule.name}: {one_line(words)}"
        return Content.assemble(
            glyph(_SIGN[outcome.kind]),
            Content.styled(f" {rule.point:<4} {text}", "$quiet"),
        )
