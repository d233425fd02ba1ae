"""``--inline``: the wizard below the prompt, and the summary in its place."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from envwizard.tui.inline import HEIGHT
from envwizard.workspace.demo import copy_demo
from tests.rule_case import snapshot
from tests.terminal import Terminal
from tests.tui.conftest import sizes

LEFT = (b"\x1b[?1000l", b"\x1b[?2004l", b"\x1b[?25h")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return copy_demo(tmp_path / "shop")


def height(text: str) -> int:
    return len(text.rstrip().splitlines())


@pytest.mark.slow
@pytest.mark.parametrize("size", sizes((100, 40), slow=((80, 24), (60, 20))))
def test_a_fix_and_its_undo_below_the_prompt(shop: Path, size: tuple[int, int]) -> None:
    columns, rows = size
    before = snapshot(shop)
    with Terminal(str(shop), "--inline", columns=columns, rows=rows) as terminal:
        assert height(terminal.wait_for("Probed shop", "Continue", absent="waiting")) == min(HEIGHT, rows)
        terminal.press("2")
        terminal.wait_for("EW201", "Found", "Why")
        terminal.press("p")
        terminal.wait_for("1 file will change", "+ load_dotenv()", "Apply 1 file")
        terminal.press("a")
        terminal.wait_for("Applied 1 file", "gone", "EW201")
        terminal.press("u")
        terminal.wait_for("undone", "1 file is as it was", "probed")
        assert snapshot(shop) == before
        assert height(terminal.text()) == min(HEIGHT, rows)
        terminal.press("n")
        terminal.wait_for("EW201", absent="undone")
        terminal.press("q")
        assert terminal.wait_exit() == 1
        assert b"\x1b[?1049h" not in terminal.raw
        assert all(left in terminal.raw for left in LEFT)
        shown = terminal.text()
        assert "Continue" not in shown
        if rows > HEIGHT:
            assert shown.lstrip().startswith("envwizard: shop")


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_signals_leave_a_sane_terminal(shop: Path, number: int, code: int) -> None:
    with Terminal(str(shop), "--inline", columns=100, rows=40) as terminal:
        terminal.wait_for("Continue", absent="waiting")
        terminal.signal(number)
        assert terminal.wait_exit() == code
        assert all(left in terminal.raw for left in LEFT)


@pytest.mark.slow
def test_no_other_sign_than_ascii(shop: Path) -> None:
    with Terminal(str(shop), "--ascii") as terminal:
        terminal.wait_for("Continue", absent="waiting")
        terminal.press("e")
        shown = terminal.wait_for("Environments", "production", "gunicorn")
        assert shown.isascii()
        terminal.press("q")
        assert terminal.wait_exit() == 1
