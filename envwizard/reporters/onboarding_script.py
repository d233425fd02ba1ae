"""The onboarding checklist as a shell script that does the same."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from envwizard.model.change import Command
from envwizard.model.harmless import harmless_line
from envwizard.model.onboarding import Checklist, Task
from envwizard.model.workflow import StepState


def checklist_script(checklist: Checklist) -> str:
    """Write what is left to do as a POSIX shell script, to be run in the project's folder.

    What is done already is a comment; what is not needed for a working environment, too. A task that the user has to
    decide about first ends the script with a sentence.
    """
    return "".join(f"{line}".rstrip() + "\n" for line in _lines(checklist))


def _lines(checklist: Checklist) -> Iterator[str]:
    yield "#!/bin/sh"
    yield f"# Sets up {harmless_line(checklist.name)}: what `envwizard onboard` does. Run it in the project's folder."
    yield "set -eu"
    for task in checklist.tasks:
        if task.state is StepState.SKIPPED and not task.notes and not task.told:
            continue
        yield ""
        yield _comment(f"{task.title}: {task.seen}")
        yield from _task(task)
        if _ends(task):
            text = harmless_line(f"{task.title}: {task.seen}")
            yield f"printf '%s\\n' {shlex.quote(text)} >&2"
            yield "exit 1"
            return


def _task(task: Task) -> Iterator[str]:
    yield from (_comment(f"  {note}") for note in task.notes)
    if task.state in (StepState.WAITING, StepState.FAILED, StepState.ATTENTION):
        yield from task.script or (_comment(f"  envwizard writes {edit.path}") for edit in task.edits)
        for number, command in enumerate(task.commands):
            yield _comment(f"{command.why}{' (runs code of the project)' if command.runs_project_code else ''}")
            yield from _command(task, command, first=number == 0)
    for command in task.told:
        yield _comment(f"  {command.why}: {command.typed}")


def _ends(task: Task) -> bool:
    """Tell whether nothing behind a task can go on before the user has decided or done something."""
    needs_user = task.state is StepState.ATTENTION and not task.commands and not task.edits
    return needs_user and task.key in ("interpreter", "virtualenv", "dependencies")


def _command(task: Task, command: Command, first: bool) -> Iterator[str]:
    typed = harmless_line(shlex.join(command.argv))
    line = typed if command.cwd.value == "." else f"(cd {shlex.quote(command.cwd.value)} && {typed})"
    if task.optional:
        yield f"# {line}"
    elif first and task.creates is not None:
        place = shlex.quote(task.creates.value)
        if "--clear" in command.argv:
            yield line
        else:
            yield f"[ -e {place}/pyvenv.cfg ] || {line}"
        yield f"[ -e {place}/.gitignore ] || echo '*' > {place}/.gitignore"
    else:
        yield line


def _comment(text: str) -> str:
    return f"# {harmless_line(text)}"
