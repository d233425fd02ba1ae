"""Questions in the wizard: seen, answered, kept, at every size."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.engine.session import Session
from envwizard.model.environment import Evidence
from envwizard.model.message import msg
from envwizard.model.question import Question
from envwizard.tui.app import EnvwizardApp
from envwizard.tui.screens.confirm import ConfirmScreen
from envwizard.tui.screens.environments import EnvironmentsScreen
from envwizard.tui.screens.questions import QuestionsScreen
from tests.support import write_tree
from tests.tui.conftest import press, screen_text, settle, sizes, words
from tests.tui.fake_rules import place
from tests.tui.fake_session import FakeSession

CHOICES = ("development", "test", "staging", "production")


def question(name: str, default: str | None = None) -> Question:
    says = (
        Evidence(place(name, 8), msg("web is restarted: always")),
        Evidence(place(name, 12), msg("web mounts the source . over the image's")),
    )
    return Question(
        f"environment:{name}", msg("Which environment does {path} serve?", path=name), CHOICES, default, says
    )


@pytest.mark.parametrize("size", sizes((80, 24), slow=((60, 20), (120, 40), (160, 45))))
async def test_a_question_shows_text_evidence_and_choices(size: tuple[int, int]) -> None:
    session = FakeSession(questions=(question("docker-compose.yml", "production"), question("b[/]\x1b[31m.yml")))
    app = EnvwizardApp(session)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        await press(pilot, "e")
        assert "2 questions are open: a shows them." in words(app)
        assert "a Answer" in screen_text(app).splitlines()[-1]
        await press(pilot, "a")
        assert isinstance(app.screen, QuestionsScreen)
        text = words(app)
        for said in ("Question 1 of 2", "Which environment does docker-compose.yml serve?", "web is restarted: always"):
            assert said in text
        assert "docker-compose.yml:12 web mounts the source . over the image's" in text
        for choice in CHOICES:
            assert choice in text
        for button in ("Answer", "Answer and keep", "Back"):
            assert button in text
        assert "production suggested" in text
        await press(pilot, "right")
        assert r"b[/]\x1b[31m.yml" in words(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, EnvironmentsScreen)
        assert session.answers == {}


async def test_enter_answers_and_probes_again() -> None:
    session = FakeSession(questions=(question("docker-compose.yml", "production"),))
    app = EnvwizardApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "e", "a", "up", "enter")
        assert session.answers == {"environment:docker-compose.yml": "staging"}
        assert isinstance(app.screen, EnvironmentsScreen)
        assert "is open" not in words(app)
        await press(pilot, "a")
        assert "staging as answered" in words(app)


async def test_without_questions_there_is_no_key() -> None:
    app = EnvwizardApp(FakeSession())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "e", "a")
        assert isinstance(app.screen, EnvironmentsScreen)
        assert "Answer" not in screen_text(app)


@pytest.mark.slow
async def test_keeping_shows_the_diff_writes_it_and_can_be_undone(tmp_path: Path) -> None:
    compose = "services:\n  web:\n    build: .\n    restart: always\n    volumes: ['.:/srv']\n"
    before = "[project]\nname = 'shop'  # ours\n"
    root = write_tree(tmp_path / "shop", {"docker-compose.yml": compose, "pyproject.toml": before})
    session = Session.open(str(root), state=tmp_path / "state")
    app = EnvwizardApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "e", "a", "k")
        assert isinstance(app.screen, ConfirmScreen)
        assert "Keep the answer to environment:docker-compose.yml" in words(app)
        await press(pilot, "escape")
        assert (root / "pyproject.toml").read_text() == before
        await press(pilot, "a", "down", "down", "down", "k", "a")
        assert (root / "pyproject.toml").read_text() == (
            before + '\n[tool.envwizard.answers]\n"environment:docker-compose.yml" = "production"\n'
        )
        assert session.report is not None and session.report.questions == ()
        await press(pilot, "u")
        assert (root / "pyproject.toml").read_text() == before
