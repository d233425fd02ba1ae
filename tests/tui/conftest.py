"""What the tests of the screens share."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from envwizard.tui.app import EnvwizardApp
from envwizard.tui.screens import pitfall

_RAIL = 26


@pytest.fixture(autouse=True)
def _steady(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setattr(pitfall, "_REST", 0.01)


def sizes(*always: tuple[int, int], slow: Sequence[tuple[int, int]] = ()) -> list[Any]:
    """Terminal sizes for ``parametrize``; those under ``slow`` only run where slow tests do."""
    return [*always, *(pytest.param(size, marks=pytest.mark.slow) for size in slow)]


def screen_text(app: EnvwizardApp) -> str:
    """What a user can read. The compositor is private to Textual: it is asked here and nowhere else."""
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join(strip.text.rstrip() for strip in strips)


def words(app: EnvwizardApp) -> str:
    """The screen's text without the rail and frames, in one line with single spaces."""
    rail = app.screen.query("Rail")
    left = _RAIL if rail and rail.first().display else 0
    top, *lines = screen_text(app).splitlines()
    text = "\n".join((top, *(line[left:] for line in lines)))
    return " ".join("".join(" " if char in "│╭╮╰╯─█▄▂▁▃▅▆▇▏▎▌" else char for char in text).split())


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until no thread works any more and everything is painted."""
    # A little longer than a finding must rest before its fix is computed.
    await pilot.pause(0.03)
    for _ in range(2):  # what a thread brought may start another, and is painted after it
        with contextlib.suppress(WorkerCancelled):  # one that another took the place of
            await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, waiting after each until the app has done what it asks for."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)
