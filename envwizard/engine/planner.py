"""From findings to a plan: a fix for each, those that clash left for the next round."""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.edits.splice import overlap
from envwizard.model.change import Applicability, ChangeSet, Edit
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.finding import Finding
from envwizard.model.message import Message, msg
from envwizard.model.plan import LeftOut, Plan, PlannedFix
from envwizard.model.question import Answers, Question
from envwizard.model.rule import Files, Rule


def plan_fixes(
    findings: Iterable[Finding],
    rules: dict[str, Rule],
    facts: Facts,
    files: Files,
    *,
    unsafe: bool,
    answers: Answers,
    defaults: bool,
) -> Plan:
    """Compute the fix of each finding and keep those that can be applied together, in the order given.

    ``unsafe`` takes the fixes of that applicability too; ``defaults`` those that go by the default of a choice that
    nobody has made. Whatever is left out says why. Raises ``UsageError`` for an answer that is no choice.
    """
    planned: list[PlannedFix] = []
    left_out: list[LeftOut] = []
    taken: list[Edit] = []
    for finding in findings:
        rule = rules[finding.rule]
        if rule.fix is None or finding.fix is None:
            left_out.append(LeftOut(finding, msg("This finding has no automatic fix.")))
            continue
        try:
            fix = rule.fix(finding, facts, files, answers)
        except FixUnavailable as error:
            left_out.append(LeftOut(finding, error.message))
            continue
        if fix.applicability is Applicability.DISPLAY or not (fix.edits or fix.commands):
            left_out.append(LeftOut(finding, msg("The fix is shown only: its steps are yours to take."), fix))
        elif fix.applicability is Applicability.UNSAFE and not unsafe:
            left_out.append(LeftOut(finding, msg("The fix may change what the program does: it wants your eyes.")))
        elif not defaults and (unmade := [choice for choice in fix.choices if choice.id not in answers]):
            left_out.append(LeftOut(finding, _waits_for(unmade[0]), fix))
        elif overlap(fix.edits, taken):
            left_out.append(
                LeftOut(finding, msg("The fix touches the same lines as another: it waits for the next round."))
            )
        else:
            planned.append(PlannedFix(finding, fix))
            taken += fix.edits
    return Plan(tuple(planned), tuple(left_out))


def _waits_for(choice: Question) -> Message:
    return msg(
        "The fix goes by a choice of yours: {question} Answer with --answer {id}=VALUE, where VALUE is {choices}.",
        question=choice.text, id=choice.id, choices=", ".join(choice.choices) or msg("your text"),
    )  # fmt: skip


def change_set(plan: Plan, skipped: Iterable[str] = ()) -> ChangeSet:
    """Put the plan's edits together, without those of the files that the user skipped (by path)."""
    unwanted = set(skipped)
    fixes = (*(planned.fix for planned in plan.fixes), *plan.settings)
    edits = (edit for fix in fixes for edit in fix.edits if edit.path.value not in unwanted)
    return ChangeSet(_title(plan), tuple(dict.fromkeys(edits)))


def _title(plan: Plan) -> Message:
    if len(plan.fixes) == 1:
        return plan.fixes[0].fix.title
    if plan.settings and not plan.fixes:
        return plan.settings[0].title
    codes = ", ".join(dict.fromkeys(planned.finding.rule for planned in plan.fixes))
    return msg("{count} fixes: {codes}", count=len(plan.fixes), codes=codes)
