"""The walk over the project's tree: every file once, without virtual environments, vendored trees and link loops."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from envwizard.model.facts.inventory import FileEntry, Inventory, PassedOver
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_name, _path = attrgetter("name"), attrgetter("path.value")
# Folders that never hold a project's own files, by name. ``venv``, ``build`` and the like are not among them: real
# code lies below such names; virtual environments are told by what they hold.
_SKIPPED = frozenset(
    (
        ".git", ".hg", ".svn", ".tox", ".nox", "__pycache__", "node_modules", "__pypackages__", ".mypy_cache",
        ".ruff_cache", ".pytest_cache", ".eggs", ".history", ".ipynb_checkpoints", ".terraform", "bower_components",
    )
)  # fmt: skip
_PERMISSIONS = 0o7777
_MAX_DEPTH = 40
_MAX_FILES = 500_000
# Where the project's root itself is a virtual environment only these of its folders are the environment's.
_ENVIRONMENT_FOLDERS = frozenset(("lib", "lib64", "bin", "scripts", "include", "share", "conda-meta"))


def is_left_out(name: str) -> bool:
    """Tell whether folders of that name are never walked: they may hold anything."""
    return name in _SKIPPED


def walk(root: Path, exclude: tuple[str, ...], cancelled: Callable[[], bool] = lambda: False) -> Inventory:
    """List the files below ``root``. ``exclude`` are patterns as in a .gitignore; links to folders are not followed."""
    walker = _Walker(root, _excluded(exclude), cancelled)
    walker.visit("", 0)
    return Inventory(
        files=tuple(sorted(walker.files, key=_path)),
        folders=frozenset(walker.folders),
        virtualenv_roots=tuple(sorted(walker.virtualenvs)),
        passed_over=tuple(walker.passed_over),
    )


def _excluded(patterns: tuple[str, ...]) -> GitIgnoreSpec | None:
    if not patterns:
        return None
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)


class _Listed(FileEntry):
    """A regular file as its folder lists it: its size and mode are looked up when somebody asks, which is seldom."""

    __slots__ = ("_root",)
    _root: str
    kind = "file"
    target = None

    def __init__(self, path: ProjectPath, root: str) -> None:
        object.__setattr__(self, "path", path)
        object.__setattr__(self, "_root", root)

    @property
    def size(self) -> int:
        """The size in bytes, 0 for a file that has gone since."""
        status = self._status()
        return status.st_size if status is not None else 0

    @property
    def mode(self) -> int:
        """The permission bits."""
        status = self._status()
        return status.st_mode & _PERMISSIONS if status is not None else 0

    def _status(self) -> os.stat_result | None:
        try:
            return os.lstat(f"{self._root}/{self.path.value}")
        except OSError:
            return None


class _Walker:
    def __init__(self, root: Path, excluded: GitIgnoreSpec | None, cancelled: Callable[[], bool]) -> None:
        self.root = os.fspath(root).rstrip("/")
        self.excluded = excluded
        self.cancelled = cancelled
        self.files: list[FileEntry] = []
        self.folders: list[ProjectPath] = []
        self.virtualenvs: list[ProjectPath] = []
        self.passed_over: list[PassedOver] = []

    def visit(self, relative: str, depth: int) -> None:
        """Take the entries of one folder (``""`` or a path that ends with a slash)."""
        if self.cancelled():
            return
        try:
            with os.scandir(f"{self.root}/{relative}") as entries:
                found = list(entries)
        except OSError as error:
            self.pass_over(relative, msg("cannot be listed: {reason}", reason=error.strerror or error))
            return
        names = {entry.name for entry in found}
        environment = _is_virtualenv(names)
        if environment and relative:
            self.virtualenvs.append(ProjectPath(relative[:-1]))
            return
        if environment:
            self.virtualenvs.append(ProjectPath("."))
        # Where a folder may be listed and not entered, each of its files is looked at, so that the failure is told.
        open_ = os.access(f"{self.root}/{relative}", os.X_OK)
        # In order, so that little is left to sort at the end.
        found.sort(key=_name)
        for entry in found:
            path = relative + entry.name
            try:
                is_file = entry.is_file(follow_symlinks=False)
                is_folder = not is_file and entry.is_dir(follow_symlinks=False)
            except OSError:
                is_folder = is_file = False
            if is_folder:
                self.folder(path, entry.name, depth, environment)
            elif self.excluded is not None and self.excluded.match_file(path):
                continue
            elif open_ and is_file:
                self.files.append(_Listed(ProjectPath(path), self.root))
            else:
                self.file(path, entry)

    def folder(self, path: str, name: str, depth: int, in_environment: bool) -> None:
        """Descend into a folder, unless it is one of those that are left out."""
        if name in _SKIPPED or (in_environment and name.lower() in _ENVIRONMENT_FOLDERS):
            return
        if self.excluded is not None and self.excluded.match_file(path + "/"):
            return
        if name == "site-packages":
            # A site-packages without pyvenv.cfg above it (they get lost when an environment is committed).
            self.virtualenvs.append(_environment_above(path))
            return
        if depth >= _MAX_DEPTH:
            self.pass_over(path, msg("lies more than {depth} folders deep", depth=_MAX_DEPTH))
            return
        if len(self.files) >= _MAX_FILES:
            self.pass_over(path, msg("the project has more than {count} files", count=_MAX_FILES))
            return
        self.folders.append(ProjectPath(path))
        self.visit(path + "/", depth + 1)

    def file(self, path: str, entry: os.DirEntry[str]) -> None:
        """Note a file, a link or something else."""
        try:
            status = entry.stat(follow_symlinks=False)
            target = None
            kind = "file" if stat.S_ISREG(status.st_mode) else "other"
            if stat.S_ISLNK(status.st_mode):
                target = os.readlink(entry.path)  # noqa: PTH115 - no Path for each of many thousand entries
                kind, status = self.link(entry, status)
        except OSError as error:
            self.pass_over(path, msg("cannot be looked at: {reason}", reason=error.strerror or error))
            return
        self.files.append(FileEntry(ProjectPath(path), status.st_size, status.st_mode & _PERMISSIONS, kind, target))

    def link(self, entry: os.DirEntry[str], status: os.stat_result) -> tuple[str, os.stat_result]:
        """Tell what a link leads to. One that leaves the root is not followed."""
        try:
            led = entry.stat()
        except OSError:
            return "dangling", status
        if stat.S_ISDIR(led.st_mode):
            return "folder-link", status
        real = os.path.realpath(entry.path)
        if not real.startswith(self.root + "/"):
            return "external-link", status
        return ("file" if stat.S_ISREG(led.st_mode) else "other"), led

    def pass_over(self, path: str, reason: Message) -> None:
        """Note what is left out and must not be silent."""
        self.passed_over.append(PassedOver(ProjectPath(path.rstrip("/") or "."), reason))


def _is_virtualenv(names: set[str]) -> bool:
    return "pyvenv.cfg" in names or "conda-meta" in names


def _environment_above(site_packages: str) -> ProjectPath:
    """``env/lib/python3.9/site-packages`` and ``env/Lib/site-packages`` both lie in ``env``."""
    parts = site_packages.split("/")[:-1]
    if parts and parts[-1].startswith("python"):
        parts.pop()
    if parts and parts[-1].lower() in ("lib", "lib64"):
        parts.pop()
    return ProjectPath("/".join(parts) or ".")
