"""Asking the index by pip: what it cannot find is left out, and without an index nothing is known."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from envwizard.workspace.index_metadata import index_requirements


def test_what_the_index_does_not_have_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def pip(argv: tuple[str, ...], **_: Any) -> subprocess.CompletedProcess[str]:
        listed = Path(argv[-1]).read_text("utf-8")
        calls.append(listed)
        if "old-thing" in listed:
            return subprocess.CompletedProcess(argv, 1, "", "ERROR: No matching distribution found for Old_Thing==1")
        told = [{"metadata": {"name": "Flask", "requires_dist": ["click>=8"]}}, {"metadata": {"name": "click"}}]
        Path(argv[argv.index("--report") + 1]).write_text(json.dumps({"install": told}), "utf-8")
        return subprocess.CompletedProcess(argv, 0, "", "")

    monkeypatch.setattr(subprocess, "run", pip)
    found = index_requirements({"flask": "3.0", "click": "8.1", "old-thing": "1"}, "3.11")
    assert found == {"flask": ("click>=8",), "click": ()}
    assert calls == ["click==8.1\nflask==3.0\nold-thing==1\n", "click==8.1\nflask==3.0\n"]


@pytest.mark.parametrize("error", ["ERROR: Could not find a version", "Retrying (Retry(total=0))", ""])
def test_without_an_index_nothing_is_known(error: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def pip(argv: tuple[str, ...], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(argv, 1, "", error)

    monkeypatch.setattr(subprocess, "run", pip)
    assert index_requirements({"flask": "3.0"}, None) == {}


def test_pip_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    def pip(argv: tuple[str, ...], **_: Any) -> subprocess.CompletedProcess[str]:
        raise subprocess.TimeoutExpired(argv, 1)

    monkeypatch.setattr(subprocess, "run", pip)
    assert index_requirements({"flask": "3.0"}, None) == {}
    assert index_requirements({}, None) == {}
