"""Saving the report from its screen: to the file that was named, never over another without a word."""

from __future__ import annotations

import pytest
from textual.widgets import Button, Input

from envwizard.tui.app import EnvwizardApp
from envwizard.tui.screens.report import ReportScreen
from envwizard.tui.screens.save import SaveScreen
from envwizard.tui.steps import REPORT
from tests.tui.conftest import press, settle, sizes, words
from tests.tui.fake_session import FakeSession


@pytest.mark.slow
@pytest.mark.parametrize("size", sizes((80, 24), slow=((50, 16), (120, 40))))
async def test_save_and_overwrite(size: tuple[int, int]) -> None:
    session = FakeSession()
    app = EnvwizardApp(session)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        app.go(REPORT)
        await settle(pilot)
        await press(pilot, "s")
        assert isinstance(app.screen, SaveScreen)
        assert app.screen.query_one(Input).value == "envwizard-report.md"
        assert "Goes into" in words(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, ReportScreen)
        assert session.saved == {"envwizard-report.md": 1}
        assert "/work/envwizard-repor" in words(app)
        await press(pilot, "s", "enter")
        assert isinstance(app.screen, SaveScreen)
        assert session.saved == {"envwizard-report.md": 1}
        assert "is there already. Overwrite it, or give another name." in words(app)
        # The way back has the focus: a second Enter does not overwrite.
        await press(pilot, "enter")
        assert isinstance(app.screen, ReportScreen)
        assert session.saved == {"envwizard-report.md": 1}
        await press(pilot, "s", "enter", "tab")
        assert isinstance(app.focused, Button) and str(app.focused.label) == "Overwrite"
        await press(pilot, "enter")
        assert isinstance(app.screen, ReportScreen)
        assert session.saved == {"envwizard-report.md": 2}


async def test_another_name_and_what_goes_wrong() -> None:
    session = FakeSession()
    app = EnvwizardApp(session)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        app.go(REPORT)
        await settle(pilot)
        await press(pilot, "s")
        field = app.screen.query_one(Input)
        field.value = "no/such.md"
        await press(pilot, "enter")
        assert isinstance(app.screen, SaveScreen) and "cannot be written: no such folder" in words(app)
        field.value = "q[red].json"
        await press(pilot, "enter")
        assert session.saved == {"q[red].json": 1}
        await press(pilot, "s", "escape")
        assert isinstance(app.screen, ReportScreen) and len(session.saved) == 1
