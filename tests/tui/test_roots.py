"""Several Python roots in the wizard: told on the probe's screen, and one or all chosen."""

from __future__ import annotations

import pytest

from envwizard.model.environment import Evidence
from envwizard.model.facts.roots import PythonRoot
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.tui.app import EnvwizardApp
from envwizard.tui.screens.roots import RootsScreen
from tests.tui.conftest import press, screen_text, settle, sizes, words
from tests.tui.fake_rules import place
from tests.tui.fake_session import FakeSession


def root(path: str, name: str) -> PythonRoot:
    return PythonRoot(
        ProjectPath(path), name, (Evidence(place(f"{path}/pyproject.toml", 1), msg("{path} lies here", path=path)),)
    )


ROOTS = (root("backend", "shop-api"), root("worker", "shop-[worker]"))


@pytest.mark.parametrize("size", sizes((80, 24), slow=((60, 20), (120, 40))))
async def test_one_root_or_all(size: tuple[int, int]) -> None:
    session = FakeSession(roots=ROOTS)
    app = EnvwizardApp(session)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        assert "2 Python roots; looked at: backend, worker. s chooses." in words(app)
        assert "s Roots" in screen_text(app).splitlines()[-1]
        await press(pilot, "s")
        assert isinstance(app.screen, RootsScreen)
        assert "worker shop-[worker] pyproject.toml" in words(app)
        await press(pilot, "down", "down", "enter")
        assert list(session.chosen_roots) == ["worker"]
        assert "looked at: worker. s chooses." in words(app)
        await press(pilot, "s", "up", "up", "enter")
        await press(pilot, "s", "escape")
        assert list(session.chosen_roots) == ["backend", "worker"]


async def test_a_single_root_needs_no_word() -> None:
    app = EnvwizardApp(FakeSession(roots=ROOTS[:1]))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Python roots" not in words(app)
        assert "s Roots" not in screen_text(app)
