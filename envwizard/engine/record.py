"""What was done to the project through a session: change sets, commands and commits, each noted in the journal."""

from __future__ import annotations

import shlex
import signal
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from envwizard.model.change import Command, CommandResult, JournalEntry
    from envwizard.model.done import Commit
    from envwizard.model.plan import Preview
    from envwizard.workspace.journal import Journal
    from envwizard.workspace.made_folders import MadeFolders


class Record:
    """Does what changes the project, and keeps the journal of it in the project's ``state`` folder."""

    def __init__(self, root: Path, state: Path) -> None:
        self._root, self._state = root, state
        # The change set with which the journal notes the commands to come.
        self.noted_with: str | None = None

    @property
    def journal(self) -> Journal:
        """The project's journal."""
        from envwizard.workspace.journal import Journal

        return Journal(self._state)

    def apply(self, preview: Preview) -> JournalEntry:
        """Write exactly what the preview shows. Raises ``StaleEdit`` and ``ApplyError``; then nothing has changed."""
        from envwizard.workspace.apply import apply_changes

        entry = apply_changes(self._root, self.journal, preview.change_set.title, preview.changes)
        self.noted_with = entry.id
        return entry

    def run(
        self,
        command: Command,
        on_line: Callable[[str], None],
        cancelled: Callable[[], bool],
        environ: Mapping[str, str] | None,
    ) -> CommandResult:
        """Run a command, and note it also where the user interrupts it."""
        from envwizard.model.change import CommandResult
        from envwizard.workspace.runner import run_command

        started = time.monotonic()
        try:
            result = run_command(self._root, command, on_line, cancelled, environ)
        except KeyboardInterrupt:
            self._note(CommandResult(command, -signal.SIGINT, time.monotonic() - started, ()))
            raise
        self._note(result)
        return result

    def made_folders(self) -> MadeFolders:
        """Let commands make folders as a whole, which undo removes."""
        from envwizard.workspace.made_folders import MadeFolders

        return MadeFolders(self._root, self.journal)

    def _note(self, result: CommandResult) -> None:
        """Note in the journal that a command ran; without a change set that stands it gets an entry of its own."""
        from envwizard.model.message import msg

        journal = self.journal
        open_ones = {record.id for record in journal.records() if record.state == "applied"}
        if self.noted_with not in open_ones:
            title = msg("Command: {command}", command=shlex.join(result.command.argv))
            self.noted_with = journal.set_state(journal.prepare(title, self._root, (), {}), "applied").id
        journal.add_command(self.noted_with, result)

    def commit(self, entries: Iterable[str], paths: Iterable[str], mixed: Iterable[str], message: str) -> Commit | None:
        """Commit files, and note at the change sets ``entries`` which commit holds them."""
        from envwizard.workspace.commits import commit_files

        made = commit_files(self._root, paths, mixed, message)
        if made is not None and made.name:
            for entry in entries:
                self.journal.add_commit(entry, made.name)
        return made

    def undo(self, entry: str | None) -> JournalEntry:
        """Undo the last change set, or the one named."""
        from envwizard.workspace.undo import undo

        return undo(self._root, self.journal, entry)
