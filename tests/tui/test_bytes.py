"""Few bytes per key: over a slow line, every byte is waited for. Measured in a real terminal of 120 x 40."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.workspace.demo import copy_demo
from tests.terminal import Terminal

UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
# The whole screen takes about 20 000 bytes, in the colours of a modern terminal; a new one is painted while it grows.
CURSOR, FINDING, FOCUS, DIALOG, SCREEN = 12_000, 45_000, 2_000, 95_000, 190_000


def sent_for(terminal: Terminal, key: str) -> int:
    """Press a key and count what comes until nothing comes for a while."""
    before = len(terminal.raw)
    terminal.press(key)
    terminal.quiet(0.7)
    return len(terminal.raw) - before


@pytest.mark.slow
def test_a_key_redraws_only_what_it_changes(tmp_path: Path) -> None:
    with Terminal(str(copy_demo(tmp_path / "shop")), columns=120, rows=40) as terminal:
        terminal.wait_for("Continue", "Probe again", absent="waiting")
        terminal.quiet(1)
        sent: dict[str, tuple[int, int]] = {}

        def press(what: str, key: str, most: int) -> None:
            sent[what] = (sent_for(terminal, key), most)

        press("probe: Tab", "\t", FOCUS)
        press("open the matrix", "e", SCREEN)
        for name, key in (("right", RIGHT), ("down", DOWN), ("left", LEFT)):
            press(f"matrix: {name}", key, CURSOR)
        press("open a pitfall", "2", SCREEN)
        for name, key in (("down", DOWN), ("up", UP)):
            press(f"pitfall: {name}", key, FINDING)  # the finding, its fix and its diff change, too
        press("pitfall: Tab", "\t", 2 * CURSOR)  # the borders of two panels
        press("preview", "A", DIALOG)
        press("confirm: down", DOWN, 2 * CURSOR)
        press("confirm: Tab", "\t", CURSOR)
        sent_for(terminal, "\x1b")
        press("help", "?", DIALOG)
        sent_for(terminal, "\x1b")
        press("review", "6", SCREEN)
        press("review: down", DOWN, 5 * CURSOR)
        assert {what: count for what, (count, most) in sent.items() if count > most} == {}
