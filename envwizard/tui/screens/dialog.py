"""What the wizard's modal screens have in common."""

from __future__ import annotations

from typing import TypeVar, cast

from textual.screen import ModalScreen

from envwizard.model.message import msg
from envwizard.tui.background import Background
from envwizard.tui.bindings import SpokenScreen, key
from envwizard.tui.screens.panels import Panels
from envwizard.tui.state import WizardState
from envwizard.tui.wizard import Wizard

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer], SpokenScreen[Answer], Background, Panels):
    """A modal screen. Esc goes back and changes nothing."""

    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        key("escape", "cancel", msg("Back"), msg("Go back, change nothing")),
        key("ctrl+p", "app.command_palette", msg("Commands"), show=False),
    ]

    @property
    def wizard(self) -> Wizard:
        """The app, as what it is."""
        return cast(Wizard, self.app)

    @property
    def state(self) -> WizardState:
        """What all screens share."""
        return self.wizard.state

    def on_mount(self) -> None:
        """Take away what was said about the screen below. Textual calls this for a dialog with its own, too."""
        self.app.clear_notifications()

    def action_cancel(self) -> None:
        """Go back without an answer."""
        self.dismiss(None)

    def action_keys(self) -> None:
        """List the keys of this screen."""
        from envwizard.tui.screens.keys import KeysScreen

        self.app.push_screen(KeysScreen(self))
