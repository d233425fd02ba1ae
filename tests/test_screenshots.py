"""The committed pictures show what the wizard shows today."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import Any

import pytest

SCREENSHOTS = Path(__file__).parents[1] / "screenshots"
# The day, the hour, and the Python that this runs on, from which the demo's environments are made.
_WHEN = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d|3\.\d+\.\d+")


def maker() -> Any:
    """The script that makes the pictures; it is no module of a package."""
    spec = importlib.util.spec_from_file_location("make_screenshots", SCREENSHOTS / "make.py")
    assert spec is not None and spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MAKE = maker()


def words(svg: str) -> list[str]:
    return [word for word in MAKE.words(svg) if not _WHEN.fullmatch(word)]


@pytest.mark.slow
@pytest.mark.parametrize("picture", MAKE.PICTURES, ids=lambda picture: picture.name)
async def test_pictures_show_what_the_wizard_shows(picture: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    committed = SCREENSHOTS / f"{picture.name}.svg"
    assert committed.with_suffix(".png").exists()
    shown = words(committed.read_text("utf-8"))
    assert len(shown) > 50
    assert words(await MAKE.take(picture)) == shown, "python screenshots/make.py"


@pytest.mark.slow
@pytest.mark.parametrize("theme", MAKE.THEMES)
async def test_the_walk_shows_what_the_wizard_shows(theme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    committed = (SCREENSHOTS / f"walk-{theme}.svg").read_text("utf-8")
    assert committed.count('class="frame"') == len(MAKE.WALK)
    assert words(await MAKE.walk(theme)) == words(committed), "python screenshots/make.py walk"
