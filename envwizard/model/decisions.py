"""What the user has decided: answers to questions, environments described by hand, the roots that count."""

from __future__ import annotations

from dataclasses import dataclass

from envwizard.model.environment import Role
from envwizard.model.paths import ProjectPath
from envwizard.model.secret import Secret


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a question by its id. ``given`` says where (``--answer``, ``pyproject.toml``, ``the wizard``).

    The value may be a secret of the user's: it shows itself to nobody.
    """

    question: str
    value: Secret
    given: str


@dataclass(frozen=True, slots=True)
class DescribedEnvironment:
    """An environment of the configuration. ``files`` are patterns as in a .gitignore; ``source`` is the file."""

    name: str
    role: Role
    files: tuple[str, ...]
    source: ProjectPath


@dataclass(frozen=True, slots=True)
class Decisions:
    """Everything that outranks the evidence, and the Python roots that were chosen (none: all)."""

    answers: tuple[Answer, ...] = ()
    environments: tuple[DescribedEnvironment, ...] = ()
    roots: tuple[str, ...] = ()

    def answer(self, question: str) -> Answer | None:
        """The answer to a question; of several the first counts."""
        return next((one for one in self.answers if one.question == question), None)
