"""From a fresh clone to a running project: the checklist, done task by task or all at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.widgets import Button, OptionList

from envwizard.model.change import Applicability, Fix
from envwizard.model.message import msg
from envwizard.model.onboarding import Checklist, Task
from envwizard.model.plan import Plan
from envwizard.model.workflow import StepProgress, StepState
from envwizard.tui.bindings import key
from envwizard.tui.screens.onboarding.checklist_view import ENV_FILE, SERVICES, ChecklistView
from envwizard.tui.widgets.output_pane import OutputPane
from envwizard.tui.widgets.safe import say

if TYPE_CHECKING:
    from envwizard.model.plan import Preview
    from envwizard.model.question import Question
    from envwizard.tui.screens.questions import Chosen


class OnboardingScreen(ChecklistView):
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
        if task.key == SERVICES:
            self._work(lambda _: onboarding.probe_services(), self._probed)
            return
        before = onboarding.obstacle(task.key)
        if before is not None and not task.edits:
            self._end_all()
            self.wizard.tell(say("First: {title}", title=before.title))
            return
        open_questions = tuple(one for one in task.questions if one.default is None and one.choices)
        if task.key == ENV_FILE and self._has_form and (task.state is StepState.ATTENTION or not self._several):
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
        task = checklist.task(ENV_FILE)
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
