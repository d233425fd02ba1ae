"""The findings of a pitfall, and below them the rules that found nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from envwizard.model.finding import Finding
from envwizard.model.message import msg
from envwizard.model.report import Outcome, OutcomeKind
from envwizard.model.rule import Rule
from envwizard.tui.arrangement import Heading
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
    """Findings and how other rules ended, one line each, under headings where there are any."""

    DEFAULT_CSS = """
    FindingList { text-wrap: nowrap; text-overflow: ellipsis; height: auto; }
    """

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.rows: tuple[Entry | Heading, ...] = ()

    @property
    def entry(self) -> Entry | None:
        """What is highlighted."""
        place = self.highlighted
        row = self.rows[place] if place is not None and place < len(self.rows) else None
        return None if isinstance(row, Heading) else row

    def show(self, rows: Sequence[Entry | Heading], draw: Callable[[Entry], Content], chosen: str | None) -> None:
        """Fill the list and highlight the finding with the fingerprint ``chosen``, or what stands in its place."""
        place = min(self.highlighted or 0, len(rows) - 1)
        self.rows = tuple(rows)
        self.set_options([_option(row, draw) for row in rows])
        prints = [row.fingerprint if isinstance(row, Finding) else None for row in rows]
        if chosen is not None and chosen in prints:
            self.highlighted = prints.index(chosen)
        elif rows:
            after = (each for each in (*range(place, len(rows)), *range(place)) if not isinstance(rows[each], Heading))
            self.highlighted = next(after, None)

    def draw_again(self, draw: Callable[[Entry], Content]) -> None:
        """Draw the highlighted entry anew, after its mark was set or taken away."""
        place = self.highlighted
        if place is not None and self.entry is not None:
            self.replace_option_prompt_at_index(place, draw(self.entry))


def _option(row: Entry | Heading, draw: Callable[[Entry], Content]) -> Option:
    if isinstance(row, Heading):
        return Option(Content.styled(one_line(row.text), "$text-accent"), disabled=True)
    return Option(draw(row))


def entry_line(entry: Entry, points: dict[str, str], marked: set[str]) -> Content:
    """Write the line of a finding, or of a rule that found nothing; ``points`` are those of the rules."""
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
