"""How programs read lines of env files: python-dotenv and bash are asked themselves, the others were measured."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from dotenv import dotenv_values

from envwizard.edits.env_file import portable_line
from envwizard.syntax import env_dialects as dialects
from envwizard.syntax.env_dialects import DIALECTS, meant, read_line
from envwizard.syntax.env_oddities import odd_line
from tests.support import text_file

LINES = (
    "A=1", "A = 1", " A=1", "A= 1", "A =1", "export A=1", 'A="x y"', "A='x y'", "A=x y", "A=1 # c", "A=1#c", "A=#c",
    "A= # c", 'A="1#c" # x', "A='1#c' # x", 'A="x', "A='x", "A: 1", "A:1", "junk line", "A", "A=$B", "A=${B}",
    "A='${B}'", 'A="${B}"', "A=p${w}x", 'A="C:\\new"', "A=C:\\new", "A=a;b", 'A="a(b)"', "A=a=b", "A=", 'A=""', "A=''",
    'A="multi\nline"', 'A=x"y"z', 'A="say \\"hi\\""', "A=1 ", "A-B=1", "1A=1", "A=é", "A=x!", "A=[1, 2]", 'A=["a"]',
)  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_python_dotenv_says_the_same(line: str) -> None:
    theirs = {
        key: value
        for key, value in dotenv_values(stream=io.StringIO(line), interpolate=False).items()
        if value is not None
    }
    found = read_line(dialects.PYTHON_DOTENV, line)
    value = None if found.value is None else re.sub("\0(\\w+)\0", r"${\1}", found.value)
    assert ({} if found.key is None else {found.key: value}) == theirs


@pytest.mark.parametrize("line", [line for line in LINES if "~" not in line])
def test_bash_says_the_same(line: str, tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash here")
    (tmp_path / "x.env").write_text(line + "\n")
    script = "set -ea; B=bee; w=ww; . ./x.env; env -0"
    done = subprocess.run([bash, "-c", script], cwd=tmp_path, env={"PATH": ""}, capture_output=True)
    if b"env: No such file" in done.stderr or b"env: command" in done.stderr:
        done = subprocess.run([bash, "-c", script], cwd=tmp_path, env={"PATH": "/usr/bin:/bin"}, capture_output=True)
    given = dict(one.split("=", 1) for one in done.stdout.decode().split("\0") if "=" in one)
    theirs = {key: given[key] for key in given if key.startswith("A")} if done.returncode == 0 else None
    found = read_line(dialects.SHELL, line)
    if found.refused:
        assert theirs is None or theirs == {}
    else:
        value = re.sub("\0(\\w+)\0", lambda one: {"B": "bee", "w": "ww"}[one.group(1)], found.value or "")
        assert theirs == {found.key: value}


@pytest.mark.parametrize(
    ("dialect", "line", "key", "value"),
    [
        (dialects.DECOUPLE, "export A=1", "export A", "1"),
        (dialects.DECOUPLE, "A=1 # c", "A", "1 # c"),
        (dialects.DECOUPLE, " A = 1 ", "A", "1"),
        (dialects.DECOUPLE, 'A="x', "A", '"x'),
        (dialects.DECOUPLE, "A: 1", None, None),
        (dialects.DJANGO_ENVIRON, "export A=1", "A", "1"),
        (dialects.DJANGO_ENVIRON, " A = 1", None, None),
        (dialects.DJANGO_ENVIRON, "A=1 # c", "A", "1 # c"),
        (dialects.DJANGO_ENVIRON, 'A="multi\nline"', "A", '"multi'),
        (dialects.COMPOSE, "A=1 # c", "A", "1"),
        (dialects.COMPOSE, "A=1#c", "A", "1#c"),
        (dialects.COMPOSE, "A: 1", "A", "1"),
        (dialects.COMPOSE, "A='$B'", "A", "$B"),
        (dialects.COMPOSE, "A=$B", "A", "\0B\0"),
        (dialects.DOCKER, 'A="x y"', "A", '"x y"'),
        (dialects.DOCKER, "A=1 # c", "A", "1 # c"),
        (dialects.DOCKER, "HOME", "HOME", None),
        (dialects.SYSTEMD, "export A=1", None, None),
        (dialects.SYSTEMD, "A='x y'", "A", "x y"),
        (dialects.SYSTEMD, "A=${B}", "A", "${B}"),
        (dialects.SYSTEMD, "A=1 # c", "A", "1 # c"),
        (dialects.STARLETTE, "A = 'x'", "A", "x"),
        (dialects.XARGS, "A=1", "A", "1"),
    ],
)
def test_measured(dialect: str, line: str, key: str | None, value: str | None) -> None:
    found = read_line(dialect, line)
    assert (found.key, found.value, found.refused) == (key, value, False)


@pytest.mark.parametrize(
    ("dialect", "line"),
    [
        (dialects.DOCKER, "export A=1"),
        (dialects.DOCKER, "A = 1"),
        (dialects.COMPOSE, "SITE NAME=1"),
        (dialects.COMPOSE, 'A="x'),
        (dialects.SHELL, "A = 1"),
        (dialects.XARGS, 'A="x y"'),
    ],
)
def test_refused(dialect: str, line: str) -> None:
    assert read_line(dialect, line).refused


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("export A=1", "A=1"),
        (" A = 1", "A=1"),
        ("A: 1", "A=1"),
        ('A="x', "A=x"),
        ('A="x"', "A=x"),
        ("A=1  # c", "# c\nA=1"),
        ("A='1#c' # note", "# note\nA=1#c"),
        ("A=a b", None),
        ("A=${B}", None),
        ("junk", None),
        ('A="two\nlines"', None),
    ],
)
def test_the_form_that_all_read_alike(line: str, wanted: str | None) -> None:
    assert portable_line(line, DIALECTS) == wanted


@pytest.mark.parametrize(
    "text",
    ["\0", "=", "==", "'", '"', "#", "A='\\", "\ufeffA=1", "${", "A=${", "A=$(", "x" * 50_000, "é=ü", "\udc80=1"],
)
def test_hostile_lines(text: str) -> None:
    for dialect in DIALECTS:
        read_line(dialect, text)
    meant(text)
    file = text_file("A=1\n")
    for odd in odd_line(text, file.location(0, 3)):
        assert len(odd.key) < 50


def test_a_line_without_assignment_is_not_named() -> None:
    """It may be a piece of a secret over several lines."""
    file = text_file("hunter2\n")
    (odd,) = odd_line("hunter2", file.location(0, 7))
    assert odd.key == "" and odd.traits == ("no value",)
