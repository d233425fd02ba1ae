"""A walk through the wizard by keyboard, at every size."""

from __future__ import annotations

import pytest
from textual.widgets import Button, Footer

from envwizard.tui.app import EnvwizardApp, screen_for
from envwizard.tui.screens.applying import ApplyingScreen
from envwizard.tui.screens.confirm import ConfirmScreen
from envwizard.tui.screens.pitfall import PitfallScreen
from envwizard.tui.screens.probe import ProbeScreen
from envwizard.tui.screens.step import StepScreen
from envwizard.tui.steps import STEPS
from tests.tui.conftest import press, screen_text, settle, sizes, words
from tests.tui.fake_rules import FILES
from tests.tui.fake_session import FakeSession


@pytest.mark.parametrize("size", sizes((80, 24), slow=((120, 40), (60, 20), (160, 45))))
async def test_from_probe_to_undo(size: tuple[int, int]) -> None:
    session = FakeSession()
    app = EnvwizardApp(session)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, ProbeScreen)
        assert "2 problems" in words(app)
        await press(pilot, "1")
        assert isinstance(app.screen, PitfallScreen)
        assert "PROBLEM EW102 shared-virtualenv" in words(app)
        await press(pilot, "p")
        assert isinstance(app.screen, ConfirmScreen)
        assert "2 files will change" in words(app)
        assert "Apply 2 files" in words(app)
        assert "$ python3 -m venv '/opt/venvs/shop production'" in words(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, ConfirmScreen)
        assert session.files == FILES
        await press(pilot, "escape")
        assert isinstance(app.screen, PitfallScreen)
        assert session.files == FILES
        await press(pilot, "p", "a")
        assert isinstance(app.screen, ApplyingScreen)
        assert session.files != FILES
        assert not session.ran
        assert "1 gone, 7 left" in words(app)
        await press(pilot, "u")
        assert session.files == FILES
        assert "2 files are as they were" in words(app)
        await press(pilot, "n")
        assert isinstance(app.screen, PitfallScreen)
        assert len(app.state.findings) == 8
        assert "deploy/prod.env:1 and deploy/staging.env:3" in words(app)


async def test_a_command_runs_only_when_it_is_confirmed() -> None:
    session = FakeSession()
    app = EnvwizardApp(session)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "3", "p", "a")
        assert session.ran == []
        assert "pip-compile --generate-hashes requirements.in" in words(app)
        assert "uses the network" in words(app)
        await press(pilot, "c")
        assert [command.argv[0] for command in session.ran] == ["pip-compile"]
        assert "exit 0" in words(app)
        assert "uvicorn[standard]" in words(app)
        assert "\\x1b[32mdone\\x1b[0m [/]" in words(app)


async def test_a_skipped_file_is_not_written() -> None:
    session = FakeSession()
    app = EnvwizardApp(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "1", "p", "down", "space")
        assert "Apply 1 file" in words(app)
        assert "skipped" in words(app)
        await press(pilot, "a")
        assert "scripts/venv-staging.sh" not in session.files
        assert session.files["deploy/prod.env"] != FILES["deploy/prod.env"]


async def test_review_applies_what_is_marked() -> None:
    session = FakeSession()
    app = EnvwizardApp(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        app.go(STEPS[-2])
        await settle(pilot)
        await press(pilot, "t")
        # The fix that may change behaviour is not among the safe ones.
        assert "6 of 7 marked" in words(app)
        await press(pilot, "p")
        assert "6 fixes" in words(app)
        await press(pilot, "a")
        assert "6 gone, 2 left" in words(app)
        assert app.state.marked == set()
        while not isinstance(app.screen, PitfallScreen | type(screen_for(STEPS[-2]))):
            await press(pilot, "n")
        app.go(STEPS[-1])
        await settle(pilot)
        assert "Before ✗ 6 problems" in words(app)
        assert "Fixed, 6" in words(app)
        assert "setup.cfg unparsed line 3 is no INI" in words(app)


@pytest.mark.slow
@pytest.mark.parametrize("size", sizes((80, 24), slow=((50, 16), (120, 40), (60, 20))))
async def test_the_footer_fits_and_the_buttons_show(size: tuple[int, int]) -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        for step in STEPS:
            app.go(step)
            await settle(pilot)
            assert app.screen.query_one(Footer).max_scroll_x == 0
            assert "q Quit" in screen_text(app).splitlines()[-1]
            for button in app.screen.query(Button):
                if button.display:
                    assert str(button.label) in words(app), step
        await press(pilot, "1", "p")
        assert app.screen.query_one(Footer).max_scroll_x == 0
        assert screen_text(app).splitlines()[-1].endswith("? Help")
        await press(pilot, "a")
        assert app.screen.query_one(Footer).max_scroll_x == 0
        assert screen_text(app).splitlines()[-1].endswith("? Help")


@pytest.mark.slow
async def test_every_screen_tells_its_keys() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for key in ("question_mark", "e", "question_mark", "1", "question_mark"):
            await press(pilot, key)
            if key == "question_mark":
                assert "Keys of this screen" in words(app)
                assert "q Quit" in words(app)
                await press(pilot, "escape")
        await press(pilot, "p", "question_mark")
        assert "a Apply" in words(app)


@pytest.mark.parametrize("size", sizes((80, 24), slow=((60, 20), (120, 40), (160, 45))))
async def test_a_finding_is_told_whole(size: tuple[int, int]) -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for pitfall in "12345":
            await press(pilot, pitfall)
            screen = app.screen
            assert isinstance(screen, PitfallScreen)
            finding = screen.finding
            assert finding is not None and finding.fix is not None
            shown = words(app)
            if size == (60, 20):
                screen.query_one("#detail").scroll_end(animate=False)
                await settle(pilot)
                shown += " " + words(app)
            for text in (finding.message, finding.why, finding.fix.title):
                assert str(text) in shown
            assert "Files" in shown


async def test_tab_walks_in_reading_order() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "1")
        seen = []
        for _ in range(7):
            assert app.focused is not None
            seen.append(app.focused.id)
            await pilot.press("tab")
        order = ["findings", "detail", "inline-diff", "preview", "mark", "explain"]
        assert seen[:6] == order
        assert seen[6] == "findings"


@pytest.mark.slow
async def test_resizing_keeps_the_place() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "1", "down")
        for size in ((60, 20), (160, 50), (80, 24), (40, 10), (120, 40)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            if size == (40, 10):
                assert "at least 50 columns and 16 lines" in words(app)
            else:
                assert "EW121 sudo-pip" in words(app)


@pytest.mark.slow
async def test_escape_never_quits() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "tab", "escape")
        assert app.focused is not None and app.focused.id == "findings"
        for _ in range(8):
            await press(pilot, "escape")
        assert isinstance(app.screen, ProbeScreen)
        assert app.is_running


async def test_no_key_that_is_held_down_applies() -> None:
    session = FakeSession()
    app = EnvwizardApp(session)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "1", *"aaa")
        assert session.files == FILES
        await press(pilot, *"AAA")
        assert isinstance(app.screen, ConfirmScreen)
        assert session.files == FILES
        await pilot.press("ctrl+q")
        assert not app.is_running


@pytest.mark.slow
async def test_what_a_finding_lacks_is_said_once() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "1", "down", "down", "p", "p", "enter")
        assert words(app).count("envwizard has no fix for this") == 1
        await press(pilot, "2")
        assert "envwizard has no fix for this" not in words(app)


async def test_q_asks_only_where_marks_would_be_lost() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "1", "space", "q")
        assert "1 finding is marked" in words(app)
        await press(pilot, "escape", "space", "q")
        assert not app.is_running


@pytest.mark.slow
async def test_without_colours_every_state_is_a_sign_and_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "1")
        assert "✗ PROBLEM" in words(app)
        await press(pilot, "p", "down")
        assert "1 + #!/bin/sh" in words(app)


@pytest.mark.slow
async def test_after_undoing_the_list_shows_the_finding_that_came_back() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "1", "down")
        screen = app.screen
        assert isinstance(screen, PitfallScreen)
        chosen = screen.finding
        assert chosen is not None
        await press(pilot, "p", "a", "n", "up", "u", "u")
        assert app.screen_stack[-1] is screen
        assert isinstance(app.screen, PitfallScreen) and app.screen.finding is not None
        assert app.screen.finding.fingerprint == chosen.fingerprint


@pytest.mark.slow
async def test_every_step_opens_by_its_key() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for step in (*reversed(STEPS), *STEPS):
            await press(pilot, step.key)
            assert isinstance(app.screen, StepScreen)
            assert app.screen.step is step
            assert f"{step.key} {step.name}" in words(app)
