"""Everything by keyboard: Tab, the footer, the letters, Esc."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from textual.widget import Widget
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

from envwizard.model.environment import Evidence
from envwizard.model.facts.roots import PythonRoot
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Question
from envwizard.model.source import Location
from envwizard.tui.app import EnvwizardApp
from envwizard.tui.bindings import words_of
from envwizard.tui.screens.dialog import Dialog
from envwizard.tui.screens.keys import KeysScreen
from envwizard.tui.screens.pitfall import PitfallScreen
from envwizard.tui.screens.step import StepScreen
from tests.tui.conftest import press, settle, sizes, words
from tests.tui.fake_rules import FILES
from tests.tui.fake_session import FakeSession

# Every screen of the wizard, by the keys that open it from the probe.
WAYS = {
    "probe": (),
    "environments": ("e",),
    "questions": ("e", "a"),
    "isolation": ("1",),
    "filter": ("1", "slash"),
    "manual page": ("1", "x"),
    "servers": ("5",),
    "review": ("6",),
    "report": ("7",),
    "save": ("7", "s"),
    "confirm": ("1", "p"),
    "command": ("3", "p"),
    "applying": ("1", "p", "a"),
    "commands to run": ("3", "p", "a"),
    "undo": ("1", "p", "a", "n", "u"),
    "nothing to undo": ("u",),
    "leave": ("1", "space", "q"),
    "keys": ("question_mark",),
    "roots": ("s",),
}
STEPS = ("probe", "environments", "isolation", "servers", "review", "report", "filter")
DIALOGS = {name: keys for name, keys in WAYS.items() if name not in STEPS}


QUESTION = Question(
    "environment:deploy/prod.env",
    msg("Which environment is deploy/prod.env for?"),
    ("production", "staging"),
    "production",
    evidence=(Evidence(Location(ProjectPath("deploy/prod.env")), msg("the name says prod")),),
)


def faulty() -> FakeSession:
    roots = tuple(PythonRoot(ProjectPath(name), name, ()) for name in ("api", "worker"))
    return FakeSession(questions=(QUESTION,), roots=roots)


def reachable(app: EnvwizardApp) -> list[Widget]:
    """What should get the focus, in reading order."""
    widgets = [one for one in app.screen.query("*") if one.focusable and one.display and one.region.area]
    return sorted(widgets, key=lambda one: (one.region.y, one.region.x))


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
async def test_tab_reaches_everything_once_in_reading_order(way: str) -> None:
    app = EnvwizardApp(faulty())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, *WAYS[way])
        expected = reachable(app)
        seen: list[Widget] = []
        for _ in expected:
            await pilot.press("tab")
            if app.focused is not None:
                seen.append(app.focused)
        if expected:
            start = expected.index(seen[0])
            assert seen == [*expected[start:], *expected[:start]]


@pytest.mark.slow
@pytest.mark.parametrize("size", sizes((80, 24), slow=((50, 16), (60, 20), (120, 40))))
async def test_the_footer_names_six_keys_at_most_and_all_of_them_fit(size: tuple[int, int]) -> None:
    for way, keys in WAYS.items():
        app = EnvwizardApp(faulty())
        async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
            await settle(pilot)
            await press(pilot, *keys)
            for footer in app.screen.query(Footer):
                named = list(footer.query(FooterKey))
                assert footer.max_scroll_x == 0, way
                assert 0 < len(named) <= 6, (way, [key.description for key in named])
                assert all(footer.region.contains_region(key.region) for key in named), way


@pytest.mark.slow
@pytest.mark.parametrize("way", [name for name in WAYS if name not in ("filter", "save", "keys")])
async def test_the_help_lists_all_keys_of_its_screen(way: str) -> None:
    app = EnvwizardApp(faulty())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, *WAYS[way])
        screen = app.screen
        said = {
            words_of(active.binding)
            for active in screen.active_bindings.values()
            if active.node is screen and not active.binding.system and "." not in active.binding.action
        }
        await press(pilot, "question_mark")
        assert isinstance(app.screen, KeysScreen), way
        shown = words(app)
        for one in said:
            assert one in shown


LETTERS = {
    "n": ("next", "cancel"),
    "b": ("back",),
    "p": ("preview",),
    "a": ("apply", "answer"),
    "u": ("undo",),
    "r": ("reprobe",),
    "question_mark": ("keys", "cancel"),
    "q": ("leave",),
    "w": ("watch",),
    "o": ("open_editor",),
    "y": ("copy",),
    "d": ("split",),
    "space": ("mark", "skip"),
}


@pytest.mark.slow
async def test_the_same_letters_mean_the_same_everywhere() -> None:
    for way, keys in WAYS.items():
        app = EnvwizardApp(faulty())
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            await press(pilot, *keys)
            for letter, active in app.screen.active_bindings.items():
                if letter in LETTERS and isinstance(active.node, StepScreen | Dialog | EnvwizardApp):
                    assert active.binding.action in LETTERS[letter], (way, letter)


@pytest.mark.slow
@pytest.mark.parametrize("way", DIALOGS)
async def test_escape_goes_one_step_back_and_changes_nothing(way: str) -> None:
    session = faulty()
    app = EnvwizardApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        *before, last = DIALOGS[way]
        await press(pilot, *before)
        below, marked = app.screen, set(app.state.marked)
        await press(pilot, last)
        if ("a" not in before and last != "a") or way == "questions":
            await press(pilot, "escape")
            assert app.screen is below
            assert session.files == FILES
        else:
            written = dict(session.files)
            await press(pilot, "escape")
            assert not isinstance(app.screen, type(below)) or app.screen is below
            assert session.files == written, "Esc undoes nothing"
        assert app.state.marked == marked
        assert app.is_running


@pytest.mark.slow
async def test_escape_never_loses_typed_words_or_marks_of_other_findings() -> None:
    app = EnvwizardApp(faulty())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "1", "space", "slash", "x", "escape", "escape")
        assert app.state.marked
        for _ in range(9):
            await press(pilot, "escape")
        assert app.is_running and app.state.marked


@pytest.mark.slow
@pytest.mark.parametrize("keys", [("1", "p"), ("3", "p"), ("6", "t", "p")])
async def test_enter_and_space_never_apply(keys: Iterable[str]) -> None:
    session = faulty()
    app = EnvwizardApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, *keys)
        assert app.focused is not None and app.focused.id == "changes", "the safe side has the focus"
        await press(pilot, "enter", "enter", "space", "enter", "escape", "escape")
        assert session.files == FILES and not session.ran


@pytest.mark.slow
async def test_digits_open_any_pitfall_from_anywhere() -> None:
    app = EnvwizardApp(faulty())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for start in ("0", "e", "3", "6", "7"):
            for digit in "12345":
                await press(pilot, start, digit)
                screen = app.screen
                assert isinstance(screen, PitfallScreen)
                assert screen.step.number == int(digit)
