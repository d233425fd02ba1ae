"""The wizard's steps, in their order."""

from __future__ import annotations

from dataclasses import dataclass

from envwizard.model.finding import Pitfall


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its id, its name, its short name for narrow terminals, the question it answers and its pitfall."""

    id: str
    name: str
    short: str
    question: str
    pitfall: Pitfall | None = None

    @property
    def title(self) -> str:
        """The name, with the pitfall's number before it."""
        return f"{self.pitfall.number} {self.name}" if self.pitfall else self.name


PROBE = Step("probe", "Probe", "Prob", "reads the project, changes nothing")
ENVIRONMENTS = Step("environments", "Environments", "Envi", "what each one really runs with")
REVIEW = Step("review", "Review", "Revi", "choose what is mended in one go")
REPORT = Step("report", "Report", "Repo", "what changed and what is left")

PITFALLS = (
    Step("isolation", "Isolation", "Isol", "is every environment on its own interpreter?", Pitfall.ISOLATION),
    Step("dotenv", "dotenv", "dote", "is every env file found, whole and loaded in time?", Pitfall.DOTENV),
    Step("locking", "Locking", "Lock", "does every install get the same packages?", Pitfall.LOCKING),
    Step("paths", "Paths", "Path", "does every path hold on every machine?", Pitfall.PATHS),
    Step("servers", "Servers", "Serv", "does every server run with the right settings?", Pitfall.SERVERS),
)

STEPS = (PROBE, ENVIRONMENTS, *PITFALLS, REVIEW, REPORT)


def step_named(name: str) -> Step:
    """Give the step with this id."""
    return next(step for step in STEPS if step.id == name)


def step_of(pitfall: Pitfall) -> Step:
    """Give the step of a pitfall."""
    return PITFALLS[pitfall.number - 1]
