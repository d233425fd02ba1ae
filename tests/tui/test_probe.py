"""The probe: progress, stopping, failing."""

from __future__ import annotations

import time

from envwizard.model.errors import ProjectError
from envwizard.model.message import msg
from envwizard.tui.app import EnvwizardApp
from tests.tui.conftest import press, settle, words
from tests.tui.fake_session import FakeSession


async def test_progress_shows_while_it_runs() -> None:
    app = EnvwizardApp(FakeSession(slow=0.4))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.7)
        assert "reads" in words(app)
        assert "waiting" in words(app)
        assert "Stop probing" in words(app)
        await settle(pilot)
        assert "7 of 8 findings can be mended here." in words(app)


async def test_what_could_not_be_read_is_told() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "1 file or check could not be looked at: the report names it." in words(app)


async def test_stopping_is_quick_and_keeps_what_was_found() -> None:
    app = EnvwizardApp(FakeSession(slow=0.6))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(1.5)
        started = time.monotonic()
        await pilot.press("enter")
        while app.state.scanning:
            await pilot.pause(0.02)
        assert time.monotonic() - started < 1
        await settle(pilot)
        assert "Stopped early" in words(app)
        assert "not reached" in words(app)
        await press(pilot, "1")
        assert "EW102" in words(app)
        await press(pilot, "5")
        assert "SKIPPED" in words(app)


async def test_steps_can_be_opened_before_the_probe_is_done() -> None:
    app = EnvwizardApp(FakeSession(slow=0.2))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.2)
        await pilot.press("1")
        await pilot.pause(0.2)
        assert "still being probed" in words(app)
        await settle(pilot)
        assert "EW102" in words(app)


async def test_a_failure_is_said() -> None:
    session = FakeSession(scan_error=ProjectError(msg("{path} is gone", path="a[/]b")))
    app = EnvwizardApp(session)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        assert "a[/]b is gone" in words(app)
        session.scan_error = ZeroDivisionError("[/] oh")
        await press(pilot, "r")
        assert "ZeroDivisionError: [/] oh" in words(app)
        session.scan_error = None
        await press(pilot, "r")
        assert "7 of 8 findings" in words(app)


async def test_quitting_ends_a_running_scan() -> None:
    started = time.monotonic()
    app = EnvwizardApp(FakeSession(slow=5))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.2)
        await pilot.press("q")
    assert time.monotonic() - started < 5
