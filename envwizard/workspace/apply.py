"""Applying a change set: check, journal, write file by file; all or none."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path

from envwizard.model.change import FileChange, JournalEntry
from envwizard.model.errors import ApplyError, StaleEdit
from envwizard.model.message import Message, msg
from envwizard.workspace.atomic import write_atomically
from envwizard.workspace.journal import FileRecord, Journal
from envwizard.workspace.lock import project_lock
from envwizard.workspace.undo import restore


def apply_changes(root: Path, journal: Journal, title: Message, changes: Sequence[FileChange]) -> JournalEntry:
    """Write the changes below ``root``.

    Raises ``StaleEdit`` where a file is not what the preview showed (nothing is written then), and ``ApplyError``
    where the system refuses (what was written before is put back).
    """
    with project_lock(journal.folder):
        for change in changes:
            _check(root, change)
        links = {
            change.path.value: str((root / change.path.value).readlink())
            for change in changes
            if change.after is None and (root / change.path.value).is_symlink()
        }
        try:
            record = journal.prepare(title, root, changes, links)
        except OSError as error:
            raise ApplyError(
                msg(
                    "The undo journal in {folder} cannot be written ({reason}). Nothing was changed.",
                    folder=journal.folder,
                    reason=error.strerror or error,
                )
            ) from None
        try:
            for file, change in zip(record.files, changes, strict=True):
                _write(root, file, change)
        except BaseException as error:
            restore(root, journal, record)
            journal.set_state(record, "undone")
            if isinstance(error, OSError):
                raise ApplyError(
                    msg(
                        "{path} cannot be written: {reason}. Nothing was changed.",
                        path=error.filename or "A file",
                        reason=error.strerror or error,
                    )
                ) from None
            raise
        return journal.set_state(record, "applied").entry()


def _check(root: Path, change: FileChange) -> None:
    path = root / change.path.value
    real = path.resolve()
    if not real.is_relative_to(root):
        raise StaleEdit(msg("{path} leads out of the project; it is not written.", path=change.path))
    if change.before is None:
        if path.exists() or path.is_symlink():
            raise StaleEdit(msg("{path} exists by now. Probe again; nothing was changed.", path=change.path))
        return
    try:
        same = real.read_bytes() == change.before and stat.S_IMODE(real.stat().st_mode) == change.mode_before
    except OSError:
        same = False
    if not same:
        raise StaleEdit(
            msg("{path} changed after the preview was made. Probe again; nothing was changed.", path=change.path)
        )


def _write(root: Path, file: FileRecord, change: FileChange) -> None:
    path = root / file.path
    if change.after is None or change.mode_after is None:
        path.unlink()
        return
    real = path.resolve()
    real.parent.mkdir(parents=True, exist_ok=True)
    if change.before == change.after:
        real.chmod(change.mode_after)
        return
    write_atomically(real, change.after, change.mode_after, real.parent / file.temporary)
