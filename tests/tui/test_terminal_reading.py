"""In a real terminal: each word of each finding can be read, at every size and in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from envwizard.engine.session import Session
from envwizard.i18n import load
from envwizard.model.finding import Finding
from envwizard.tui.themes import DARK, LIGHT
from envwizard.workspace.demo import copy_demo
from envwizard.workspace.preferences import keep_theme
from tests.terminal import Terminal

SIZES = ((60, 20), (80, 24), (120, 40), (160, 45))
UP, DOWN = "\x1b[A", "\x1b[B"
PITFALLS = {f"EW{number}": str(number) for number in range(1, 6)}
# The footer's last key and the buttons of a finding, as they are named.
NAMES = {"en": ("Quit", "Preview fix", "Mark", "Explain"), "zh": ("退出", "预览修复", "标记", "说明")}
# A screen of 100 columns or more has the steps at its left.
RAIL, WITH_RAIL = 26, 100


def packed(text: str) -> str:
    """Leave out what breaking into lines and drawing panels put between the words."""
    return re.sub(r"[\s│╭╮╰╯─▁▂▃▄▅▆▇█]+", "", text)


def body(terminal: Terminal, columns: int) -> str:
    """Give the screen without the steps beside it."""
    start = RAIL if columns >= WITH_RAIL else 0
    return "\n".join(line[start:] for line in terminal.columns()).replace("\0", "")


def pieces(finding: Finding, language: str) -> Iterator[str]:
    """Give what a finding says, in pieces that fit on any screen."""
    catalogue = load(language)
    texts = [finding.message, finding.why, *(one.message for one in finding.evidence)]
    texts += [finding.fix.title] if finding.fix else []
    for text in texts:
        for piece in re.split(r"(?<=[,;:.，；：。])", text.render(catalogue)):
            if packed(piece):
                yield packed(piece)


def walks() -> Iterator[tuple[tuple[int, int], str, str]]:
    """Give each size in each language. A theme moves no letter: each size, and each language, is read in both."""
    for row, size in enumerate(SIZES):
        for column, language in enumerate(NAMES):
            yield size, language, (DARK, LIGHT)[(row + column) % 2].name


@pytest.mark.slow
@pytest.mark.parametrize(("size", "language", "theme"), walks())
def test_every_finding_of_the_demo_can_be_read(
    tmp_path: Path, size: tuple[int, int], language: str, theme: str
) -> None:
    shop = copy_demo(tmp_path / "shop")
    state = tmp_path / "state"
    keep_theme(state / "envwizard", theme)
    findings = Session.open(str(shop), state=tmp_path / "other").scan().findings
    assert len(findings) > 20
    columns, rows = size
    environment = {"XDG_STATE_HOME": str(state)}
    unread: dict[str, list[str]] = {}
    with Terminal(str(shop), "--lang", language, columns=columns, rows=rows, environment=environment) as terminal:
        terminal.wait_for("envwizard", "14", "11", NAMES[language][0])
        terminal.quiet(0.5)
        for prefix, pitfall in PITFALLS.items():
            of_pitfall = [one for one in findings if one.rule.startswith(prefix)]
            terminal.press(pitfall)
            terminal.wait_for(prefix)
            terminal.quiet(0.3)
            screens: list[str] = []
            # On a busy machine a frame may come late: what was missed is looked for once more, from below.
            for key in (DOWN, UP, DOWN):
                for _ in of_pitfall:
                    screens += read_one(terminal, columns, language, of_pitfall)
                    terminal.press_and_read(key)
                missed = left(of_pitfall, screens, language)
                if not missed:
                    break
            unread |= missed
        terminal.press("q")
        terminal.wait_exit()
    assert unread == {}


def read_one(terminal: Terminal, columns: int, language: str, of_pitfall: list[Finding]) -> list[str]:
    """Give the screens on which the finding under the cursor is told; its buttons and the footer are on the first."""
    seen = body(terminal, columns)
    assert [name for name in NAMES[language][1:] if name not in seen] == [], seen
    assert NAMES[language][0] in seen.splitlines()[-1], f"the footer does not fit: {seen}"
    shown = [one for one in of_pitfall if one.rule in seen]
    if any(all(piece in packed(seen) for piece in pieces(one, language)) for one in shown):
        return [packed(seen)]
    return to_the_end(terminal, columns)


def left(findings: list[Finding], screens: list[str], language: str) -> dict[str, list[str]]:
    """Give the pieces of each finding that are on none of the screens."""
    unread = {
        f"{finding.rule} {finding.location}": [
            piece for piece in pieces(finding, language) if not any(piece in screen for screen in screens)
        ]
        for finding in findings
    }
    return {finding: missing for finding, missing in unread.items() if missing}


def to_the_end(terminal: Terminal, columns: int) -> list[str]:
    """Scroll through what a finding says; give what was seen on the way, and go back to the list."""
    seen = [packed(body(terminal, columns))]
    terminal.press_and_read("\t")
    for _ in range(40):
        terminal.press_and_read(DOWN)
        seen.append(packed(body(terminal, columns)))
        if seen[-1] == seen[-2]:
            break
    terminal.press_and_read("\x1b")
    return seen
