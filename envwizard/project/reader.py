"""Reading files for the probes: caps, failures instead of exceptions, and a parser applied to each."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from envwizard.model.errors import Cancelled, SyntaxProblem
from envwizard.model.facts.inventory import FileEntry, GitFacts, Inventory
from envwizard.model.message import Message, msg
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.report import Failure, FailureKind
from envwizard.model.source import TextFile
from envwizard.model.suppression import COMMENT_MARK
from envwizard.project.decode import decode
from envwizard.project.places import Places
from envwizard.project.tree_reader import TreeReader

T = TypeVar("T")

MAX_BYTES = 2_000_000
_MARK = COMMENT_MARK.encode()
# Not blocking: opening a pipe that nobody writes to must not hang.
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Unreadable(Exception):
    """A file could not be read; holds the failure to report."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


def read_text(root: Path, path: ProjectPath, by: str, max_bytes: int = MAX_BYTES) -> TextFile:
    """Read one file of the project whole; raises ``Unreadable``. Only regular files are opened."""
    real = f"{root}/{path.value}"
    try:
        descriptor = os.open(real, _READ)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable(Failure(FailureKind.UNREADABLE, path, by, msg("is no regular file")))
            if status.st_size > max_bytes:
                size = f"{status.st_size / 1e6:.1f}"
                reason = msg("is {size} MB long; files above {cap} MB are not read", size=size, cap=max_bytes / 1e6)
                raise Unreadable(Failure(FailureKind.TOO_LARGE, path, by, reason))
            raw = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        reason = msg("cannot be read: {reason}", reason=getattr(error, "strerror", None) or error)
        raise Unreadable(Failure(FailureKind.UNREADABLE, path, by, reason)) from None
    text, encoding, bom = decode(raw, python=path.suffix in (".py", ".pyi"))
    return TextFile(path, raw, text, encoding, bom, stat.S_IMODE(status.st_mode))


class Sources:
    """The project as the probes see it: which files there are, what is in them, and a list of what failed."""

    def __init__(
        self,
        root: Path,
        inventory: Inventory,
        git: GitFacts,
        cancelled: Callable[[], bool] = lambda: False,
        places: Places | None = None,
    ) -> None:
        self._root = root
        self.inventory = inventory
        self.git = git
        self.failures: list[Failure] = []
        # The files that were read, or whose reading was tried.
        self.looked_at: set[ProjectPath] = set()
        # The files among those read that hold a comment for envwizard.
        self.marked: set[ProjectPath] = set()
        # What lies in virtual environments, which the walk leaves out, and outside of the project.
        self.tree = TreeReader(root, places or Places.of_machine(), self.failures.append)
        self._cancelled = cancelled
        self._by_name: dict[str, list[FileEntry]] = {}
        for entry in inventory.files:
            self._by_name.setdefault(entry.path.value.rpartition("/")[2], []).append(entry)

    def named(self, pattern: re.Pattern[str]) -> list[ProjectPath]:
        """List the regular files (links inside the project included) whose name the pattern matches as a whole."""
        paths = (entry.path for entry in self.entries(pattern) if entry.kind == "file")
        return sorted(paths, key=lambda path: path.value)

    def entries(self, pattern: re.Pattern[str]) -> list[FileEntry]:
        """List all entries, dangling links and the like included, whose name the pattern matches as a whole."""
        return [entry for name, group in self._by_name.items() if pattern.fullmatch(name) for entry in group]

    def has(self, path: ProjectPath) -> bool:
        """Tell whether the project has this file."""
        return any(entry.path == path for entry in self._by_name.get(path.name, ()))

    def read(self, path: ProjectPath, by: str) -> TextFile | None:
        """Read one file; ``None`` after noting the failure."""
        self.check_cancelled()
        self.looked_at.add(path)
        try:
            file = read_text(self._root, path, by)
        except Unreadable as error:
            self.failures.append(error.failure)
            return None
        if COMMENT_MARK in file.content or _MARK in file.raw:
            self.marked.add(path)
        return file

    def peek(self, path: ProjectPath, by: str) -> bytes | None:
        """Give a file's raw bytes for a quick look, ``None`` after noting the failure."""
        self.check_cancelled()
        self.looked_at.add(path)
        try:
            descriptor = os.open(f"{self._root}/{path.value}", _READ)
            try:
                status = os.fstat(descriptor)
                if stat.S_ISREG(status.st_mode) and status.st_size <= MAX_BYTES:
                    data = os.read(descriptor, status.st_size + 1)
                    if len(data) == status.st_size:
                        if _MARK in data:
                            self.marked.add(path)
                        return data
            finally:
                os.close(descriptor)
        except OSError:
            pass
        # Too large, unreadable or being written to: the careful way tells what is the matter.
        file = self.read(path, by)
        return None if file is None else file.raw

    def note_look(self, path: ProjectPath, marked: bool) -> None:
        """Note that another process looked at a file, and whether it holds a comment for envwizard."""
        self.looked_at.add(path)
        if marked:
            self.marked.add(path)

    def parse(self, path: ProjectPath, by: str, parser: Callable[[TextFile], T]) -> T | None:
        """Read one file and apply ``parser``; ``None`` after noting what failed.

        The parser raises ``SyntaxProblem`` where the file is not what its format demands. Text that cannot be decoded
        is a failure before the parser sees it.
        """
        file = self.read(path, by)
        if file is None:
            return None
        if file.text is None:
            self.fail(FailureKind.UNPARSED, path, by, msg("is no text in UTF-8"))
            return None
        return self.guard(path, by, lambda: parser(file))

    def each(self, by: str, paths: Iterable[ProjectPath], parser: Callable[[TextFile], T]) -> tuple[T, ...]:
        """Apply ``parser`` to each file and give the results of those that worked."""
        parsed = (self.parse(path, by, parser) for path in paths)
        return tuple(one for one in parsed if one is not None)

    def guard(self, path: AnyPath | None, by: str, work: Callable[[], T]) -> T | None:
        """Do ``work``; a failure of it is noted, not raised."""
        try:
            return work()
        except Cancelled:
            raise
        except SyntaxProblem as problem:
            reason = problem.message
            if problem.line:
                reason = msg("{problem} (line {line})", problem=reason, line=problem.line)
            self.fail(FailureKind.UNPARSED, path, by, reason)
        except RecursionError:
            self.fail(FailureKind.UNPARSED, path, by, msg("is nested too deeply"))
        except Exception as error:  # noqa: BLE001 - one file's surprise must not lose the others
            self.fail(FailureKind.CRASHED, path, by, msg("{kind}: {error}", kind=type(error).__name__, error=error))
        return None

    def fail(self, kind: FailureKind, path: AnyPath | None, by: str, reason: Message) -> None:
        """Note a failure."""
        self.failures.append(Failure(kind, path, by, reason))

    def check_cancelled(self) -> None:
        """Raise ``Cancelled`` where the user stopped the scan."""
        if self._cancelled():
            raise Cancelled(msg("The scan was stopped."))
