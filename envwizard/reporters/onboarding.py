"""The onboarding checklist as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from envwizard.model.change import Command
from envwizard.model.env_form import EnvForm
from envwizard.model.expected_service import ProbedService
from envwizard.model.harmless import harmless_line
from envwizard.model.message import msg
from envwizard.model.onboarding import Checklist, Task
from envwizard.model.workflow import StepState
from envwizard.reporters.columns import padded

SIGNS = {
    StepState.DONE: "✓",
    StepState.WAITING: "·",
    StepState.ATTENTION: "!",
    StepState.FAILED: "✗",
    StepState.SKIPPED: "-",
    StepState.RUNNING: "◐",
}
_CODE = msg("runs project code")


def checklist_text(checklist: Checklist) -> str:
    """Write the checklist for people."""
    return "".join(f"{harmless_line(line)}".rstrip() + "\n" for line in _lines(checklist))


def task_line(task: Task) -> str:
    """A task on one line."""
    return f"{SIGNS[task.state]} {padded(task.title.render(), 20)} {task.seen.render()}"


def _lines(checklist: Checklist) -> Iterator[str]:
    counted = [task for task in checklist.tasks if task.state is not StepState.SKIPPED]
    done = sum(task.state is StepState.DONE for task in counted)
    where = "" if checklist.root.value == "." else f" ({checklist.root})"
    name = f"{checklist.name}{where}"
    yield msg("{name}: {done} of {total} done", name=name, done=done, total=len(counted)).render()
    for task in checklist.tasks:
        yield task_line(task)
        if task.state in (StepState.DONE, StepState.SKIPPED) and not task.notes and not task.told:
            continue
        yield from (f"      {line}" for line in task_details(task))


def task_details(task: Task) -> Iterator[str]:
    """What a task would run and write, and what it asks."""
    if task.is_open and (task.commands or task.edits):
        yield msg("why: {why}", why=task.why).render()
    for command in task.commands:
        marks = [
            mark for mark, holds in ((msg("network"), command.network), (_CODE, command.runs_project_code)) if holds
        ]
        told = ", ".join(map(str, marks))
        marked = f"   [{told}]" if told else ""
        yield f"$ {command.typed}{marked}"
    for edit in task.edits:
        yield msg("writes {path}", path=edit.path).render()
    for question in task.questions if task.state is not StepState.DONE else ():
        yield f"? {question.text}"
        choices = ", ".join(question.choices)
        how = msg("answer with --answer '{id}=..'", id=question.id)
        if choices and question.default is not None:
            how = msg("{choices} (taken: {default}); {how}", choices=choices, default=question.default, how=how)
        elif choices:
            how = msg("{choices}; {how}", choices=choices, how=how)
        yield f"    {how}"
    yield from (f"{note}" for note in task.notes)
    for command in task.told:
        yield msg("to know: {command}   ({why})", command=command.typed, why=command.why).render()


def probe_line(probed: ProbedService) -> str:
    """What knocking at a service told, on one line."""
    one = probed.service
    if probed.answers is None:
        return msg("{kind} ({name}): no port of this machine is known to be its", kind=one.kind, name=one.name).render()
    if probed.answers:
        return msg("{kind} ({name}): port {port} answers", kind=one.kind, name=one.name, port=one.port).render()
    return msg("{kind} ({name}): nothing answers at port {port}", kind=one.kind, name=one.name, port=one.port).render()


def checklist_json(checklist: Checklist) -> str:
    """Write the checklist for programs, in English."""
    data = {
        "format": 1,
        "project": checklist.name,
        "root": checklist.root.value,
        "tasks": [_task(task) for task in checklist.tasks],
        "services": [
            {"kind": one.kind, "name": one.name, "place": str(one.place), "port": one.port or None}
            for one in checklist.services
        ],
        "env_file": _form(checklist.env_form) if checklist.env_form is not None else None,
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _form(form: EnvForm) -> dict[str, Any]:
    """The fields of the env file; what they hold stays out."""
    return {
        "path": form.path.value,
        "example": form.example.value if form.example is not None else None,
        "exists": form.exists,
        "keys": [
            {
                "key": one.key,
                "has_default": bool(one.default),
                "has_value": bool(one.value),
                "optional": one.optional,
                "secret": one.is_secret,
                "generator": one.generator or None,
                "read": str(one.read) if one.read is not None else None,
                "missing": one.is_missing,
            }
            for one in form.fields
        ],
    }


def _task(task: Task) -> dict[str, Any]:
    return {
        "key": task.key,
        "title": str(task.title),
        "state": task.state.value,
        "seen": str(task.seen),
        "why": str(task.why),
        "optional": task.optional,
        "runs_project_code": task.runs_project_code,
        "commands": [_command(command) for command in task.commands],
        "writes": [edit.path.value for edit in task.edits],
        "creates": task.creates.value if task.creates is not None else None,
        "questions": [
            {"id": one.id, "text": str(one.text), "choices": list(one.choices), "default": one.default}
            for one in task.questions
        ],
        "notes": [str(note) for note in task.notes],
        "told": [_command(command) for command in task.told],
    }


def _command(command: Command) -> dict[str, Any]:
    return {
        "argv": list(command.argv),
        "cwd": command.cwd.value,
        "why": str(command.why),
        "network": command.network,
        "runs_project_code": command.runs_project_code,
        "inverse": list(command.inverse) if command.inverse else None,
    }
