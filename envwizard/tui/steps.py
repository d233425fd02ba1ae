"""The wizard's steps, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from envwizard.model.message import Message, msg

if TYPE_CHECKING:  # the first frame does not wait for it
    from envwizard.model.finding import Pitfall


class Step(NamedTuple):
    """One step: its id, its name, the question it answers, the key that opens it from anywhere, its pitfall's number.

    ``number`` is 0 where it has no pitfall.
    """

    id: str
    called: Message
    asks: Message
    key: str
    number: int = 0

    @property
    def name(self) -> str:
        """The name, in the language in force."""
        return self.called.render()

    @property
    def question(self) -> str:
        """The question, in the language in force."""
        return self.asks.render()

    @property
    def pitfall(self) -> Pitfall | None:
        """The pitfall that the step is about."""
        from envwizard.model.finding import Pitfall

        return Pitfall(self.id) if self.number else None

    @property
    def title(self) -> str:
        """The name, with the pitfall's number before it."""
        return f"{self.number} {self.name}" if self.number else self.name


PROBE = Step("probe", msg("Probe"), msg("reads the project, changes nothing"), "0")
ENVIRONMENTS = Step("environments", msg("Environments"), msg("what each one really runs with"), "e")
REVIEW = Step("review", msg("Review"), msg("choose what is mended in one go"), "6")
REPORT = Step("report", msg("Report"), msg("what changed and what is left"), "7")

PITFALLS = (
    Step("isolation", msg("Isolation"), msg("is every environment on its own interpreter?"), "1", 1),
    Step("dotenv", msg("dotenv"), msg("is every env file found, whole and loaded in time?"), "2", 2),
    Step("locking", msg("Locking"), msg("does every install get the same packages?"), "3", 3),
    Step("paths", msg("Paths"), msg("does every path hold on every machine?"), "4", 4),
    Step("servers", msg("Servers"), msg("does every server run with the right settings?"), "5", 5),
)

STEPS = (PROBE, ENVIRONMENTS, *PITFALLS, REVIEW, REPORT)


def step_named(name: str) -> Step:
    """Give the step with this id."""
    return next(step for step in STEPS if step.id == name)


def step_of(pitfall: Pitfall) -> Step:
    """Give the step of a pitfall."""
    return PITFALLS[pitfall.number - 1]
