"""Names and texts that would break a careless screen, in every place of every screen."""

from __future__ import annotations

import pytest

from envwizard.model.environment import Environment, Role
from envwizard.tui.app import EnvwizardApp
from envwizard.tui.steps import STEPS
from envwizard.tui.summary import summary
from tests.tui.conftest import press, screen_text, settle, words
from tests.tui.fake_rules import HOSTILE_NAMES, hostile
from tests.tui.fake_session import FakeProject, FakeSession

HARMFUL = [*map(chr, range(32)), "\x7f", *map(chr, range(0x80, 0xA0)), "\u202e", "\udcff"]


def hostile_session() -> FakeSession:
    faults, files = hostile()
    environments = tuple(Environment(name, Role.UNKNOWN, ()) for name in ("[/red]prod\x1b[2J", "漢字\u202e", "x" * 200))
    return FakeSession(faults, dict(files), environments, project=FakeProject("[/]\x1b]0;x\x07", "[b]~/a[/x]"))


def assert_harmless(app: EnvwizardApp) -> None:
    text = screen_text(app).replace("\n", "")
    assert not [char for char in HARMFUL if char in text]
    # An invalid character would make the picture invalid, too.
    app.export_screenshot()


@pytest.mark.parametrize(
    "size",
    ((80, 24), *(pytest.param(size, marks=pytest.mark.slow) for size in ((120, 40), (60, 20), (160, 45)))),
)
async def test_every_screen_stays_whole(size: tuple[int, int]) -> None:
    session = hostile_session()
    app = EnvwizardApp(session)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        for step in STEPS:
            app.go(step)
            await settle(pilot)
            assert_harmless(app)
            await press(pilot, "down")
            assert_harmless(app)
        app.go(STEPS[-2])
        await settle(pilot)
        await press(pilot, "t", "p")
        for _ in range(12):
            assert_harmless(app)
            await press(pilot, "down")
        await press(pilot, "a")
        assert_harmless(app)
        await press(pilot, "c", "k", "u")
        assert_harmless(app)
        await press(pilot, "n", "u")
        assert_harmless(app)
        await press(pilot, "escape", "x")
        assert_harmless(app)
    text = summary(app.state)
    assert not [char for char in HARMFUL if char in text.replace("\n", "")]


async def test_extras_are_shown_whole() -> None:
    app = EnvwizardApp(hostile_session())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "1")
        assert "uvicorn[standard]==0.30" in words(app)
        assert HOSTILE_NAMES[0] in words(app)
        app.show_error(app.state.findings[0].message)
        await pilot.pause(0.3)
        assert app.is_running


async def test_ascii_only_draws_ascii() -> None:
    app = EnvwizardApp(hostile_session(), ascii_only=True)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        for step in STEPS:
            app.go(step)
            await settle(pilot)
            assert screen_text(app).isascii()
        await press(pilot, "1", "p")
        assert screen_text(app).isascii()
