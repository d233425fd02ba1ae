"""Every word of the interface goes through the catalogue, and signs of two columns break no layout."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Footer

from envwizard.i18n import Catalogue
from envwizard.tui.app import EnvwizardApp
from envwizard.tui.steps import STEPS
from tests.tui import migrating
from tests.tui.conftest import press, screen_text, settle, sizes
from tests.tui.fake_rules import FILES, RULES
from tests.tui.fake_session import FakeSession

# What stays as it is in any language: the program, keys, and what the project itself says.
KEPT = {
    "envwizard",
    "tab",
    "enter",
    "esc",
    "escape",
    "space",
    "ctrl",
    "shop",
    "api",
    "src",
    "md",
    "SVG",
    "left",
    "right",
}


def translated(template: str) -> str:
    """Write each word of a template in signs of two columns, its places untouched."""
    parts = re.split(r"(\{\w+\})", template)
    return "".join(part if part.startswith("{") else re.sub(r"[A-Za-z']+", _signs, part) for part in parts)


def _signs(word: re.Match[str]) -> str:
    return "译" * ((len(word[0]) + 1) // 2)


@pytest.fixture(autouse=True)
def _other_language(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Catalogue, "lookup", lambda self, text: translated(text))
    yield


def known_words(session: FakeSession) -> set[str]:
    """The words that come out of the project and the rules."""
    texts = [f"{name} {content.decode('utf-8', 'replace')}" for name, content in FILES.items()]
    texts += [f"{rule.code} {rule.name} {rule.page}" for rule in RULES]
    for fault in session.faults:
        for message in (fault.message, fault.why, fault.title, *fault.notes, *(one.why for one in fault.commands)):
            texts += [str(value) for _, value in message.params] if message is not None else []
        texts += [f"{name} {content.decode('utf-8', 'replace')}" for name, content in fault.creates]
        texts += [" ".join(command.argv) for command in fault.commands]
    report = session.scan()
    for row in report.matrix.rows:
        texts += [row.name, *(cell.value for cell in row.cells)]
    texts += [environment.name for environment in report.environments]
    texts.append(f"setup.cfg git diff undo check Collecting uvicorn standard x1b mdone report rm BASE DIR {Path.cwd()}")
    return KEPT | {word for text in texts for word in re.findall(r"[A-Za-z]+", text)}


@pytest.mark.slow
@pytest.mark.parametrize("size", sizes((80, 24), slow=((120, 40), (60, 20), (160, 45))))
async def test_no_word_is_left_in_english(size: tuple[int, int]) -> None:
    session = FakeSession()
    known = known_words(session)
    app = EnvwizardApp(session)
    seen: dict[str, set[str]] = {}

    def look(where: str) -> None:
        words = {word for word in re.findall(r"[A-Za-z]{2,}", screen_text(app)) if word not in known}
        # A word that is cut at the edge is part of one that is known.
        left = {word for word in words if not any(word in each for each in known)}
        if left:
            seen[where] = left
        for footer in app.screen.query(Footer):
            assert footer.max_scroll_x == 0, where

    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        for step in STEPS:
            app.go(step)
            await settle(pilot)
            look(step.id)
            await press(pilot, "question_mark")
            look(f"keys of {step.id}")
            await press(pilot, "escape", "down")
            look(f"{step.id}, second row")
        for keys in ("6 t p", "question_mark", "escape", "down", "down", "a", "question_mark", "escape", "c", "k", "u"):
            await press(pilot, *keys.split())
            look(f"applying: {keys}")
        await press(pilot, "n", "7")
        for keys in ("7", "s", "escape", "u", "escape", "1", "x", "escape", "space", "q", "escape", "ctrl+p", "escape"):
            await press(pilot, keys)
            look(f"end: {keys}")
        await press(pilot, "ctrl+c")
        look("ctrl+c")
    assert not seen


@pytest.mark.slow
@pytest.mark.parametrize("size", sizes((80, 24), slow=((120, 40), (60, 20))))
async def test_no_word_of_the_migration_is_left_in_english(tmp_path: Path, size: tuple[int, int]) -> None:
    texts = [f"{name} {text}" for name, text in migrating.FILES.items()]
    texts += ["pip tools compile generate hashes strip extras allow unsafe no emit index url trusted host find links"]
    texts += ["output file requirements in txt Dockerfile freeze uv requirement base shop check", str(tmp_path)]
    # What is written into the project's files is written in English.
    texts.append("What itself asks for; is compiled from this file and holds the versions. starts it you import it in")
    texts.append("driver named in settings string at your call nothing else here needs it")
    known = KEPT | {word for text in texts for word in re.findall(r"[A-Za-z]+", text)}
    app = migrating.migrating(tmp_path)
    migrating.Steps.gate.set()
    seen: dict[str, set[str]] = {}

    def look(where: str) -> None:
        words = {word for word in re.findall(r"[A-Za-z]{2,}", screen_text(app)) if word not in known}
        left = {word for word in words if not any(word in each for each in known)}
        if left:
            seen[where] = left
        for footer in app.screen.query(Footer):
            assert footer.max_scroll_x == 0, where

    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        look("start")
        for keys in ("down", "down", "down", "down", "question_mark", "escape", "n", "s", "s", "slash", "escape",
                     "space", "enter", "escape", "n", "n", "n", "n", "n", "space", "question_mark", "escape", "n",
                     "escape", "escape", "escape"):  # fmt: skip
            await press(pilot, keys)
            look(f"after {keys}: {screen_text(app).splitlines()[0]}")
    assert not seen
