"""What the screens ask of the application; the application knows the screens, not the other way round."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from threading import Event

    from textual.content import Content

    from envwizard.model.finding import Finding
    from envwizard.model.message import Message
    from envwizard.model.source import Location
    from envwizard.tui.state import WizardState
    from envwizard.tui.steps import Step


class Wizard(Protocol):
    """The application as a screen sees it."""

    state: WizardState
    # Set to end the running scan.
    stopped: Event
    # True from the moment at which everything in threads must end.
    ending: bool

    def go(self, step: Step) -> None:
        """Open a step."""
        ...

    def start_scan(self) -> None:
        """Probe the project, unless it is being probed."""
        ...

    def accept_report(self) -> None:
        """Take the report that the session holds and tell the screens."""
        ...

    def confirm_fixes(self, findings: Iterable[Finding]) -> None:
        """Show what mending findings would change, and apply it if the user says so."""
        ...

    def answered(self, question: str, value: str, *, keep: bool) -> None:
        """Take an answer and probe again; to keep it, show first what that would write."""
        ...

    def show_error(self, reason: Message) -> None:
        """Show a sentence about what went wrong."""
        ...

    def open_onboarding(self) -> None:
        """Open the checklist that takes a fresh clone to a running project, where the wizard can begin one."""
        ...

    @property
    def can_onboard(self) -> bool:
        """Whether an onboarding can be begun."""
        ...

    def open_migration(self) -> None:
        """Open the migration to pip-tools, where the wizard can begin one."""
        ...

    @property
    def can_migrate(self) -> bool:
        """Whether there is something to migrate, and nothing is being probed."""
        ...

    @property
    def can_write_readme(self) -> bool:
        """Whether "Getting started" can be written into the README."""
        ...

    def write_readme(self) -> None:
        """Show what "Getting started" would say in the README, and write it if the user says so."""
        ...

    def tell(self, text: Content) -> None:
        """Show a sentence for a moment, in place of the one before it."""
        ...

    def toggle_watch(self) -> None:
        """Begin to probe changes of the project as they come, or stop it."""
        ...

    def copy_commands(self, commands: Iterable[str]) -> None:
        """Put commands into the clipboard, one per line, and say which."""
        ...

    def export_report(self) -> None:
        """Ask for a file and write the report there."""
        ...

    def open_editor(self, place: Location) -> None:
        """Open a file in the user's editor, and probe again afterwards."""
        ...

    def action_leave(self) -> None:
        """Quit; ask first where marks would be lost."""
        ...
