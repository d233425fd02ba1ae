"""Choices on the confirmation screen: shown, changed in place, kept, remembered."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Footer, Input

from envwizard.engine.session import Session
from envwizard.model.environment import Evidence
from envwizard.model.message import msg
from envwizard.model.question import Question
from envwizard.tui.app import EnvwizardApp
from envwizard.tui.screens.confirm import ConfirmScreen
from envwizard.tui.screens.questions import QuestionsScreen
from tests.support import write_tree
from tests.tui.conftest import press, screen_text, settle, sizes, words
from tests.tui.fake_rules import FAULTS, place
from tests.tui.fake_session import FakeSession

BIND = Question(
    "bind:deploy/start.sh",
    msg("Where does gunicorn listen, as the proxy of deploy/nginx.conf is on the same machine [/] \x1b[31m?"),
    ("127.0.0.1:8000", "0.0.0.0:8000", "unix:/run/shop.sock"),
    "127.0.0.1:8000",
    (Evidence(place("deploy/nginx.conf", 7), msg("proxy_pass goes to 127.0.0.1:8000")),),
)
PYTHON = Question("python:deploy/start.sh", msg("Which Python?"), ("3.11", "3.12"), "3.12")
NAME = Question("name:deploy/start.sh", msg("What is the name of the user?"), (), None)


def faults(*questions: Question) -> FakeSession:
    mended = tuple(
        FAULTS[-1].choosing(*questions) if fault is FAULTS[-1] else fault for fault in FAULTS
    )  # EW511, pitfall 5
    return FakeSession(mended)


@pytest.mark.parametrize("size", sizes((80, 24), slow=((60, 20), (120, 40))))
async def test_a_choice_is_shown_and_changed_in_place(size: tuple[int, int]) -> None:
    session = faults(BIND, PYTHON)
    app = EnvwizardApp(session)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        await press(pilot, "5", "p")
        assert isinstance(app.screen, ConfirmScreen)
        assert r"on the same machine [/] \x1b[31m?" in words(app)
        assert "127.0.0.1:8000 suggested" in words(app) and "Which Python? 3.12 suggested" in words(app)
        assert "● 127.0.0.1:8000" in words(app) or size[1] == 20
        if size[0] >= 80:
            assert "c Choose" in screen_text(app) and app.screen.query_one(Footer).max_scroll_x == 0
        # An arrow takes the next one; space does not skip a choice.
        await press(pilot, "right", "space")
        assert "0.0.0.0:8000 your choice" in words(app)
        await press(pilot, "down", "down")
        assert "+ exec gunicorn shop.wsgi --bind 127.0.0.1:8000 # 0.0.0.0:8000 3.12" in words(app)
        # Enter opens the choice with all its answers, and stands on the one in force.
        await press(pilot, "up", "up", "enter")
        assert isinstance(app.screen, QuestionsScreen)
        assert "0.0.0.0:8000 in force" in words(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, ConfirmScreen)
        await press(pilot, "c", "down", "enter")
        assert "unix:/run/shop.sock your choice" in words(app)
        await press(pilot, "a")
        assert session.files["deploy/start.sh"].endswith(b"# unix:/run/shop.sock 3.12\n")
        assert app.state.decided == {BIND.id: "unix:/run/shop.sock"}


@pytest.mark.slow
async def test_a_choice_by_mouse_and_back_changes_nothing() -> None:
    session = faults(BIND)
    app = EnvwizardApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "p")
        await pilot.click("#changes", offset=(5, 1))
        await settle(pilot)
        assert isinstance(app.screen, QuestionsScreen)
        await pilot.click("#choices", offset=(3, 1))
        await settle(pilot)
        assert "0.0.0.0:8000 your choice" in words(app)
        await press(pilot, "escape")
        assert session.applied == [] and app.state.decided == {}


@pytest.mark.slow
async def test_a_question_without_choices_takes_a_text() -> None:
    session = faults(NAME)
    app = EnvwizardApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "p")
        assert "What is the name of the user? not chosen yet" in words(app)
        await press(pilot, "c")
        assert app.screen.query_one(Input).has_focus
        await press(pilot, *"web", "enter")
        assert "What is the name of the user? web your choice" in words(app)
        await press(pilot, "a")
        assert session.files["deploy/start.sh"].endswith(b"# web\n")


@pytest.mark.slow
async def test_the_engine_goes_by_the_choice_and_keeps_it(tmp_path: Path) -> None:
    text = "# Schlüssel\nA=1\n".encode("cp1252")
    root = write_tree(tmp_path / "shop", {".env": text, "b/.env": text, "pyproject.toml": "[project]\nname = 'shop'\n"})
    app = EnvwizardApp(Session.open(str(root), state=tmp_path / "state", select=["EW222"]))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "p")
        assert "Which encoding is .env written in? cp1252 suggested" in words(app)
        # Kept: the configuration is a file of the same change set.
        await press(pilot, "c", "down", "k")
        assert "gb18030 your choice" in words(app) and "pyproject.toml" in words(app)
        await press(pilot, "left")
        assert "cp1252 your choice" in words(app)
        await press(pilot, "a")
        assert (root / ".env").read_text(encoding="utf-8") == "# Schlüssel\nA=1\n"
        assert (root / "pyproject.toml").read_text().endswith('[tool.envwizard.answers]\n"encoding:.env" = "cp1252"\n')
        await press(pilot, "u")
        assert (root / ".env").read_bytes() == text
        assert "answers" not in (root / "pyproject.toml").read_text()


@pytest.mark.slow
async def test_an_answer_that_does_not_work_can_be_changed_again(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "shop", {".env": "# Schlüssel\nA=1\n".encode("cp1252")})
    app = EnvwizardApp(Session.open(str(root), state=tmp_path / "state", select=["EW222"]))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "p", "left", "left")
        assert "utf_16_le your choice" in words(app) or "latin_1 your choice" in words(app)
        await press(pilot, "c", "home", "down", "down", "down", "enter")
        assert "shift_jis your choice" in words(app) and "1 left out" in words(app)
        await press(pilot, "c", "home", "enter", "a")
        assert (root / ".env").read_text(encoding="utf-8") == "# Schlüssel\nA=1\n"


@pytest.mark.slow
async def test_the_saved_report_tells_what_was_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_tree(tmp_path / "shop", {".env": b"\xef\xbb\xbfA=1\n", "b/.env": b"\xef\xbb\xbfB=1\n"})
    monkeypatch.chdir(tmp_path)
    app = EnvwizardApp(Session.open(str(root), state=tmp_path / "state", select=["EW221"]))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "p", "a")
        assert "gone EW221" in words(app)
        await press(pilot, "n")
        done = app.state.done()
        assert done is not None and (len(done.gone), len(done.left), len(done.new)) == (1, 1, 0)
        app.session.save_report("done.md", done=done)
        text = (tmp_path / "done.md").read_text(encoding="utf-8")
        assert text.startswith("## envwizard: 1 fixed, 1 left, 0 new\n")
        assert "- `.env` edit" in text and "To undo it: `envwizard undo --id 0001`" in text
