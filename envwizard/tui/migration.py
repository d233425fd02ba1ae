"""What the wizard needs of a migration: ``workflows.migration.guide.Guide`` as the screens see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from envwizard.model.migration import MigrationPlan, PinChange, Setting
    from envwizard.model.plan import Plan, Preview
    from envwizard.model.workflow import StepProgress, StepStatus


class WizardMigration(Protocol):
    """The calls that the screens use. ``look``, ``choose``, ``split``, ``run``, ``places`` may take their time."""

    def look(self) -> None:
        """Read the project and find what there is to migrate."""
        ...

    def choose(self, key: str, value: str) -> None:
        """Take the value of a setting."""
        ...

    @property
    def settings(self) -> tuple[Setting, ...]:
        """The settings; empty where there is nothing to migrate."""
        ...

    def split(self, cancelled: Callable[[], bool] = ...) -> None:
        """Decide what is direct; raises ``Cancelled``."""
        ...

    def toggle(self, name: str, *, direct: bool) -> None:
        """Take a distribution as asked for, or leave it to those that need it; to be followed by ``split``."""
        ...

    @property
    def found(self) -> MigrationPlan:
        """The split, the layers and what is to be known of them."""
        ...

    @property
    def steps(self) -> tuple[StepStatus, ...]:
        """The six steps as they stand."""
        ...

    def write(self) -> None:
        """Go on with the split as it is now."""
        ...

    def run(
        self,
        key: str,
        on_progress: Callable[[StepProgress], None] = ...,
        cancelled: Callable[[], bool] = ...,
    ) -> StepStatus:
        """Run a step; one that was cancelled waits again."""
        ...

    @property
    def output(self) -> tuple[str, ...]:
        """The tool's own text of the last failure."""
        ...

    @property
    def changes(self) -> tuple[PinChange, ...]:
        """Every version before and after."""
        ...

    def plan(self) -> Plan:
        """Give the whole as one plan, which becomes one change set."""
        ...

    def places(self) -> Preview:
        """Show what becomes of the files that are no sources and locks."""
        ...

    def close(self) -> None:
        """Remove what the steps left in a temporary folder."""
        ...


# Begins a migration of the open project.
BeginMigration = Callable[[], WizardMigration]
