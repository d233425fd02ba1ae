"""Suppression and baselines as a user of the command line meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.in_process import envwizard
from tests.rule_case import snapshot
from tests.support import write_tree

_BOM = b"\xef\xbb\xbf"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return write_tree(tmp_path / "old", {"a.env": _BOM + b"A=1\n", "b.env": _BOM + b"B=1\n", "m.py": "\n"})


def test_an_old_project_starts_clean(old: Path) -> None:
    done = envwizard("check", str(old), "--write-baseline")
    assert done.returncode == 0 and "No findings; 2 suppressed (2 baseline)." in done.stdout
    assert 'put `baseline = "envwizard-baseline.json"` into [tool.envwizard]' in done.stderr
    assert envwizard("check", str(old)).returncode == 1
    write_tree(old, {"pyproject.toml": '[tool.envwizard]\nbaseline = "envwizard-baseline.json"\n'})
    again = envwizard("check", str(old), "--format", "json")
    data = json.loads(again.stdout)
    assert (again.returncode, data["findings"], data["summary"]["suppressed"]) == (0, [], 2)
    assert data["suppressed"][0]["suppression"] == {"by": "baseline", "reason": "", "path": None, "line": None}
    assert data["suppressed"][0]["path"] == "a.env"
    (old / "a.env").write_bytes(b"A=1\n")
    gone = envwizard("check", str(old))
    assert gone.returncode == 0 and "1 of the 2 findings in the baseline" in gone.stdout
    rewritten = envwizard("check", str(old), "--write-baseline")
    assert rewritten.stderr.count("\n") == 1 and "are gone" not in rewritten.stdout
    assert "put `baseline" not in rewritten.stderr


def test_a_baseline_of_ones_own(old: Path, tmp_path: Path) -> None:
    target = tmp_path / "known.json"
    assert envwizard("check", str(old), "--write-baseline", str(target)).returncode == 0
    assert envwizard("check", str(old), "--baseline", str(target)).returncode == 0
    before = snapshot(old)
    fixed = envwizard("fix", str(old), "--baseline", str(target), "--yes")
    assert fixed.returncode == 0 and "2 suppressed" in fixed.stdout and snapshot(old) == before
    assert envwizard(str(old), "--baseline", str(target)).returncode == 0
    missing = envwizard("check", str(old), "--baseline", str(tmp_path / "none.json"))
    assert missing.returncode == 2 and "There is no baseline" in missing.stderr
    folder = envwizard("check", "--write-baseline", str(old))
    assert folder.returncode == 2 and "is a folder" in folder.stderr


def test_fix_leaves_alone_what_is_ignored(old: Path) -> None:
    (old / "a.env").write_bytes(_BOM + b"A=1\n# envwizard: ignore-file[EW221] the customer's editor\n")
    kept = (old / "a.env").read_bytes()
    done = envwizard("fix", str(old), "--yes")
    assert done.returncode == 0 and "1 suppressed (1 comment)" in done.stdout
    assert (old / "a.env").read_bytes() == kept and (old / "b.env").read_bytes() == b"B=1\n"


def test_verbose_shows_the_line_to_paste_and_what_is_suppressed(old: Path) -> None:
    plain = envwizard("check", str(old))
    assert "To ignore it" not in plain.stdout and "-v shows" in plain.stdout
    write_tree(old, {"a.env": _BOM + b"A=1 # envwizard: ignore[EW221] why not\n"})
    done = envwizard("check", str(old), "-v")
    assert done.stdout.count("To ignore it: # envwizard: ignore[EW221] reason") == 1
    assert "a.env:1  EW221  by comment at a.env:1: why not" in done.stdout


def test_an_idle_comment_is_told(old: Path) -> None:
    write_tree(old, {"m.py": "x = 1  # envwizard: ignore[EW401] gone\n"})
    done = envwizard("check", str(old))
    assert "m.py:1: The comment ignores EW401, which finds nothing here." in done.stdout
