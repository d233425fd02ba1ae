"""What the wizard needs of an onboarding: ``workflows.onboarding.run.Onboarding`` as the screens see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from envwizard.model.env_form import EnvForm, EnvProblem
    from envwizard.model.expected_service import ProbedService
    from envwizard.model.onboarding import Checklist, Task
    from envwizard.model.plan import Plan
    from envwizard.model.workflow import StepProgress


class WizardOnboarding(Protocol):
    """The calls that the screens use; all but ``form``, ``problem`` and ``make_up`` may take their time."""

    @property
    def checklist(self) -> Checklist:
        """How everything stands."""
        ...

    @property
    def form(self) -> EnvForm | None:
        """The form of the env file."""
        ...

    def look(self) -> Checklist:
        """Look at the project and the machine anew."""
        ...

    def obstacle(self, key: str) -> Task | None:
        """Give the task that has to be done before that one."""
        ...

    def problem(self, key: str, text: str) -> EnvProblem | None:
        """Tell what would become of a value for a key of the env file."""
        ...

    def make_up(self, key: str) -> str:
        """Make up a value for a key."""
        ...

    def fill(self, values: Mapping[str, str]) -> Checklist:
        """Take the values of the form."""
        ...

    def decide(self, question: str, value: str) -> Checklist:
        """Take the answer to a question and look again."""
        ...

    def probe_services(self) -> tuple[ProbedService, ...]:
        """Knock at the ports of the services."""
        ...

    def run(
        self,
        key: str,
        on_progress: Callable[[StepProgress], None] = ...,
        on_line: Callable[[str], None] = ...,
        cancelled: Callable[[], bool] = ...,
    ) -> Task:
        """Do a task."""
        ...


# Begins an onboarding of the open project; it looks at the machine and may take its time.
BeginOnboarding = Callable[[], WizardOnboarding]
# Plans the block "Getting started" for the README, and an example of the env file where there is none.
PlanReadme = Callable[[], "Plan"]
