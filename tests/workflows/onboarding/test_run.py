"""Onboarding with real environments and a package index of our own: cut off anywhere, the next run finishes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from envwizard.engine.session import Session
from envwizard.model.errors import Cancelled
from envwizard.model.onboarding import TASKS
from envwizard.model.workflow import StepProgress, StepState
from envwizard.workflows.onboarding.run import Onboarding
from tests.support import write_tree
from tests.workflows.package_index import only_index, served

pytestmark = pytest.mark.slow

_PROJECT = {
    "requirements.txt": "shop-web==1.0\nshop-core==1.1\n",
    "app.py": "import shop_web\n",
    "manage.py": "import sys, shop_web\nprint('checked', sys.argv[1:])\n",
}
_PYTHON = ".venv/bin/python"


@pytest.fixture(scope="module")
def index() -> Iterator[str]:
    with served() as address:
        yield address


def _onboard(root: Path, environ: Mapping[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-m", "envwizard", "onboard", str(root), *options),
        env=dict(environ),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def _imports(root: Path, name: str) -> bool:
    return subprocess.run((str(root / _PYTHON), "-c", f"import {name}"), cwd=root, check=False).returncode == 0


def _tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_from_a_clone_to_a_checked_environment_and_back(tmp_path: Path, index: str) -> None:
    root = write_tree(tmp_path / "shop", _PROJECT)
    before = _tree(root)
    done = _onboard(root, only_index(index), "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "--run-project runs it" in done.stdout
    assert "checked" not in done.stdout
    assert _imports(root, "shop_web")
    assert (root / ".venv/.gitignore").read_text().startswith(("*", "#"))

    again = _onboard(root, only_index(index), "--yes", "--run-project")
    assert again.returncode == 0
    assert "pip install" not in again.stdout
    assert "-m venv" not in again.stdout
    assert "checked ['check']" in again.stdout

    undone = subprocess.run(
        (sys.executable, "-m", "envwizard", "undo", str(root)), capture_output=True, text=True, check=False
    )
    assert undone.returncode == 0
    assert undone.stdout.startswith("Removing .venv with everything in it")
    assert "pip install" not in undone.stdout
    assert {name: data for name, data in _tree(root).items() if "__pycache__" not in name} == before


def test_done_is_told_by_the_disk(tmp_path: Path, index: str) -> None:
    root = write_tree(tmp_path / "shop", _PROJECT)
    onboarding = Onboarding(Session.open(str(root)), only_index(index))
    for key in ("virtualenv", "dependencies"):
        assert onboarding.run(key).state is StepState.DONE
    subprocess.run((str(root / _PYTHON), "-m", "pip", "uninstall", "-qy", "shop-core"), check=True)
    again = onboarding.look()
    assert again.task("virtualenv").state is StepState.DONE
    assert again.task("dependencies").state is StepState.WAITING
    assert "shop-core" in again.task("dependencies").seen.render()
    assert onboarding.run("dependencies").state is StepState.DONE


def test_progress_and_cancel(tmp_path: Path, index: str) -> None:
    root = write_tree(tmp_path / "shop", _PROJECT)
    onboarding = Onboarding(Session.open(str(root)), only_index(index))
    told: list[StepProgress] = []
    onboarding.run("virtualenv")
    with pytest.raises(Cancelled):
        onboarding.run("dependencies", told.append, cancelled=lambda: bool(told))
    onboarding = Onboarding(Session.open(str(root)), only_index(index))
    told.clear()
    assert onboarding.run("dependencies", told.append).state is StepState.DONE
    assert (told[-1].done, told[-1].total) == (2, 2)


def test_a_cancelled_environment_leaves_nothing(tmp_path: Path, index: str) -> None:
    root = write_tree(tmp_path / "shop", _PROJECT)
    onboarding = Onboarding(Session.open(str(root)), only_index(index))
    with pytest.raises(Cancelled):
        onboarding.run("virtualenv", cancelled=lambda: True)
    assert not (root / ".venv").exists()
    assert onboarding.look().task("virtualenv").state is StepState.WAITING


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)])
@pytest.mark.parametrize("moment", ["-m venv", "pip install"])
def test_cut_off_and_taken_up_again(tmp_path: Path, index: str, number: signal.Signals, code: int, moment: str) -> None:
    root = write_tree(tmp_path / "shop", _PROJECT)
    environ = only_index(index, PYTHONUNBUFFERED="1")
    process = subprocess.Popen(
        (sys.executable, "-m", "envwizard", "onboard", str(root), "--yes"),
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if moment in line:
            break
    time.sleep(0.15)
    process.send_signal(number)
    process.stdout.read()
    assert process.wait(timeout=20) == code
    if number is not signal.SIGKILL and moment == "-m venv":
        assert not (root / ".venv").exists()
    if number is signal.SIGKILL:
        time.sleep(4)  # what it had started is not stopped by that, and ends by itself

    done = _onboard(root, only_index(index), "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert _imports(root, "shop_web")
    assert ("half-made" in done.stderr) == (number is signal.SIGKILL and moment == "-m venv")


def test_without_a_network_the_reason_is_told_and_the_next_run_finishes(tmp_path: Path, index: str) -> None:
    root = write_tree(tmp_path / "shop", _PROJECT)
    done = _onboard(root, only_index("http://127.0.0.1:9/simple"), "--yes")
    assert done.returncode == 1
    assert "The package index cannot be reached" in done.stdout
    assert "left to do: dependencies" in done.stderr
    assert _onboard(root, only_index(index), "--yes").returncode == 0
    assert _imports(root, "shop_web")


def test_what_the_index_does_not_have_is_named(tmp_path: Path, index: str) -> None:
    root = write_tree(tmp_path / "shop", {"requirements.txt": "shop-nowhere==1.0\n"})
    done = _onboard(root, only_index(index), "--yes")
    assert done.returncode == 1
    assert "The package index has no shop-nowhere==1.0" in done.stdout


def test_yes_names_what_it_could_not_answer(tmp_path: Path, index: str) -> None:
    files = {**_PROJECT, ".venv/pyvenv.cfg": "home = /gone/bin\nversion = 3.11.4\n"}
    root = write_tree(tmp_path / "shop", files)
    (root / ".venv/lib/python3.11/site-packages").mkdir(parents=True)
    done = _onboard(root, only_index(index), "--yes")
    assert done.returncode == 1
    assert "--answer 'recreate:.venv=..'" in done.stderr
    assert (root / ".venv/pyvenv.cfg").read_text() == files[".venv/pyvenv.cfg"]
    done = _onboard(root, only_index(index), "--yes", "--answer", "recreate:.venv=yes")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_script_does_the_same(tmp_path: Path, index: str) -> None:
    root = write_tree(tmp_path / "shop", _PROJECT)
    script = _onboard(root, only_index(index), "--script").stdout
    assert not (root / ".venv").exists()
    subprocess.run(("sh", "-c", script), cwd=root, env=dict(only_index(index)), check=True, capture_output=True)
    checklist = Onboarding(Session.open(str(root)), os.environ).checklist
    assert {key for key in TASKS if checklist.task(key).is_open and not checklist.task(key).optional} == set()
    # A second time it changes nothing.
    subprocess.run(("sh", "-c", script), cwd=root, env=dict(only_index(index)), check=True, capture_output=True)
