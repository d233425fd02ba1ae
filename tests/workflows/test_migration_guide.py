"""What the user decides of a migration, and what follows from it; the steps are made up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from envwizard.engine.session import Session
from envwizard.model.errors import Cancelled, UsageError
from envwizard.model.message import msg
from envwizard.model.workflow import StepState
from envwizard.workflows.migration.guide import Guide
from envwizard.workflows.migration.plan import Choices
from envwizard.workflows.migration.wishes import Wishes
from tests.support import write_tree
from tests.tui.migrating import FILES, Steps, ask_index


def guide(tmp_path: Path, files: Mapping[str, str] | None = None, wishes: Wishes | None = None) -> Guide:
    root = str(write_tree(tmp_path, FILES if files is None else files))
    made = Guide(Session.open(root, state=tmp_path / ".state"), wishes, ask_index, Steps)
    made.look()
    return made


def values(one: Guide) -> dict[str, str]:
    return {setting.key: setting.value for setting in one.settings}


def test_every_setting_has_a_default_and_says_why(tmp_path: Path) -> None:
    one = guide(tmp_path)
    assert values(one) == {
        "source": "requirements.txt", "python": "3.11", "engine": "pip-tools", "layout": "", "old": "keep",
    }  # fmt: skip
    assert all(setting.why and setting.value in dict(setting.options) for setting in one.settings)
    assert "Dockerfile:1 builds on python:3.11-slim" in str(one.settings[1].why[0])


@pytest.mark.slow
def test_settings_are_taken_and_a_wrong_one_leaves_them_as_they_were(tmp_path: Path) -> None:
    files = {**FILES, "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\ndependencies = ["flask"]\n'}
    one = guide(tmp_path, files)
    for key, value in (("python", "3.12"), ("engine", "uv"), ("layout", "flat"), ("old", "remove")):
        one.choose(key, value)
        assert values(one)[key] == value
    assert one.found.layout is not None and one.found.layout.python == "3.12"
    one.split()
    one.toggle("kombu", direct=True)
    one.choose("source", "pyproject.toml")
    assert values(one)["source"] == "pyproject.toml" and one.wishes.choices.direct == ()
    before = one.wishes
    with pytest.raises(UsageError):
        one.choose("source", "nothing.txt")
    assert one.wishes == before


def test_what_the_command_line_said_is_in_force(tmp_path: Path) -> None:
    one = guide(tmp_path, wishes=Wishes(Choices(layout="layers"), "uv", keep_old=False))
    assert values(one) == {**values(one), "engine": "uv", "layout": "layers", "old": "remove"}


def test_a_python_that_is_not_here_is_told(tmp_path: Path) -> None:
    one = guide(tmp_path, {**FILES, "Dockerfile": "FROM python:3.4\nRUN pip install -r requirements.txt\n"})
    assert "It is not installed here" in str(one.settings[1].why[-1])


def test_the_index_is_asked_once(tmp_path: Path) -> None:
    asked: list[object] = []

    def ask(
        pins: Mapping[str, str], python: str | None, cancelled: Callable[[], bool]
    ) -> Mapping[str, tuple[str, ...]]:
        asked.append(pins)
        return ask_index(pins, python, cancelled)

    root = str(write_tree(tmp_path, FILES))
    one = Guide(Session.open(root, state=tmp_path / ".state"), None, ask, Steps)
    one.look()
    assert not asked, "nothing is asked before the user goes on"
    one.split()
    one.toggle("kombu", direct=True)
    one.split()
    assert len(asked) == 1
    assert next(row for row in one.found.split if row.name == "kombu").direct


def test_asking_the_index_can_be_cancelled(tmp_path: Path) -> None:
    def ask(
        pins: Mapping[str, str], python: str | None, cancelled: Callable[[], bool]
    ) -> Mapping[str, tuple[str, ...]]:
        raise Cancelled(msg("Cancelled."))

    one = Guide(Session.open(str(write_tree(tmp_path, FILES)), state=tmp_path / ".state"), None, ask, Steps)
    one.look()
    with pytest.raises(Cancelled):
        one.split()
    assert one.steps[0].state is StepState.WAITING


def test_a_tick_that_is_taken_back_leaves_no_trace(tmp_path: Path) -> None:
    one = guide(tmp_path)
    one.split()
    before = one.found
    for direct in (False, True):
        one.toggle("celery", direct=direct)
        one.split()
    assert one.found == before and one.wishes == Wishes()


def test_only_what_a_change_concerns_is_done_again(tmp_path: Path) -> None:
    one = guide(tmp_path)
    Steps.gate.set()
    one.split()
    one.write()
    for key in ("compile", "compare", "verify", "switch"):
        assert one.run(key).state is StepState.DONE
    one.choose("old", "remove")
    one.split()
    one.write()
    assert [step.state for step in one.steps] == [StepState.DONE] * 6, "old files have nothing to do with the locks"
    one.toggle("kombu", direct=True)
    one.split()
    one.write()
    assert [step.state for step in one.steps[2:]] == [StepState.WAITING] * 4


def test_the_places_are_all_files_but_sources_and_locks(tmp_path: Path) -> None:
    one = guide(tmp_path)
    Steps.gate.set()
    one.split()
    one.write()
    for key in ("compile", "compare", "verify", "switch"):
        one.run(key)
    assert [str(diff.path) for diff in one.places().diffs] == ["Dockerfile", ".github/workflows/test.yml", "README.md"]
    assert len(one.session.preview(one.plan()).diffs) == 5


LOCK = (
    "#\n# This file is autogenerated by pip-compile with Python 3.11\n# by the following command:\n#\n"
    "#    pip-compile --generate-hashes --output-file=requirements.txt requirements.in\n#\n"
    "flask==3.0.2 \\\n    --hash=sha256:" + "0" * 64 + "\n    # via -r requirements.in\n"
)


@pytest.mark.parametrize(
    ("files", "worth"),
    [
        (FILES, True),
        ({"app.py": "import os\n"}, False),
        ({"requirements.in": "flask\n", "requirements.txt": LOCK}, False),
        ({"requirements.in": "flask\ndjango\n", "requirements.txt": LOCK}, True),
        ({"requirements.in": "flask\n", "requirements.txt": "flask==3.0.2\n"}, True),
        ({"requirements.in": "flask\n"}, True),
        ({"pyproject.toml": '[project]\nname = "a"\nversion = "1"\ndependencies = ["flask"]\n'}, True),
    ],
)
def test_what_is_worth_migrating(tmp_path: Path, files: dict[str, str], worth: bool) -> None:
    session = Session.open(str(write_tree(tmp_path, files)), state=tmp_path / ".state")
    assert session.scan().can_migrate is worth
