"""What the evidence about environments leaves open, as questions, and the files whose judgement hangs on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envwizard.analysis.environments.belonging import belongings
from envwizard.analysis.environments.decided import KIND, environment_choices, question_id
from envwizard.analysis.environments.file_belonging import UNKNOWN, Belonging
from envwizard.analysis.environments.references import references
from envwizard.model.environment import Evidence
from envwizard.model.facts import Facts
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Question
from envwizard.model.source import Location

# What starts or builds something: only of these the environment matters enough to ask.
_ASKED = ("compose file", "image", "script", "server configuration")
_MOST_EVIDENCE = 8


def questions(facts: Facts) -> tuple[Question, ...]:
    """Ask which environment a file serves where the evidence speaks for two."""
    return tuple(_question(one, facts) for one in belongings(facts) if is_open(one))


def is_open(one: Belonging) -> bool:
    """Tell whether a file's evidence contradicts itself, so that only the user knows."""
    if one.is_settled or one.kind not in _ASKED:
        return False
    return bool(one.against) or (not one.roles and bool(one.evidence.get(UNKNOWN)))


def _question(one: Belonging, facts: Facts) -> Question:
    evidence = [says for found in one.evidence.values() for says in found]
    return Question(
        id=question_id(one.path),
        text=msg("Which environment does {path} serve?", path=one.path),
        choices=environment_choices(facts),
        default=next(iter(one.roles), one.leaning),
        evidence=tuple(dict.fromkeys((*evidence, *one.against)))[:_MOST_EVIDENCE],
        about=one.path,
    )


def as_answered(path: ProjectPath, facts: Facts) -> Iterator[Question]:
    """Give the question about a file with its answer as the default, where it has one."""
    answer = facts.decisions.answer(question_id(path))
    if answer is not None:
        yield Question(
            id=answer.question,
            text=msg("Which environment does {path} serve?", path=path),
            choices=environment_choices(facts),
            default=answer.value.reveal(),
            evidence=(Evidence(Location(path), msg("answered: {given}", given=answer.given)),),
            about=path,
        )


def hanging_on(asked: Iterable[Question], facts: Facts) -> dict[ProjectPath, Question]:
    """Give the files whose judgement hangs on an open question: those asked about, and what they alone start."""
    mine = (question for question in asked if question.id.startswith(f"{KIND}:"))
    found = {question.about: question for question in mine if question.about is not None}
    if not found:
        return {}
    files = {one.path: one for one in belongings(facts)}
    users: dict[ProjectPath, set[ProjectPath]] = {}
    for use in references(facts, files):
        users.setdefault(use.used, set()).add(use.user)
    hanging = dict(found)
    for path, by in users.items():
        if path not in hanging and not files[path].is_settled and by <= set(found) and not files[path].is_named:
            hanging[path] = found[sorted(by)[0]]
    return hanging
