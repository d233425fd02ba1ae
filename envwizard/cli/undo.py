"""``envwizard undo``: take the last change set back."""

from __future__ import annotations

import argparse
import shlex
import sys

from envwizard.cli.saying import say
from envwizard.engine.session import Session
from envwizard.model.change import JournalEntry
from envwizard.model.errors import ApplyError, NothingToUndo, UndoError
from envwizard.model.harmless import harmless, harmless_line
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.reporters.patch import patch_text


def run(said: argparse.Namespace) -> int:
    """Undo, or list what could be undone. Gives 1 where nothing is left or a file changed since."""
    session = Session.open(said.path)
    if said.list:
        lines = [_line(entry) for entry in session.journal()]
        sys.stdout.write("".join(lines) or f"{msg('No change set of this project is in the journal.')}\n")
        return 0
    try:
        for tree in _trees(session.journal(), said.id):
            say(msg("Removing {folder} with everything in it ..", folder=tree))
        entry = session.undo(said.id)
    except NothingToUndo as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except UndoError as error:
        sys.stderr.write(f"envwizard: {harmless(str(error))}\n")
        sys.stdout.write(patch_text(error.diffs))
        return 1
    except ApplyError as error:
        sys.stderr.write(f"envwizard: {harmless(str(error))}\n")
        return 1
    say(msg("Undone: {title}", title=entry.title))
    for path in entry.files:
        sys.stdout.write(f"  {harmless_line(str(path))}\n")
    _list_commands(entry)
    for commit in entry.commits:
        say(msg("The commit {name} stays: the restored files differ from it. Commit them, or drop it.", name=commit))
    return 0


def _trees(entries: tuple[JournalEntry, ...], wanted: str | None) -> tuple[ProjectPath, ...]:
    """The folders that the undo is going to remove with everything in them."""
    left = [entry for entry in entries if entry.state != "undone"]
    if wanted is not None:
        left = [entry for entry in left if wanted in (entry.id, entry.id.lstrip("0"))]
    return left[-1].trees if left else ()


def _list_commands(entry: JournalEntry) -> None:
    """Name the commands that ran with the change set: they are not undone."""
    for ran in entry.left_commands:
        say(msg("Not undone, it ran: {command}", command=ran.command.typed))
        if ran.command.inverse:
            say(msg("this takes it back: {command}", command=shlex.join(ran.command.inverse)), "  ")


def _line(entry: JournalEntry) -> str:
    files = ", ".join(harmless_line(str(path)) for path in (*entry.files, *entry.trees))
    return f"{entry.id}  {entry.when}  {entry.state:8}  {harmless_line(entry.title)}: {files}\n"
