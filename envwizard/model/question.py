"""What the evidence leaves open and the user decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from envwizard.model.environment import Evidence
from envwizard.model.message import Message


@dataclass(frozen=True, slots=True)
class Question:
    """A choice: ``choices`` are the values, ``default`` one of them, or ``None`` where no choice is better."""

    id: str
    text: Message
    choices: tuple[str, ...]
    default: str | None
    evidence: tuple[Evidence, ...] = ()


# The user's answers by question id.
Answers = Mapping[str, str]
