"""Keeping an answer in the configuration: one line more, every other byte as it was."""

from __future__ import annotations

import sys

import pytest

from envwizard.edits.configuration import answer_edit, answers_edit
from envwizard.edits.splice import splice
from envwizard.model.change import CreateFile, ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.paths import ProjectPath
from tests.support import text_file

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ID = "environment:docker-compose.yml"
LINE = f'"{ID}" = "production"'


def kept(before: str | bytes, path: str = "pyproject.toml") -> bytes:
    file = text_file(before, path)
    edit = answer_edit(ProjectPath(path), file, ID, "production")
    assert isinstance(edit, ReplaceSpan) and edit.digest == file.digest
    return file.raw[: edit.start] + edit.new + file.raw[edit.end :]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[project]\nname = 'a'\n", f"[project]\nname = 'a'\n\n[tool.envwizard.answers]\n{LINE}\n"),
        ("[project]\nname = 'a'", f"[project]\nname = 'a'\n\n[tool.envwizard.answers]\n{LINE}\n"),
        ("", f"[tool.envwizard.answers]\n{LINE}\n"),
        (
            "[tool.envwizard.answers]  # ours\n'x:y' = 'z'\n\n[tool.b]\n",
            f"[tool.envwizard.answers]  # ours\n{LINE}\n'x:y' = 'z'\n\n[tool.b]\n",
        ),
        (
            f"[tool.envwizard.answers]\n'{ID}' = 'test'  # so far\nb = 'c'\n",
            f"[tool.envwizard.answers]\n'{ID}' = \"production\"  # so far\nb = 'c'\n",
        ),
        ("[tool.envwizard]\nanswers = {}\n", f"[tool.envwizard]\nanswers = {{ {LINE}}}\n"),
        ("[tool.envwizard]\nanswers = {'a:b' = 'c'}\n", f"[tool.envwizard]\nanswers = {{ {LINE},'a:b' = 'c'}}\n"),
        ("[a]\r\nb = 'ü'\r\n", f"[a]\r\nb = 'ü'\r\n\r\n[tool.envwizard.answers]\r\n{LINE}\r\n"),
    ],
)
def test_one_line_more(before: str, after: str) -> None:
    assert kept(before).decode() == after
    assert tomllib.loads(after)["tool"]["envwizard"]["answers"][ID] == "production"


def test_a_byte_order_mark_stays() -> None:
    assert kept(b"\xef\xbb\xbf[a]\n") == b"\xef\xbb\xbf[a]\n\n[tool.envwizard.answers]\n" + LINE.encode() + b"\n"


def test_a_file_of_its_own_where_there_is_none() -> None:
    edit = answer_edit(ProjectPath(".envwizard.toml"), None, ID, "production")
    assert isinstance(edit, CreateFile) and edit.content.decode() == f"[answers]\n{LINE}\n"
    assert kept("select = ['dotenv']\n", ".envwizard.toml").decode().endswith(f"\n\n[answers]\n{LINE}\n")


@pytest.mark.parametrize(
    "before", ["[tool.envwizard]\nanswers.a = 'b'\n", "[tool.envwizard\n", "[tool]\nenvwizard = {}\n"]
)
def test_a_form_that_cannot_take_it_is_refused(before: str) -> None:
    with pytest.raises(FixUnavailable):
        kept(before)


def test_odd_names_and_values_come_back() -> None:
    edit = answer_edit(ProjectPath(".envwizard.toml"), None, 'environment:a "b"\\c.yml', "é")
    assert isinstance(edit, CreateFile)
    assert tomllib.loads(edit.content.decode())["answers"] == {'environment:a "b"\\c.yml': "é"}
    with pytest.raises(FixUnavailable):
        answer_edit(ProjectPath(".envwizard.toml"), None, "environment:a\udcff", "production")


@pytest.mark.parametrize("before", [None, "", "[project]\nname = 'a'\n", "[tool.envwizard.answers]\nold = 'x'\n[z]\n"])
def test_several_answers_in_one_edit(before: str | None) -> None:
    path = ProjectPath("pyproject.toml")
    file = None if before is None else text_file(before, "pyproject.toml")
    edit = answers_edit(path, file, {"a:x": "1", "b:y": "2", "a:z": "3"})
    after = (
        edit.content
        if isinstance(edit, CreateFile)
        else splice(path, (before or "").encode(), [edit] if isinstance(edit, ReplaceSpan) else [])
    ).decode()
    answers = tomllib.loads(after)["tool"]["envwizard"]["answers"]
    assert answers == {"a:x": "1", "b:y": "2", "a:z": "3", **({"old": "x"} if before and "old" in before else {})}
    assert all(line in after.splitlines() for line in (before or "").splitlines())
