"""``envwizard onboard``: from a fresh clone to a working environment, task by task."""

from __future__ import annotations

import argparse
import contextlib
import getpass
import signal
import sys
from collections.abc import Iterator
from types import FrameType

from envwizard.cli.answers import answers_of
from envwizard.cli.saying import say, tell
from envwizard.cli.wizard import open_wizard, usable_terminal
from envwizard.engine.session import Session
from envwizard.model.env_form import GENERATE
from envwizard.model.errors import ApplyError, Cancelled
from envwizard.model.harmless import harmless, harmless_line
from envwizard.model.message import msg
from envwizard.model.onboarding import TASKS, Task
from envwizard.model.workflow import StepProgress, StepState
from envwizard.reporters.columns import padded
from envwizard.reporters.onboarding import checklist_json, checklist_text, probe_line, task_details, task_line
from envwizard.reporters.onboarding_script import checklist_script
from envwizard.workflows.onboarding.run import Onboarding

# Tasks that tell what only the user can provide: no reason to call the environment unfinished.
_TOLD = ("services",)
_SHOWN_LINES = 20


class _Terminated(BaseException):
    """Somebody sent SIGTERM."""


def run(said: argparse.Namespace) -> int:
    """Plan, print, ask or do; gives 1 where something that a working environment needs is left."""
    session = Session.open(said.path, answers=answers_of(said), roots=said.root)
    if said.readme or said.env_example:
        from envwizard.cli.onboard_readme import write_readme

        return write_readme(session, said)
    if _wants_wizard(said):
        return open_wizard(session, said, "onboarding")
    with _on_terminate():
        try:
            return _run(Onboarding(session), said)
        except (Cancelled, KeyboardInterrupt):
            _err("\n")
            tell(msg("interrupted. What is done stays done; the next run goes on from here."))
            return 130
        except _Terminated:
            _err("\n")
            tell(msg("terminated. What is done stays done; the next run goes on from here."))
            return 143


def _wants_wizard(said: argparse.Namespace) -> bool:
    """Tell whether there is somebody to look at the screens, and no option that asks for anything else."""
    return not (said.plan or said.yes or said.script) and usable_terminal(output=True)


def _run(onboarding: Onboarding, said: argparse.Namespace) -> int:
    for path in onboarding.removed:
        tell(msg("{path} was half-made by a run that was cut off; it was removed.", path=path))
    if said.script:
        sys.stdout.write(checklist_script(onboarding.checklist))
        return 0
    asking = not said.yes and not said.plan and sys.stdin.isatty()
    if said.plan or not (said.yes or asking):
        write = checklist_json if said.format == "json" else checklist_text
        sys.stdout.write(write(onboarding.checklist))
        if said.probe_services and said.format != "json":
            _probe(onboarding)
        if not said.plan:
            tell(msg("nobody to ask here: this was the plan, and --yes does it."))
        return 0
    for key in TASKS:
        _do(onboarding, key, said, asking)
        if key == "services" and said.probe_services:
            _probe(onboarding)
    return _ending(onboarding)


def _probe(onboarding: Onboarding) -> None:
    for one in onboarding.probe_services():
        _say(f"      {probe_line(one)}")


def _do(onboarding: Onboarding, key: str, said: argparse.Namespace, asking: bool) -> None:
    if asking:
        _ask_questions(onboarding, key)
    task = onboarding.checklist.task(key)
    before = onboarding.obstacle(key)
    if before is not None and task.is_open and not task.edits:
        _say(f"· {padded(task.title.render(), 20)} {msg('waits for: {title}', title=before.title)}")
        return
    if not task.is_open or not (task.commands or task.edits):
        _show(task)
        return
    wanted = _confirmed(task) if asking else not task.optional or said.run_project
    if not wanted:
        typed = "; ".join(one.typed for one in task.commands)
        left = msg("not run (--run-project runs it): {commands}", commands=typed)
        _say(f"- {padded(task.title.render(), 20)} {msg('not run: {commands}', commands=typed) if asking else left}")
        _tell(task)
        return
    for command in task.commands:
        mark = f"   [{msg('runs project code')}]" if command.runs_project_code else ""
        _say(f"  $ {command.typed}{mark}")
    streams = said.verbose or task.optional
    try:
        done = onboarding.run(key, _Progress(), _streamed if streams else lambda _: None)
    except ApplyError as error:
        _err(f"envwizard: {harmless(str(error))}\n")
        return
    finally:
        if sys.stderr.isatty():
            _err("\r\x1b[K")
    _show(done)
    if done.state is StepState.FAILED and not streams:
        for line in onboarding.output[-_SHOWN_LINES:]:
            _err(f"    {harmless_line(line)}\n")


def _ending(onboarding: Onboarding) -> int:
    left = [
        task
        for task in onboarding.checklist.tasks
        if task.is_open and task.key not in _TOLD and (not task.optional or task.state is StepState.FAILED)
    ]
    if not left:
        say(msg("{name} is set up.", name=onboarding.checklist.name))
        if any(one.state == "applied" and (one.trees or one.files) for one in onboarding.session.journal()):
            say(msg("envwizard undo takes back what was written."))
        return 0
    tell(msg("left to do: {titles}.", titles=", ".join(task.title.render() for task in left)))
    for task in left:
        for question in task.questions if task.state is StepState.ATTENTION else ():
            if question.default is None:
                tell(msg("not answered: --answer '{id}=..'", id=question.id))
    return 1


def _ask_questions(onboarding: Onboarding, key: str) -> None:
    """Ask what has no default and waits for an answer; an empty answer leaves it open."""
    task = onboarding.checklist.task(key)
    if task.state is not StepState.ATTENTION:
        return
    answered = False
    for question in task.questions:
        if question.default is not None:
            continue
        _say(f"? {question.text}")
        if not question.choices:
            answered |= _ask_value(onboarding, question.id)
            continue
        choices = "/".join(question.choices)
        answer = _line(f"  {msg('{choices} (empty: leave it open):', choices=choices)} ")
        if answer in question.choices:
            onboarding.session.answer(question.id, answer)
            answered = True
    if answered:
        onboarding.look()


def _ask_value(onboarding: Onboarding, question: str) -> bool:
    """Ask for a value of the env file, a secret without showing it; an empty line leaves it open."""
    key = question.partition(":")[2]
    field = onboarding.form.field(key) if onboarding.form is not None else None
    while field is not None:
        if field.comment:
            _say(f"  # {field.comment}")
        prompt = f"  {msg('{key} (empty: leave it open):', key=key)} "
        text = getpass.getpass(harmless_line(prompt)).strip() if field.is_secret else _line(prompt)
        if not text:
            return False
        asked_for = field.generator and text == GENERATE
        problem = None if asked_for else onboarding.problem(key, text)
        if problem is not None:
            _say(f"  ! {problem.message}")
        if problem is None or not problem.blocking:
            onboarding.session.answer(question, text)
            return True
    return False


def _confirmed(task: Task) -> bool:
    _say(task_line(task))
    for line in task_details(task):
        _say(f"      {line}")
    asked = msg("Do this? [y/N]")
    if task.runs_project_code:
        asked = msg("Do this? It runs code of the project. [y/N]")
    return _line(f"  {asked} ").lower() in ("y", "yes")


def _line(prompt: str) -> str:
    sys.stdout.write(harmless_line(prompt))
    sys.stdout.flush()
    return sys.stdin.readline().strip()


def _show(task: Task) -> None:
    _say(task_line(task))
    if task.is_open:
        for line in task_details(task):
            _say(f"      {line}")
        return
    for note in task.notes:
        _say(f"      {note}")
    _tell(task)


def _tell(task: Task) -> None:
    for command in task.told:
        _say(f"      {msg('to know: {command}   ({why})', command=command.typed, why=command.why)}")


def _say(text: str) -> None:
    sys.stdout.write(harmless_line(text).rstrip() + "\n")
    sys.stdout.flush()


def _err(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _streamed(line: str) -> None:
    _say(f"    {line}")


class _Progress:
    """Shows how far a task is on one line of a terminal; a file gets no such lines."""

    def __call__(self, progress: StepProgress) -> None:
        """Show it."""
        if not sys.stderr.isatty():
            return
        count = f"{progress.done}/{progress.total} " if progress.total else ""
        _err(f"\r\x1b[K◐ {progress.key} {count}{int(progress.seconds)} s  {harmless_line(progress.now)[:60]}\r")


@contextlib.contextmanager
def _on_terminate() -> Iterator[None]:
    """Let SIGTERM end what runs, as Ctrl+C does."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise _Terminated

    try:
        before = signal.signal(signal.SIGTERM, end)
    except ValueError:  # not in the main thread: whoever called has the signals
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
