"""The matrix: the width of its columns, and the way to a finding and back."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.color import Color

from envwizard.model.matrix import CellState
from envwizard.tui.app import EnvwizardApp
from envwizard.tui.screens.environments import EnvironmentsScreen
from envwizard.tui.screens.pitfall import PitfallScreen
from envwizard.tui.widgets.matrix_cell import _tail, column_widths, tints
from tests.tui.conftest import press, settle, words
from tests.tui.fake_session import FakeSession


@pytest.mark.parametrize(
    ("wanted", "room", "widths"),
    [
        ([18, 13, 18], 55, [18, 13, 18]),
        ([20, 5, 20], 40, [15, 5, 14]),
        ([30, 30, 30], 20, [12, 12, 12]),
        ([90], 80, [78]),
        ([], 80, []),
    ],
)
def test_a_column_gets_what_it_wants_and_the_widest_give_way(wanted: list[int], room: int, widths: list[int]) -> None:
    assert sorted(column_widths(wanted, room)) == sorted(widths)
    assert all(width <= most for width, most in zip(column_widths(wanted, room), wanted, strict=True))


async def test_coming_back_finds_the_same_cell() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "e", "right", "down")
        assert "virtual env in production" in words(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, PitfallScreen)
        await press(pilot, "e")
        assert isinstance(app.screen, EnvironmentsScreen)
        assert "virtual env in production" in words(app)


async def test_a_cell_of_several_values_lists_each_with_its_place() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "e", "down", "down", "down")
        assert "freeze, hashes +1" in words(app)
        where = "deploy/start.sh:4 deploy/start.sh sets freeze, hashes, pins"
        assert f"Values freeze {where} hashes {where} pins {where}" in words(app)


async def test_a_terminal_that_only_grows_taller_has_room_for_the_places() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(120, 33)) as pilot:
        await settle(pilot)
        await press(pilot, "e")
        assert words(app).count("deploy/start.sh:4") == 1
        await pilot.resize_terminal(120, 40)
        await settle(pilot)
        assert words(app).count("deploy/start.sh:4") > 5


async def test_a_tall_terminal_shows_the_place_of_each_value_and_what_the_signs_mean() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "e")
        shown = words(app)
        assert shown.count("deploy/start.sh:4") > 5
        assert "✓ OK ! WARNING ✗ PROBLEM – NOT SET" in shown
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert words(app).count("deploy/start.sh:4") == 1 and "✓ OK ! WARNING" in words(app)


async def test_the_head_of_a_column_counts_its_problems() -> None:
    session = FakeSession()
    app = EnvwizardApp(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "e")
        assert session.report is not None
        column = [row.cells[1].state for row in session.report.matrix.rows]
        assert f"production ✗ {column.count(CellState.PROBLEM)}" in words(app)


async def test_tiles_follow_the_theme() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "e")
        for theme in ("envwizard-dark", "envwizard-light", "textual-light"):
            app.theme = theme
            await settle(pilot)
            grounds = {segment.style.bgcolor for strip in app.screen._compositor.render_strips(app.size)
                       for segment in strip if segment.style and segment.style.bgcolor}  # fmt: skip
            tint = Color.parse(tints(app.theme_variables)[CellState.PROBLEM]).rich_color
            assert tint in grounds, theme
        app.theme = "ansi-dark"
        await settle(pilot)
        assert tints(app.theme_variables) == {}


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [("a/b.yml:4", 9, "a/b.yml:4"), ("deploy/a.yml:12", 9, "….yml:12"), ("部署/compose.yml:4", 8, "….yml:4")],
)
def test_the_end_of_a_path_says_most(text: str, width: int, shown: str) -> None:
    assert _tail(text, width)[-5:] == shown[-5:]
    assert cell_len(_tail(text, width)) <= width
