"""What all steps have in common: the frame, the keys and the way to the neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus
from textual.widget import Widget
from textual.widgets import Static

from envwizard.model.message import msg
from envwizard.tui.background import Background
from envwizard.tui.bindings import SpokenScreen, key
from envwizard.tui.screens.panels import Panels
from envwizard.tui.state import WizardState
from envwizard.tui.steps import ENVIRONMENTS, PROBE, REPORT, REVIEW, STEPS, Step, step_named, step_of
from envwizard.tui.widgets.key_bar import KeyBar
from envwizard.tui.widgets.rail import Rail, Stepper
from envwizard.tui.widgets.safe import say
from envwizard.tui.widgets.title_bar import TitleBar
from envwizard.tui.wizard import Wizard

if TYPE_CHECKING:  # the first frame does not wait for it
    from envwizard.model.finding import Finding

_KEY_SAYS = {
    PROBE: msg("To the probe"),
    ENVIRONMENTS: msg("To the environments"),
    REVIEW: msg("To the review"),
    REPORT: msg("To the report"),
}


class StepScreen(SpokenScreen[None], Background, Panels):
    """A step of the wizard. Subclasses give the body and name the widget that holds the keys at the start."""

    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        key("n", "next", msg("Next"), msg("Go to the next step")),
        key("b", "back", msg("Back"), msg("Go to the step before")),
        key("p", "preview", msg("Preview"), msg("Preview the fix")),
        key("u", "undo", msg("Undo"), msg("Undo the last change set")),
        key("question_mark", "keys", msg("Help"), msg("Show the keys of this screen"), key_display="?"),
        key("r", "reprobe", msg("Probe again"), show=False),
        key("w", "watch", msg("Watch the project, or stop watching it"), show=False),
        *(key(step.key, f"go('{step.id}')", _KEY_SAYS.get(step, msg("To a pitfall")), show=False) for step in STEPS),
        key("escape", "one_back", msg("To the list, then one step back"), show=False),
    ]

    # The id of the widget that gets the focus first and at Esc.
    MAIN = ""
    # Whether the step has fixes to preview.
    PREVIEWS = False

    def __init__(self, step: Step) -> None:
        super().__init__()
        self.step = step
        self._built = False
        self._had_focus: Widget | None = None

    @property
    def wizard(self) -> Wizard:
        """The app, as what it is."""
        return cast(Wizard, self.app)

    @property
    def state(self) -> WizardState:
        """What all screens share."""
        return self.wizard.state

    def compose(self) -> ComposeResult:
        """Build the frame round the body."""
        yield Static(
            say("envwizard needs at least 50 columns and 16 lines. Enlarge the window, or press q."), id="small"
        )
        with Vertical(id="frame"):
            yield TitleBar(self.state)
            yield Stepper(self.state, self.step)
            with Horizontal(id="middle"):
                yield Rail(self.state, self.step)
                with Vertical(id="body"):
                    yield from self.compose_body()
        yield KeyBar()

    def compose_body(self) -> ComposeResult:
        """Build what is particular to the step."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Fill the screen and give the focus to its main widget. Textual calls this for a screen with its own, too."""
        self.fill()

    def fill(self) -> None:
        """Fill the widgets that are there now, and give the focus to the main one."""
        self._built = True
        self.report_changed()
        self.focus_main()

    def turn_to(self, step: Step) -> None:
        """Become another step of the same kind: quicker than another screen."""
        self.step = step
        self.query_one(Stepper).step = self.query_one(Rail).step = step
        self.report_changed()
        self.focus_main()

    def focus_main(self) -> None:
        """Give the focus to the main widget."""
        if self.MAIN:
            self.query_one(f"#{self.MAIN}").focus()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Remember what has the focus."""
        self._had_focus = event.widget

    def on_resize(self) -> None:
        """Give the focus back that was lost while the terminal was too small to show anything."""
        if self._built and self.focused is None and self._had_focus is not None:
            self.call_after_refresh(self._had_focus.focus)

    def report_changed(self) -> None:
        """Show the last report; called whenever there is a new one."""
        if self._built:
            self.show_frame()
            self.show_report()
            self.refresh_bindings()

    def show_frame(self) -> None:
        """Show the counts and signs round the body."""
        for frame in (self.query_one(TitleBar), self.query_one(Stepper), self.query_one(Rail)):
            frame.show()

    def show_report(self) -> None:
        """Show what is particular to the step."""
        raise NotImplementedError

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show only the keys that do something here."""
        return action != "preview" or self.PREVIEWS

    def action_preview(self) -> None:
        """Show what the fixes would change."""

    def action_next(self) -> None:
        """Go to the next step that has something to say."""
        self._move(1)

    def action_back(self) -> None:
        """Go to the step before."""
        self._move(-1)

    def _move(self, move: int) -> None:
        if target := self.state.neighbour(self.step, move):
            self.wizard.go(target)

    def action_go(self, name: str) -> None:
        """Go to a step by its id."""
        self.wizard.go(step_named(name))

    def action_one_back(self) -> None:
        """Give the focus back to the list; from there go back one step. Never quits."""
        focused = self.focused
        if self.MAIN and (focused is None or focused.id != self.MAIN):
            self.focus_main()
        else:
            self.action_back()

    def action_reprobe(self) -> None:
        """Read the project anew."""
        self.wizard.start_scan()

    def action_watch(self) -> None:
        """Begin to probe changes as they come, or stop it."""
        self.wizard.toggle_watch()

    def action_undo(self) -> None:
        """Show what the last change set was and offer to put it back."""
        from envwizard.tui.screens.undo import UndoScreen

        def undone(yes: bool | None) -> None:
            if yes:
                self.wizard.tell(say("Undone: the files are as they were."))
                self.wizard.start_scan()

        self.app.push_screen(UndoScreen(), undone)

    def action_keys(self) -> None:
        """List the keys of this screen."""
        from envwizard.tui.screens.keys import KeysScreen

        self.app.push_screen(KeysScreen(self))

    def on_rail_chosen(self, event: Rail.Chosen) -> None:
        """Go to the step that was clicked in the rail."""
        self.wizard.go(event.step)

    def open_finding(self, finding: Finding) -> None:
        """Go to a finding."""
        if rule := self.state.rule(finding.rule):
            self.state.choose(finding)
            self.wizard.go(step_of(rule.pitfall))
