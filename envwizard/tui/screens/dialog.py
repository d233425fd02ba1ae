"""What the wizard's modal screens have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from textual.binding import Binding
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget

from envwizard.tui.background import Background
from envwizard.tui.state import WizardState

if TYPE_CHECKING:
    from envwizard.tui.app import EnvwizardApp

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer], Background):
    """A modal screen. Esc goes back and changes nothing."""

    BINDINGS = [Binding("escape", "cancel", "Back")]  # noqa: RUF012 - as Textual declares it

    @property
    def wizard(self) -> EnvwizardApp:
        """The app, as what it is."""
        return cast("EnvwizardApp", self.app)

    @property
    def state(self) -> WizardState:
        """What all screens share."""
        return self.wizard.state

    def action_cancel(self) -> None:
        """Go back without an answer."""
        self.dismiss(None)

    def panel(self, widget: Widget, title: Content, subtitle: Content | None = None) -> None:
        """Write in the border of a panel."""
        # As Content: a str would be parsed as markup.
        widget.border_title = title
        widget.border_subtitle = subtitle or Content("")
