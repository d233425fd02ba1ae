"""Makefiles, justfiles and Taskfiles as facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.model.facts.commands import Makefile
from envwizard.probes.makefiles import probe_makefiles
from tests.support import sources_of


def read(tmp_path: Path, name: str, content: str) -> Makefile:
    (found,) = probe_makefiles(sources_of({name: content}, tmp_path))
    return found


def argvs(makefile: Makefile) -> dict[str, list[tuple[str, ...]]]:
    return {target.name: [command.argv for command in target.commands] for target in makefile.targets}


def test_a_makefile(tmp_path: Path) -> None:
    content = (
        "PIP := venv/bin/pip\ninstall:\n\t@$(PIP) install -r requirements.txt && \\\n\t  sudo pip install x\n"
        "run-production:\n\tgunicorn $(ARGS) -b :$$PORT\n"
    )
    found = read(tmp_path, "Makefile", content)
    assert argvs(found) == {
        "install": [("venv/bin/pip", "install", "-r", "requirements.txt"), ("sudo", "pip", "install", "x")],
        "run-production": [("gunicorn", "${ARGS}", "-b", ":$PORT")],
    }
    assert found.variables == (("PIP", "venv/bin/pip"),)
    sudo = found.targets[0].commands[1]
    assert (sudo.location.line, sudo.words[0].span.column) == (4, 4)
    span = found.targets[0].commands[0].words[0].span
    assert content[span.start : span.end] == "$(PIP)"
    assert [word.literal for word in found.targets[1].commands[0].words] == [True, False, True, False]


def test_a_justfile(tmp_path: Path) -> None:
    found = read(tmp_path, "justfile", "py := 'python3'\nrun env='dev':\n    @{{py}} -m flask run --env {{env}}\n")
    assert argvs(found) == {"run": [("python3", "-m", "flask", "run", "--env", "${env}")]}


def test_a_taskfile(tmp_path: Path) -> None:
    content = (
        "version: '3'\nvars:\n  A: b\ntasks:\n  one: pip install x\n  two:\n    cmds:\n      - a && b\n      - cmd: c\n"
        "      - task: one\n  three:\n    - d\n  four:\n    cmd: |\n      e\n      f\n  five: {}\n"
    )
    found = read(tmp_path, "Taskfile.yml", content)
    assert argvs(found) == {
        "one": [("pip", "install", "x")], "two": [("a",), ("b",), ("c",)], "three": [("d",)], "four": [("e",), ("f",)],
        "five": [],
    }  # fmt: skip
    assert found.targets[3].commands[1].location.line == 16
    assert found.variables == (("A", "b"),)


@pytest.mark.parametrize("name", ["Makefile.am", "Makefile.md", "makefile.py", "justfile.md"])
def test_other_names(tmp_path: Path, name: str) -> None:
    assert probe_makefiles(sources_of({name: "a:\n\tb\n"}, tmp_path)) == ()


def test_what_cannot_be_read_is_reported(tmp_path: Path) -> None:
    sources = sources_of(
        {"Makefile": b"a\0", "x.mk": b"\xff\xfe\xfa", "Taskfile.yml": "a: [", "justfile": b"\0"}, tmp_path
    )
    assert probe_makefiles(sources) == ()
    assert len(sources.failures) == 4
