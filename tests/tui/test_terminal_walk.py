"""The wizard in a real terminal: probe, open a finding, preview, apply, see it gone, undo, quit."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from envwizard.workspace.demo import copy_demo
from tests.rule_case import snapshot
from tests.support import write_tree
from tests.terminal import PROJECT, Terminal
from tests.tui.conftest import sizes

DOWN = "\x1b[B"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return copy_demo(tmp_path / "shop")


@pytest.mark.parametrize("size", sizes((80, 24), slow=((120, 40),)))
def test_the_whole_walk(shop: Path, size: tuple[int, int]) -> None:
    columns, rows = size
    before = snapshot(shop)
    with Terminal(str(shop), columns=columns, rows=rows) as terminal:
        terminal.wait_for("Probed shop", "Continue", absent="waiting")
        assert snapshot(shop) == before
        terminal.press("n")
        terminal.wait_for("Environments", "development", "production", "gunicorn")
        terminal.press("2")
        terminal.wait_for("app/config.py:7 reads SECRET_KEY", "Found", "Why", "Fix", "Files")
        terminal.press("p")
        terminal.wait_for("1 file will change", "+ load_dotenv()", "- load_dotenv()", "Apply 1 file")
        terminal.press("\r")
        terminal.quiet()
        assert snapshot(shop) == before, "Enter must not apply"
        terminal.press("\x1b")
        terminal.wait_for("EW201", absent="will change")
        terminal.press("p")
        terminal.wait_for("1 file will change")
        terminal.press("a")
        terminal.wait_for("Applied 1 file", "gone", "EW201")
        assert (shop / "wsgi.py").read_text().index("load_dotenv()") < (shop / "wsgi.py").read_text().index("app.main")
        terminal.press("u")
        terminal.wait_for("undone", "1 file is as it was", "probed")
        assert snapshot(shop) == before
        terminal.press("n")
        terminal.wait_for("wsgi.py:5 imports", "9 findings" if columns > 80 else "dotenv")
        terminal.press("q")
        assert terminal.wait_exit() == 1
        assert b"\x1b[?1049l" in terminal.raw, "the alternate screen was not left"
        assert "shop" in terminal.text()


@pytest.mark.slow
def test_resizing_while_it_runs(shop: Path) -> None:
    with Terminal(str(shop), columns=120, rows=40) as terminal:
        terminal.wait_for("Continue", "Probe again", absent="waiting")
        terminal.press("2")
        terminal.wait_for("EW201")
        for columns, rows in ((80, 24), (60, 20), (160, 50), (40, 10), (120, 40)):
            terminal.resize(columns, rows)
            terminal.quiet()
        terminal.wait_for("EW201", "Found")
        terminal.press("q")
        assert terminal.wait_exit() == 1


@pytest.mark.slow
def test_the_editor_opens_at_the_finding_and_its_work_is_probed(shop: Path, tmp_path: Path) -> None:
    editor = tmp_path / "vim"
    note = tmp_path / "note"
    editor.write_text(
        f'#!/bin/sh\necho "editing $(basename "$2") at $1"\necho "$@" > {note}\nsed -i "1s/^...//" "$2"\n'
    )
    editor.chmod(0o755)
    (shop / ".env").write_bytes(b"\xef\xbb\xbfSECRET_KEY=1\n")
    with Terminal(str(shop), environment={"VISUAL": "", "EDITOR": str(editor)}) as terminal:
        terminal.wait_for("Continue", "Probe again", absent="waiting")
        terminal.press("2")
        terminal.wait_for("EW201")
        terminal.press(DOWN)
        terminal.wait_for("EW221 byte-order-mark")
        terminal.press("o")
        terminal.wait_for("2 dotenv", "Fix", absent="EW221")
        assert note.read_text() == f"+1 {shop / '.env'}\n"
        terminal.press("q")
        assert terminal.wait_exit() == 1


@pytest.mark.slow
def test_without_an_editor_the_wizard_says_so(shop: Path) -> None:
    with Terminal(str(shop), environment={"VISUAL": "", "EDITOR": ""}) as terminal:
        terminal.wait_for("Continue", "Probe again", absent="waiting")
        terminal.press("2", "o")
        terminal.wait_for("No editor is named", "Preview fix")


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_signals_leave_a_sane_terminal(shop: Path, number: int, code: int) -> None:
    with Terminal(str(shop)) as terminal:
        terminal.wait_for("Continue", "Probe again", absent="waiting")
        terminal.signal(number)
        assert terminal.wait_exit() == code
        assert b"\x1b[?1049l" in terminal.raw


def children_of(pid: int) -> set[int] | None:
    """Give the processes that a process has started, by any of its threads (man proc, /proc/PID/task/TID/children)."""
    files = list(Path(f"/proc/{pid}/task").glob("*/children"))
    return {int(child) for file in files for child in file.read_text().split()} if files else None


@pytest.mark.slow
def test_a_killed_probe_costs_neither_the_wizard_nor_the_terminal(shop: Path) -> None:
    with Terminal(str(shop)) as terminal:
        terminal.wait_for("Continue", "Probe again", absent="waiting")
        before = children_of(terminal.pid)
        if before is None:
            pytest.skip("only Linux tells a process's children")
        assert before
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        terminal.press("2")
        terminal.wait_for("EW201", "Preview fix", "SIGKILL")
        terminal.press("r")
        terminal.wait_for("wsgi.py edit", "Preview fix", absent="probing")
        after = children_of(terminal.pid)
        assert after is not None and after - before, "nothing probes in a process of its own any more"
        terminal.press("q")
        assert terminal.wait_exit() == 1
        assert b"\x1b[?1049l" in terminal.raw and b"\x1b[?25h" in terminal.raw


CRASH = """
from envwizard.tui.screens.pitfall import PitfallScreen


def boom(self):
    raise RuntimeError("a fault of the interface")


PitfallScreen.action_explain = boom
"""


@pytest.mark.slow
def test_an_exception_leaves_a_sane_terminal_and_says_what_happened(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(CRASH)
    with Terminal(str(shop), environment={"PYTHONPATH": f"{tmp_path}:{PROJECT}"}) as terminal:
        terminal.wait_for("Continue", "Probe again", absent="waiting")
        terminal.press("2", "x")
        assert terminal.wait_exit() == 1
        for left in (b"\x1b[?1049l", b"\x1b[?1000l", b"\x1b[?25h"):
            assert left in terminal.raw
        assert b"a fault of the interface" in terminal.raw
        assert b"No changes were made to any file." in terminal.raw


@pytest.mark.slow
def test_a_clean_project_ends_with_zero(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "clean", {"app.py": "print('hello')\n"})
    with Terminal(str(root)) as terminal:
        terminal.wait_for("Continue", "Probe again", absent="waiting")
        terminal.press("q")
        assert terminal.wait_exit() == 0


def test_a_wrong_path_shows_no_screen(tmp_path: Path) -> None:
    with Terminal(str(tmp_path / "nowhere")) as terminal:
        assert terminal.wait_exit() == 2
        assert "There is no folder" in terminal.text() and b"\x1b[?1049h" not in terminal.raw


@pytest.mark.slow
def test_hostile_names_on_every_screen(tmp_path: Path) -> None:
    names = ["a[/]b.env", "[red].env", "\x1b]0;x\x07.env", "rtl\u202e.env", "漢字.env", "n" * 240 + ".env"]
    root = write_tree(tmp_path / "x[@click=app.quit]y", dict.fromkeys(names, b"\xef\xbb\xbfA[/]=\x1b[31m1\n"))
    with Terminal(str(root)) as terminal:
        terminal.wait_for("Continue", "Probe again", absent="waiting")
        terminal.press("2")
        terminal.wait_for("EW221")
        for _ in names[1:]:
            terminal.press(DOWN)
            terminal.quiet(0.2)
        terminal.press("p")
        terminal.wait_for("will change")
        terminal.press("a")
        terminal.wait_for("Applied", "probed", "gone")
        terminal.press("n")
        terminal.wait_for("2 dotenv", absent="Applied")
        terminal.press("q")
        assert terminal.wait_exit() in (0, 1)
        assert b"\x1b]0;x" not in terminal.raw and "\u202e".encode() not in terminal.raw
