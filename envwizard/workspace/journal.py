"""The write-ahead journal: what a change set is about to do, with both sides' bytes, before the first file changes."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from envwizard.model.change import Command, CommandResult, FileChange, JournalEntry
from envwizard.model.message import Message
from envwizard.model.paths import ProjectPath
from envwizard.workspace.atomic import sync_folder

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file of an entry. ``before``/``after`` name blobs, ``None`` where there is no file on that side.

    ``temporary`` is the name beside the file that a killed writer may have left; ``link`` the target of a deleted link.
    """

    path: str
    before: str | None
    after: str | None
    mode_before: int | None
    mode_after: int | None
    temporary: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class CommandRecord:
    """A command that ran for an entry, how it ended, and what would take it back."""

    argv: tuple[str, ...]
    code: int
    seconds: float
    inverse: tuple[str, ...] | None = None
    cwd: str = "."

    def result(self) -> CommandResult:
        """The command as the rest of the program sees it; its output is not kept."""
        command = Command(self.argv, Message(""), ProjectPath(self.cwd), inverse=self.inverse)
        return CommandResult(command, self.code, self.seconds, ())


@dataclass(frozen=True, slots=True)
class Record:
    """One entry as it is stored. ``state`` is ``prepared``, ``applied`` or ``undone``."""

    id: str
    when: str
    title: str
    root: str
    state: str
    files: tuple[FileRecord, ...]
    folders: tuple[str, ...]
    commands: tuple[CommandRecord, ...] = ()
    commits: tuple[str, ...] = ()
    # Folders that a command made, or was about to make, as a whole.
    trees: tuple[str, ...] = ()

    def entry(self) -> JournalEntry:
        """The entry as the rest of the program sees it."""
        files = tuple(ProjectPath(file.path) for file in self.files)
        folders = tuple(ProjectPath(folder) for folder in self.folders)
        commands = tuple(command.result() for command in self.commands)
        trees = tuple(ProjectPath(tree) for tree in self.trees)
        return JournalEntry(self.id, self.when, self.title, self.state, files, commands, folders, self.commits, trees)


class Journal:
    """The entries of one project, oldest first, in a folder that only the user can open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def records(self) -> list[Record]:
        """Read all entries; one that a kill left without its record was never begun and does not count."""
        if not self.folder.is_dir():
            return []
        found = (self._read(path) for path in sorted(self.folder.iterdir()) if path.name.isdigit())
        return [record for record in found if record is not None]

    def prepare(
        self,
        title: Message,
        root: Path,
        changes: Iterable[FileChange],
        links: dict[str, str],
        trees: tuple[str, ...] = (),
    ) -> Record:
        """Write and sync an entry in state ``prepared`` with the bytes of both sides."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        number = 1 + max((int(path.name) for path in self.folder.iterdir() if path.name.isdigit()), default=0)
        folder = self.folder / f"{number:04}"
        folder.mkdir(mode=0o700)
        files = []
        for index, change in enumerate(changes):
            path = change.path.value
            files.append(
                FileRecord(
                    path,
                    self._blob(folder, f"{index}.before", change.before),
                    self._blob(folder, f"{index}.after", change.after),
                    change.mode_before,
                    change.mode_after,
                    f".envwizard-{number:04}-{index}-{os.getpid()}.tmp",
                    links.get(path),
                )
            )
        when = datetime.now(timezone.utc).isoformat(timespec="seconds")
        missing = _missing_folders(root, (file.path for file in files))
        record = Record(folder.name, when, title.render(), str(root), "prepared", tuple(files), missing, trees=trees)
        self._write(record)
        sync_folder(self.folder)
        return record

    def set_state(self, record: Record, state: str) -> Record:
        """Store the entry's new state."""
        changed = replace(record, state=state)
        self._write(changed)
        return changed

    def add_command(self, entry: str, result: CommandResult) -> None:
        """Note with an entry that a command of its fixes ran: undo does not take it back, but says how to."""
        record = next(record for record in self.records() if record.id == entry)
        command = result.command
        ran = CommandRecord(command.argv, result.code, result.seconds, command.inverse, command.cwd.value)
        self._write(replace(record, commands=(*record.commands, ran)))

    def add_commit(self, entry: str, commit: str) -> None:
        """Note with an entry that git has it in a commit."""
        record = next(record for record in self.records() if record.id == entry)
        self._write(replace(record, commits=(*record.commits, commit)))

    def blob(self, record: Record, name: str) -> bytes:
        """The bytes of one side of a file."""
        return (self.folder / record.id / name).read_bytes()

    def _blob(self, folder: Path, name: str, data: bytes | None) -> str | None:
        if data is None:
            return None
        _write_synced(folder / name, data)
        return name

    def _write(self, record: Record) -> None:
        folder = self.folder / record.id
        body = json.dumps({"format": _FORMAT, **asdict(record)}, indent=1, ensure_ascii=True).encode("ascii")
        _write_synced(folder / "entry.tmp", body)
        (folder / "entry.tmp").replace(folder / "entry.json")
        sync_folder(folder)

    def _read(self, folder: Path) -> Record | None:
        try:
            data = json.loads((folder / "entry.json").read_bytes())
        except FileNotFoundError:
            return None
        data.pop("format")
        data["files"] = tuple(FileRecord(**file) for file in data["files"])
        data["folders"] = tuple(data["folders"])
        data["commits"] = tuple(data.get("commits", ()))
        data["trees"] = tuple(data.get("trees", ()))
        data["commands"] = tuple(_command(command) for command in data.get("commands", ()))
        return Record(**data)


def digest(data: bytes | None) -> str | None:
    """The SHA-256 of bytes in hexadecimal; ``None`` for no file."""
    return None if data is None else hashlib.sha256(data).hexdigest()


def _command(data: dict[str, Any]) -> CommandRecord:
    inverse = data["inverse"]
    return CommandRecord(
        tuple(data["argv"]), data["code"], data["seconds"], tuple(inverse) if inverse else None, data.get("cwd", ".")
    )


def _write_synced(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _missing_folders(root: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """The folders that writing the files would create, outermost first."""
    missing: dict[str, None] = {}
    for path in paths:
        above = [parent.as_posix() for parent in reversed(Path(path).parents)][1:]
        missing.update((folder, None) for folder in above if not (root / folder).exists())
    return tuple(missing)
