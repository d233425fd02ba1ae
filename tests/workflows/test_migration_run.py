"""The migration with the real pip-compile: nothing moves unasked, each failure has its sentence, nothing half-done."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from envwizard.engine.session import Session
from envwizard.model.errors import Cancelled
from envwizard.model.migration import Layer, Layout, Move
from envwizard.model.paths import ProjectPath
from envwizard.model.workflow import StepProgress, StepState
from envwizard.workflows.migration.compiling import parsed
from envwizard.workflows.migration.run import STEPS, Migration
from envwizard.workspace.interpreters import find_interpreter
from envwizard.workspace.tool_environment import PIP_TOOLS, tool_environment
from tests.support import write_tree
from tests.workflows.package_index import only_index, served

pytestmark = pytest.mark.slow

_HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
_FREEZE = "shop-core==1.1\nshop-server==3.0\nshop-web==1.0\n"
_PROJECT = {
    "requirements.txt": _FREEZE,
    "deploy.sh": "#!/bin/sh\nset -e\npip install -r requirements.txt\nsystemctl restart shop\n",
    "app.py": "import shop_web\n",
}
_PINS = {"shop-core": "1.1", "shop-server": "3.0", "shop-web": "1.0"}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the tool environment, made from the index that this machine is configured with."""
    folder = tmp_path_factory.mktemp("cache")
    interpreter = find_interpreter(_HERE)
    assert interpreter is not None
    tool_environment(interpreter, PIP_TOOLS, cache=folder)
    return folder


@pytest.fixture(scope="module")
def index() -> Iterator[str]:
    with served() as address:
        yield address


def _layer(*requirements: str, name: str = "production", constraints: tuple[str, ...] = ()) -> Layer:
    bounds = tuple(f"-c {one}.txt" for one in constraints)
    return Layer(
        name,
        ProjectPath(f"requirements/{name}.in"),
        ProjectPath(f"requirements/{name}.txt"),
        requirements,
        tuple(ProjectPath(f"requirements/{one}.txt") for one in constraints),
        text="".join(f"{line}\n" for line in (*bounds, *requirements)),
    )


def _layout(*requirements: str, pins: Mapping[str, str] = _PINS, python: str = _HERE) -> Layout:
    layer = _layer(*requirements)
    return Layout((layer,), {layer.name: dict(pins)}, python, replaced=(ProjectPath("requirements.txt"),))


class _Case:
    """A project and its migration, which must leave the project as it was until it is applied."""

    def __init__(self, folder: Path, cache: Path, layout: Layout, environ: Mapping[str, str], engine: str) -> None:
        self.root = write_tree(folder / "project", _PROJECT)
        self.session = Session.open(str(self.root), state=folder / "state")
        self.session.scan()
        self.migration = Migration(self.session, layout, engine=engine, cache=cache, environ=environ)

    def tree(self) -> dict[str, bytes]:
        return {str(one.relative_to(self.root)): one.read_bytes() for one in self.root.rglob("*") if one.is_file()}

    def fails_with(self) -> str:
        """Run until it fails, prove that nothing changed, and give the sentence."""
        before = self.tree()
        assert not self.migration.run_all()
        (failed,) = [step for step in self.migration.steps if step.state is StepState.FAILED]
        self.migration.close()
        assert self.tree() == before and not self.session.journal()
        return failed.seen.render()


def _case(tmp_path: Path, cache: Path, layout: Layout, index: str, engine: str = "pip-tools", **more: str) -> _Case:
    return _Case(tmp_path, cache, layout, only_index(index, **more), engine)


def test_the_whole_path_is_one_change_set_and_moves_nothing(tmp_path: Path, cache: Path, index: str) -> None:
    case = _case(tmp_path, cache, _layout("shop-web", "shop-server"), index)
    before, told = case.tree(), list[StepProgress]()
    assert case.migration.run_all(told.append), case.migration.output
    assert [step.state for step in case.migration.steps] == [StepState.DONE] * len(STEPS)
    assert [change.move for change in case.migration.changes] == [Move.SAME] * 3
    assert case.tree() == before
    compiling = [one for one in told if one.key == "compile" and one.total]
    assert (compiling[0].done, compiling[-1].done, compiling[-1].total) == (0, 3, 3)
    case.migration.keep_old = False
    case.session.apply(case.session.preview(case.migration.plan()))
    case.migration.close()
    after = case.tree()
    assert set(after) == {"app.py", "deploy.sh", "requirements/production.in", "requirements/production.txt"}
    lock = after["requirements/production.txt"].decode()
    assert {one.name: one.pinned for one in parsed(lock).requirements} == _PINS
    assert all(one.hashes for one in parsed(lock).requirements)
    assert "pip-compile --generate-hashes" in lock and str(tmp_path) not in lock and index not in lock
    assert b"pip install --require-hashes -r requirements/production.txt\npip check\n" in after["deploy.sh"]
    case.session.undo()
    assert case.tree() == before


def test_layers_agree_and_a_pin_that_does_not_fit_says_why(tmp_path: Path, cache: Path, index: str) -> None:
    base, tests = _layer("shop-core<2", name="base"), _layer("shop-web", name="test", constraints=("base",))
    pins = {"base": {"shop-core": "1.1"}, "test": {"shop-core": "2.0", "shop-web": "2.0"}}
    case = _case(tmp_path, cache, Layout((base, tests), pins, _HERE), index)
    assert case.migration.run_all(), "\n".join(case.migration.output)
    moved = {change.name: change for change in case.migration.changes if change.move is Move.MOVED}
    assert (moved["shop-web"].before, moved["shop-web"].after) == ("2.0", "1.0")
    assert "shop-core" in str(moved["shop-web"].reason) and "base.txt" in str(moved["shop-core"].reason)
    case.migration.close()


@pytest.mark.parametrize(
    ("requirements", "sentence"),
    [
        (
            ("shop-admin", "shop-web>=2", "shop-core<2"),
            "two requirements exclude each other",
        ),
        (("shop-webb",), "production.in asks for shop-webb, and no index has a distribution of that name"),
        (("shop-web==9",), "asks for shop-web==9, and this Python has no such version; the newest is 2.0"),
        (("shop-web=>1",), "requirements/production.in:1: `shop-web=>1` is no requirement"),
        (("shop-web @ git+https://git.example/shop-web@v1",), "a lock with hashes cannot hold a repository"),
        (("-e ./libs/shop",), "an editable install has no hash"),
        (("./libs/shop",), "asks for the folder `./libs/shop`"),
    ],
)
def test_each_failure_has_its_own_sentence(
    tmp_path: Path, cache: Path, index: str, requirements: tuple[str, ...], sentence: str
) -> None:
    said = _case(tmp_path, cache, _layout(*requirements, pins={}), index).fails_with()
    assert sentence in said


def test_a_conflict_names_both_sides_and_the_parents(tmp_path: Path, cache: Path, index: str) -> None:
    said = _case(tmp_path, cache, _layout("shop-web>=2", "shop-core<2", pins={}), index).fails_with()
    assert "shop-web 2.0 needs shop-core>=2" in said and "production.in asks for shop-core<2" in said


def test_a_withdrawn_release_stays_and_is_told(tmp_path: Path, cache: Path, index: str) -> None:
    case = _case(tmp_path, cache, _layout("shop-old==1.0", pins={"shop-old": "1.0"}), index)
    assert case.migration.run_all(), "\n".join(case.migration.output)
    compiled = next(step for step in case.migration.steps if step.key == "compile")
    assert compiled.state is StepState.ATTENTION
    assert "shop-old 1.0 was withdrawn by its authors (it deletes the stock)" in compiled.details[0].render()
    case.migration.close()


def test_a_private_index_wants_a_password_that_gets_into_nothing(tmp_path: Path, cache: Path) -> None:
    with served("s3cret-word") as address:
        without = _case(tmp_path / "without", cache, _layout("shop-web"), address)
        assert "asks for a user name and a password" in without.fails_with()
        given = address.replace("://", "://shop:s3cret-word@")
        case = _case(tmp_path / "with", cache, _layout("shop-web"), given)
        shown: list[str] = []
        assert case.migration.run_all(lambda progress: shown.append(progress.now)), case.migration.output
        shown += [line for one in case.migration.compiled for line in (one.text, *one.output)]
        assert not [line for line in shown if "s3cret" in line]
        case.migration.close()


@pytest.mark.parametrize(
    "more", [{}, {"HTTPS_PROXY": "http://127.0.0.1:9", "PIP_INDEX_URL": "https://pypi.org/simple"}]
)
def test_no_network_is_not_called_an_unknown_package(tmp_path: Path, cache: Path, more: dict[str, str]) -> None:
    said = _case(tmp_path, cache, _layout("shop-web"), "http://127.0.0.1:9/simple", **more).fails_with()
    assert "cannot be reached" in said and "Nothing was changed" in said


def test_a_python_that_is_not_installed(tmp_path: Path, cache: Path, index: str) -> None:
    said = _case(tmp_path, cache, _layout("shop-web", python="3.4"), index).fails_with()
    assert "Python 3.4, which the deployments run, is not installed here" in said and "--engine uv" in said


def test_a_python_that_pip_tools_do_not_run_on(tmp_path: Path, cache: Path, index: str) -> None:
    if find_interpreter("3.8") is None:
        pytest.skip("Python 3.8 is not installed")
    said = _case(tmp_path, cache, _layout("shop-web", python="3.8"), index).fails_with()
    assert "pip-tools needs Python 3.9 or later, and the deployments run 3.8" in said and "--engine uv" in said


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are looked up in /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    ("files", "step"),
    [(_PROJECT, "--report"), ({"requirements.in": "shop-web\n"}, "piptools")],
    ids=("split", "compile"),
)
def test_a_signal_leaves_no_process_and_no_folder(
    tmp_path: Path, cache: Path, number: signal.Signals, files: Mapping[str, str], step: str
) -> None:
    root = write_tree(tmp_path / "project", {**files, ".python-version": _HERE})
    (tmp_path / "caches").mkdir()
    (tmp_path / "caches" / "envwizard").symlink_to(cache)
    before = {one: one.read_bytes() for one in root.rglob("*") if one.is_file()}
    temporary, silent = tmp_path / "temporary", socket.socket()
    temporary.mkdir()
    # An index that takes the question and never answers.
    silent.bind(("127.0.0.1", 0))
    silent.listen(16)
    index = f"http://127.0.0.1:{silent.getsockname()[1]}/simple"
    homes = {"XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CACHE_HOME": str(tmp_path / "caches")}
    given = {**only_index(index), **homes, "TMPDIR": str(temporary)}
    command = [sys.executable, "-m", "envwizard", "migrate", "--yes", str(root)]
    with subprocess.Popen(command, env=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert _within(60, lambda: bool(_running_in(temporary, step))), "it did not come to that"
        process.send_signal(number)
        assert process.wait(timeout=30) in (130, 143, -number)
    silent.close()
    assert _within(10, lambda: not _running_in(temporary, "")) and list(temporary.iterdir()) == []
    assert {one: one.read_bytes() for one in root.rglob("*") if one.is_file()} == before


def _within(seconds: float, holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.1)
    return holds()


def _running_in(folder: Path, word: str) -> list[str]:
    """The processes that work in a folder, with a word in their command."""
    found = []
    for one in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            working = str((one / "cwd").readlink()).startswith(str(folder))
            if working and word.encode() in (one / "cmdline").read_bytes():
                found.append(one.name)
    return found


def test_cancelling_leaves_everything_as_it_was(tmp_path: Path, cache: Path, index: str) -> None:
    case = _case(tmp_path, cache, _layout("shop-web", "shop-server"), index)
    before, stop = case.tree(), list[bool]()

    def watch(progress: StepProgress) -> None:
        if "resolving" in progress.now:
            stop.append(True)

    with pytest.raises(Cancelled):
        case.migration.run_all(watch, lambda: bool(stop))
    status = {step.key: step.state for step in case.migration.steps}
    assert status["compile"] is StepState.WAITING and status["write"] is StepState.DONE
    assert case.tree() == before
    assert case.migration.run_all(), "it can be started again"
    case.migration.close()


def test_a_cancelled_tool_environment_leaves_nothing(tmp_path: Path) -> None:
    interpreter = find_interpreter(_HERE)
    assert interpreter is not None
    with pytest.raises(Cancelled):
        tool_environment(interpreter, PIP_TOOLS, cache=tmp_path, cancelled=lambda: True)
    assert list((tmp_path / "tools").iterdir()) == []


def test_uv_gives_the_same_pins_and_hashes(tmp_path: Path, cache: Path, index: str) -> None:
    uv = pytest.importorskip("shutil").which("uv")
    if uv is None:
        pytest.skip("uv is not installed")
    by_engine = []
    for engine in ("pip-tools", "uv"):
        layout = _layout("shop-web", "shop-server")
        case = _case(tmp_path / engine, cache, layout, index, engine, UV_INDEX_URL=index)
        assert case.migration.run_all(), "\n".join(case.migration.output)
        lines = parsed(case.migration.compiled[0].text).requirements
        by_engine.append({(one.name, one.pinned, frozenset(one.hashes)) for one in lines})
        case.migration.close()
    assert by_engine[0] == by_engine[1]
