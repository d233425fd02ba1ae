"""From findings to a plan: a fix for each that holds by itself; those that clash are left for the next round."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from envwizard.edits.proof import breaks
from envwizard.edits.splice import file_changes, overlap
from envwizard.model.change import Applicability, ChangeSet, Edit, Fix
from envwizard.model.errors import EnvwizardError, UsageError
from envwizard.model.facts import Facts
from envwizard.model.finding import Finding
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.plan import Choice, LeftOut, Plan, PlannedFix
from envwizard.model.question import Answers, Question
from envwizard.model.rule import Files, Rule

Exists = Callable[[ProjectPath], bool]

_NEXT_ROUND = msg("The fix touches the same lines as another: it waits for the next round.")


def plan_fixes(
    findings: Iterable[Finding],
    rules: dict[str, Rule],
    facts: Facts,
    files: Files,
    exists: Exists,
    *,
    unsafe: bool,
    answers: Answers,
    defaults: bool,
) -> Plan:
    """Compute the fix of each finding and keep those that can be applied together, in the order given.

    Where two change the same lines, that of a rule which leads is kept, else the first.
    ``unsafe`` takes the fixes of that applicability too; ``defaults`` those that go by the default of a choice that
    nobody has made. Whatever is left out says why: no fix, however wrong, keeps the others from being applied. Raises
    ``UsageError`` for an answer that is no choice, unless ``defaults`` are taken.
    """
    findings = list(findings)
    planned: list[PlannedFix] = []
    left_out: list[LeftOut] = []
    taken: dict[ProjectPath, list[Edit]] = {}
    choices: dict[str, Question] = {}
    for finding in sorted(findings, key=lambda one: not rules[one.rule].leads):
        rule = rules[finding.rule]
        if rule.fix is None or finding.fix is None:
            left_out.append(LeftOut(finding, msg("This finding has no automatic fix.")))
            continue
        try:
            fix = rule.fix(finding, facts, files, answers)
        except UsageError as error:
            if not defaults:
                raise
            left_out.append(LeftOut(finding, error.message))
            continue
        except EnvwizardError as error:
            left_out.append(LeftOut(finding, error.message))
            continue
        except Exception as error:  # noqa: BLE001 - one faulty fix must not keep the others from the user
            left_out.append(LeftOut(finding, _crashed(error)))
            continue
        if fix.applicability is Applicability.UNSAFE and not unsafe:
            left_out.append(LeftOut(finding, msg("The fix may change what the program does: it wants your eyes.")))
            continue
        choices.update((choice.id, choice) for choice in fix.choices)
        reason = _why_not(fix, taken, files, exists, answers, defaults)
        if reason is not None:
            told = fix if _is_shown(fix) or any(choice.id not in answers for choice in fix.choices) else None
            left_out.append(LeftOut(finding, reason, told))
            continue
        planned.append(PlannedFix(finding, fix))
        for edit in fix.edits:
            taken.setdefault(edit.path, []).append(edit)
    in_force = (
        Choice(choice, answers.get(choice.id, choice.default), choice.id in answers) for choice in choices.values()
    )
    given = {finding: index for index, finding in enumerate(findings)}
    planned.sort(key=lambda one: given[one.finding])
    left_out.sort(key=lambda one: given[one.finding])
    return Plan(tuple(planned), tuple(left_out), tuple(in_force))


def _why_not(
    fix: Fix, taken: dict[ProjectPath, list[Edit]], files: Files, exists: Exists, answers: Answers, defaults: bool
) -> Message | None:
    """Give the reason to leave a fix out; ``None`` where it can be applied with the edits that are taken already."""
    unmade = [choice for choice in fix.choices if choice.id not in answers]
    nothing = _is_shown(fix)
    if defaults:
        unmade = [choice for choice in unmade if nothing and choice.default is None]
    if unmade and fix.applicability is not Applicability.DISPLAY:
        return _waits_for(unmade[0], told_how=not defaults)
    if nothing:
        return msg("The fix is shown only: its steps are yours to take.")
    flaw = _flaw(fix.edits, files, exists)
    if flaw is not None:
        return flaw
    beside = [edit for path in dict.fromkeys(edit.path for edit in fix.edits) for edit in taken.get(path, ())]
    if overlap(fix.edits, beside) or (beside and _flaw((*beside, *fix.edits), files, exists) is not None):
        return _NEXT_ROUND
    return None


def _is_shown(fix: Fix) -> bool:
    return fix.applicability is Applicability.DISPLAY or not (fix.edits or fix.commands)


def _flaw(edits: Iterable[Edit], files: Files, exists: Exists) -> Message | None:
    """Say what is wrong with edits that are applied together: two clash, one is stale, a file would not be read."""
    try:
        changes = file_changes(tuple(dict.fromkeys(edits)), files, exists)
    except EnvwizardError as error:
        return error.message
    broken = next((change.path for change in changes if breaks(change)), None)
    return None if broken is None else msg("The fix would leave {path} so that it cannot be parsed.", path=broken)


def _crashed(error: Exception) -> Message:
    return msg("The fix itself failed here ({kind}: {error}).", kind=type(error).__name__, error=error)


def _waits_for(choice: Question, *, told_how: bool) -> Message:
    if not told_how:
        return msg("The fix goes by a choice of yours: {question}", question=choice.text)
    if not choice.choices:
        return msg(
            "The fix goes by a choice of yours: {question} Answer with --answer {id}=VALUE.",
            question=choice.text, id=choice.id,
        )  # fmt: skip
    return msg(
        "The fix goes by a choice of yours: {question} Answer with --answer {id}=VALUE, where VALUE is one of "
        "{choices}.",
        question=choice.text, id=choice.id, choices=", ".join(choice.choices),
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
