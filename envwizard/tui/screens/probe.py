"""The first step: the scan while it runs, and what it gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Button, Static

from envwizard.model.message import msg
from envwizard.tui.bindings import key
from envwizard.tui.screens.step import StepScreen
from envwizard.tui.steps import PITFALLS, Step
from envwizard.tui.widgets.probe_table import ProbeTable
from envwizard.tui.widgets.safe import safe, say
from envwizard.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from envwizard.model.message import Message

_PER_SECOND = 10


class ProbeScreen(StepScreen):
    """Shows how far the scan is, per pitfall; Stop ends it and keeps what was found."""

    MAIN = "forward"
    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        key("s", "roots", msg("Roots"), msg("Choose the Python roots")),
        key("o", "onboard", msg("Set up"), msg("Set up this clone, step by step")),
    ]

    def __init__(self, step: Step) -> None:
        super().__init__(step)
        self._timer: Timer | None = None
        self._failure: Message | None = None
        # Whether the first frame has been shown.
        self._opened = False

    def compose(self) -> ComposeResult:
        """Build what says that the program is there; the rest comes behind the first frame, which so comes at once."""
        if self._opened:
            yield from super().compose()
        else:
            yield TitleBar(self.state)
            yield Static(self._title(), id="opening", markup=False)

    async def _open(self) -> None:
        self._opened = True
        await self.recompose()
        if not self.is_attached:  # the user has quit already
            return
        self._timer = self.set_interval(1 / _PER_SECOND, self._look, pause=not self.state.scanning)
        self.fill()

    def fill(self) -> None:
        """Fill the widgets, when they are all there."""
        if self._opened:
            super().fill()

    def _title(self) -> Content:
        name = self.state.session.project.name
        return say("Probing {name}", name=name) if self.state.scanning else say("Probed {name}", name=name)

    def compose_body(self) -> ComposeResult:
        """Build the table of stages and the buttons."""
        with Vertical(id="probing", classes="panel"):
            yield ProbeTable(self.state)
        yield Static(id="verdict", markup=False)
        with Horizontal(classes="buttons"):
            yield Button(say("Continue"), id="forward", classes="main", compact=True)
            yield Button(say("Stop probing"), id="stop", compact=True)
            yield Button(say("Probe again"), id="again", compact=True)

    def on_mount(self) -> None:
        """Show the first frame, then build the rest."""
        self.call_after_refresh(self._open)

    def _look(self) -> None:
        self.query_one(ProbeTable).show()

    def show_failure(self, reason: Message) -> None:
        """Say why there is no report."""
        self._failure = reason
        self.report_changed()

    def show_report(self) -> None:
        """Show the results, or the running scan."""
        state = self.state
        scanning = state.scanning
        if scanning:
            self._failure = None
        if self._timer is not None:
            (self._timer.resume if scanning else self._timer.pause)()
        self._look()
        panel = self.query_one("#probing")
        self.panel(panel, self._title(), say("read-only: nothing is written"))
        verdict = self.query_one("#verdict", Static)
        verdict.set_class(self._failure is not None, "failed")
        verdict.update(self._verdict() + self._failures() + self._asides())
        forward, stop, again = (self.query_one(f"#{name}", Button) for name in ("forward", "stop", "again"))
        had_stop = stop.has_focus
        forward.display = again.display = not scanning
        stop.display = scanning
        stop.disabled = False
        stop.label = say("Stop probing")
        forward.disabled = state.report is None
        if scanning and self.is_current:
            stop.focus()
        elif had_stop or self.focused is None:
            (again if forward.disabled else forward).focus()

    def focus_main(self) -> None:
        """The buttons change with the scan: ``show_report`` has given the focus."""

    def _verdict(self) -> Content:
        state = self.state
        if self._failure is not None:
            return safe(self._failure)
        if state.scanning:
            return say("Every file is only read; nothing of the project is run.")
        if state.report is None:
            return say("Nothing has been probed yet.")
        if not state.report.complete:
            return say("Stopped early: what is shown is true, but it is not everything. r probes again.")
        if state.nothing_to_check:
            return say(
                "Nothing of a Python project was found here: no sources, requirements, project file or lock. "
                "Is it the right folder?"
            )
        if not state.findings:
            return say("No pitfall was found. The environments show what each one runs with.")
        fixable, count = len(state.fixable()), len(state.findings)
        if not fixable:
            return say("What was found is yours to decide: envwizard shows the steps but cannot take them.")
        if count == 1:
            return say("The finding can be mended here.")
        return say("{fixable} of {count} findings can be mended here.", fixable=fixable, count=count)

    def _failures(self) -> Content:
        report = self.state.report
        count = len(report.failures) if report is not None and not self.state.scanning else 0
        if not count:
            return Content("")
        text = say("{count} files or checks could not be looked at: the report names them.", count=count)
        one = say("1 file or check could not be looked at: the report names it.")
        return Content("\n") + (one if count == 1 else text).stylize("$text-warning")

    def _asides(self) -> Content:
        """Say what the user may decide: which roots are looked at, and the open questions."""
        state, told = self.state, []
        if state.scanning or state.report is None:
            return Content("")
        if not state.report.is_set_up and self.wizard.can_onboard:
            told.append(say("This project has no virtual environment yet: o sets it up, step by step."))
        if len(state.roots) > 1:
            chosen = ", ".join(root.path.value for root in state.roots if root.chosen)
            said = say("{count} Python roots; looked at: {roots}. s chooses.", count=len(state.roots), roots=chosen)
            told.append(said)
        if count := len(state.report.questions):
            one = say("1 question is open: e shows the environments, and a answers it there.")
            more = say("{count} questions are open: e shows the environments, and a answers them there.", count=count)
            told.append(one if count == 1 else more)
        return Content("").join(Content("\n") + each for each in told)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show the key for the roots only where there are several."""
        if action == "roots":
            return len(self.state.roots) > 1 and not self.state.scanning
        if action == "onboard":
            report = self.state.report
            return self.wizard.can_onboard and report is not None and not report.is_set_up and not self.state.scanning
        return super().check_action(action, parameters)

    def action_onboard(self) -> None:
        """Open the checklist that takes a fresh clone to a running project."""
        self.wizard.open_onboarding()

    def action_roots(self) -> None:
        """Choose the roots to look at, and probe again."""
        from envwizard.tui.screens.roots import RootsScreen

        def chosen(root: str | None) -> None:
            if root is not None:
                self.state.session.choose_roots(*([root] if root else [each.path.value for each in self.state.roots]))
                self.state.asked_anew()
                self.wizard.start_scan()

        self.app.push_screen(RootsScreen(self.state.roots), chosen)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Go on, stop or begin again."""
        event.stop()
        if event.button.id == "stop":
            event.button.disabled = True
            event.button.label = say("Stopping")
            self.wizard.stopped.set()
        elif event.button.id == "again":
            self.action_reprobe()
        else:
            self.action_next()

    def action_first_problem(self) -> None:
        """Open the first pitfall in which something was found."""
        for step in PITFALLS:
            if self.state.count(step):
                self.wizard.go(step)
                return
