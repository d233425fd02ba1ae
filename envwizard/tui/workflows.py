"""The workflows that the wizard can open beside its steps: the onboarding and the migration."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from envwizard.tui.steps import REPORT

if TYPE_CHECKING:
    from envwizard.model.plan import Preview
    from envwizard.tui.app import EnvwizardApp
    from envwizard.tui.migration import BeginMigration
    from envwizard.tui.onboarding import BeginOnboarding, PlanReadme


@dataclass(frozen=True)
class Workflows:
    """What begins each of them, where it can be begun; ``opens`` names the one that the wizard begins with."""

    onboarding: BeginOnboarding | None = None
    migration: BeginMigration | None = None
    opens: str = ""
    readme: PlanReadme | None = None

    def write_readme(self, app: EnvwizardApp) -> None:
        """Show what "Getting started" would say in the README, and write it if the user says so."""
        from envwizard.tui.screens.applying import ApplyingScreen
        from envwizard.tui.screens.confirm import ConfirmScreen

        def confirmed(preview: Preview | None) -> None:
            if preview is not None:
                app.push_screen(ApplyingScreen(preview))

        if (plan := self.readme) is not None:
            app.push_screen(ConfirmScreen(lambda _answers, _kept: plan()), confirmed)

    def open_first(self, app: EnvwizardApp) -> None:
        """Open the one that the wizard begins with, if any."""
        if self.opens == "onboarding":
            app.call_after_refresh(app.open_onboarding)
        elif self.opens == "migration":
            app.call_after_refresh(app.open_migration)

    def open_onboarding(self, app: EnvwizardApp) -> None:
        """Open the checklist; probe again afterwards."""
        from envwizard.tui.screens.onboarding.checklist import OnboardingScreen

        def left(_: object) -> None:
            app.start_scan()

        if self.onboarding is not None:
            app.push_screen(OnboardingScreen(self.onboarding), left)

    def open_migration(self, app: EnvwizardApp) -> None:
        """Open the steps; where the wizard began with them, it ends with the report of what changed."""
        from envwizard.tui.screens.migration.screen import MigrationScreen

        def left(applied: bool | None) -> None:
            if applied and self.opens == "migration":
                # Not before the screen is gone.
                app.call_later(partial(app.go, REPORT))

        if self.migration is not None:
            app.push_screen(MigrationScreen(self.migration), left)

    def can_migrate(self, app: EnvwizardApp) -> bool:
        """Tell whether there is something to migrate, and nothing is being probed."""
        report = app.state.report
        return self.migration is not None and not app.state.scanning and report is not None and report.can_migrate
