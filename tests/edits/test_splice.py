"""Splicing bytes and building diffs: properties that hold for any file."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envwizard.edits.diff import file_diff
from envwizard.edits.env_file_mask import mask_env_line
from envwizard.edits.splice import file_changes, overlap, splice
from envwizard.model.change import CreateFile, Edit, FileChange, ReplaceSpan, SetMode
from envwizard.model.diff import FileAction
from envwizard.model.errors import FixUnavailable, StaleEdit
from envwizard.model.paths import ProjectPath
from envwizard.reporters.patch import patch_text
from tests.support import text_file

PATH = ProjectPath("file")

_pieces = st.lists(st.tuples(st.binary(max_size=6), st.binary(max_size=6), st.binary(max_size=6)), max_size=8)


@given(_pieces, st.binary(max_size=6))
def test_splice_replaces_exactly_the_pieces(pieces: list[tuple[bytes, bytes, bytes]], tail: bytes) -> None:
    raw, wanted, edits = b"", b"", []
    for kept, old, new in pieces:
        start = len(raw) + len(kept)
        edits.append(ReplaceSpan(PATH, "", start, start + len(old), new))
        raw += kept + old + b"|"
        wanted += kept + new + b"|"
    assert splice(PATH, raw + tail, reversed(edits)) == wanted + tail


@given(st.binary(max_size=40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_overlaps_are_refused(raw: bytes, a: int, b: int, c: int, d: int) -> None:
    size = len(raw)
    first = ReplaceSpan(PATH, "", min(a, b, size), min(max(a, b), size), b"1")
    second = ReplaceSpan(PATH, "", min(c, d, size), min(max(c, d), size), b"2")
    if overlap([first], [second]):
        with pytest.raises(FixUnavailable):
            splice(PATH, raw, [first, second])
    else:
        after = splice(PATH, raw, [first, second])
        grown = (first.start - first.end) + (second.start - second.end) + 2
        assert len(after) == size + grown


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [
        (b"import os\n", b"import re\n", False),
        (b"import os\nimport re\n\n", b"import os\n\n", True),
        (b"a\n\n", b"b\n\n", False),
        (b" --workers 2", b" --bind :80", False),
    ],
)
def test_insertions_that_share_a_line_clash(first: bytes, second: bytes, clash: bool) -> None:
    edits = [ReplaceSpan(PATH, "", 3, 3, new) for new in (first, second)]
    assert overlap(edits[:1], edits[1:]) is clash


_lines = st.lists(st.sampled_from(["a", "b", "c", "", "ü", "x=1", "\r"]), max_size=30)


@given(_lines, _lines, st.booleans(), st.booleans())
def test_patch_gives_the_new_file_with_the_real_patch_format(
    old: list[str], new: list[str], old_end: bool, new_end: bool
) -> None:
    """The hunks, applied by hand, give the new text: counts, order and the marker for a missing newline are right."""
    before = "\n".join(old) + ("\n" if old and old_end else "")
    after = "\n".join(new) + ("\n" if new and new_end else "")
    diff = file_diff(FileChange(PATH, before.encode(), after.encode(), 0o644, 0o644))
    source = before.split("\n")
    source = [line + "\n" for line in source[:-1]] + ([source[-1]] if source[-1] else [])
    result: list[str] = []
    position = 0
    for hunk in diff.hunks:
        start = hunk.old_start - (1 if hunk.old_count else 0)
        result += source[position:start]
        position = start + hunk.old_count
        assert sum(line.kind in " -" for line in hunk.lines) == hunk.old_count
        assert sum(line.kind in " +" for line in hunk.lines) == hunk.new_count
        result += [line.text + ("\n" if line.newline else "") for line in hunk.lines if line.kind in " +"]
    result += source[position:]
    assert "".join(result) == after


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_patch_is_accepted_by_git(tmp_path: Path, newline: str) -> None:
    before, after = "one\ntwo\nthree".replace("\n", newline), "one\n2\nthree\nfour\n".replace("\n", newline)
    (tmp_path / "file").write_bytes(before.encode())
    diff = file_diff(FileChange(PATH, before.encode(), after.encode(), 0o644, 0o644))
    created = file_diff(FileChange(ProjectPath("new/file.py"), None, b"x\n", None, 0o644))
    deleted = file_diff(FileChange(ProjectPath("gone"), b"x\n", None, 0o644, None))
    (tmp_path / "gone").write_text("x\n")
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=patch_text([diff, created, deleted]).encode(), check=True)
    assert (tmp_path / "file").read_bytes() == after.encode()
    assert (tmp_path / "new/file.py").read_text() == "x\n"
    assert not (tmp_path / "gone").exists()
    assert (created.action, deleted.action) == (FileAction.NEW, FileAction.DELETE)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("SECRET=abc", "SECRET=••••"),
        ("export A = 'x y' # note", "export A = ••••"),
        ("EMPTY=", "EMPTY="),
        ("# a remark about things", "# a remark about things"),
        ("# OLD_SECRET=abc", "# OLD_SECRET=••••"),
        ("# why a == b matters", "# why a == b matters"),
        ("second line of a quoted value", "••••"),
        ("", ""),
    ],
)
def test_env_values_are_masked(line: str, shown: str) -> None:
    assert mask_env_line(line) == shown


def test_stale_edits_are_refused() -> None:
    file = text_file("a\n")
    edits: list[Edit] = [ReplaceSpan(PATH, "another digest", 0, 1, b"b")]
    with pytest.raises(StaleEdit):
        file_changes(edits, lambda _: file, lambda _: True)
    with pytest.raises(StaleEdit):
        file_changes([CreateFile(PATH, b"")], lambda _: file, lambda _: True)


def test_mode_and_text_change_together() -> None:
    file = text_file("a\n")
    edits: list[Edit] = [ReplaceSpan(PATH, file.digest, 0, 1, b"b"), SetMode(PATH, file.digest, 0o600)]
    (change,) = file_changes(edits, lambda _: file, lambda _: True)
    assert (change.after, change.mode_after) == (b"b\n", 0o600)
    notes = [note.render() for note in file_diff(change).notes]
    assert notes == ["mode: 644 becomes 600"]


def test_notes_say_what_lines_cannot_show() -> None:
    change = FileChange(PATH, b"\xef\xbb\xbfa\r\n", b"a\r\n", 0o644, 0o644)
    diff = file_diff(change)
    assert [note.render() for note in diff.notes] == ["byte order mark removed", "line ends are CRLF and stay so"]
    binary = file_diff(FileChange(PATH, b"\0\1", b"\0", 0o644, 0o644))
    assert not binary.hunks and "no text" in binary.notes[-1].render()


def test_a_long_file_with_a_small_edit_is_quick() -> None:
    raw = b"".join(b"line %d\n" % number for number in range(200_000))
    change = FileChange(PATH, raw, raw.replace(b"line 100000\n", b"line x\n"), 0o644, 0o644)
    (hunk,) = file_diff(change).hunks
    assert (hunk.old_start, hunk.old_count, hunk.new_count) == (99_998, 7, 7)
