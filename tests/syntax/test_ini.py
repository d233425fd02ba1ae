from __future__ import annotations

import configparser
import time

import pytest

from envwizard.model.errors import SyntaxProblem
from envwizard.syntax.ini import Dialect, IniEntry, IniFile, parse_ini
from tests.support import text_file

UNIT = """\
# a unit
[Unit]
Description=Web; not a comment
After=network.target

[Service]
Environment=A=1 "B=two words"
Environment=C=3
ExecStart=/srv/app/venv/bin/gunicorn \\
    --workers 3 \\
# between
    ; and between
    --bind unix:/run/app.sock \\
    app.wsgi:application
Restart = always
ExecReload=
"""
SUPERVISOR = """\
[program:web]
command=/srv/venv/bin/gunicorn app:app ; the server
; a comment
directory = /srv/app
environment=
    A="1",
    B="2;x"   # inline
autostart:true

[program:web]
user=deploy
"""


def entry(file: IniFile, section: str, key: str) -> IniEntry:
    found = file.section(section)
    assert found is not None
    one = found.get(key)
    assert one is not None
    return one


def written(one: IniEntry, text: str) -> tuple[int, int, str]:
    at = one.text.index(text)
    span = one.span_of(at, at + len(text))
    return span.line, span.column, one.file.raw[span.start : span.end].decode()


def test_a_unit() -> None:
    file = parse_ini(text_file(UNIT), Dialect.UNIT)
    assert [section.name for section in file.sections] == ["Unit", "Service"]
    assert entry(file, "Unit", "Description").text == "Web; not a comment"
    service = file.section("Service")
    assert service is not None
    assert service.location.line == 6
    assert [one.text for one in service.all("Environment")] == ['A=1 "B=two words"', "C=3"]
    start = entry(file, "Service", "ExecStart")
    assert start.text == "/srv/app/venv/bin/gunicorn --workers 3 --bind unix:/run/app.sock app.wsgi:application"
    assert written(start, "--workers") == (10, 5, "--workers")
    assert written(start, "app.wsgi:application") == (14, 5, "app.wsgi:application")
    assert start.location.span is not None
    assert (start.location.span.line, start.location.span.column, start.location.span.end_line) == (9, 1, 14)
    restart = entry(file, "Service", "Restart")
    assert (restart.text, restart.span.column) == ("always", 11)
    reload = entry(file, "Service", "ExecReload")
    assert (reload.text, reload.span.line, reload.span.column) == ("", 16, 12)
    assert service.string("ExecReload") is None


def test_a_supervisor_file() -> None:
    file = parse_ini(text_file(SUPERVISOR), Dialect.SUPERVISOR)
    command = entry(file, "program:web", "command")
    assert command.text == "/srv/venv/bin/gunicorn app:app"
    assert (command.span.line, command.span.column, command.span.end_column) == (2, 9, 39)
    environment = entry(file, "program:web", "environment")
    assert environment.text == 'A="1",\nB="2;x"'
    assert written(environment, "B=") == (7, 5, "B=")
    assert entry(file, "program:web", "autostart").text == "true"
    assert entry(file, "program:web", "user").text == "deploy"
    assert len(file.sections) == 2


SETUP_CFG = """\
[metadata]
name = demo
version = attr: demo.__version__

[options]
python_requires = >=3.9
install_requires =
    # a comment
    requests>=2 ; python_version < "3.12"

    flask
packages = find:
[flake8]
ignore: E203,
    W503
"""


def test_the_same_values_as_configparser_gives() -> None:
    file = parse_ini(text_file(SETUP_CFG), Dialect.CONFIGPARSER)
    oracle = configparser.RawConfigParser()
    oracle.read_string(SETUP_CFG)
    for section in file.sections:
        for one in section.entries:
            expected = [line for line in oracle[section.name][one.key].splitlines() if line]
            assert [line for line in one.text.splitlines() if line] == expected
    requires = entry(file, "options", "install_requires")
    assert written(requires, "flask") == (11, 5, "flask")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_newlines_and_a_byte_order_mark(newline: str, mark: bytes) -> None:
    file = parse_ini(text_file(mark + UNIT.replace("\n", newline).encode()), Dialect.UNIT)
    assert written(entry(file, "Service", "ExecStart"), "--bind") == (13, 5, "--bind")


def test_non_ascii_text_has_byte_offsets() -> None:
    file = parse_ini(text_file("[Service]\n# ä\nExecStart=/usr/bin/x \\\n  ü y\n"), Dialect.UNIT)
    assert written(entry(file, "Service", "ExecStart"), "y") == (4, 5, "y")


@pytest.mark.parametrize(
    ("text", "line"),
    [("[Service]\nExecStart\n", 2), ("a=1\n", 1), ("[Service]\n=x\n", 2), ("{{ template }}\n[Service]\n", 1)],
)
def test_broken_files(text: str, line: int) -> None:
    with pytest.raises(SyntaxProblem) as problem:
        parse_ini(text_file(text), Dialect.UNIT)
    assert problem.value.line == line


def test_odd_files() -> None:
    assert parse_ini(text_file(""), Dialect.UNIT).sections == ()
    file = parse_ini(text_file("[a]\nx=1\\"), Dialect.UNIT)
    assert entry(file, "a", "x").text == "1"
    file = parse_ini(text_file("[a]\nx=\\\n\\\n"), Dialect.UNIT)
    assert entry(file, "a", "x").text == ""


def test_long_files_are_quick() -> None:
    begun = time.process_time()
    parse_ini(text_file("[a]\n" + "x=1 \\\n" * 50_000), Dialect.UNIT)
    parse_ini(text_file("[a]\n" + "x=1\n" * 50_000), Dialect.UNIT)
    assert time.process_time() - begun < 3
