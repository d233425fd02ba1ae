"""Folders that a command makes as a whole: noted before it starts, removed where it does not end well."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from envwizard.model.change import Command, CommandResult
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.workspace.journal import Journal
from envwizard.workspace.lock import project_lock
from envwizard.workspace.runner import run_command
from envwizard.workspace.undo import remove_tree

_IGNORED = "*\n"


def make_folder(
    root: Path,
    journal: Journal,
    folder: ProjectPath,
    command: Command,
    on_line: Callable[[str], None],
    cancelled: Callable[[], bool],
    environ: Mapping[str, str] | None,
) -> tuple[CommandResult, str | None]:
    """Run the command; gives its result and the journal's entry, by which undo removes the folder.

    A failed, cancelled or interrupted command leaves no folder and no entry that stands. What the command makes is kept
    out of git by a .gitignore in it, as Python 3.13 and virtualenv do. Raises ``ApplyError`` where another envwizard is
    at work on the project.
    """
    with project_lock(journal.folder):
        record = journal.prepare(msg("Make {folder}", folder=folder), root, (), {}, (folder.value,))
        try:
            result = run_command(root, command, on_line, cancelled, environ)
            made = result.code == 0
            if made:
                _keep_out_of_git(root / folder.value)
        except BaseException:
            remove_tree(root, folder.value)
            journal.set_state(record, "undone")
            raise
        if not made:
            remove_tree(root, folder.value)
            journal.set_state(record, "undone")
            return result, None
        journal.set_state(record, "applied")
        journal.add_command(record.id, result)
        return result, record.id


def remove_unfinished(root: Path, journal: Journal) -> tuple[ProjectPath, ...]:
    """Remove the folders that were being made when envwizard was killed; gives them."""
    if not any(record.state == "prepared" and record.trees for record in journal.records()):
        return ()
    removed = []
    with project_lock(journal.folder):
        for record in journal.records():
            if record.state == "prepared" and record.trees:
                for tree in record.trees:
                    remove_tree(root, tree)
                    removed.append(ProjectPath(tree))
                journal.set_state(record, "undone")
    return tuple(removed)


def _keep_out_of_git(folder: Path) -> None:
    ignore = folder / ".gitignore"
    if folder.is_dir() and not ignore.exists():
        ignore.write_text(_IGNORED, encoding="ascii")
