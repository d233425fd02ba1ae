"""``envwizard migrate`` in a real terminal, with the real pip-compile and an index on this machine."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from envwizard.workspace.interpreters import find_interpreter
from envwizard.workspace.tool_environment import PIP_TOOLS, tool_environment
from tests.rule_case import snapshot
from tests.support import write_tree
from tests.terminal import Terminal
from tests.workflows.package_index import only_index, served

pytestmark = pytest.mark.slow

_HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
_FILES = {
    "requirements.txt": "shop-core==1.1\nshop-server==3.0\nshop-web==1.0\n",
    ".python-version": _HERE,
    "deploy.sh": "#!/bin/sh\nset -e\npip install -r requirements.txt\nsystemctl restart shop\n",
    "app.py": "import shop_web\n",
}


@pytest.fixture(scope="module")
def caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the tool environment, made from the index that this machine is configured with."""
    folder = tmp_path_factory.mktemp("caches")
    interpreter = find_interpreter(_HERE)
    assert interpreter is not None
    tool_environment(interpreter, PIP_TOOLS, cache=folder / "envwizard")
    return folder


@pytest.fixture(scope="module")
def index() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def environment(tmp_path: Path, caches: Path, index: str) -> dict[str, str]:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    homes = {"XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CACHE_HOME": str(caches)}
    return {**only_index(index), **homes, "TMPDIR": str(temporary)}


def test_the_whole_path_and_the_undo(tmp_path: Path, environment: dict[str, str]) -> None:
    root = write_tree(tmp_path / "shop", _FILES)
    before = snapshot(root)
    with Terminal("migrate", str(root), environment=environment) as terminal:
        terminal.wait_for("What is migrated", _HERE, "Compiled by", "pip-tools")
        terminal.press("\r")
        terminal.wait_for("2 of 3 packages are asked for", "only shop-web asks for it", seconds=60)
        terminal.press("n")
        terminal.wait_for("1 source will be written", "shop-server")
        terminal.press("n")
        terminal.wait_for("What will run", "$ pip-compile --generate-hashes")
        terminal.press("\r")
        terminal.wait_for("0 moved", "shop-core", seconds=90)
        terminal.press("n")
        terminal.wait_for("--require-hashes into a fresh Python")
        terminal.press("\r")
        terminal.wait_for("1 file besides the locks", "+ pip install --require-hashes", "+ pip check", seconds=90)
        assert snapshot(root) == before, "nothing is written before the confirmation"
        terminal.press("n")
        terminal.wait_for("3 files will change", "requirements.in")
        terminal.press("a")
        terminal.wait_for("Applied 3 files", "gone")
        assert (root / "requirements.in").read_text().endswith("shop-web\n")
        assert "--hash=sha256:" in (root / "requirements.txt").read_text()
        terminal.press("u")
        terminal.wait_for("undone", "3 files are as they were", "probed")
        assert snapshot(root) == before
        terminal.press("n")
        terminal.wait_for("Report", "Open")
        terminal.press("q")
        assert terminal.wait_exit() in (0, 1)
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_signal_while_it_compiles_leaves_nothing(tmp_path: Path, environment: dict[str, str]) -> None:
    root = write_tree(tmp_path / "shop", {**_FILES, "requirements.txt": "shop-core==1.1\n"})
    before = snapshot(root)
    with Terminal("migrate", str(root), environment=environment) as terminal:
        terminal.wait_for("What is migrated")
        terminal.press("\r")
        terminal.wait_for("packages are asked for", seconds=60)
        terminal.press("n")
        terminal.wait_for("1 source will be written")
        terminal.press("n")
        terminal.wait_for("What will run")
        terminal.press("\r")
        terminal.wait_for("Running")
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_exit(30) == 143
        assert b"\x1b[?1049l" in terminal.raw
    assert snapshot(root) == before
    assert list((tmp_path / "temporary").iterdir()) == []
