"""What every command promises: exit code 3 for a crash, and no value of an env file in what is printed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from envwizard.cli import main
from envwizard.engine import registry
from envwizard.model.facts import Facts
from envwizard.model.finding import Finding

_SECRET = "hunter2-and-more"


def _crash(facts: Facts) -> list[Finding]:
    raise RuntimeError("no such luck")


def test_a_crashed_rule_gives_3_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first, *others = registry.all_rules()
    rules = (replace(first, check=_crash), *others)
    monkeypatch.setattr(registry, "all_rules", lambda: rules)
    assert main.run(["check", str(tmp_path), "--format", "json"]) == 3
    report = json.loads(capsys.readouterr().out)
    assert report["outcomes"][0]["outcome"] == "crashed"
    assert [(one["kind"], one["by"]) for one in report["failures"]] == [("crashed", first.code)]


@pytest.mark.parametrize("command", [["facts"], ["check", "--format", "json"], ["fix", "--diff"], ["environments"]])
def test_no_value_of_an_env_file_is_printed(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_bytes(b"\xef\xbb\xbfSECRET_KEY=" + _SECRET.encode() + b"\n")
    (tmp_path / "compose.yaml").write_text("services:\n  web:\n    build: .\n    env_file: .env\n")
    main.run([command[0], str(tmp_path), *command[1:]])
    said = capsys.readouterr()
    assert said.out
    assert _SECRET not in said.out + said.err
