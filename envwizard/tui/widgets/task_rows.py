"""A task of the onboarding: as a line of the list, and what the detail says about it."""

from __future__ import annotations

from textual.content import Content

from envwizard.model.change import Command
from envwizard.model.onboarding import Task
from envwizard.model.question import Question
from envwizard.model.workflow import StepState
from envwizard.tui.widgets import glyphs
from envwizard.tui.widgets.detail_rows import Rows
from envwizard.tui.widgets.file_line import command_flags, command_line
from envwizard.tui.widgets.glyphs import glyph
from envwizard.tui.widgets.safe import line, one_line, padded, safe, say

SIGN = {
    StepState.DONE: glyphs.OK,
    StepState.WAITING: glyphs.WAITING,
    StepState.ATTENTION: glyphs.WARNING,
    StepState.FAILED: glyphs.PROBLEM,
    StepState.SKIPPED: glyphs.NONE,
    StepState.RUNNING: glyphs.RUNNING,
}
_TITLE = 20


def task_line(task: Task, *, running: bool = False, left_out: bool = False) -> Content:
    """Write the sign, the title and what was seen; one that is left out is said to be."""
    sign = glyphs.RUNNING if running else SIGN[task.state]
    title = Content.styled(padded(one_line(task.title), _TITLE), "bold" if running else "")
    seen = say("left out") if left_out else line(task.seen)
    return Content.assemble(glyph(sign, "bold"), " ", title, " ", seen.stylize("$quiet") if left_out else seen)


def state_word(task: Task) -> Content:
    """Say how a task stands."""
    word = {
        StepState.DONE: say("DONE"),
        StepState.WAITING: say("TO DO"),
        StepState.ATTENTION: say("WAITS FOR YOU"),
        StepState.FAILED: say("FAILED"),
        StepState.SKIPPED: say("NOT NEEDED"),
        StepState.RUNNING: say("RUNNING"),
    }[task.state]
    return glyph(SIGN[task.state], "bold") + Content(" ") + word


def task_rows(task: Task) -> Rows:
    """Say what was seen, why the task is there, and what it would run, write and ask."""
    return [
        (say("Seen"), safe(task.seen)),
        (say("Why"), safe(task.why)),
        (say("Runs"), _lines([_command(command) for command in task.commands])),
        (say("Writes"), _lines([line(str(edit.path)) for edit in task.edits])),
        (say("Asks"), _lines([_question(one) for one in task.questions]) if task.is_open else Content("")),
        (say("Note"), _lines([safe(note) for note in task.notes])),
        (say("To know"), _lines([Content(command_line(one)) + _remark(safe(one.why)) for one in task.told])),
    ]


def _lines(lines: list[Content]) -> Content:
    return Content("\n").join(lines)


def _command(command: Command) -> Content:
    flags = command_flags(command)
    text = Content(command_line(command))
    return text + Content("  ") + flags.stylize("$text-warning") if flags else text


def _question(question: Question) -> Content:
    text = safe(question.text)
    return text + _remark(line(", ".join(question.choices))) if question.choices else text


def _remark(text: Content) -> Content:
    return Content("  ") + text.stylize("$quiet")
