"""Compile and Verify: what will run, how far it is, and why it failed."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from envwizard.model.workflow import StepProgress, StepState, StepStatus
from envwizard.tui.migration import WizardMigration
from envwizard.tui.screens.migration.stage import Stage
from envwizard.tui.widgets.glyphs import OK, PROBLEM, WARNING, glyph
from envwizard.tui.widgets.output_pane import OutputPane
from envwizard.tui.widgets.safe import hint, line, safe, say

_BAR = 30


class RunStage(Stage):
    """The panel of a step that runs commands."""

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.MAIN = f"{id}-about"
        self._pane = OutputPane(id=f"{id}-lines")
        self._last = ""

    def compose(self) -> ComposeResult:
        """Build the state above; below it, while it runs, what the tools tell."""
        with VerticalScroll(id=f"{self.id}-about", classes="about"):
            yield Static(id=f"{self.id}-state", markup=False)
        yield self._pane

    @property
    def _state(self) -> Static:
        return self.query_one(f"#{self.id}-state", Static)

    def _step(self, migration: WizardMigration) -> StepStatus:
        return next(one for one in migration.steps if one.key == self.id)

    def show(self, migration: WizardMigration) -> None:
        """Say what will be done, or how it ended."""
        self.remove_class("running")
        step = self._step(migration)
        rows: list[Content] = []
        if step.state is StepState.WAITING:
            rows = [safe(step.seen, "$quiet"), Content("")] if step.seconds is not None else []
            prompt = line("$ ", "$text-accent bold") if self.id == "compile" else Content("")
            rows += [prompt + safe(one) for one in step.details]
            rows += self._promise(migration)
        elif step.state is StepState.FAILED:
            rows = [glyph(PROBLEM, "bold") + Content(" ") + safe(step.seen), Content("")]
            rows += [hint("Esc goes back: other ticks, another Python or another engine may help.")]
        else:
            sign = OK if step.state is StepState.DONE else WARNING
            rows = [glyph(sign, "bold") + Content(" ") + safe(step.seen)]
            if step.state is StepState.ATTENTION:
                rows += [glyph(WARNING, "bold") + Content(" ") + safe(one) for one in step.details]
        self._state.update(Content("\n").join(rows))

    def _promise(self, migration: WizardMigration) -> list[Content]:
        layout = migration.found.layout
        if layout is None:
            return []
        pins = {name for one in layout.pins.values() for name in one}
        if self.id == "verify":
            return [Content(""), hint("The environment lies in a temporary folder and is thrown away.")]
        return [
            Content(""),
            hint(
                "It runs in a temporary folder, on Python {python}, and keeps the {count} versions in force.",
                python=layout.python,
                count=len(pins),
            ),
        ]

    def begin(self) -> None:
        """Forget what an earlier run told."""
        self._last = ""
        self.add_class("running")
        self._pane.begin()
        self.progress(None, 0)

    def tell(self, progress: StepProgress) -> None:
        """Take what is done now; may be called from a thread."""
        if progress.now != self._last:
            self._last = progress.now
            self._pane.add(progress.now)

    def progress(self, progress: StepProgress | None, seconds: float) -> None:
        """Show how far it is."""
        done, total = (progress.done, progress.total) if progress is not None else (0, 0)
        text = say("{seconds} s", seconds=int(seconds))
        if total:
            full = round(min(done / total, 1.0) * _BAR)
            bar = Content.styled("━" * full, "$text-accent") + Content.styled("━" * (_BAR - full), "$line")
            count = say("package {done} of {total}, {seconds} s", done=done, total=total, seconds=int(seconds))
            text = bar + Content("  ") + count
        self._state.update(text)

    def heads(self, migration: WizardMigration) -> tuple[Content, Content]:
        """Say how the step stands."""
        step = self._step(migration)
        if step.state is StepState.WAITING:
            title = say("What will run") if self.id == "compile" else say("What will be tried")
            return title, say("Enter starts it")
        if step.state is StepState.FAILED:
            return say("It failed"), say("n tries again, o shows the tool's text")
        return say("Done"), say("n goes on")
