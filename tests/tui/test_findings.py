"""The lists of findings: filter, order, groups, marks, the clipboard."""

from __future__ import annotations

import pytest

from envwizard.model.finding import Finding
from envwizard.tui.app import EnvwizardApp
from envwizard.tui.arrangement import Arrangement, Grouping, Heading, Order
from envwizard.tui.screens.applying import ApplyingScreen
from envwizard.tui.screens.confirm import ConfirmScreen
from envwizard.tui.screens.findings import FilterLine
from envwizard.tui.screens.pitfall import PitfallScreen
from envwizard.tui.screens.review import ReviewScreen
from envwizard.tui.widgets.finding_list import FindingList
from tests.tui.conftest import press, settle, words
from tests.tui.fake_session import FakeSession


def listed(app: EnvwizardApp) -> list[str]:
    rows = app.screen.query_one(FindingList).rows
    return [row.rule if isinstance(row, Finding) else row.text for row in rows if isinstance(row, Finding | Heading)]


def arranged(arrangement: Arrangement) -> list[str]:
    session = FakeSession()
    names = {rule.code: rule.name for rule in session.rules}
    rows = arrangement.arranged(session.scan().findings, names)
    return [row.text if isinstance(row, Heading) else f"{row.rule} {row.location}" for row in rows]


def test_the_filter_takes_all_words_from_anywhere_in_a_finding() -> None:
    assert [row.split()[0] for row in arranged(Arrangement("SUDO start.sh"))] == ["EW121"]
    assert [row.split()[0] for row in arranged(Arrangement("byte-order"))] == ["EW221"]
    assert arranged(Arrangement("nothing-of-the-kind")) == []
    assert len(arranged(Arrangement("production"))) == 8


def test_order_and_groups() -> None:
    by_file = arranged(Arrangement(order=Order.FILE))
    assert by_file == sorted(by_file, key=lambda row: row.split()[1])
    by_rule = arranged(Arrangement(order=Order.RULE))
    assert by_rule == sorted(by_rule)
    grouped = arranged(Arrangement(grouping=Grouping.FILE))
    assert "deploy/start.sh" in grouped
    here = ""
    for row in grouped:
        if row.startswith("EW"):
            assert here in row
        else:
            here = row
    assert arranged(Arrangement(grouping=Grouping.ENVIRONMENT))[0] == "production"


async def test_the_filter_is_typed_kept_and_taken_away() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "1")
        every = listed(app)
        await press(pilot, "slash", *"sudo")
        assert listed(app) == ["EW121"]
        assert f"1 of {len(every)} findings · filter: sudo" in words(app)
        await press(pilot, "enter", "down")
        assert app.focused is not None and app.focused.id == "findings"
        # It holds in the other steps, and they say so.
        await press(pilot, "2")
        assert listed(app) == []
        assert app.screen.query_one(FilterLine).value == "sudo"
        assert "Nothing here has the words sudo" in words(app)
        await press(pilot, "6")
        assert isinstance(app.screen, ReviewScreen)
        assert listed(app) == ["EW121"]
        await press(pilot, "escape")
        assert isinstance(app.screen, ReviewScreen), "Esc takes the filter away first"
        assert len(listed(app)) == 7
        await press(pilot, "1")
        assert listed(app) == every


@pytest.mark.slow
async def test_sort_and_group_keep_the_finding_that_is_looked_at() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "1", "down")
        screen = app.screen
        assert isinstance(screen, PitfallScreen)
        first = screen.finding
        assert first is not None
        chosen = first.fingerprint
        for keys in ("g", "g", "g", "s", "s", "s"):
            await press(pilot, keys)
            now = screen.finding
            assert now is not None
            assert now.fingerprint == chosen
        await press(pilot, "g")
        assert "grouped by file" in words(app)
        assert "deploy/start.sh" in listed(app)
        for _ in range(8):
            await press(pilot, "up")
        assert screen.finding is not None, "a heading is never chosen"


@pytest.mark.slow
async def test_several_marked_findings_are_mended_in_one_confirmation() -> None:
    session = FakeSession()
    app = EnvwizardApp(session)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "1", "space", "3", "space")
        assert "Preview 2 marked fixes" in words(app)
        await press(pilot, "p")
        assert isinstance(app.screen, ConfirmScreen)
        assert "2 fixes" in words(app)
        await press(pilot, "a")
        assert isinstance(app.screen, ApplyingScreen)
        assert "2 gone, 6 left" in words(app)
        assert not app.state.marked


@pytest.mark.slow
async def test_enter_previews_only_the_finding_it_is_pressed_on() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "1", "space", "3", "space", "enter")
        assert "1 fix" in words(app) and "2 fixes" not in words(app)


async def test_a_finding_and_its_commands_are_copied() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "3", "y")
        assert app.clipboard.startswith("requirements.txt:1: EW301 ")
        assert "Copied the finding EW301 at requirements.txt:1." in words(app)
        await press(pilot, "Y")
        assert app.clipboard == "pip-compile --generate-hashes requirements.in"
        assert "Copied: pip-compile" in words(app)
        await press(pilot, "2", "Y")
        assert "There is no command here to copy." in words(app)


@pytest.mark.slow
@pytest.mark.parametrize("keys", (("1", "p"), ("3", "p", "a")))
async def test_a_command_is_copied_where_it_is_shown(keys: tuple[str, ...]) -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, *keys)
        if keys[-1] == "p":
            await press(pilot, "down", "down")
        await press(pilot, "y")
        assert app.clipboard in (
            "python3 -m venv '/opt/venvs/shop production'",
            "pip-compile --generate-hashes requirements.in",
        )


@pytest.mark.slow
async def test_every_action_of_a_screen_is_in_the_palette() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        for keys, step in (("0", "probe"), ("e", "environments"), ("1", "isolation"), ("6", "review"), ("7", "report")):
            await press(pilot, keys)
            titles = [command.title for command in app.get_system_commands(app.screen)]
            assert len(titles) == len(set(titles)), step
            assert "Jump to pitfall 3: Locking" in titles
            assert "Save a screenshot" in titles and "Change the theme" in titles
        assert "Export the report" in titles
        await press(pilot, "1")
        titles = [command.title for command in app.get_system_commands(app.screen)]
        for title in ("Filter the findings", "Copy the finding", "Preview the fix", "Mark for the review"):
            assert title in titles


@pytest.mark.slow
async def test_the_palette_opens_everywhere_and_does_what_it_says() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+p", *"pitfall 3", "enter")
        assert isinstance(app.screen, PitfallScreen) and app.screen.step.number == 3
        await press(pilot, "p", "ctrl+p")
        assert "Search for commands" in words(app)
        await press(pilot, *"side by", "enter")
        assert isinstance(app.screen, ConfirmScreen)


async def test_no_way_out_loses_marks_unasked() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "1", "space", "ctrl+c")
        assert app.is_running and app.state.marked
        await press(pilot, "ctrl+q")
        assert "1 finding is marked" in words(app)
        await press(pilot, "escape")
        assert app.is_running
        await press(pilot, "ctrl+q", "ctrl+q")
        assert not app.is_running


@pytest.mark.slow
async def test_resizing_loses_nothing() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(120, 40), notifications=True) as pilot:

        async def resize() -> None:
            for size in ((60, 20), (160, 50), (40, 10), (80, 24)):
                await pilot.resize_terminal(*size)
                await settle(pilot)

        await settle(pilot)
        await press(pilot, "1", "space", "g", "slash", *"venv")
        rows = listed(app)
        await resize()
        assert listed(app) == rows
        assert app.focused is app.screen.query_one(FilterLine) and app.screen.query_one(FilterLine).value == "venv"
        await press(pilot, "enter", "escape", "p", "down", "space")
        assert "Apply 1 file" in words(app)
        await resize()
        assert "Apply 1 file" in words(app) and "skipped" in words(app)
        await press(pilot, "escape", "ctrl+c")
        await resize()
        assert len(app.state.marked) == 1
        assert app.is_running
