"""``envwizard migrate --plan``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from envwizard.cli.main import run
from tests.support import write_tree

FILES = {"requirements.txt": "flask\nrequests>=2\n", "app.py": "import flask\n", ".python-version": "3.11\n"}


def test_the_plan_as_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["migrate", "--plan", str(write_tree(tmp_path, FILES))]) == 0
    told = capsys.readouterr().out
    assert "For Python 3.11: .python-version:1 says 3.11" in told
    assert "Split: 2 packages, 2 direct, 0 pulled in by others" in told
    assert "requirements.in -> requirements.txt" in told and "  | requests>=2" in told
    assert "Nothing leaves the lock" in told
    assert "pip-compile --generate-hashes" in told
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)


def test_the_plan_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["migrate", "--plan", "--format", "json", "--layout", "layers", str(write_tree(tmp_path, FILES))]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["format"] == 1 and told["python"]["version"] == "3.11"
    assert [one["source"] for one in told["layers"]] == ["requirements/base.in"]
    assert told["unreached"] == [] and told["replaced"] == ["requirements.txt"]


def test_nothing_to_migrate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["migrate", "--plan", str(tmp_path)]) == 0
    assert "nothing to migrate" in capsys.readouterr().out


def test_a_wrong_name_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["migrate", "--plan", "--not-direct", "nope", str(write_tree(tmp_path, FILES))]) == 2
    assert "--not-direct nope" in capsys.readouterr().err
