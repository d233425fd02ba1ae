"""Why a distribution is asked for, or comes with others: in full."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button

from envwizard.model.message import msg
from envwizard.model.migration import SplitPackage
from envwizard.tui.bindings import key
from envwizard.tui.screens.dialog import Dialog
from envwizard.tui.widgets.finding_detail import FindingDetail
from envwizard.tui.widgets.safe import line, safe, say


class ReasonScreen(Dialog[bool]):
    """Shows one row of the split; ``space`` or the button decides otherwise."""

    BINDINGS = [key("space", "decide", msg("Decide otherwise"))]  # noqa: RUF012 - as Textual declares it
    CSS = """
    ReasonScreen .dialog { width: 84; }
    ReasonScreen FindingDetail { height: auto; max-height: 12; }
    """

    def __init__(self, package: SplitPackage) -> None:
        super().__init__()
        self._package = package

    def compose(self) -> ComposeResult:
        """Build the rows and the buttons."""
        one = self._package
        with Vertical(classes="dialog") as box:
            yield FindingDetail(id="row")
            with Horizontal(classes="buttons"):
                yield Button(say("Back"), id="back", classes="main", compact=True)
                other = say("Leave it to those that need it") if one.direct else say("Take it as asked for")
                yield Button(other, id="decide", compact=True)
        state = say("asked for") if one.direct else say("comes with others")
        self.panel(box, line(one.name) + Content("  ") + state.stylize("not bold $quiet"), say("Esc goes back"))

    def on_mount(self) -> None:
        """Say everything that is known of it."""
        one = self._package
        places = [line(str(each.location), "$text-accent") for each in one.evidence]
        self.query_one(FindingDetail).show(
            [
                (say("Reason"), safe(one.reason)),
                (say("Seen at"), Content("\n").join(places)),
                (say("Version"), line(one.version) if one.version else say("none in force")),
                (say("Needed by"), line(", ".join(one.needed_by)) if one.needed_by else say("nothing that is listed")),
                (say("Layer"), line(one.layer)),
                (say("Line"), line(one.requirement) if one.direct else say("none: the compiler adds it to the lock")),
            ]
        )
        self.query_one("#back").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        (self.action_decide if event.button.id == "decide" else self.action_cancel)()

    def action_decide(self) -> None:
        """Decide otherwise."""
        self.dismiss(True)
