"""What counts as a change of the project, and what looking for one costs."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from envwizard.engine.session import Session
from tests.support import write_tree

FILES: dict[str, str | bytes] = {
    "app.py": "import os\n",
    "pkg/mod.py": "X = 1\n",
    "requirements.txt": "flask\n",
    "notes.bin": b"\0\1",
}


@pytest.fixture
def session(tmp_path: Path) -> Session:
    root = write_tree(tmp_path / "p", FILES)
    session = Session.open(str(root), state=tmp_path / "state")
    time.sleep(0.05)
    session.scan()
    return session


CHANGES: dict[str, Callable[[Path], object]] = {
    "edited": lambda root: (root / "pkg/mod.py").write_text("X = 2\n"),
    "same length and time": lambda root: _same_time(root / "requirements.txt", "Flask\n"),
    "made": lambda root: (root / "pkg/.env").write_text("A=1\n"),
    "removed": lambda root: (root / "requirements.txt").unlink(),
    "renamed": lambda root: (root / "app.py").rename(root / "wsgi.py"),
    "replaced": lambda root: _replaced(root / "app.py"),
    "mode": lambda root: (root / "app.py").chmod(0o755),
    "folder": lambda root: (root / "deploy").mkdir(),
}


def _same_time(path: Path, text: str) -> None:
    status = path.stat()
    path.write_text(text)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def _replaced(path: Path) -> None:
    other = path.with_suffix(".new")
    other.write_text("import sys\n")
    other.replace(path)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_changes_are_noticed_once(session: Session, change: Callable[[Path], object]) -> None:
    assert not session.changed()
    change(session.project.root)
    assert session.changed()
    time.sleep(0.05)
    session.scan()
    assert not session.changed()


def test_what_changes_while_the_scan_reads_is_noticed(session: Session) -> None:
    session._began = time.time_ns()
    time.sleep(0.05)
    (session.project.root / "app.py").write_text("import json\n")
    assert session.changed()


def test_files_that_no_probe_reads_may_change(session: Session) -> None:
    assert not session.changed()
    (session.project.root / "notes.bin").write_bytes(b"\0\2")
    assert not session.changed()


def test_looking_can_be_cancelled(session: Session) -> None:
    assert not session.changed(lambda: True)


@pytest.mark.slow
def test_looking_takes_a_tenth_of_a_processor_at_most(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "p", {f"pkg{d}/m{f}.py": "X = 1\n" for d in range(100) for f in range(100)})
    session = Session.open(str(root), state=tmp_path / "state")
    session.scan()
    session.changed()
    began, used = time.perf_counter(), time.process_time()
    assert not session.changed()
    assert time.process_time() - used < 0.2 * (time.perf_counter() - began) + 0.05
