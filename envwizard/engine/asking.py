"""The questions of a scan, the answers given to them, and how sure findings are while a question is open."""

from __future__ import annotations

from dataclasses import replace

from envwizard.analysis.environments import questions
from envwizard.analysis.environments.decided import KIND, environment_choices
from envwizard.analysis.environments.open_questions import as_answered, hanging_on
from envwizard.engine.registry import all_rules
from envwizard.model.environment import Evidence
from envwizard.model.errors import UsageError
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding
from envwizard.model.message import msg
from envwizard.model.nearest import nearest
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.question import WORKFLOW_KINDS, Question
from envwizard.model.source import Location

_LOWER = {Confidence.HIGH: Confidence.MEDIUM, Confidence.MEDIUM: Confidence.LOW, Confidence.LOW: Confidence.LOW}


def open_questions(facts: Facts) -> tuple[Question, ...]:
    """Everything that the evidence leaves open and that has no answer yet."""
    answered = {answer.question for answer in facts.decisions.answers}
    asked = (*questions(facts), *_of_rules(facts))
    return tuple(question for question in asked if question.id not in answered)


def _of_rules(facts: Facts) -> tuple[Question, ...]:
    return tuple(question for rule in all_rules() if rule.questions is not None for question in rule.questions(facts))


def answered_questions(facts: Facts) -> tuple[Question, ...]:
    """The questions that have an answer, which is their default now, so that it can be seen and changed."""
    told = [question for one in facts.file_environments for question in as_answered(one.path, facts)]
    for question in _of_rules(facts):
        answer = facts.decisions.answer(question.id)
        if answer is not None:
            told.append(replace(question, default=answer.value.reveal()))
    return tuple(dict.fromkeys(told))


def check_answers(facts: Facts, accepted: frozenset[str] = frozenset()) -> None:
    """Raise ``UsageError`` for an answer to no question, or one that is none of its choices.

    An answer that is kept though its question has been settled since is in order while its file is there, and so is
    one of the ``accepted`` questions: a fix that went by it may have deleted the file. What an answer says is repeated
    in no message.
    """
    if not facts.decisions.answers:
        return
    asked = {question.id: question for question in (*questions(facts), *_of_rules(facts))}
    present = {entry.path for entry in facts.inventory.files}
    present |= {
        one.path for env in facts.virtualenvs if (one := env.configuration) and isinstance(one.path, ProjectPath)
    }
    for answer in facts.decisions.answers:
        kind, _, about = answer.question.partition(":")
        if kind in WORKFLOW_KINDS:
            continue
        question = asked.get(answer.question)
        known = kind == KIND or any(kind in rule.asks for rule in all_rules())
        settled = answer.question in accepted or (known and (about == ROOT.value or ProjectPath(about) in present))
        if question is None and not settled:
            ids = (*asked, *(f"{KIND}:{one.path}" for one in facts.file_environments))
            raise UsageError(
                msg("{given}: there is no question {id}.{hint}", given=answer.given, id=answer.question,
                    hint=nearest(answer.question, ids))
            )  # fmt: skip
        choices = question.choices if question is not None else environment_choices(facts) if kind == KIND else ()
        if choices and answer.value.reveal() not in choices:
            raise UsageError(
                msg("{given}: the answer to {id} must be one of {choices}.{hint}", given=answer.given,
                    id=answer.question, choices=", ".join(choices), hint=nearest(answer.value.reveal(), choices))
            )  # fmt: skip


def with_doubts(findings: tuple[Finding, ...], asked: tuple[Question, ...], facts: Facts) -> tuple[Finding, ...]:
    """Lower the confidence of the findings that hang on an open question, and say on which."""
    hanging = hanging_on(asked, facts)
    if not hanging:
        return findings
    return tuple(_doubted(finding, hanging) for finding in findings)


def _doubted(finding: Finding, hanging: dict[ProjectPath, Question]) -> Finding:
    paths = [finding.location.path, *(one.location.path for one in finding.evidence)]
    question = next((hanging[path] for path in paths if isinstance(path, ProjectPath) and path in hanging), None)
    if question is None or question.about is None:
        return finding
    says = msg("it is open which environment {path} serves; this finding hangs on it", path=question.about)
    evidence = (*finding.evidence, Evidence(Location(question.about), says))
    return replace(finding, confidence=_LOWER[finding.confidence], evidence=evidence)
