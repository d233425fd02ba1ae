"""Names and texts that would break a careless screen, in every place of every screen."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from envwizard.model.environment import Environment, Role
from envwizard.tui.app import EnvwizardApp
from envwizard.tui.steps import STEPS
from envwizard.tui.summary import summary
from tests.tui.conftest import press, screen_text, settle, sizes, words
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


@pytest.mark.slow
@pytest.mark.parametrize("size", sizes((80, 24), slow=((120, 40), (60, 20), (160, 45))))
async def test_every_screen_stays_whole(size: tuple[int, int]) -> None:
    app = EnvwizardApp(hostile_session())
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        for step in STEPS:
            app.go(step)
            await settle(pilot)
            assert_harmless(app)
            await press(pilot, "down")
            assert_harmless(app)
        # An invalid character would make the picture invalid, too.
        ElementTree.fromstring(app.export_screenshot())
    text = summary(app.state)
    assert not [char for char in HARMFUL if char in text.replace("\n", "")]


@pytest.mark.parametrize("size", sizes(slow=((80, 24), (120, 40), (60, 20), (160, 45))))
async def test_applying_and_undoing_stays_whole(size: tuple[int, int]) -> None:
    app = EnvwizardApp(hostile_session())
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        app.go(STEPS[-2])
        await settle(pilot)
        await press(pilot, "t", "p")
        for _ in range(6):
            assert_harmless(app)
            await press(pilot, "down", "down")
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


@pytest.mark.slow
@pytest.mark.parametrize("size", sizes((100, 32), slow=((120, 40), (80, 24), (120, 36))))
async def test_long_texts_push_nothing_off_the_screen(size: tuple[int, int]) -> None:
    app = EnvwizardApp(hostile_session())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for key in ("e", "1", "5", "n"):
            await press(pilot, key)
            body = app.screen.query_one("#body").region
            for widget in app.screen.query("#body > *"):
                if widget.display:
                    assert body.contains_region(widget.region), (app.screen, widget)


@pytest.mark.slow
@pytest.mark.parametrize("size", sizes((80, 24), slow=((60, 20), (120, 40), (160, 45))))
async def test_lists_dialogs_and_notices_stay_whole(size: tuple[int, int]) -> None:
    app = EnvwizardApp(hostile_session())
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        keys = (
            "1 g g s s y Y slash [ / ] enter escape x escape ? escape ctrl+p escape 6 g t p y ? escape escape q escape"
        )
        for key in keys.split():
            await press(pilot, {"[": "left_square_bracket", "]": "right_square_bracket", "/": "slash"}.get(key, key))
            assert_harmless(app)
            await pilot.hover(offset=(5, 4))
        await press(pilot, "7", "s", *"[b]x", "escape", "u", "escape", "w", "e", "a")
        assert_harmless(app)
        assert not [char for char in HARMFUL if char in app.clipboard.replace("\n", "")]


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


@pytest.mark.slow
async def test_ascii_only_draws_ascii() -> None:
    app = EnvwizardApp(hostile_session(), ascii_only=True)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        assert screen_text(app).isascii()
        await press(pilot, "e")
        assert screen_text(app).isascii()
        await press(pilot, "1", "p")
        assert screen_text(app).isascii()
