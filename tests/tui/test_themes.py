"""The contrast of the two themes, as WCAG 2.2 reckons it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

from envwizard.tui.app import EnvwizardApp
from envwizard.tui.themes import DARK, LIGHT
from envwizard.workspace.preferences import keep_theme, read_theme
from tests.tui.conftest import press, settle, words
from tests.tui.fake_session import FakeSession


def contrast(one: str, other: str) -> float:
    def luminance(text: str) -> float:
        parts = [part / 255 for part in Color.parse(text).rgb]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", (DARK, LIGHT), ids=lambda theme: theme.name)
def test_text_can_be_read(theme: Theme) -> None:
    background, foreground, accent = theme.background, theme.foreground, theme.primary
    assert background and foreground
    for name in ("text-success", "text-warning", "text-error", "text-accent", "quiet"):
        assert contrast(theme.variables[name], background) >= 4.5, name
    for name in ("diff-added", "diff-removed", "block-cursor-background", "block-cursor-blurred-background"):
        assert contrast(foreground, theme.variables[name]) >= 4.5, name
    assert contrast(background, accent) >= 4.5


async def test_the_chosen_theme_is_remembered() -> None:
    session = FakeSession()
    app = EnvwizardApp(session)
    async with app.run_test() as pilot:
        assert app.theme == DARK.name
        assert session.theme is None, "nothing was chosen"
        app.theme = LIGHT.name
        await settle(pilot)
    assert session.theme == LIGHT.name
    async with (again := EnvwizardApp(session)).run_test():
        assert again.theme == LIGHT.name
    session.theme = "of another version"
    assert EnvwizardApp(session).theme == DARK.name


@pytest.mark.slow
async def test_sixteen_colours_and_every_other_theme_can_be_chosen() -> None:
    for name in EnvwizardApp(FakeSession()).available_themes:
        app = EnvwizardApp(FakeSession(theme=name))
        async with app.run_test() as pilot:
            await press(pilot, "1")
            assert app.theme == name
            assert "PROBLEM" in words(app)


def test_what_is_remembered_lies_in_the_state_folder(tmp_path: Path) -> None:
    assert read_theme(tmp_path / "state") is None
    keep_theme(tmp_path / "state", LIGHT.name)
    assert read_theme(tmp_path / "state") == LIGHT.name
    for wrong in ("", "[]", "{", '{"theme": 3}'):
        (tmp_path / "state" / "preferences.json").write_text(wrong)
        assert read_theme(tmp_path / "state") is None
    (tmp_path / "file").touch()
    keep_theme(tmp_path / "file", LIGHT.name)
