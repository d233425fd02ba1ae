"""The onboarding's screens: nothing runs unasked, what was typed is kept, and one can stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from envwizard.model.change import Applicability, Command, CreateFile, Fix
from envwizard.model.env_form import EnvField, EnvForm, EnvProblem
from envwizard.model.errors import Cancelled
from envwizard.model.expected_service import ExpectedService, ProbedService
from envwizard.model.message import msg
from envwizard.model.onboarding import Checklist, Task
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.plan import Plan
from envwizard.model.secret import Secret
from envwizard.model.source import Location
from envwizard.model.workflow import StepProgress, StepState
from envwizard.syntax.env_dialects import PYTHON_DOTENV
from envwizard.tui.app import EnvwizardApp
from tests.tui.conftest import press, screen_text, settle, sizes, words
from tests.tui.fake_session import FakeSession

ENV = ProjectPath(".env")


def _task(key: str, title: str, state: StepState, seen: str, *argv: str, code: bool = False) -> Task:
    commands = (Command(argv, msg("because"), network=not code, runs_project_code=code),) if argv else ()
    return Task(key, msg(title), state, msg(seen), msg("It is needed."), commands)


class FakeOnboarding:
    """A checklist of four tasks; what runs waits for ``go_on`` where that is set."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.filled: dict[str, str] = {}
        self.go_on: threading.Event | None = None
        self.tasks = {
            one.key: one
            for one in (
                _task("interpreter", "Python", StepState.DONE, "3.12 at /usr/bin/python3.12"),
                _task("virtualenv", ".venv", StepState.WAITING, "there is none yet",
                      "python3.12", "-m", "venv", ".venv"),
                _task("project", "the project itself", StepState.WAITING, "not installed", "pip", "install", "-e", ".",
                      code=True),
                _task("env-file", ".env", StepState.ATTENTION, "TOKEN has no value"),
                _task("services", "services", StepState.ATTENTION, "compose.yml runs redis"),
            )
        }  # fmt: skip

    @property
    def checklist(self) -> Checklist:
        return Checklist(
            "shop", ROOT, tuple(self.tasks.values()), self.form,
            (ExpectedService("redis", "cache", Location(ProjectPath("compose.yml")), 6379),),
        )  # fmt: skip

    @property
    def form(self) -> EnvForm:
        fields = (
            EnvField("NAME", default=Secret("shop"), comment="What the shop is called"),
            EnvField("TOKEN", optional=False, is_secret=True, read=Location(ProjectPath("app.py"))),
            EnvField("SECRET_KEY", is_secret=True, generator="hex"),
        )
        given = (replace(one, given=Secret(self.filled[one.key])) if one.key in self.filled else one for one in fields)
        return EnvForm(ENV, None, False, (PYTHON_DOTENV,), (msg("python-dotenv"),), tuple(given))

    def look(self) -> Checklist:
        return self.checklist

    def obstacle(self, key: str) -> Task | None:
        base = self.tasks["virtualenv"]
        return base if key == "project" and base.is_open else None

    def problem(self, key: str, text: str) -> EnvProblem | None:
        return EnvProblem(msg("A newline ends the value of {key}.", key=key)) if "|" in text else None

    def make_up(self, key: str) -> str:
        return "made-up-0123456789"

    def fill(self, values: Mapping[str, str]) -> Checklist:
        self.filled.update(values)
        edits = (CreateFile(ENV, b"NAME=shop\n"),)
        self.tasks["env-file"] = replace(self.tasks["env-file"], state=StepState.WAITING, edits=edits)
        return self.checklist

    def decide(self, question: str, value: str) -> Checklist:
        return self.checklist

    def probe_services(self) -> tuple[ProbedService, ...]:
        return tuple(ProbedService(one, False) for one in self.checklist.services)

    def run(
        self,
        key: str,
        on_progress: Callable[[StepProgress], None] = lambda _: None,
        on_line: Callable[[str], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Task:
        on_line("Collecting uvicorn[standard]")
        on_progress(StepProgress(key, 3, 12, "Collecting uvicorn[standard]", 1.5))
        while self.go_on is not None and not self.go_on.wait(0.02):
            if cancelled():
                raise Cancelled(msg("Cancelled. The next run goes on from here."))
        self.ran.append(key)
        self.tasks[key] = replace(self.tasks[key], state=StepState.DONE, seen=msg("done"), commands=(), edits=())
        return self.tasks[key]


@pytest.fixture
def onboarding() -> FakeOnboarding:
    return FakeOnboarding()


def _app(onboarding: FakeOnboarding) -> EnvwizardApp:
    return EnvwizardApp(FakeSession(), onboarding=lambda: onboarding, opens="onboarding")


@pytest.mark.parametrize("size", sizes((80, 24), (60, 20), slow=((120, 40), (160, 45))))
async def test_the_checklist_says_what_would_be_done(onboarding: FakeOnboarding, size: tuple[int, int]) -> None:
    app = _app(onboarding)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        shown = words(app)
        for text in ("Setting up shop", "1 of 5 done", "there is none yet", "$ python3.12 -m venv .venv", "Do this"):
            assert text in shown, screen_text(app)
        assert onboarding.ran == []


async def test_one_task_runs_when_it_is_chosen(onboarding: FakeOnboarding) -> None:
    app = _app(onboarding)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        assert onboarding.ran == ["virtualenv"]
        assert "2 of 5 done" in words(app)


async def test_what_runs_the_projects_code_asks_first_and_enter_does_not_agree(onboarding: FakeOnboarding) -> None:
    onboarding.tasks["virtualenv"] = replace(onboarding.tasks["virtualenv"], state=StepState.DONE, commands=())
    app = _app(onboarding)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        assert "runs code of the project" in words(app)
        await press(pilot, "enter")
        assert onboarding.ran == []
        await press(pilot, "enter", "a")
        assert onboarding.ran == ["project"]


@pytest.mark.slow
async def test_all_asks_once_takes_the_form_and_shows_the_file(onboarding: FakeOnboarding) -> None:
    app = _app(onboarding)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "a")
        shown = words(app)
        assert "Run 2 commands" in shown and "runs code of the project" in shown
        await press(pilot, "a")
        assert onboarding.ran == ["virtualenv", "project"]
        assert "Fill in .env" in words(app)
        await press(pilot, "enter", *"zq|w", "enter")
        assert "A newline ends the value of TOKEN." in words(app)
        await press(pilot, *["backspace"] * 2, "enter")
        assert "zq" not in screen_text(app)
        await press(pilot, "down", "g")
        assert "made-up" not in screen_text(app)
        await press(pilot, "a")
        assert onboarding.filled["SECRET_KEY"] == "made-up-0123456789"
        assert "1 file will change" in words(app)
        await press(pilot, "a")
        assert onboarding.ran == ["virtualenv", "project", "env-file"]
        assert "4 of 5 done" in words(app)


@pytest.mark.slow
async def test_what_was_typed_outlives_escape(onboarding: FakeOnboarding) -> None:
    app = _app(onboarding)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f", "enter", *"token", "enter", "escape")
        assert "Setting up shop" in words(app) and onboarding.filled == {}
        await press(pilot, "f", "a")
        assert onboarding.filled == {"TOKEN": "token"}


@pytest.mark.slow
async def test_a_running_task_shows_how_far_it_is_and_can_be_stopped(onboarding: FakeOnboarding) -> None:
    onboarding.go_on = threading.Event()
    app = _app(onboarding)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await pilot.pause(0.5)
        shown = words(app)
        assert "Running: .venv" in shown and "3 of 12, 1 s" in shown and "Collecting uvicorn[standard]" in shown
        await pilot.press("escape")
        await pilot.pause(0.2)
        assert "Running: .venv" in words(app)
        await press(pilot, "c")
        assert onboarding.ran == [] and "there is none yet" in words(app)


@pytest.mark.slow
async def test_a_task_waits_for_what_it_builds_on(onboarding: FakeOnboarding) -> None:
    app = _app(onboarding)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "down", "enter")
        assert onboarding.ran == [] and "First: .venv" in words(app)


@pytest.mark.slow
async def test_services_are_knocked_at_and_not_started(onboarding: FakeOnboarding) -> None:
    app = _app(onboarding)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "end", "enter")
        shown = words(app)
        assert "redis (cache) nothing answers at port 6379" in shown and "Nothing was started." in shown


@pytest.mark.slow
async def test_the_script_can_be_read_and_copied(onboarding: FakeOnboarding, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    monkeypatch.setattr(EnvwizardApp, "copy_to_clipboard", lambda _, text: copied.append(text))
    app = _app(onboarding)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "s")
        assert "#!/bin/sh" in words(app)
        await press(pilot, "y")
        assert copied and copied[0].startswith("#!/bin/sh")


async def test_the_wizard_offers_it_to_a_fresh_clone_only() -> None:
    session = FakeSession()
    app = EnvwizardApp(session, onboarding=FakeOnboarding)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "o sets it up" not in words(app)
        await press(pilot, "o")
        assert "Setting up" not in words(app)
        assert app.state.report is not None
        app.state.report = replace(app.state.report, is_set_up=False)
        app._tell_screens()
        await settle(pilot)
        assert "o sets it up" in words(app)
        await press(pilot, "o")
        assert "Setting up shop" in words(app)


@pytest.mark.slow
async def test_the_report_offers_the_readme_to_maintainers() -> None:
    edits = (CreateFile(ProjectPath("README.md"), b"## Getting started\n"),)
    plan = Plan((), settings=(Fix(msg("Write it"), Applicability.UNSAFE, edits),))
    session = FakeSession()
    app = EnvwizardApp(session, readme=lambda: plan)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "t")
        assert "README.md" in words(app) and session.applied == []
        await press(pilot, "a")
        assert len(session.applied) == 1
