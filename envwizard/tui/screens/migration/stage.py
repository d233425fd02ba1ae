"""What the panels of the migration have in common."""

from __future__ import annotations

from textual.containers import Vertical
from textual.content import Content

from envwizard.tui.migration import WizardMigration


class Stage(Vertical):
    """The panel of a step, or of what comes before them. ``MAIN`` is the id of the widget that holds the keys."""

    MAIN = ""
    # The names of its methods that a key of the screen calls.
    DOES: tuple[str, ...] = ()

    def __init__(self, id: str) -> None:
        super().__init__(id=id, classes="panel stage")

    def show(self, migration: WizardMigration) -> None:
        """Fill the panel with how things stand."""
        raise NotImplementedError

    def heads(self, migration: WizardMigration) -> tuple[Content, Content]:
        """Give the texts of the panel's border: what it is, and what can be done."""
        raise NotImplementedError

    def do(self, what: str) -> None:
        """Do one of ``DOES``."""
        getattr(self, what)()

    def focus_main(self) -> None:
        """Give the keys to the main widget."""
        self.query_one(f"#{self.MAIN}").focus()
