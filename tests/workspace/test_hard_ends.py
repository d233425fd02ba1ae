"""The process dies, the disk is full, the folder is read-only: nothing is lost and nothing stays half-written."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from envwizard.workspace.journal import Journal
from envwizard.workspace.undo import undo
from tests.rule_case import Snapshot, snapshot
from tests.support import write_tree

PROJECT = Path(__file__).parents[2]

# Everything that a change set can do: edits, a mode, new files in new folders, deletes of a file and of a link, an edit
# through a link, and an edit of an executable.
CHANGES = """
        changes = [
            _change(root, "a.txt", b"1"), _change(root, "mode.txt", b"m\\n", 0o600), _change(root, "new/deep/x", b"2"),
            _change(root, "gone.txt", None), _change(root, "link", None), _change(root, "edited-link", b"3"),
            _change(root, "run.sh", b"4"),
        ]
"""
HEAD = """
        import os, resource, signal, sys
        from pathlib import Path
        from envwizard.model.errors import ApplyError
        from envwizard.workspace import apply as module
        from envwizard.workspace.journal import Journal
        from tests.workspace.test_apply_undo import TITLE, _change
        root, state = Path(sys.argv[1]), Path(sys.argv[2])
"""
# Kills the process before its nth call that changes the disk.
KILL = """
        left = int(sys.argv[3])
        def dies(name):
            real = getattr(os, name)
            def call(*arguments, **more):
                global left
                flags = arguments[1] if name == "open" and len(arguments) > 1 else os.O_CREAT
                if armed and flags & (os.O_CREAT | os.O_WRONLY):
                    left -= 1
                    if left < 0:
                        os.kill(os.getpid(), signal.SIGKILL)
                return real(*arguments, **more)
            setattr(os, name, call)
        armed = False
        for name in ("open", "replace", "rename", "unlink", "chmod", "mkdir", "fsync", "rmdir"):
            dies(name)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {"a.txt": "a\r\n", "mode.txt": "m\n", "gone.txt": "g", "sub/c": "c", "sub/d": "d", "run.sh": "#!/bin/sh\n"}
    root = write_tree(tmp_path / "project", files)
    (root / "run.sh").chmod(0o755)
    (root / "link").symlink_to("sub/c")
    (root / "edited-link").symlink_to("sub/d")
    return root


def run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    text = textwrap.dedent(script)
    argv = [sys.executable, "-c", text, *map(str, arguments)]
    return subprocess.run(argv, cwd=PROJECT, capture_output=True, text=True, timeout=60)


def _undone(root: Path, state: Path, before: Snapshot) -> None:
    """Undo whatever the journal holds, which may be nothing, and compare."""
    journal = Journal(state)
    if any(record.state != "undone" for record in journal.records()):
        undo(root, journal)
    assert snapshot(root) == before


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_killed_before_any_call_that_changes_the_disk(tmp_path: Path, root: Path, part: int) -> None:
    before = snapshot(root)
    script = (
        HEAD
        + KILL
        + CHANGES
        + "        armed = True\n        module.apply_changes(root, Journal(state), TITLE, changes)\n"
    )
    steps = 0
    for step in range(part, 400, 4):
        state = tmp_path / f"state-{step}"
        done = run(script, root, state, step)
        if done.returncode == 0:
            assert snapshot(root) != before
            undo(root, Journal(state))
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        _undone(root, state, before)
        steps += 1
    assert steps >= 10, "the calls were not met"
    assert snapshot(root) == before


@pytest.mark.slow
def test_killed_while_it_undoes(tmp_path: Path, root: Path) -> None:
    before, state = snapshot(root), tmp_path / "state"
    assert (
        run(
            HEAD + CHANGES + "        module.apply_changes(root, Journal(state), TITLE, changes)\n", root, state
        ).returncode
        == 0
    )
    script = (
        HEAD
        + KILL
        + "        from envwizard.workspace.undo import undo\n        armed = True\n"
        + "        undo(root, Journal(state))\n"
    )
    for step in range(400):
        done = run(script, root, state, step)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
    assert snapshot(root) == before and step >= 5


@pytest.mark.parametrize("limit", [0, 150, 2_000, 6_000])
def test_no_room_for_a_file(tmp_path: Path, root: Path, limit: int) -> None:
    before, state = snapshot(root), tmp_path / "state"
    script = HEAD + """
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        changes = [_change(root, "a.txt", b"1"), _change(root, "new/x", b"2"), _change(root, "run.sh", b"x" * 5000)]
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
        try:
            module.apply_changes(root, Journal(state), TITLE, changes)
        except ApplyError as error:
            sys.exit(str(error))
    """  # fmt: skip
    done = run(script, root, state, limit)
    if limit == 6_000:
        assert done.returncode == 0, done.stderr
        undo(root, Journal(state))
    else:
        assert done.returncode == 1 and "File too large" in done.stderr and "Nothing was changed." in done.stderr
    _undone(root, state, before)


@pytest.fixture
def tiny(tmp_path: Path) -> object:
    """A file system of 64 kB, where one can be mounted."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    argv = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(argv, capture_output=True).returncode != 0:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_the_disk_of_the_project_is_full(tmp_path: Path, tiny: Path) -> None:
    root = write_tree(tiny / "project", {"a.txt": "a", "b.txt": "b"})
    before = snapshot(root)
    script = HEAD + """
        changes = [_change(root, "a.txt", b"1"), _change(root, "new/x", b"2"), _change(root, "b.txt", b"x" * 200_000)]
        try:
            module.apply_changes(root, Journal(state), TITLE, changes)
        except ApplyError as error:
            sys.exit(str(error))
    """  # fmt: skip
    done = run(script, root, tmp_path / "state")
    assert done.returncode == 1 and "No space left on device. Nothing was changed." in done.stderr
    _undone(root, tmp_path / "state", before)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("which", ["project", "subfolder", "state"])
def test_a_folder_that_the_user_may_not_write(root: Path, which: str) -> None:
    import shutil
    import tempfile

    # Not below pytest's own folder: nobody may not enter that.
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        base.chmod(0o755)
        home = base / "project"
        shutil.copytree(root, home, symlinks=True)
        nobody = pwd.getpwnam("nobody").pw_uid
        (base / "home").mkdir()
        for path in (home, *home.rglob("*"), base / "home"):
            os.chown(path, nobody, -1, follow_symlinks=False)
        locked = {"project": home, "subfolder": home / "sub", "state": base / "home"}[which]
        locked.chmod(0o555)
        before = snapshot(home)
        script = HEAD + f"        os.setuid({nobody})\n" + CHANGES + """
        try:
            module.apply_changes(root, Journal(state), TITLE, changes)
        except ApplyError as error:
            sys.exit(str(error))
    """  # fmt: skip
        done = run(script, home, base / "home" / "state")
        assert done.returncode == 1 and "Permission denied" in done.stderr and "Nothing was changed." in done.stderr, (
            done.stderr
        )
        _undone(home, base / "home" / "state", before)
