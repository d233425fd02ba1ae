"""What the evidence leaves open and the user decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from envwizard.model.environment import Evidence
from envwizard.model.errors import UsageError
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath


@dataclass(frozen=True, slots=True)
class Question:
    """A choice: ``choices`` are the values, ``default`` one of them, or ``None`` where no choice is better.

    The id is the kind of question and the path that it is about (``environment:compose.yml``).
    """

    id: str
    text: Message
    choices: tuple[str, ...]
    default: str | None
    evidence: tuple[Evidence, ...] = ()
    # The file that it is about, if it is about one.
    about: ProjectPath | None = None


# Kinds of questions that a workflow asks beside the scan: an answer to one of them may be given to any command.
WORKFLOW_KINDS = frozenset(
    ("migrate-from", "target-python", "onboard-python", "onboard-root", "install-with", "recreate", "env")
)

# The user's answers by question id.
Answers = Mapping[str, str]


def chosen(question: Question, answers: Answers) -> str | None:
    """Give the user's answer to a question, else its default.

    Raises ``UsageError`` where the answer is none of the question's choices; a question without choices takes any text.
    """
    answer = answers.get(question.id)
    if answer is None:
        return question.default
    if question.choices and answer not in question.choices:
        raise UsageError(
            msg("The answer to {id} must be one of {choices}.", id=question.id, choices=", ".join(question.choices))
        )
    return answer
