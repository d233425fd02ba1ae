"""What the detail of a finding says, row by row."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from envwizard.model.change import Applicability
from envwizard.model.environment import Evidence
from envwizard.model.finding import Finding
from envwizard.model.message import Message
from envwizard.model.plan import LeftOut, Preview
from envwizard.model.report import Outcome, OutcomeKind
from envwizard.model.rule import Rule
from envwizard.tui.state import can_fix
from envwizard.tui.widgets.file_line import command_line, file_summary, names_its_file
from envwizard.tui.widgets.finding_list import outcome_sign, outcome_word
from envwizard.tui.widgets.glyphs import glyph, sign_of, word_of
from envwizard.tui.widgets.safe import hint, line, one_line, safe, say

# So many other places stand before the fix, the rest after it.
_PLACES = 3

Rows = list[tuple[Content, Content]]


def title_of(what: Finding | Outcome, rule: Rule | None) -> Content:
    """Write the title of the detail: sign, word, the rule's code and name."""
    if isinstance(what, Finding):
        head = glyph(sign_of(what.severity), "bold") + Content(f" {word_of(what.severity)}")
    else:
        head = glyph(outcome_sign(what), "bold") + Content(" ") + outcome_word(what)
    name = f"  {what.rule} {rule.name}" if rule else f"  {what.rule}"
    return head + Content.styled(one_line(name), "not bold $quiet")


def finding_rows(finding: Finding, preview: Preview | None, reason: Message | None) -> Rows:
    """Say what was found, why it bites, and what the fix does; ``reason`` is why there is no preview."""
    return [
        (say("Found"), _found(finding)),
        (say("Why"), safe(finding.why)),
        (say("See"), _evidence(finding.evidence[:_PLACES])),
        (say("Fix"), _fix(finding)),
        (say("Files"), _files(finding, preview, reason)),
        (say("Runs"), _commands(preview)),
        (say("Do"), steps(preview.plan.left_out) if preview else Content("")),
        (say("See also"), _evidence(finding.evidence[_PLACES:])),
    ]


def outcome_rows(rule: Rule, outcome: Outcome) -> Rows:
    """Say how a rule ended that found nothing."""
    reason = safe(outcome.reason) if outcome.reason is not None else Content("")
    if outcome.kind is OutcomeKind.PASSED and not reason:
        reason = say("The project was looked through and nothing of this kind is in it.")
    return [
        (say("Looks for"), safe(rule.summary)),
        (say("Result"), reason),
        (say("Page"), say("x explains the rule")),
    ]


def _found(finding: Finding) -> Content:
    text = Content(one_line(finding.message.render()))
    if not names_its_file(finding):
        text += Content.styled(f"  {one_line(str(finding.location))}", "$text-accent")
    if finding.environments:
        names = ", ".join(one_line(name) for name in finding.environments)
        text += Content.styled(f"  ({names})", "$quiet")
    return text


def _evidence(places: Iterable[Evidence]) -> Content:
    return Content("\n").join(
        Content.styled(one_line(str(each.location)), "$text-accent") + Content("  ") + line(each.message)
        for each in places
    )


def _fix(finding: Finding) -> Content:
    if finding.fix is None:
        return Content.styled(say("none: this is yours to decide, and x says how").plain, "$quiet")
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
        return Content.styled("…", "$quiet")
    if preview.diffs:
        return Content(" · ").join(file_summary(diff) for diff in preview.diffs)
    if preview.plan.left_out:
        return Content.styled(one_line(preview.plan.left_out[0].reason.render()), "$text-warning")
    return Content("") if preview.commands else hint("no file changes")


def steps(left_out: Iterable[LeftOut]) -> Content:
    """Give the commands and notes of fixes that are only described."""
    fixes = [left.fix for left in left_out if left.fix is not None]
    lines = [Content(command_line(command)) for fix in fixes for command in fix.commands]
    lines += [safe(note) for fix in fixes for note in fix.notes]
    return Content("\n").join(lines)


def _commands(preview: Preview | None) -> Content:
    if preview is None:
        return Content("")
    return Content("\n").join(Content(command_line(command)) for command in preview.commands)
