"""Configurations of gunicorn: what is written compiles on Python 3.10, and what is changed keeps its dress."""

from __future__ import annotations

import ast

import pytest

from envwizard.edits.gunicorn_config import (
    GunicornConfig,
    Line,
    add_workers,
    capped,
    change_workers,
    config_text,
    counted_workers,
    usable,
)
from envwizard.edits.splice import splice
from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location, TextFile

_PATH = ProjectPath("gunicorn.conf.py")


def _file(text: str) -> TextFile:
    raw = text.encode()
    return TextFile(_PATH, raw, raw.decode(), "utf-8", b"", 0o644)


def _after(file: TextFile, edits: tuple[ReplaceSpan, ...]) -> str:
    text = splice(_PATH, file.raw, edits).decode()
    ast.parse(text, feature_version=(3, 10))
    return text


@pytest.mark.parametrize("asgi", [False, True])
def test_a_whole_configuration_gives_its_count(asgi: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    text = config_text(GunicornConfig("production", "gunicorn shop:app", (Line("workers", counted_workers(asgi)),)))
    ast.parse(text, feature_version=(3, 10))
    monkeypatch.delenv("WEB_CONCURRENCY", raising=False)
    given: dict[str, int] = {}
    exec(compile(text, "conf", "exec"), given)
    assert 2 <= given["workers"] <= 12
    monkeypatch.setenv("WEB_CONCURRENCY", "5")
    exec(compile(text, "conf", "exec"), given)
    assert given["workers"] == 5


@pytest.mark.parametrize(
    "before",
    [
        "",
        "# Only a comment.\nbind = ':80'\n",
        '"""What it is for."""\n\nbind = ":80"\n',
        "import os\n\nbind = os.environ['BIND']",
        "import multiprocessing\r\n\r\n# of the host\r\nbind = ':80'\r\n",
    ],
)
def test_the_count_is_added(before: str) -> None:
    file = _file(before)
    text = _after(file, add_workers(file, counted_workers(False)))
    assert text.count("import os") == 1
    assert text.count("from pathlib import Path") == 1
    assert [line for line in before.splitlines() if line not in text.splitlines()] in ([], ["import multiprocessing"])
    assert ("\r\n" in before) == ("\r\n" in text)
    if "\r\n" in before:
        assert text.count("\n") == text.count("\r\n")


def test_a_count_of_its_own_is_not_touched_twice() -> None:
    file = _file("def usable_cpus():\n    return 2\n\n\nbind = ':80'\n")
    with pytest.raises(FixUnavailable):
        add_workers(file, counted_workers(False))


@pytest.mark.parametrize("old", ["multiprocessing.cpu_count() * 2 + 1", "(os.cpu_count() or 1) * 2 + 1"])
def test_a_count_is_changed(old: str) -> None:
    module = "multiprocessing" if "multi" in old else "os"
    before = f"import {module}\n\nbind = ':80'\nworkers = {old}\n"
    file = _file(before)
    start = before.index(old)
    place = Location(_PATH, file.span(start, start + len(old)))
    text = _after(file, change_workers(file, [(place, capped(usable(old)))]))
    assert "multiprocessing" not in text
    assert text.endswith('workers = int(os.environ.get("WEB_CONCURRENCY") or min(usable_cpus() * 2 + 1, 12))\n')
