"""The migration to pip-tools in six steps; nothing is written before the one confirmation at its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, ContentSwitcher, OptionList

from envwizard.model.message import msg
from envwizard.model.migration import SplitPackage
from envwizard.model.plan import Preview
from envwizard.model.workflow import StepProgress, StepState, StepStatus
from envwizard.tui.bindings import key
from envwizard.tui.migration import BeginMigration, WizardMigration
from envwizard.tui.screens.migration.buttons import Buttons
from envwizard.tui.screens.migration.compare import CompareStage
from envwizard.tui.screens.migration.running import RunStage
from envwizard.tui.screens.migration.split import SplitStage
from envwizard.tui.screens.migration.stage import Stage
from envwizard.tui.screens.migration.start import StartStage
from envwizard.tui.screens.migration.switch import SwitchStage
from envwizard.tui.screens.migration.working import WorkingScreen
from envwizard.tui.screens.migration.write import WriteStage
from envwizard.tui.widgets.diff_view import DiffView
from envwizard.tui.widgets.key_bar import KeyBar
from envwizard.tui.widgets.safe import say
from envwizard.tui.widgets.step_list import StepList

_START = "start"
_ORDER = (_START, "split", "write", "compile", "compare", "verify", "switch")
_RUNS = ("compile", "verify")
_TICKS = "ticks"
_ENDED = (StepState.DONE, StepState.ATTENTION, StepState.SKIPPED)


class MigrationScreen(WorkingScreen[bool]):
    """The list of the steps, and below it the panel of the one that is looked at. Gives whether it was applied."""

    CSS_PATH = "migration.tcss"
    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        key("n", "next", msg("Next"), msg("Go on to the next step")),
        key("enter", "next_by_enter", msg("Next"), show=False),
        key("b", "cancel", msg("Go back, change nothing"), show=False),
        key("c", "stop", msg("Cancel"), msg("Cancel what runs")),
        key("space", "tick", msg("Tick"), msg("Tick: the project asks for it")),
        key("slash", "stage('filter')", msg("Filter"), msg("Filter the packages")),
        key("s", "stage('sort')", msg("Sort"), msg("Sort the packages otherwise")),
        key("space", "stage('skip')", msg("Skip"), msg("Skip the file, or take it again")),
        key("d", "stage('split')", msg("Split view"), msg("Show the diff side by side or unified")),
        key("o", "tool_text", msg("Output"), msg("Show the tool's own text")),
        key("left", "turn(-1)", msg("The value before"), show=False),
        key("right", "turn(1)", msg("The next value"), show=False),
        key("question_mark", "keys", msg("Help"), key_display="?"),
    ]

    def __init__(self, begin: BeginMigration) -> None:
        super().__init__()
        self._begin = begin
        self._migration: WizardMigration | None = None
        self._at = _START
        # Whether the table was ticked since the split was last computed.
        self._ticked = False

    def compose(self) -> ComposeResult:
        """Build the list above, the panels below it and the buttons."""
        with Vertical(id="sheet"):
            yield StepList(id="steps", classes="panel")
            with ContentSwitcher(id="stages", initial=_START):
                yield StartStage()
                yield SplitStage()
                yield WriteStage()
                yield RunStage("compile")
                yield CompareStage()
                yield RunStage("verify")
                yield SwitchStage()
            yield Buttons()
        yield KeyBar()

    def on_mount(self) -> None:
        """Look at what there is to migrate."""
        self.set_interval(0.1, self._tick)
        self.work("look", lambda _: self._looked(), self._begun)

    def _looked(self) -> WizardMigration:
        migration = self._begin()
        migration.look()
        return migration

    def _begun(self, migration: WizardMigration) -> None:
        self._migration = migration
        self._enter(_START)

    def on_unmount(self) -> None:
        """Leave no temporary folder; one that is worked in is removed by who began the migration."""
        if self._migration is not None and not self.doing:
            self._migration.close()

    # What is shown

    def _stage(self, name: str = "") -> Stage:
        return self.query_one(f"#{name or self._at}", Stage)

    def _enter(self, name: str) -> None:
        self._at = name
        self.query_one(ContentSwitcher).current = name
        self.show()
        # Not before it is laid out: its rows are cut to its width.
        self.call_after_refresh(self.focus_main)

    def focus_main(self) -> None:
        """Give the keys to the panel, or to the way back where there is no other."""
        if self._can_go_on or self.doing:
            self._stage().focus_main()
        else:
            self.query_one("#back").focus()

    def show(self) -> None:
        """Show the steps, the panel and what can be done."""
        self._show_steps()
        migration = self._migration
        if migration is None:
            self.panel(self._stage(), say("Reading the project"))
        else:
            stage = self._stage()
            if self.doing not in _RUNS:
                stage.show(migration)
            self.panel(stage, *stage.heads(migration))
            if self.doing in _RUNS:
                self.panel(stage, say("Running"), say("c cancels, and nothing is changed then"))
            elif self.doing == "split" and self._at == _START:
                self.panel(stage, say("Asking what needs what"), say("c cancels"))
        self._show_buttons()

    def _show_steps(self) -> None:
        steps = self._steps()
        shown = self.query_one(StepList)
        shown.show(steps, self._at, self.progress, self.seconds)
        place = say("step {number} of 6", number=_ORDER.index(self._at)) if self._at != _START else Content("")
        self.panel(shown, say("Move the dependencies to pip-tools"), place)

    def _steps(self) -> tuple[StepStatus, ...]:
        steps = self._migration.steps if self._migration is not None else ()
        return tuple(replace(one, state=StepState.RUNNING) if one.key == self.doing else one for one in steps)

    def _step(self, name: str) -> StepStatus:
        return next(one for one in self._steps() if one.key == name)

    def _tick(self) -> None:
        """Show how far it is."""
        if self.doing in _RUNS:
            stage = self._stage(self.doing)
            assert isinstance(stage, RunStage)
            stage.progress(self.progress, self.seconds)
        if self.doing:
            self._show_steps()

    def _show_buttons(self) -> None:
        self.query_one(Buttons).show(
            self._forward_says(),
            can_go_on=self._idle and self._can_go_on,
            stoppable=self.doing in ("split", *_RUNS),
            stopping=self.stopping,
        )
        self.refresh_bindings()

    def _forward_says(self) -> Content:
        if self._at == "switch":
            return say("Review and confirm")
        state = self._step(self._at).state if self._at in _RUNS and self._migration is not None else None
        if state is StepState.WAITING:
            return say("Compile") if self._at == "compile" else say("Verify")
        return say("Try again") if state is StepState.FAILED else say("Continue")

    @property
    def _idle(self) -> bool:
        """Whether nothing runs, or only what follows from a tick: that begins anew with the next one."""
        return self.doing in ("", _TICKS)

    @property
    def _can_go_on(self) -> bool:
        return self._migration is not None and bool(self._migration.settings)

    # What takes its time

    def _run(self, name: str) -> None:
        migration, stage = self._migration, self._stage(name)
        assert migration is not None and isinstance(stage, RunStage)
        stage.begin()

        def heard(progress: StepProgress) -> None:
            self.progress = progress
            stage.tell(progress)

        self.work(name, lambda stopped: migration.run(name, heard, stopped), self._ran)

    def _ran(self, step: StepStatus) -> None:
        if step.state is StepState.DONE:
            self._go_on(step.key)
        elif step.state is StepState.WAITING:
            self.wizard.tell(say("Cancelled. Nothing was changed."))
            self._enter(step.key)
        else:
            self._enter(step.key)

    def _go_on(self, name: str) -> None:
        """Go on from a step that runs commands and has ended well."""
        migration = self._migration
        assert migration is not None
        if name == "compile":
            self.work("compare", lambda _: migration.run("compare"), lambda _: self._enter("compare"))
            return

        def switched(preview: Preview) -> None:
            stage = self._stage("switch")
            assert isinstance(stage, SwitchStage)
            stage.take(preview)
            self._enter("switch")

        def switch(_: object) -> Preview:
            migration.run("switch")
            return migration.places()

        self.work("switch", switch, switched)

    # Keys and buttons

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show only the keys that do something now."""
        at, idle = self._at, self._idle
        failed = idle and at in _RUNS and self._migration is not None and self._step(at).state is StepState.FAILED
        typing = self.focused is not None and self.focused.id == "words"
        return {
            "next": idle and self._can_go_on and not typing,
            "next_by_enter": idle and self._can_go_on and at not in ("split", "switch"),
            "stop": self.doing in ("split", *_RUNS) and not self.stopping,
            "tick": at == "split" and idle,
            "stage": idle and str(parameters[0]) in self._stage().DOES if parameters else False,
            "tool_text": failed and bool(self._migration and self._migration.output),
            "turn": at == _START and idle and self._can_go_on,
        }.get(action, True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        actions = {"forward": self.action_next, "stop": self.action_stop}
        actions.get(event.button.id or "", self.action_cancel)()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter goes on from the settings, tells a reason in full, or gives the keys to a diff."""
        event.stop()
        if not self._idle:
            return
        if self._at == _START:
            self.action_next()
        elif self._at == "split":
            self._tell_reason()
        elif self._at == "switch":
            self.query_one(DiffView).focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say what speaks for the setting that is looked at."""
        event.stop()
        stage = self._stage()
        if isinstance(stage, StartStage) and self._migration is not None:
            stage.explain(self._migration)

    def action_next_by_enter(self) -> None:
        """Go on where Enter has nothing else to do."""
        self.action_next()

    def action_next(self) -> None:
        """Go on: to the next step, or begin what this one runs."""
        migration = self._migration
        if migration is None or not self._idle or not self._can_go_on:
            return
        if self._at == _START:
            self.work("split", migration.split, lambda _: self._enter("split"))
        elif self._at == "split":
            self.work("write", self._written, lambda _: self._enter("write"))
        elif self._at == "write":
            self._enter("compile")
        elif self._at in _RUNS:
            if self._step(self._at).state in _ENDED:
                self._go_on(self._at)
            else:
                self._run(self._at)
        elif self._at == "compare":
            self._enter("verify")
        else:
            self._confirm()

    def _written(self, stopped: Callable[[], bool]) -> None:
        assert self._migration is not None
        if self._ticked:
            self._migration.split(stopped)
            self._ticked = False
        self._migration.write()

    def action_cancel(self) -> None:
        """Go one step back; what runs is cancelled first, a filter taken away. Nothing was written."""
        split = self._stage("split")
        assert isinstance(split, SplitStage)
        if self.doing in ("split", *_RUNS):
            self.action_stop()
        elif self._at == _START:
            self.dismiss(False)
        elif not self._idle:
            return  # it is over in a moment
        elif self._at == "split" and split.filtering:
            split.unfilter()
        else:
            self._enter(_ORDER[_ORDER.index(self._at) - 1])

    def action_stop(self) -> None:
        """Cancel what runs."""
        self.stopping = True
        self._show_buttons()

    def action_turn(self, move: int) -> None:
        """Take the next value of the setting that is looked at, or the one before."""
        migration, stage = self._migration, self._stage()
        if migration is not None and isinstance(stage, StartStage) and (turned := stage.turned(move)) is not None:
            name, value = turned
            self.work("look", lambda _: migration.choose(name, value), lambda _: None)

    def action_tick(self) -> None:
        """Take the package as asked for, or leave it to those that need it."""
        migration, stage = self._migration, self._stage()
        package = stage.package if isinstance(stage, SplitStage) else None
        if migration is not None and package is not None:
            self._ticked = True
            migration.toggle(package.name, direct=not package.direct)
            self.work(_TICKS, migration.split, lambda _: self._ticks_known(package))

    def _ticks_known(self, before: SplitPackage) -> None:
        self._ticked = False
        split = self._migration.found.split if self._migration is not None else ()
        now = next((one for one in split if one.name == before.name), before)
        if now.direct == before.direct:
            self.wizard.tell(say("{name} stays as it is: {reason}", name=now.name, reason=now.reason))

    def _tell_reason(self) -> None:
        from envwizard.tui.screens.migration.reason import ReasonScreen

        stage = self._stage()

        def told(decided: bool | None) -> None:
            if decided:
                self.action_tick()

        if isinstance(stage, SplitStage) and stage.package is not None:
            self.app.push_screen(ReasonScreen(stage.package), told)

    def action_stage(self, what: str) -> None:
        """Do what only the panel that is looked at can do."""
        if self._migration is not None:
            stage = self._stage()
            stage.do(what)
            stage.show(self._migration)
            self.panel(stage, *stage.heads(self._migration))

    def action_tool_text(self) -> None:
        """Show what the tool said."""
        from envwizard.tui.screens.migration.tool_text import ToolTextScreen

        if self._migration is not None:
            self.app.push_screen(ToolTextScreen(self._migration.output))

    def _confirm(self) -> None:
        """Show everything that will be written, and write it if the user says so."""
        from envwizard.tui.screens.applying import ApplyingScreen
        from envwizard.tui.screens.confirm import ConfirmScreen

        migration, stage = self._migration, self._stage()
        assert migration is not None and isinstance(stage, SwitchStage)
        if self.state.report is None:
            self.wizard.tell(say("The project is still being probed."))
            return

        def confirmed(preview: Preview | None) -> None:
            if preview is not None:
                self.app.push_screen(ApplyingScreen(preview), lambda _: self.dismiss(True))

        self.app.push_screen(ConfirmScreen(lambda _answers, _kept: migration.plan(), stage.skipped), confirmed)
