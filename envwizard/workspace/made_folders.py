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


class MadeFolders:
    """The folders of one project that envwizard had made, as its journal knows them."""

    def __init__(self, root: Path, journal: Journal) -> None:
        self._root, self._journal = root, journal

    def make(
        self,
        folder: ProjectPath,
        command: Command,
        on_line: Callable[[str], None],
        cancelled: Callable[[], bool],
        environ: Mapping[str, str] | None,
    ) -> CommandResult:
        """Run the command that makes ``folder``; undo of the journal's entry removes it.

        A failed, cancelled or interrupted command leaves no folder and no entry that stands. What the command makes is
        kept out of git by a .gitignore in it, as Python 3.13 and virtualenv do. Raises ``ApplyError`` where another
        envwizard is at work on the project.
        """
        root, journal = self._root, self._journal
        with project_lock(journal.folder):
            record = journal.prepare(msg("Make {folder}", folder=folder), root, (), {}, (folder.value,))
            made = False
            try:
                result = run_command(root, command, on_line, cancelled, environ)
                made = result.code == 0
                if made:
                    _keep_out_of_git(root / folder.value)
            finally:
                if not made:
                    remove_tree(root, folder.value)
                journal.set_state(record, "applied" if made else "undone")
            if made:
                journal.add_command(record.id, result)
        return result

    def entry_of(self, folder: ProjectPath) -> str | None:
        """The change set that made a folder and stands, if there is one."""
        found = [
            record.id
            for record in self._journal.records()
            if record.state == "applied" and folder.value in record.trees
        ]
        return found[-1] if found else None

    def remove_unfinished(self) -> tuple[ProjectPath, ...]:
        """Remove the folders that a killed envwizard was making; gives them."""
        if not any(record.state == "prepared" and record.trees for record in self._journal.records()):
            return ()
        removed = []
        with project_lock(self._journal.folder):
            for record in self._journal.records():
                if record.state == "prepared" and record.trees:
                    for tree in record.trees:
                        remove_tree(self._root, tree)
                        removed.append(ProjectPath(tree))
                    self._journal.set_state(record, "undone")
        return tuple(removed)


def _keep_out_of_git(folder: Path) -> None:
    ignore = folder / ".gitignore"
    if folder.is_dir() and not ignore.exists():
        ignore.write_text(_IGNORED, encoding="ascii")
