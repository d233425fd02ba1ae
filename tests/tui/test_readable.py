"""What is on the screen can be read: contrast as painted, every word at every size, no empty halves."""

from __future__ import annotations

import pytest
from rich.color import Color as RichColor
from rich.color_triplet import ColorTriplet
from textual.color import Color
from textual.widgets import Button

from envwizard.tui.app import EnvwizardApp
from envwizard.tui.screens.pitfall import PitfallScreen
from envwizard.tui.themes import DARK, LIGHT
from envwizard.tui.widgets.finding_list import FindingList
from tests.tui.conftest import press, screen_text, settle, sizes, words
from tests.tui.fake_session import FakeSession
from tests.tui.test_themes import contrast

LEAST = 4.5
WALK = ("e", "1", "down", "slash", "s", "x", "escape", "escape", "1", "question_mark", "escape", "p", "down", "a", "c",
        "n", "2", "6", "t", "7", "s", "escape", "u", "escape", "q", "escape", "ctrl+p")  # fmt: skip


def painted(app: EnvwizardApp) -> list[tuple[str, float]]:
    """Each text on the screen that is meant to be read, with its contrast as WCAG 2.2 reckons it.

    Buttons that cannot be pressed are not (WCAG 2.2, 1.4.3: inactive components).
    """
    found = []
    dialogs = app.screen.query(".dialog, CommandPalette > #--container")
    # What lies below a dialog is dimmed on purpose.
    off = {str(button.label) for button in app.screen.query(Button) if button.disabled}
    region = dialogs.first().region if dialogs else app.screen.region
    for strip in app.screen._compositor.render_strips(app.size)[region.y : region.bottom]:
        for text, style, _ in strip.crop(region.x, region.right):
            if style is None or text.strip() in off or not any(char.isalnum() for char in text):
                continue
            fore, back = _hex(style.color), _hex(style.bgcolor)
            if style.dim and fore and back:
                fore = Color.parse(back).blend(Color.parse(fore), 0.66).hex
            if fore and back:
                found.append((text, contrast(back, fore) if not style.reverse else contrast(fore, back)))
    return found


def _hex(colour: RichColor | None) -> str:
    triplet: ColorTriplet | None = colour.triplet if colour is not None else None
    return triplet.hex if triplet is not None else ""


@pytest.mark.slow
@pytest.mark.parametrize("theme", (DARK.name, LIGHT.name))
async def test_every_text_stands_out_as_it_is_painted(theme: str) -> None:
    app = EnvwizardApp(FakeSession())
    faint: dict[str, str] = {}
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        app.theme = theme
        await settle(pilot)
        for place, keys in enumerate(("0", *WALK)):
            await press(pilot, keys)
            for text, ratio in painted(app):
                if ratio < LEAST:
                    faint.setdefault(text.strip(), f"{ratio:.2f} after {keys} ({place})")
    assert not faint, "\n".join(f"{text}: {ratio}" for text, ratio in faint.items())


@pytest.mark.slow
@pytest.mark.parametrize("size", sizes((80, 24), slow=((60, 20), (120, 40), (160, 45))))
async def test_every_word_of_every_finding_can_be_read(size: tuple[int, int]) -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for pitfall in "12345":
            await press(pilot, pitfall)
            screen = app.screen
            assert isinstance(screen, PitfallScreen)
            for _ in screen.query_one(FindingList).rows:
                finding = screen.finding
                if finding is not None:
                    shown = words(app)
                    screen.query_one("#detail").scroll_end(animate=False)
                    await settle(pilot)
                    shown += " " + words(app)
                    texts = [finding.message, finding.why, *(one.message for one in finding.evidence)]
                    texts += [finding.fix.title] if finding.fix else []
                    for text in texts:
                        assert " ".join(str(text).split()) in shown, (size, finding.rule)
                await press(pilot, "down")


@pytest.mark.slow
@pytest.mark.parametrize("pitfall", "12345")
async def test_the_lower_half_of_a_tall_terminal_is_used(pitfall: str) -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, pitfall)
        lower = [line[26:].strip(" │╭╮╰╯─") for line in screen_text(app).splitlines()[20:38]]
        assert sum(bool(line) for line in lower) >= 4, screen_text(app)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(49, 24), (80, 15), (20, 5)])
async def test_too_small_a_terminal_is_told_what_it_needs(size: tuple[int, int]) -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for keys in ("0", "1", "p"):
            await press(pilot, keys)
            if keys != "p":
                assert "at least" in words(app)
        assert app.is_running
