"""Diffs of files whose old bytes are no UTF-8."""

from __future__ import annotations

import pytest

from envwizard.edits.diff import file_diff
from envwizard.edits.env_file_mask import mask_env_line
from envwizard.model.change import FileChange
from envwizard.model.paths import ProjectPath
from envwizard.reporters.patch import patch_text


@pytest.mark.parametrize(
    ("text", "codec"), [("# Schlüssel\nKEY=größe1\nA=1\n", "cp1252"), ("# 密钥\nA=1\n", "gb18030")]
)
def test_another_encoding_is_shown_with_what_it_stands_for(text: str, codec: str) -> None:
    change = FileChange(ProjectPath(".env"), text.encode(codec), text.encode(), 0o644, 0o644)
    diff = file_diff(change, mask_env_line)
    assert [note.render() for note in diff.notes] == [f"encoding: {codec} becomes utf-8"]
    (hunk,) = diff.hunks
    assert hunk.masked
    removed, added = ([line.text for line in hunk.lines if line.kind == kind] for kind in "-+")
    assert removed[0].startswith("# ") and "\\x" in removed[0]
    assert added[0] == text.splitlines()[0]
    shown = patch_text([diff])
    assert "größe" not in shown and "gr\\x" not in shown and "only envwizard itself" in shown


def test_binary_is_not_shown() -> None:
    diff = file_diff(FileChange(ProjectPath(".env"), b"A=\0\xff", b"A=1\n", 0o644, 0o644))
    assert not diff.hunks and any("no text" in note.render() for note in diff.notes)
