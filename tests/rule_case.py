"""One case of a rule: a project to copy, what is expected of it, and how the copy is dressed."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from envwizard.engine.session import Session
from envwizard.model.finding import Finding
from envwizard.model.report import Report

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CASES = Path(__file__).parent / "rules"

# File name -> (kind, permission bits, bytes or link target).
Snapshot = dict[str, tuple[str, int, bytes]]


@dataclass(frozen=True)
class Case:
    """``tests/rules/<code>/<name>``; ``name`` begins with ``fires_`` or ``quiet_``."""

    code: str
    name: str

    @property
    def folder(self) -> Path:
        return CASES / self.code / self.name

    @property
    def fires(self) -> bool:
        return self.name.startswith("fires_")

    def settings(self) -> dict[str, Any]:
        path = self.folder / "case.toml"
        return tomllib.loads(path.read_text()) if path.exists() else {}

    def copy(self, target: Path) -> Path:
        """Copy ``before/`` to ``target/project`` and dress it as case.toml says."""
        root = target / "project"
        shutil.copytree(self.folder / "before", root, symlinks=True)
        settings = self.settings()
        for name in settings.get("root_in", ()):
            path = root / name
            path.write_bytes(path.read_bytes().replace(b"@ROOT@", os.fsencode(root)))
        for name in settings.get("folders", ()):
            (root / name).mkdir(parents=True, exist_ok=True)
        for name, link in settings.get("links", {}).items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).symlink_to(link.replace("@ROOT@", str(root)))
        for name, mode in settings.get("modes", {}).items():
            (root / name).chmod(int(mode, 8))
        if settings.get("git"):
            make_repository(root, settings.get("untracked", ()))
        return root


def all_cases() -> list[Case]:
    return [
        Case(rule.name, case.name)
        for rule in sorted(CASES.iterdir())
        if rule.is_dir()
        for case in sorted(rule.iterdir())
        if case.is_dir()
    ]


def make_repository(root: Path, untracked: tuple[str, ...] = ()) -> None:
    """Make a repository that tracks every file but those named."""
    git = ["git", "-C", str(root), "-c", "user.name=test", "-c", "user.email=test@invalid"]
    for argv in (
        ["init", "-q"],
        ["add", "-A", "-f", "."],
        *([["rm", "-q", "--cached", "-r", *untracked]] if untracked else []),
    ):
        subprocess.run([*git, *argv], check=True, capture_output=True)
    subprocess.run([*git, "commit", "-q", "-m", "first"], check=True, capture_output=True)


def snapshot(root: Path) -> Snapshot:
    """Note every file, link and folder below ``root`` with mode and bytes; ``.git`` is left out."""
    found: Snapshot = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if name.split("/")[0] == ".git":
            continue
        mode = stat.S_IMODE(path.lstat().st_mode)
        if path.is_symlink():
            found[name] = ("link", 0, os.fsencode(path.readlink()))
        elif path.is_dir():
            found[name] = ("folder", mode, b"")
        else:
            found[name] = ("file", mode, _bytes(path))
    return found


def scan(root: Path, state: Path, code: str) -> tuple[Session, Report]:
    """Scan with one rule."""
    session = Session.open(str(root), select=[code], state=state)
    return session, session.scan()


def line_of(finding: Finding) -> str:
    """How ``expected.txt`` writes a finding."""
    line = finding.location.line
    return f"{finding.location.path}:{line or '-'} {finding.severity.value} {finding.message.render()}"


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except PermissionError:
        return b"(unreadable)"
