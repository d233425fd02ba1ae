"""From a fresh clone to a running project: the checklist, done task by task or all at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Footer, OptionList, Static
from textual.widgets.option_list import Option

from envwizard.model.change import Applicability, Fix
from envwizard.model.message import Message, msg
from envwizard.model.onboarding import Checklist, Task
from envwizard.model.plan import Plan
from envwizard.model.workflow import StepProgress, StepState
from envwizard.tui.bindings import key
from envwizard.tui.onboarding import BeginOnboarding, WizardOnboarding
from envwizard.tui.screens.dialog import Dialog
from envwizard.tui.screens.panels import relabel
from envwizard.tui.widgets.finding_detail import FindingDetail
from envwizard.tui.widgets.output_pane import OutputPane
from envwizard.tui.widgets.safe import hint, line, say
from envwizard.tui.widgets.task_rows import state_word, task_line, task_rows

if TYPE_CHECKING:
    from envwizard.model.plan import Preview
    from envwizard.model.question import Question
    from envwizard.tui.screens.questions import Chosen

_SERVICES, _ENV_FILE = "services", "env-file"


class OnboardingScreen(Dialog[None]):
    """Lists what a working environment needs. Nothing runs and nothing is written before the user said so."""

    CSS_PATH = "checklist.tcss"
    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        key("a", "all", msg("Do all")),
        key("space", "leave_out", msg("Leave out")),
        key("f", "form", msg("Env file")),
        key("s", "script", msg("Script")),
        key("c", "stop", msg("Stop")),
        key("r", "look", msg("Look again"), show=False),
        key("u", "undo", msg("Undo"), show=False),
        key("question_mark", "keys", msg("Help"), key_display="?"),
    ]

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
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Look at the project and the machine."""
        super().on_mount()
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
        if task is not None and task.key == _SERVICES:
            relabel(do, say("Knock at the ports"))
        elif task is not None and task.key == _ENV_FILE and self._has_form:
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
        if task.key == _SERVICES:
            return self._checklist is not None and bool(self._checklist.services)
        if task.key == _ENV_FILE:
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
        return bool(task.commands or task.edits) or (task.key == _ENV_FILE and self._has_form)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show only the keys that do something now."""
        working = self._doing is not None
        idle = not self._busy and self._onboarding is not None
        return {
            "all": idle and bool(self._left()),
            "leave_out": idle and self._at is not None and self._at.is_open,
            "form": idle and self._has_form,
            "script": idle,
            "look": idle,
            "undo": idle,
            "stop": working,
            "cancel": not self._busy or self._onboarding is None,
        }.get(action, True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        actions = {"do": self._do_chosen, "all": self.action_all, "stop": self.action_stop, "back": self.action_cancel}
        actions[event.button.id or "back"]()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter does the task that the cursor is on."""
        event.stop()
        self._do_chosen()

    def _do_chosen(self) -> None:
        task = self._at
        if task is not None and not self._busy and self._can_do(task):
            self._do(task)

    def _do(self, task: Task) -> None:
        """Do a task: ask what it asks, show what it writes, and run it when the user said so."""
        onboarding = self._onboarding
        assert onboarding is not None
        if task.key == _SERVICES:
            self._work(lambda _: onboarding.probe_services(), self._probed)
            return
        before = onboarding.obstacle(task.key)
        if before is not None and not task.edits:
            self._end_all()
            self.wizard.tell(say("First: {title}", title=before.title))
            return
        open_questions = tuple(one for one in task.questions if one.default is None and one.choices)
        if task.key == _ENV_FILE and self._has_form and (task.state is StepState.ATTENTION or not self._several):
            self.action_form()
        elif open_questions:
            self._ask(open_questions)
        elif task.edits:
            self._confirm(task)
        elif task.runs_project_code and not self._several:
            self._consent((task,), partial(self._run, task.key))
        else:
            self._run(task.key)

    def _ask(self, questions: tuple[Question, ...]) -> None:
        from envwizard.tui.screens.questions import QuestionsScreen

        def chosen(answer: Chosen | None) -> None:
            if answer is not None and self._onboarding is not None:
                decide = self._onboarding.decide
                self._work(lambda _: decide(answer.question, answer.value), lambda _: None)

        self.app.push_screen(QuestionsScreen(questions), chosen)

    def _confirm(self, task: Task) -> None:
        """Show the diff of what a task writes; it runs when that was confirmed."""
        from envwizard.tui.screens.confirm import ConfirmScreen

        plan = Plan((), settings=(Fix(task.title, Applicability.UNSAFE, task.edits),))

        def confirmed(preview: Preview | None) -> None:
            if preview is not None:
                self._run(task.key)
            else:
                self._end_all()

        self.app.push_screen(ConfirmScreen(lambda _answers, _kept: plan), confirmed)

    def _consent(self, tasks: tuple[Task, ...], go_on: Callable[[], None]) -> None:
        from envwizard.tui.screens.onboarding.consent import ConsentScreen

        def said(yes: bool | None) -> None:
            if yes:
                go_on()

        self.app.push_screen(ConsentScreen(tasks), said)

    def _run(self, name: str) -> None:
        onboarding = self._onboarding
        assert onboarding is not None
        self._doing, self._stopped, self._progress = name, False, None
        pane, app = self.query_one(OutputPane), self.wizard
        task = onboarding.checklist.task(name)
        self.panel(pane, say("Running: {title}", title=task.title))
        pane.begin()
        self._show()

        def job(cancelled: Callable[[], bool]) -> Task:
            return onboarding.run(name, self._heard, pane.add, lambda: self._stopped or cancelled() or app.ending)

        self._work(job, self._ran)

    def _heard(self, progress: StepProgress) -> None:
        self._progress = progress

    def _ran(self, task: Task) -> None:
        self._doing = None
        assert self._onboarding is not None
        tasks = self._onboarding.checklist.tasks
        self.query_one("#tasks", OptionList).highlighted = next(
            (place for place, one in enumerate(tasks) if one.key == task.key), 0
        )
        if task.state is StepState.FAILED:
            self._end_all()
            self.wizard.show_error(msg("{title}: {seen}", title=task.title, seen=task.seen))
        elif self._several:
            self.call_later(self._next)

    def _next(self) -> None:
        """Go on with what is left of all, as it stands now."""
        assert self._checklist is not None
        while self._queue:
            task = self._checklist.task(self._queue.pop(0))
            if task.is_open and self._does_something(task):
                self._do(task)
                return
        self._end_all()

    def _end_all(self) -> None:
        self._several, self._queue = False, []

    def _probed(self, services: tuple[object, ...]) -> None:
        from envwizard.model.expected_service import ProbedService
        from envwizard.tui.screens.onboarding.services import ServicesScreen

        self.app.push_screen(ServicesScreen(tuple(one for one in services if isinstance(one, ProbedService))))

    # Keys

    def action_all(self) -> None:
        """Do everything that a working environment needs, after one look at all commands."""
        checklist = self._checklist
        if checklist is None:
            return
        keys = self._left()

        def go_on() -> None:
            self._several, self._queue = True, keys
            self._next()

        self._consent(tuple(checklist.task(name) for name in keys), go_on)

    def action_leave_out(self) -> None:
        """Leave a task out, or take it in again."""
        if (task := self._at) is not None:
            self._left_out ^= {task.key}
            self._show()

    def action_form(self) -> None:
        """Fill in the env file."""
        from envwizard.tui.screens.onboarding.env_form import EnvFormScreen

        onboarding = self._onboarding
        assert onboarding is not None

        def filled_in(values: dict[str, str] | None) -> None:
            if values is None:
                self._end_all()
                return
            self._work(lambda _: onboarding.fill(values), self._filled)

        self.app.push_screen(EnvFormScreen(onboarding, self._typed), filled_in)

    def _filled(self, checklist: Checklist) -> None:
        task = checklist.task(_ENV_FILE)
        if task.edits:
            self.call_later(self._confirm, task)
        else:
            self._end_all()

    def action_script(self) -> None:
        """Show the same as a shell script."""
        from envwizard.tui.screens.onboarding.script import ScriptScreen

        if (checklist := self._checklist) is not None:
            self.app.push_screen(ScriptScreen(checklist))

    def action_stop(self) -> None:
        """End the running task; the next run goes on from there."""
        self._stopped = True
        self._end_all()

    def action_look(self) -> None:
        """Look at the project and the machine anew."""
        onboarding = self._onboarding
        if onboarding is not None:
            self._work(lambda _: onboarding.look(), lambda _: None)

    def action_undo(self) -> None:
        """Show what the last change set was, a made environment included, and offer to take it back."""
        from envwizard.tui.screens.undo import UndoScreen

        def undone(yes: bool | None) -> None:
            if yes:
                self.wizard.tell(say("Undone: the files are as they were."))
                self.action_look()

        self.app.push_screen(UndoScreen(), undone)

    def action_keys(self) -> None:
        """List the keys of this screen."""
        from envwizard.tui.screens.keys import KeysScreen

        self.app.push_screen(KeysScreen(self))
