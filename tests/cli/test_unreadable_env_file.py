"""An env file that its own owner, who is not root, may not read: found, mended by a command, marked in the matrix."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from envwizard.engine.session import Session
from envwizard.model.matrix import CellState
from tests.support import write_tree

PACKAGE = Path(__file__).parents[2] / "envwizard"
NOBODY = 65534
DROP = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
CODE = "import sys; from envwizard.cli.main import run; sys.exit(run(sys.argv[1:]))"


def _project(folder: Path) -> Path:
    root = write_tree(folder, {".env.production": "DEBUG=0\n", "app.py": "from dotenv import load_dotenv\n"})
    (root / ".env.production").chmod(0)
    return root


def test_the_matrix_marks_it(tmp_path: Path) -> None:
    session = Session.open(str(_project(tmp_path / "p")), state=tmp_path / "state")
    matrix = session.scan().matrix
    assert matrix is not None
    column = [one.name for one in matrix.environments].index("production")
    cell = next(row for row in matrix.rows if row.name == "env file").cells[column]
    assert (cell.value, cell.state) == (".env.production (unreadable)", CellState.PROBLEM)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can become somebody else")
def test_its_owner_who_is_not_root() -> None:
    if shutil.which("setpriv") is None or subprocess.run([*DROP, sys.executable, "-c", ""]).returncode != 0:
        pytest.skip("this interpreter lies where only root can reach it")
    # Not pytest's own folder, which it closes to others.
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        _as_owner(Path(name))


def _as_owner(tmp_path: Path) -> None:
    installed, home = tmp_path / "installed", tmp_path / "home"
    shutil.copytree(PACKAGE, installed / "envwizard")
    home.mkdir()
    root = _project(tmp_path / "p")
    for path in (home, root, *root.iterdir()):
        os.chown(path, NOBODY, NOBODY)
    paths = [str(installed), *(path for path in sys.path if "site-packages" in path)]
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": os.pathsep.join(paths)}

    def as_owner(*arguments: str) -> subprocess.CompletedProcess[str]:
        argv = [*DROP, sys.executable, "-c", CODE, *arguments]
        return subprocess.run(argv, capture_output=True, text=True, env=environment, cwd=tmp_path)

    done = as_owner("check", str(root), "--select", "EW223", "--format", "json")
    (found,) = json.loads(done.stdout)["findings"]
    assert found["severity"] == "error" and "mode 000" in found["message"], done.stderr
    fixed = as_owner("fix", str(root), "--select", "EW223", "--yes", "--run")
    assert "chmod 600 .env.production" in fixed.stdout, fixed.stderr
    assert stat.S_IMODE((root / ".env.production").stat().st_mode) == 0o600
    assert as_owner("check", str(root), "--select", "EW223").returncode == 0
