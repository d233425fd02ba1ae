"""Applying and undoing on a real file system: every byte, mode and link comes back, whatever happens in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from envwizard.model.change import Command, CommandResult, FileChange
from envwizard.model.errors import ApplyError, NothingToUndo, StaleEdit, UndoError
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.workspace import atomic
from envwizard.workspace.apply import apply_changes
from envwizard.workspace.journal import Journal
from envwizard.workspace.undo import undo
from tests.rule_case import snapshot
from tests.support import write_tree

TITLE = msg("a change")


def _change(root: Path, path: str, after: bytes | None, mode: int | None = None) -> FileChange:
    file = root / path
    before = file.read_bytes() if file.exists() else None
    old_mode = file.stat().st_mode & 0o7777 if file.exists() else None
    new_mode = None if after is None else mode if mode is not None else old_mode if old_mode is not None else 0o644
    return FileChange(ProjectPath(path), before, after, old_mode, new_mode)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_tree(tmp_path / "project", {"a.txt": b"\xef\xbb\xbfa\r\n", "b.sh": "b\n", "sub/c": "c"})
    (root / "b.sh").chmod(0o750)
    (root / "link").symlink_to("sub/c")
    return root


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "state" / "project")


def test_apply_and_undo_restore_bytes_modes_and_links(root: Path, journal: Journal) -> None:
    before = snapshot(root)
    changes = [
        _change(root, "a.txt", b"a\r\n"),
        _change(root, "b.sh", b"B\n", 0o640),
        _change(root, "link", b"through the link"),
        _change(root, "new/deep/file", b"n"),
        _change(root, "sub/c", b"through the link"),
    ][:4]
    entry = apply_changes(root, journal, TITLE, changes)
    assert entry.state == "applied"
    after = snapshot(root)
    assert after["a.txt"][2] == b"a\r\n"
    assert after["b.sh"] == ("file", 0o640, b"B\n")
    assert after["link"][0] == "link" and after["sub/c"][2] == b"through the link"
    assert after["new/deep/file"][2] == b"n"
    assert undo(root, journal).state == "undone"
    assert snapshot(root) == before
    with pytest.raises(NothingToUndo):
        undo(root, journal)


def test_deleting_a_file_and_a_link_comes_back(root: Path, journal: Journal) -> None:
    before = snapshot(root)
    apply_changes(root, journal, TITLE, [_change(root, "b.sh", None), _change(root, "link", None)])
    assert "b.sh" not in snapshot(root) and "link" not in snapshot(root) and (root / "sub/c").exists()
    undo(root, journal)
    assert snapshot(root) == before


def test_a_file_that_changed_since_the_preview_is_refused(root: Path, journal: Journal) -> None:
    changes = [_change(root, "b.sh", b"B\n"), _change(root, "a.txt", b"x")]
    (root / "a.txt").write_bytes(b"another hand")
    before = snapshot(root)
    with pytest.raises(StaleEdit, match=r"a\.txt changed after the preview"):
        apply_changes(root, journal, TITLE, changes)
    assert snapshot(root) == before
    assert journal.records() == []


def test_undo_refuses_where_a_file_changed_since_and_shows_it(root: Path, journal: Journal) -> None:
    apply_changes(root, journal, TITLE, [_change(root, "a.txt", b"one\n"), _change(root, "b.sh", b"two\n")])
    (root / "b.sh").write_bytes(b"three\n")
    with pytest.raises(UndoError, match=r"b\.sh") as refused:
        undo(root, journal)
    (diff,) = refused.value.diffs
    assert [(line.kind, line.text) for line in diff.hunks[0].lines] == [("-", "two"), ("+", "three")]
    assert (root / "a.txt").read_bytes() == b"one\n"


def test_a_failing_write_puts_everything_back(root: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = [_change(root, "a.txt", b"one\n"), _change(root, "new/x", b"x"), _change(root, "b.sh", b"two\n")]
    before = snapshot(root)
    real = atomic.write_atomically

    def failing(target: Path, data: bytes, mode: int, temporary: Path) -> None:
        if target.name == "b.sh":
            raise OSError(28, "No space left on device", str(target))
        real(target, data, mode, temporary)

    monkeypatch.setattr("envwizard.workspace.apply.write_atomically", failing)
    with pytest.raises(ApplyError, match="No space left on device"):
        apply_changes(root, journal, TITLE, changes)
    assert snapshot(root) == before
    with pytest.raises(NothingToUndo):
        undo(root, journal)


@pytest.mark.parametrize("writes", [0, 1, 2, 3])
def test_undo_after_the_process_was_killed_between_two_files(tmp_path: Path, root: Path, writes: int) -> None:
    before = snapshot(root)
    script = f"""
        import os, signal
        from pathlib import Path
        from envwizard.workspace import apply as module
        from envwizard.workspace.journal import Journal
        from tests.workspace.test_apply_undo import TITLE, _change
        root = Path({str(root)!r})
        real, done = module.write_atomically, 0
        def counting(target, data, mode, temporary):
            global done
            if done == {writes}:
                temporary.write_bytes(b"half")
                os.kill(os.getpid(), signal.SIGKILL)
            real(target, data, mode, temporary)
            done += 1
        module.write_atomically = counting
        changes = [_change(root, "a.txt", b"1"), _change(root, "new/x", b"2"), _change(root, "b.sh", b"3", 0o600),
                   _change(root, "sub/c", b"4")]
        module.apply_changes(root, Journal(Path({str(tmp_path / "state")!r})), TITLE, changes)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], cwd=Path(__file__).parents[2])
    assert done.returncode == -signal.SIGKILL
    journal = Journal(tmp_path / "state")
    assert [record.state for record in journal.records()] == ["prepared"]
    undo(root, journal)
    assert snapshot(root) == before


def test_a_link_that_leads_out_of_the_project_is_not_written(tmp_path: Path, root: Path, journal: Journal) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"safe")
    (root / "out").symlink_to(outside)
    with pytest.raises(StaleEdit, match="leads out of the project"):
        apply_changes(root, journal, TITLE, [FileChange(ProjectPath("out"), b"safe", b"hit", 0o644, 0o644)])
    assert outside.read_bytes() == b"safe"


def test_commands_that_ran_are_told_with_their_inverse(root: Path, journal: Journal) -> None:
    entry = apply_changes(root, journal, TITLE, [_change(root, "b.sh", b"B")])
    command = Command(("git", "rm", "x"), msg("why"), inverse=("git", "add", "x"))
    journal.add_command(entry.id, CommandResult(command, 0, 1.5, ("output",)))
    (ran,) = undo(root, journal).commands
    assert (ran.command.argv, ran.command.inverse, ran.code) == (command.argv, command.inverse, 0)


def test_the_journal_is_private(root: Path, journal: Journal) -> None:
    apply_changes(root, journal, TITLE, [_change(root, "a.txt", b"secret")])
    modes = {path.stat().st_mode & 0o777 for path in journal.folder.rglob("*") if path.is_file()}
    assert modes == {0o600}
    assert {path.stat().st_mode & 0o777 for path in (journal.folder, *journal.folder.iterdir()) if path.is_dir()} == {
        0o700
    }


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_the_owner_stays(root: Path, journal: Journal) -> None:
    os.chown(root / "b.sh", 1234, 1234)
    apply_changes(root, journal, TITLE, [_change(root, "b.sh", b"B")])
    status = (root / "b.sh").stat()
    assert (status.st_uid, status.st_gid, status.st_mode & 0o777) == (1234, 1234, 0o750)


_names = st.sampled_from(["a", "b", "d/e", "d/f", "new/g"])
_bodies = st.one_of(st.none(), st.binary(max_size=20))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.dictionaries(_names, st.tuples(_bodies, st.sampled_from([0o600, 0o644, 0o755])), min_size=1), max_size=5
    )
)
def test_any_sequence_of_changes_is_undone(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[dict[str, tuple[bytes | None, int]]]
) -> None:
    base = tmp_path_factory.mktemp("sequence")
    root = write_tree(base / "project", {"a": b"1", "b": b"2\r\n", "d/e": b""})
    journal = Journal(base / "state")
    snapshots = []
    for changes in rounds:
        snapshots.append(snapshot(root))
        wanted = [
            _change(root, name, body, mode)
            for name, (body, mode) in changes.items()
            if body is not None or (root / name).exists()
        ]
        apply_changes(root, journal, TITLE, wanted)
    for before in reversed(snapshots):
        undo(root, journal)
        assert snapshot(root) == before
