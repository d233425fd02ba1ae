"""Asking the index by pip: what it cannot find is left out, and without an index nothing is known."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from envwizard.model.errors import Cancelled
from envwizard.workspace import index_metadata
from envwizard.workspace.index_metadata import index_requirements

Pip = Callable[[Sequence[str], Callable[[], bool]], "tuple[int, str]"]


def _with(monkeypatch: pytest.MonkeyPatch, pip: Pip) -> None:
    def run(
        argv: Sequence[str],
        folder: Path,
        on_line: Callable[[str], None],
        cancelled: Callable[[], bool],
        environ: Mapping[str, str],
    ) -> int:
        code, said = pip(argv, cancelled)
        on_line(said)
        return code

    monkeypatch.setattr(index_metadata, "run_process", run)


def test_what_the_index_does_not_have_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def pip(argv: Sequence[str], _: object) -> tuple[int, str]:
        listed = Path(argv[-1]).read_text("utf-8")
        calls.append(listed)
        if "old-thing" in listed:
            return 1, "ERROR: No matching distribution found for Old_Thing==1"
        told = [{"metadata": {"name": "Flask", "requires_dist": ["click>=8"]}}, {"metadata": {"name": "click"}}]
        Path(argv[argv.index("--report") + 1]).write_text(json.dumps({"install": told}), "utf-8")
        return 0, ""

    _with(monkeypatch, pip)
    found = index_requirements({"flask": "3.0", "click": "8.1", "old-thing": "1"}, "3.11")
    assert found == {"flask": ("click>=8",), "click": ()}
    assert calls == ["click==8.1\nflask==3.0\nold-thing==1\n", "click==8.1\nflask==3.0\n"]


@pytest.mark.parametrize("error", ["ERROR: Could not find a version", "Retrying (Retry(total=0))", ""])
def test_without_an_index_nothing_is_known(error: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _with(monkeypatch, lambda argv, _: (1, error))
    assert index_requirements({"flask": "3.0"}, None) == {}


def test_pip_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_metadata, "_SECONDS", -1)
    _with(monkeypatch, lambda argv, over: (-15 if over() else 0, ""))
    assert index_requirements({"flask": "3.0"}, None) == {}
    assert index_requirements({}, None) == {}


def test_asking_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    _with(monkeypatch, lambda argv, over: (-15 if over() else 0, ""))
    with pytest.raises(Cancelled):
        index_requirements({"flask": "3.0"}, None, lambda: True)
