"""The matrix: the width of its columns, and the way to a finding and back."""

from __future__ import annotations

import pytest

from envwizard.tui.app import EnvwizardApp
from envwizard.tui.screens.environments import EnvironmentsScreen, column_widths
from envwizard.tui.screens.pitfall import PitfallScreen
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
