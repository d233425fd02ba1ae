"""Screens with nothing to show say why and what next; values of env files are shown on none."""

from __future__ import annotations

from functools import partial

import pytest

from envwizard.tui.app import EnvwizardApp
from envwizard.tui.background import JobDone
from tests.tui.conftest import press, screen_text, settle, sizes, words
from tests.tui.fake_session import FakeSession

SAID = {
    "0": ("No pitfall was found", "Continue"),
    "e": ("The project names no environments", "n goes on to the pitfalls"),
    "1": ("0 findings", "passed"),
    "6": ("There are no findings", "n goes on to the report"),
    "7": ("nothing is left", "Save the report"),
}


@pytest.mark.parametrize("size", sizes((80, 24), slow=((60, 20), (120, 40))))
async def test_a_project_without_faults_has_no_blank_screen(size: tuple[int, int]) -> None:
    app = EnvwizardApp(FakeSession(faults=(), environments=()))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for key, told in SAID.items():
            await press(pilot, key)
            for text in told:
                assert text in words(app), key


async def test_before_the_first_report_every_step_says_that_the_project_is_being_probed() -> None:
    app = EnvwizardApp(FakeSession(slow=0.2))
    async with app.run_test(size=(80, 24)) as pilot:
        for key in "e167":
            await pilot.press(key)
            await pilot.pause()
            assert "still being probed" in words(app) or not app.state.scanning, key


async def test_a_report_that_comes_while_the_wizard_ends_is_nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    app = EnvwizardApp(FakeSession())
    close = app._close_all

    async def closing() -> None:
        assert app.state.report is not None
        await app.screen.query_one("#frame").remove()
        app.on_job_done(JobDone(partial(app._scanned, app.state.report)))
        await close()

    monkeypatch.setattr(app, "_close_all", closing)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("e")


@pytest.mark.slow
@pytest.mark.parametrize("split", (False, True))
async def test_values_of_env_files_are_nowhere(split: bool) -> None:
    app = EnvwizardApp(FakeSession())
    seen = ""
    async with app.run_test(size=(160, 45), notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        for key in (
            "e",
            "2",
            "down",
            "y",
            "p",
            *("d" if split else ""),
            "escape",
            "6",
            "t",
            "p",
            "down",
            "down",
            "a",
            "n",
            "7",
        ):
            await press(pilot, key)
            seen += screen_text(app) + app.export_screenshot() + app.clipboard
    assert "abc123" not in seen
    assert "SECRET_KEY" in seen and "••••" in seen
