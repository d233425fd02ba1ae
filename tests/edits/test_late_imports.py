"""The real linters on the cases of a moved load: what they passed before, they pass after it."""

from __future__ import annotations

import shutil
import subprocess
import venv
from pathlib import Path

import pytest

_CASES = Path(__file__).parents[1] / "rules" / "EW201"
_CHECKS = {
    "fires_where_flake8_checks": (["flake8", "main.py"],),
    "fires_where_ruff_checks_no_order": (["ruff", "check", "main.py"],),
    "fires_where_ruff_and_pylint_check": (
        ["ruff", "check", "main.py"],
        ["pylint", "--disable=all", "--enable=wrong-import-position,useless-suppression", "main.py"],
    ),
}


@pytest.mark.slow
def test_what_passed_passes(tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "ruff", "flake8", "pylint"], check=True, capture_output=True)
    for name, checks in _CHECKS.items():
        for side in ("before", "after"):
            folder = tmp_path / name / side
            shutil.copytree(_CASES / name / side, folder)
            for argv in checks:
                done = subprocess.run(
                    [python, "-m", *argv], cwd=folder, capture_output=True, text=True, check=False, timeout=60
                )
                assert done.returncode == 0, (name, side, done.stdout)
