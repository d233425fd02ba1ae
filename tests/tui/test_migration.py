"""The migration's screens: every step at every size, cancelling, failing, going back, one confirmation, one undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Footer

from envwizard.tui.app import EnvwizardApp
from envwizard.tui.screens.confirm import ConfirmScreen
from envwizard.tui.screens.migration.screen import MigrationScreen
from envwizard.tui.screens.report import ReportScreen
from tests.rule_case import snapshot
from tests.tui import migrating as migrating_project
from tests.tui.conftest import press, screen_text, settle, sizes, words
from tests.tui.migrating import FILES, Steps, migrating


@pytest.fixture(autouse=True)
def _open_gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    Steps.gate.set()
    monkeypatch.setattr(Steps, "fails", None)
    monkeypatch.setattr(Steps, "moved", {})
    yield
    Steps.gate.set()


async def until(pilot: Pilot[Any], text: str) -> None:
    """Wait until a text is on the screen, while a thread works."""
    for _ in range(300):
        if text in words(pilot.app):  # type: ignore[arg-type]
            return
        await pilot.pause(0.02)
    raise AssertionError(f"{text!r} did not come:\n{screen_text(pilot.app)}")  # type: ignore[arg-type]


def fits(app: EnvwizardApp) -> None:
    for footer in app.screen.query(Footer):
        assert footer.max_scroll_x == 0, screen_text(app)


@pytest.mark.parametrize("size", sizes((80, 24), slow=((60, 20), (120, 40), (160, 45))))
async def test_all_six_steps_and_back_again(tmp_path: Path, size: tuple[int, int]) -> None:
    app = migrating(tmp_path)
    root = tmp_path / "shop"
    before = snapshot(root)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        told = words(app)
        assert "requirements.txt" in told and "For Python 1/6 3.11" in told
        assert "Compiled by 1/2 pip-tools" in told and "Old files 1/2 are kept" in told
        fits(app)
        await press(pilot, "enter")
        assert "5 of 12 packages are asked for" in words(app) and "12 packages in requirements.txt" in words(app)
        assert "driver named in a settings string" in words(app), "what is the user's call stands first"
        fits(app)
        await press(pilot, "n")
        assert "requirements.in compiled to requirements.txt" in words(app)
        fits(app)
        await press(pilot, "n")
        assert "pip-compile --generate-hashes" in words(app)
        await press(pilot, "end")
        assert "keeps the 12 versions" in words(app)
        fits(app)
        await press(pilot, "enter")
        assert "0 moved" in words(app) and "same celery" in words(app)
        fits(app)
        await press(pilot, "n", "n")
        assert "3 files besides the locks" in words(app) and "Dockerfile" in words(app)
        fits(app)
        assert snapshot(root) == before, "nothing is written before the confirmation"
        await press(pilot, "n")
        assert isinstance(app.screen, ConfirmScreen) and "5 files will change" in words(app)
        await press(pilot, "enter")
        assert snapshot(root) == before, "Enter must not apply"
        await press(pilot, "a")
        assert "Applied 5 files" in words(app)
        assert "--require-hashes -r requirements.txt" in (root / "Dockerfile").read_text()
        assert app.session.report is not None and not app.session.report.can_migrate
        await press(pilot, "u")
        assert "undone" in words(app)
        assert snapshot(root) == before
        await press(pilot, "n")
        assert isinstance(app.screen, ReportScreen), "it ends with what changed"


@pytest.mark.slow
async def test_it_begins_from_the_step_of_locking_and_ends_there(tmp_path: Path) -> None:
    app = migrating(tmp_path, opens="")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        assert "Migrate" not in words(app)
        await press(pilot, "3")
        assert "m Migrate" in words(app)
        fits(app)
        assert [one.title for one in app.get_system_commands(app.screen)].count("Move the dependencies to pip-tools")
        await press(pilot, "home", "p")
        assert "the move to pip-tools, step by step" in words(app)
        await press(pilot, "m")
        assert isinstance(app.screen, MigrationScreen)
        await press(pilot, "escape")
        assert "3 Locking" in words(app) and not isinstance(app.screen, MigrationScreen)


@pytest.mark.slow
@pytest.mark.parametrize("files", [{"app.py": "print(1)\n"}, {"requirements.txt": "# nothing\n"}])
async def test_nothing_to_migrate(tmp_path: Path, files: dict[str, str]) -> None:
    app = migrating(tmp_path, files)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Nothing to migrate" in words(app) and "No file of the project declares" in words(app)
        await press(pilot, "n", "enter")
        await press(pilot, "3")
        assert "Migrate" not in words(app).replace("Nothing to migrate", "")


@pytest.mark.slow
@pytest.mark.parametrize("by", ["c", "escape"])
async def test_cancelling_in_the_middle_of_compiling_changes_nothing(tmp_path: Path, by: str) -> None:
    Steps.gate.clear()
    app = migrating(tmp_path)
    before = snapshot(tmp_path)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "n", "n", "n")
        await pilot.press("n")
        await until(pilot, "package 6 of 12")
        assert "Running" in words(app) and "6/12" in words(app) and "resolving" in words(app)
        await pilot.press(by)
        await settle(pilot)
        assert "Nothing was changed" in words(app) and "cancelled after" in words(app)
        assert snapshot(tmp_path / "shop") == {
            name.removeprefix("shop/"): kept for name, kept in before.items() if name.startswith("shop/")
        }
        Steps.gate.set()
        await press(pilot, "n")
        assert "0 moved" in words(app), "it can be started again"


@pytest.mark.slow
async def test_quitting_while_it_compiles_ends_it(tmp_path: Path) -> None:
    Steps.gate.clear()
    app = migrating(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "n", "n", "n")
        await pilot.press("n")
        await until(pilot, "package 6 of 12")
        await pilot.press("ctrl+q")
    assert not app.is_running


async def test_a_failure_is_a_sentence_and_the_tools_text_a_key_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Steps, "fails", "flask 3 needs werkzeug>=3, and shop asks for werkzeug<3 [/]")
    app = migrating(tmp_path)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "n", "n", "n", "n")
        assert "It failed" in words(app) and "shop asks for werkzeug<3 [/]" in words(app)
        assert "o Output" in words(app) and "Try again" in words(app)
        fits(app)
        await press(pilot, "o")
        assert "ERROR: [red]no[/] \\x1b[31mmatch" in words(app)
        await press(pilot, "escape", "escape", "escape")
        assert "packages are asked for" in words(app), "back to the split, whose ticks may mend it"


@pytest.mark.slow
async def test_what_moved_stands_first_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Steps, "moved", {"flask": "3.1.0", "zope": "1.0"})
    app = migrating(tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "n", "n", "n", "n")
        assert "1 moved" in words(app) and "11 the same · 1 new · 0 gone" in words(app)
        assert "! MOVED flask 3.0.2 → 3.1.0 the old version is not among those" in words(app)
        assert "i new zope" in words(app)


@pytest.mark.slow
async def test_ticking_filtering_sorting_and_the_reason_in_full(tmp_path: Path) -> None:
    app = migrating(tmp_path)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "n")
        await press(pilot, "slash", *"kombu")
        assert "[ ] kombu" in words(app) and "flask" not in words(app).partition("kombu")[2]
        await press(pilot, "enter", "down", "space")
        assert "6 of 12 packages are asked for" in words(app) and "[x] kombu" in words(app)
        assert "you said so" in words(app)
        await press(pilot, "space")
        assert "5 of 12 packages are asked for" in words(app), "the second time takes the first back"
        await press(pilot, "enter")
        assert "Reason" in words(app) and "only celery asks for it" in words(app) and "Needed by" in words(app)
        await press(pilot, "space")
        assert "6 of 12 packages are asked for" in words(app), "a decision out of the reason"
        await press(pilot, "escape", "s")
        assert "by name" in words(app)
        await press(pilot, "home", "space")
        assert "[x] amqp" in words(app)
        await press(pilot, "n")
        assert "amqp" in words(app) and "kombu" in words(app).partition("compiled to")[2]


@pytest.mark.slow
async def test_what_would_leave_the_lock_is_told(tmp_path: Path) -> None:
    app = migrating(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "n", "slash", *"redis", "enter", "space")
        assert "redis would leave the lock" in words(app) and "! 1 Split" in words(app)
        await press(pilot, "escape", "home")
        assert "Would leave the lock: redis" in words(app)


@pytest.mark.slow
async def test_settings_are_turned_and_what_was_done_for_others_is_done_again(tmp_path: Path) -> None:
    app = migrating(tmp_path)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "n", "n", "n", "n")
        assert "✓ 3 Compile" in words(app)
        await press(pilot, "escape", "escape", "escape", "escape")
        await press(pilot, "home", "down", "down", "down", "right")
        assert "Layout 2/3 one pair for all" in words(app)
        await press(pilot, "right")
        assert "requirements/base.in is written and compiled to requirements/base.txt" in words(app)
        await press(pilot, "down", "right")
        assert "Old files 2/2 are removed" in words(app)
        await press(pilot, "n", "n")
        assert "requirements/base.in" in words(app) and "· 3 Compile" in words(app)
        await press(pilot, "n", "n", "n", "n", "n")
        assert "deleted requirements.txt" in words(app)


@pytest.mark.slow
async def test_a_skipped_file_is_skipped_in_the_confirmation(tmp_path: Path) -> None:
    app = migrating(tmp_path)
    root = tmp_path / "shop"
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, *"nnnnnn", "home", "space")
        assert "□ +1 -1 skipped Dockerfile" in words(app)
        await press(pilot, "n")
        assert "4 files will change" in words(app) and "skipped Dockerfile" in words(app)
        await press(pilot, "a")
        assert (root / "Dockerfile").read_text() == FILES["Dockerfile"]
        assert "--require-hashes" in (root / "README.md").read_text()


@pytest.mark.slow
async def test_old_files_stay_where_something_that_names_them_is_left_alone(tmp_path: Path) -> None:
    app = migrating(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "down", "down", "down", "left", "down", "right", *"nnnnnn")
        assert "deleted requirements.txt" in words(app)
        await press(pilot, "home", "space")
        assert "skipped Dockerfile" in words(app) and "skipped requirements.txt" in words(app)
        await press(pilot, "n", "a")
        assert (tmp_path / "shop/requirements.txt").read_text() == FILES["requirements.txt"]


@pytest.mark.slow
async def test_several_sources_are_told_and_the_installed_one_is_first(tmp_path: Path) -> None:
    project = '[project]\nname = "shop"\nversion = "1"\ndependencies = ["flask"]\n'
    app = migrating(tmp_path, {**FILES, "pyproject.toml": project})
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "From 1/2 requirements files: requirements.txt" in words(app)
        assert "or the dependencies of pyproject.toml: pyproject.toml (no deployment" in words(app)
        await press(pilot, "right")
        assert "From 2/2 the dependencies of pyproject.toml" in words(app)
        await press(pilot, "n", "n")
        assert "stays as it is" in words(app)


@pytest.mark.slow
async def test_a_split_that_knows_too_little_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating_project, "ask_index", lambda pins, python, cancelled: {})
    # A dump of pip freeze, by what is in it.
    names = ("certifi", "charset-normalizer", "idna", "itsdangerous", "jinja2", "markupsafe", "requests", "urllib3")
    app = migrating(tmp_path, {"requirements.txt": "".join(f"{name}==1.0\n" for name in names)})
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "is not known" not in words(app), "nothing was asked yet"
        await press(pilot, "n")
        assert "! 1 Split" in words(app) and "need is not known" in words(app)


@pytest.mark.slow
async def test_hostile_names(tmp_path: Path) -> None:
    text = "a-[/]b==1.0\nflask==3.0.2 # \x1b]0;x\x07 [red]\n"
    files = {**FILES, "requirements.txt": text, "x[@click=app.quit]y/require[/]ments.txt": "flask\n"}
    app = migrating(tmp_path, files)
    async with app.run_test(size=(60, 20), notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        await press(pilot, *"nnnnnn")
        assert "\x1b" not in screen_text(app)
        assert app.is_running


@pytest.mark.slow
async def test_resizing_fits_the_columns(tmp_path: Path) -> None:
    app = migrating(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for keys, word in (("n", "decided by"), ("n", "compiled to"), ("nn", "same celery")):
            await press(pilot, *keys)
            for size in ((60, 20), (140, 45), (40, 10), (80, 24)):
                await pilot.resize_terminal(*size)
                await settle(pilot)
                if size != (40, 10):
                    assert word in words(app), (size, screen_text(app))
                    assert ("needed by" in words(app)) == (word == "decided by" and size[0] > 60), screen_text(app)
