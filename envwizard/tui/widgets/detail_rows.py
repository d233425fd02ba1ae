"""What the detail of a finding says, row by row."""

from __future__ import annotations

from textual.content import Content

from envwizard.model.change import Applicability
from envwizard.model.finding import Finding
from envwizard.model.message import Message
from envwizard.model.plan import Preview
from envwizard.model.report import Outcome, OutcomeKind
from envwizard.model.rule import Rule
from envwizard.tui.state import can_fix
from envwizard.tui.widgets.file_line import command_line, file_summary
from envwizard.tui.widgets.finding_list import outcome_sign, outcome_word
from envwizard.tui.widgets.glyphs import GLYPH, WORD, glyph
from envwizard.tui.widgets.safe import hint, one_line, safe, say

_PLACES = 3

Rows = list[tuple[Content, Content]]


def title_of(what: Finding | Outcome, rule: Rule | None) -> Content:
    """Write the title of the detail: sign, word, the rule's code and name."""
    if isinstance(what, Finding):
        head = glyph(GLYPH[what.severity], "bold") + Content(f" {WORD[what.severity]}")
    else:
        head = glyph(outcome_sign(what), "bold") + Content(" ") + outcome_word(what)
    name = f"  {what.rule} {rule.name}" if rule else f"  {what.rule}"
    return head + Content.styled(one_line(name), "not bold $quiet")


def finding_rows(finding: Finding, preview: Preview | None, reason: Message | None) -> Rows:
    """Say what was found, why it bites, and what the fix does; ``reason`` is why there is no preview."""
    return [
        (say("Found"), _found(finding)),
        (say("Why"), safe(finding.why)),
        (say("See"), _evidence(finding)),
        (say("Fix"), _fix(finding)),
        (say("Files"), _files(finding, preview, reason)),
        (say("Runs"), _commands(preview)),
        (say("Do"), _described(preview)),
    ]


def outcome_rows(rule: Rule, outcome: Outcome) -> Rows:
    """Say how a rule ended that found nothing."""
    reason = safe(outcome.reason) if outcome.reason is not None else Content("")
    if outcome.kind is OutcomeKind.PASSED and not reason:
        reason = say("The project was looked through and nothing of this kind is in it.")
    return [
        (say("Rule"), safe(rule.summary)),
        (say("Result"), reason),
        (say("Page"), say("x explains the rule")),
    ]


def _found(finding: Finding) -> Content:
    text = Content(one_line(finding.message.render()))
    place = one_line(str(finding.location))
    if place not in text.plain and one_line(str(finding.location.path)) not in text.plain:
        text += Content.styled(f"  {place}", "$text-accent")
    if finding.environments:
        names = ", ".join(one_line(name) for name in finding.environments)
        text += Content.styled(f"  ({names})", "$quiet")
    return text


def _evidence(finding: Finding) -> Content:
    lines = [
        Content.styled(one_line(str(each.location)), "$text-accent") + Content(f"  {one_line(each.message.render())}")
        for each in finding.evidence[:_PLACES]
    ]
    if len(finding.evidence) > _PLACES:
        left = len(finding.evidence) - _PLACES
        lines.append(hint("and 1 more place") if left == 1 else hint("and {count} more places", count=left))
    return Content("\n").join(lines)


def _fix(finding: Finding) -> Content:
    if finding.fix is None:
        return Content.styled(say("none: this is yours to decide").plain, "$quiet")
    title = safe(finding.fix.title)
    if finding.fix.applicability is Applicability.UNSAFE:
        return title + Content.styled(
            "  " + say("(look at it closely: it may change behaviour)").plain, "$text-warning"
        )
    if finding.fix.applicability is Applicability.DISPLAY:
        return title + Content.styled("  " + say("(described only)").plain, "$quiet")
    return title


def _files(finding: Finding, preview: Preview | None, reason: Message | None) -> Content:
    if not can_fix(finding):
        return Content("")
    if reason is not None:
        return Content.styled(one_line(reason.render()), "$text-warning")
    if preview is None:
        return Content.styled("…", "dim")
    if preview.diffs:
        return Content(" · ").join(file_summary(diff) for diff in preview.diffs)
    if preview.plan.left_out:
        return Content.styled(one_line(preview.plan.left_out[0].reason.render()), "$text-warning")
    return Content.styled(say("no file changes").plain, "$quiet")


def _described(preview: Preview | None) -> Content:
    """Give the steps of a fix that is only described."""
    fixes = [left.fix for left in preview.plan.left_out if left.fix is not None] if preview else []
    lines = [Content(command_line(command)) for fix in fixes for command in fix.commands]
    lines += [safe(note) for fix in fixes for note in fix.notes]
    return Content("\n").join(lines)


def _commands(preview: Preview | None) -> Content:
    if preview is None:
        return Content("")
    return Content("\n").join(Content(command_line(command)) for command in preview.commands)
