"""Short texts about files, commands and places that several screens show."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from textual.content import Content

from envwizard.model.change import Command, CommandResult
from envwizard.model.diff import FileAction, FileDiff
from envwizard.model.finding import Finding
from envwizard.model.message import msg
from envwizard.tui.widgets.safe import line, one_line, say

_ACTION = {
    FileAction.EDIT: msg("edit"),
    FileAction.NEW: msg("new"),
    FileAction.DELETE: msg("deleted"),
    FileAction.MODE: msg("mode"),
}


def action_word(diff: FileDiff) -> str:
    """Say in a word what happens to a file."""
    return _ACTION[diff.action].render()


def change_counts(diff: FileDiff) -> Content:
    """Say how much of a file changes: ``+6 -5``; nothing where no line does."""
    parts = []
    if diff.added:
        parts.append(Content.styled(f"+{diff.added}", "$text-success"))
    if diff.removed:
        parts.append(Content.styled(f"-{diff.removed}", "$text-error"))
    return Content(" ").join(parts)


def file_summary(diff: FileDiff) -> Content:
    """Name a file and what happens to it."""
    return Content(" ").join(
        part
        for part in (
            Content(one_line(str(diff.path))),
            Content.styled(action_word(diff), "$quiet"),
            change_counts(diff),
        )
        if part.plain
    )


def undo_label(count: int) -> Content:
    """Say how many files undoing puts back."""
    return say("Undo 1 file") if count == 1 else say("Undo {count} files", count=count)


def told(finding: Finding) -> Content:
    """Say in a line what was found, with the line of the file before it where the message does not name it."""
    text = line(finding.message)
    if names_its_file(finding) or finding.location.line is None:
        return text
    return Content.styled(one_line(str(finding.location)), "$text-accent") + Content("  ") + text


def names_its_file(finding: Finding) -> bool:
    """Tell whether the message itself says which file it speaks of."""
    return one_line(str(finding.location.path)) in one_line(finding.message)


def command_line(command: Command) -> str:
    """Write a command as one would type it, nothing in it hidden."""
    return "$ " + one_line(command.typed)


def command_flags(command: Command) -> Content:
    """Say what a command does that one might not expect."""
    flags = []
    if command.network:
        flags.append(say("uses the network"))
    if command.runs_project_code:
        flags.append(say("runs code of the project"))
    return Content(", ").join(flags)


def not_undone_lines(results: Iterable[CommandResult]) -> list[Content]:
    """Say which commands ran and are not undone, and what would take each of them back."""
    lines = []
    for result in results:
        lines.append(say("Not undone, it ran: {command}", command=command_line(result.command)))
        if result.command.inverse:
            inverse = "$ " + shlex.join(result.command.inverse)
            lines.append(Content("  ") + say("this takes it back: {command}", command=inverse))
    return lines
