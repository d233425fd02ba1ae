"""After the yes: writing, commands one by one, undoing, and what the screen says meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import Log

from envwizard.model.change import Command
from envwizard.model.diff import FileDiff
from envwizard.model.errors import UndoError
from envwizard.model.message import msg
from envwizard.tui.app import EnvwizardApp
from envwizard.tui.screens.applying import ApplyingScreen
from envwizard.tui.screens.pitfall import PitfallScreen
from envwizard.tui.screens.undo import UndoScreen
from tests.tui.conftest import press, settle, words
from tests.tui.fake_rules import FAULTS, FILES
from tests.tui.fake_session import FakeSession
from tests.tui.test_diff_view import diff

TWO_COMMANDS = (
    replace(FAULTS[0], commands=(Command(("first",), msg("begins")), Command(("second",), msg("ends")))),
    *FAULTS[1:],
)


async def test_the_command_shown_is_the_one_that_runs() -> None:
    session = FakeSession(TWO_COMMANDS)
    app = EnvwizardApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "1", "p", "a")
        assert "Command 1 of 2" in words(app) and "$ first begins" in words(app)
        await press(pilot, "c")
        # The next one is on offer, and what the first one printed is still there.
        assert "Command 2 of 2" in words(app) and "$ second ends" in words(app)
        assert app.screen.query_one(Log).lines[0] == "$ first"
        assert "exit 0" in words(app)
        await press(pilot, "c")
        assert [command.argv for command in session.ran] == [("first",), ("second",)]
        assert "nothing is left to run" in words(app)


@pytest.mark.slow
async def test_a_fix_of_commands_alone_says_so() -> None:
    app = EnvwizardApp(FakeSession(TWO_COMMANDS))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "1", "p", "space", "down", "space")
        assert "No file changes: commands only" in words(app)
        assert "Go on to 2 commands" in words(app)


@pytest.mark.slow
async def test_undoing_takes_the_commands_off_the_screen_and_says_what_stays() -> None:
    session = FakeSession(TWO_COMMANDS)
    app = EnvwizardApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "1", "p", "a", "c", "u")
        assert session.files == FILES
        assert "Undone 2 files" in words(app)
        assert "Not undone, it ran: $ first" in words(app)
        assert "second" not in words(app)


@pytest.mark.slow
async def test_while_it_probes_after_undoing_nothing_is_called_gone_and_next_is_remembered() -> None:
    session = FakeSession()
    app = EnvwizardApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "1", "p", "a")
        assert "gone" in words(app)
        session.slow = 0.15
        await pilot.press("u")
        while "undone" not in words(app):
            await pilot.pause(0.02)
        assert "probing again" in words(app) and "gone" not in words(app)
        await pilot.press("n")
        assert isinstance(app.screen, ApplyingScreen)
        await settle(pilot)
        assert isinstance(app.screen, PitfallScreen)


async def test_a_refused_undo_shows_what_changed_since() -> None:
    session = FakeSession()
    app = EnvwizardApp(session)
    changed: tuple[FileDiff, ...] = (diff(b"one\ntwo\n", b"one\nmy own line\n"),)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "1", "p", "a", "n")
        session.undo_error = UndoError(msg("Change set 0001 is not undone: a changed since it was applied."), changed)
        await press(pilot, "u", "u")
        assert isinstance(app.screen, UndoScreen)
        assert "is not undone" in words(app)
        assert "2 + my own line" in words(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, PitfallScreen)
