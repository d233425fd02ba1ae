"""Opening a file in the user's editor."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.model.errors import EditorError
from envwizard.model.paths import ExternalPath, ProjectPath
from envwizard.workspace.editor import edit

PATH = ProjectPath("app/a b.py")


def fake(folder: Path, name: str, code: int = 0) -> tuple[Path, Path]:
    """An editor that notes what it is given, one argument a line."""
    editor, note = folder / name, folder / "note"
    editor.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{note}"\nexit {code}\n')
    editor.chmod(0o755)
    return editor, note


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("vim", ["-f", "+3", "{file}"]),
        ("nano", ["-f", "+3", "{file}"]),
        ("code", ["-f", "-g", "{file}:3"]),
        ("hx", ["-f", "{file}:3"]),
        ("unknown", ["-f", "{file}"]),
    ],
)
def test_each_editor_is_told_the_line_in_its_own_way(tmp_path: Path, name: str, given: list[str]) -> None:
    editor, note = fake(tmp_path, name)
    edit(tmp_path, PATH, 3, {"VISUAL": f"{editor} -f", "EDITOR": "/nowhere"})
    assert note.read_text().splitlines() == [word.format(file=tmp_path / "app/a b.py") for word in given]


def test_a_whole_file_and_a_file_outside(tmp_path: Path) -> None:
    editor, note = fake(tmp_path, "vim")
    edit(tmp_path, ExternalPath("/etc/hosts"), None, {"EDITOR": str(editor)})
    assert note.read_text() == "/etc/hosts\n"


def test_what_goes_wrong_is_said(tmp_path: Path) -> None:
    with pytest.raises(EditorError, match="set VISUAL or EDITOR"):
        edit(tmp_path, PATH, 1, {})
    with pytest.raises(EditorError, match="cannot be started"):
        edit(tmp_path, PATH, 1, {"EDITOR": str(tmp_path / "none")})
    editor, _ = fake(tmp_path, "vim", 4)
    with pytest.raises(EditorError, match="ended with code 4"):
        edit(tmp_path, PATH, 1, {"EDITOR": str(editor)})
