"""What the onboarding's checklist shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from envwizard.model.message import Message
from envwizard.model.onboarding import Checklist, Task
from envwizard.model.workflow import StepProgress, StepState
from envwizard.tui.onboarding import BeginOnboarding, WizardOnboarding
from envwizard.tui.screens.dialog import Dialog
from envwizard.tui.screens.panels import relabel
from envwizard.tui.widgets.finding_detail import FindingDetail
from envwizard.tui.widgets.key_bar import KeyBar
from envwizard.tui.widgets.output_pane import OutputPane
from envwizard.tui.widgets.safe import hint, line, say
from envwizard.tui.widgets.task_rows import state_word, task_line, task_rows

if TYPE_CHECKING:
    pass

SERVICES, ENV_FILE = "services", "env-file"


class ChecklistView(Dialog[None]):
    """The tasks above, the detail of one or the output of what runs below them, and the buttons.

    What is done is for the screen that builds on it.
    """

    def __init__(self, begin: BeginOnboarding) -> None:
        super().__init__()
        self._begin = begin
        self._onboarding: WizardOnboarding | None = None
        # What runs now; ``_several`` while all that is left is done, and what of that is to come.
        self._doing: str | None = None
        self._several = False
        self._queue: list[str] = []
        self._left_out: set[str] = set()
        # What was typed into the env file's form, kept when that is left.
        self._typed: dict[str, str] = {}
        self._progress: StepProgress | None = None
        self._stopped = False
        self._busy = False

    def compose(self) -> ComposeResult:
        """Build the list above, the detail or the output below it, and the buttons."""
        with Vertical(id="sheet"):
            tasks = OptionList(id="tasks", classes="panel")
            yield tasks
            detail = FindingDetail(id="detail", classes="panel")
            yield detail
            yield OutputPane(id="output", classes="panel")
            with Horizontal(classes="buttons"):
                yield Button(say("Do this"), id="do", classes="main", compact=True)
                yield Button(say("Do all that is left"), id="all", compact=True)
                yield Button(say("Stop"), id="stop", compact=True)
                yield Button(say("To the wizard"), id="back", compact=True)
                yield Static(id="aside", classes="aside", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Look at the project and the machine."""
        self.set_interval(0.2, self._tick)
        self.query_one("#tasks").focus()
        self._show()
        self._work(lambda _: self._begin(), self._begun)

    def _begun(self, onboarding: WizardOnboarding) -> None:
        self._onboarding = onboarding
        tasks = onboarding.checklist.tasks
        first = next((place for place, task in enumerate(tasks) if task.is_open and not task.optional), 0)
        self._show()
        self.query_one("#tasks", OptionList).highlighted = first

    def _work(self, job: Callable[[Callable[[], bool]], object], done: Callable[..., None]) -> None:
        """Do what takes its time; everything else waits for it."""
        self._busy = True
        self._show_buttons()

        def ended(result: object) -> None:
            self._busy = False
            done(result)
            self._show()

        def failed(reason: Message) -> None:
            self._busy, self._doing = False, None
            self._end_all()
            self.wizard.show_error(reason)
            self._show()

        self.in_background("onboarding", job, ended, failed)

    def _end_all(self) -> None:
        self._several, self._queue = False, []

    # What is shown

    @property
    def _checklist(self) -> Checklist | None:
        return self._onboarding.checklist if self._onboarding is not None else None

    @property
    def _at(self) -> Task | None:
        place = self.query_one("#tasks", OptionList).highlighted
        return self._checklist.tasks[place] if self._checklist is not None and place is not None else None

    def _show(self) -> None:
        checklist = self._checklist
        options = self.query_one("#tasks", OptionList)
        if checklist is None:
            self.panel(options, say("Looking at the project and this machine"))
            self.panel(self.query_one("#detail"), say("Nothing has been done yet."))
            self._show_buttons()
            return
        place = options.highlighted
        options.set_options(
            [
                Option(task_line(task, running=task.key == self._doing, left_out=task.key in self._left_out))
                for task in checklist.tasks
            ]
        )
        options.highlighted = place if place is not None else 0
        needed = [task for task in checklist.tasks if task.state is not StepState.SKIPPED]
        done = sum(task.state is StepState.DONE for task in needed)
        count = say("{done} of {total} done", done=done, total=len(needed))
        self.panel(options, say("Setting up {name}", name=checklist.name), count)
        self.set_class(self._doing is not None, "working")
        self._show_detail()
        self._show_buttons()

    def _show_detail(self) -> None:
        task = self._at
        if task is None:
            return
        detail = self.query_one("#detail", FindingDetail)
        detail.show(task_rows(task))
        about = hint("not needed for a working environment") if task.optional and task.is_open else None
        self.panel(detail, state_word(task) + Content("  ") + line(task.title, "not bold $quiet"), about)

    def _show_buttons(self) -> None:
        do, all_left, stop, back = (self.query_one(f"#{name}", Button) for name in ("do", "all", "stop", "back"))
        task, working = self._at, self._doing is not None
        do.display = all_left.display = back.display = not working
        stop.display = working
        do.disabled = self._busy or task is None or not self._can_do(task)
        all_left.disabled = self._busy or not self._left()
        relabel(do, say("Do this"))
        if task is not None and task.key == SERVICES:
            relabel(do, say("Knock at the ports"))
        elif task is not None and task.key == ENV_FILE and self._has_form:
            relabel(do, say("Fill in the env file"))
        elif task is not None and task.runs_project_code:
            relabel(do, say("Do this: it runs the project's code"))
        self.query_one("#aside", Static).update(say("nothing runs before you say so") if not working else Content(""))
        if working:
            stop.focus()
        elif self.focused is None or not self.focused.display or self.focused.disabled:
            self.query_one("#tasks").focus()
        self.refresh_bindings()

    def _tick(self) -> None:
        """Show how far the running task is."""
        progress = self._progress
        if self._doing is None or progress is None or self._onboarding is None:
            return
        task = self._onboarding.checklist.task(self._doing)
        seconds = int(progress.seconds)
        count = hint("{seconds} s", seconds=seconds)
        if progress.total:
            count = hint("{done} of {total}, {seconds} s", done=progress.done, total=progress.total, seconds=seconds)
        self.panel(self.query_one("#output"), say("Running: {title}", title=task.title), count)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the task that the cursor is on."""
        event.stop()
        self._show_detail()
        self._show_buttons()

    # What can be done

    @property
    def _has_form(self) -> bool:
        return self._onboarding is not None and self._onboarding.form is not None

    def _can_do(self, task: Task) -> bool:
        if task.key == SERVICES:
            return self._checklist is not None and bool(self._checklist.services)
        if task.key == ENV_FILE:
            return self._has_form
        return task.is_open and bool(task.commands or task.edits or task.questions)

    def _left(self) -> list[str]:
        """What "all" would do: what a working environment needs and nobody left out."""
        tasks = self._checklist.tasks if self._checklist is not None else ()
        return [
            task.key
            for task in tasks
            if task.is_open and not task.optional and task.key not in self._left_out and self._does_something(task)
        ]

    def _does_something(self, task: Task) -> bool:
        return bool(task.commands or task.edits) or (task.key == ENV_FILE and self._has_form)
