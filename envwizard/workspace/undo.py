"""Undoing a change set byte for byte, also one that was cut off between two files."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from pathlib import Path

from envwizard.edits.diff import file_diff
from envwizard.edits.env_file_mask import mask_env_line, may_be_env_file
from envwizard.model.change import FileChange, JournalEntry
from envwizard.model.errors import ApplyError, NothingToUndo, UndoError
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.workspace.atomic import sync_folder, write_atomically
from envwizard.workspace.journal import FileRecord, Journal, Record
from envwizard.workspace.lock import project_lock


def undo(root: Path, journal: Journal, entry: str | None = None) -> JournalEntry:
    """Undo one entry (the last that is not undone, or the one named).

    Raises ``NothingToUndo``, and ``UndoError`` where a file changed since; then nothing is written at all.
    """
    with project_lock(journal.folder):
        record = _choose(journal, entry)
        changed = [diff for file in record.files if (diff := _changed_since(root, journal, record, file)) is not None]
        if changed:
            raise UndoError(
                msg(
                    "Change set {id} is not undone: {files} changed since it was applied.",
                    id=record.id,
                    files=", ".join(str(change.path) for change in changed),
                ),
                tuple(file_diff(change, mask_env_line if may_be_env_file(change.path) else None) for change in changed),
            )
        try:
            restore(root, journal, record)
        except OSError as error:
            raise ApplyError(
                msg(
                    "{path} cannot be written: {reason}. Mend that and undo again: what is left will be finished.",
                    path=error.filename or "A file",
                    reason=error.strerror or error,
                )
            ) from None
        return journal.set_state(record, "undone").entry()


def restore(root: Path, journal: Journal, record: Record) -> None:
    """Bring every file of the entry back to its earlier bytes and mode; those that already have them stay untouched."""
    for file in reversed(record.files):
        path = root / file.path
        real = path.resolve()
        (real.parent / file.temporary).unlink(missing_ok=True)
        if file.before is None or file.mode_before is None:
            path.unlink(missing_ok=True)
            continue
        if file.link is not None:
            if not path.is_symlink():
                path.symlink_to(file.link)
            continue
        before = journal.blob(record, file.before)
        if _bytes(real) != before:
            real.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(real, before, file.mode_before, real.parent / file.temporary)
        elif stat.S_IMODE(real.stat().st_mode) != file.mode_before:
            real.chmod(file.mode_before)
    for tree in record.trees:
        remove_tree(root, tree)
    for folder in reversed(record.folders):
        with contextlib.suppress(OSError):  # not empty: the user put something there
            os.rmdir(root / folder)  # noqa: PTH106 - says what it is beside the suppress
    sync_folder(root)


def remove_tree(root: Path, tree: str) -> None:
    """Remove a folder that a command made, with everything in it; a link that took its place stays."""
    path = root / tree
    if not path.is_symlink() and path.resolve().is_relative_to(root) and path.resolve() != root:
        shutil.rmtree(path, ignore_errors=True)


def _choose(journal: Journal, entry: str | None) -> Record:
    records = journal.records()
    if entry is not None:
        named = next((record for record in records if record.id == entry or record.id.lstrip("0") == entry), None)
        if named is None:
            raise UndoError(msg("There is no change set {id}. `envwizard undo --list` names all.", id=entry))
        if named.state == "undone":
            raise NothingToUndo(msg("Change set {id} is undone already.", id=named.id))
        return named
    left = [record for record in records if record.state != "undone"]
    if not left:
        raise NothingToUndo(msg("There is nothing left to undo in this project."))
    return left[-1]


def _changed_since(root: Path, journal: Journal, record: Record, file: FileRecord) -> FileChange | None:
    """The change from what was written to what is there now, where neither side of the entry is there."""
    path = root / file.path
    now = _bytes(path)
    before = journal.blob(record, file.before) if file.before else None
    after = journal.blob(record, file.after) if file.after else None
    mode = stat.S_IMODE(path.stat().st_mode) if now is not None else None
    sides = ((before, file.mode_before), (after, file.mode_after))
    if (now, mode) in sides or (now in (before, after) and record.state == "prepared"):
        return None
    return FileChange(ProjectPath(file.path), after, now, file.mode_after, mode)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        return b""  # unreadable or a folder: something else than what was written
