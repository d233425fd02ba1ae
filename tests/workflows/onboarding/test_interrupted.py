"""Every step cut off by a signal or for want of a network: what is left is whole, and the next run finishes."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.support import write_tree
from tests.workflows.package_index import only_index, served

pytestmark = pytest.mark.slow

# A build backend of the project's own: building needs no index. It takes its time, so that it can be cut off.
_BACKEND = """
import base64, hashlib, time, zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    time.sleep(1)
    name = "shop-1.0-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        wheel.writestr("shop.pth", __file__.rpartition("/")[0])
        wheel.writestr("shop-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: shop\\nVersion: 1.0\\n")
        wheel.writestr("shop-1.0.dist-info/WHEEL",
                       "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("shop-1.0.dist-info/RECORD", "")
    return name

build_wheel = build_editable
"""
_PROJECT = {
    "requirements.txt": "shop-web==1.0\nshop-core==1.1\n",
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1.0"\n[build-system]\nrequires = []\n'
    'build-backend = "backend"\nbackend-path = ["."]\n',
    "backend.py": _BACKEND,
    "shop.py": "import os\nfrom dotenv import load_dotenv\nload_dotenv()\nKEY = os.environ['SECRET_KEY']\n",
    ".env.example": "# What it signs with\nSECRET_KEY=\nMODE=dev # or prod\n",
    ".gitignore": "*.pyc\n",
}
_ANSWERS = ("--answer", "env:SECRET_KEY=a $b ${c} 'd' # e\\")


@pytest.fixture(scope="module")
def index() -> Iterator[str]:
    with served() as address:
        yield address


def _argv(root: Path, *options: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "envwizard", "onboard", str(root), "--yes", *_ANSWERS, *options)


def _run(root: Path, environ: Mapping[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _argv(root, *options),
        env=dict(environ),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def _is_whole(root: Path) -> None:
    """What the project's own files are, they are; the env file is there as a whole or not at all."""
    for name, content in _PROJECT.items():
        if name != ".gitignore":
            assert (root / name).read_text() == content
    env = root / ".env"
    if env.exists():
        assert stat.S_IMODE(env.stat().st_mode) == 0o600
        assert env.read_text().endswith("MODE=dev # or prod\n")
    assert (root / ".gitignore").read_text() == "*.pyc\n" + ("/.env\n" if env.exists() else "")
    assert not [path.name for path in root.iterdir() if "tmp" in path.name or path.name.endswith("~")]


def _finishes(root: Path, environ: Mapping[str, str]) -> None:
    done = _run(root, environ)
    assert done.returncode == 0, done.stdout + done.stderr
    _is_whole(root)
    code = "import shop_web, shop; print(open(shop.__file__).name)"
    stub = root / ".venv/lib/dotenv.py"
    stub.write_text("def load_dotenv():\n    pass\n")
    given = {**os.environ, "PYTHONPATH": str(stub.parent), "SECRET_KEY": "x"}
    subprocess.run((str(root / ".venv/bin/python"), "-c", code), cwd="/", env=given, check=True, capture_output=True)
    from dotenv import dotenv_values

    assert dotenv_values(root / ".env") == {"SECRET_KEY": "a $b ${c} 'd' # e\\", "MODE": "dev"}
    again = _run(root, environ)
    assert again.returncode == 0
    assert "$ " not in again.stdout.replace("to know", "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("moment", ["-m venv", "pip install -r", "--no-deps -e", "✓ .env", "pip check"])
def test_a_signal_at_any_step(tmp_path: Path, index: str, number: signal.Signals, moment: str) -> None:
    root = write_tree(tmp_path / "shop", _PROJECT)
    environ = only_index(index, PYTHONUNBUFFERED="1")
    process = subprocess.Popen(
        _argv(root),
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
    else:
        pytest.fail(f"it never came to {moment}")
    time.sleep(0.1)
    process.send_signal(number)
    process.stdout.read()
    ended = process.wait(timeout=20)
    # What was in its last breath may end well.
    assert ended in ((0, 130) if number is signal.SIGINT else (0, 143))
    _is_whole(root)
    _finishes(root, environ)


def test_no_network_from_the_start_and_from_the_second_step_on(tmp_path: Path, index: str) -> None:
    root = write_tree(tmp_path / "shop", _PROJECT)
    away = only_index("http://127.0.0.1:9/simple")
    done = _run(root, away)
    assert done.returncode == 1
    assert "The package index cannot be reached" in done.stdout
    # What needs no network is done all the same.
    assert (root / ".env").exists()
    _is_whole(root)
    _finishes(root, only_index(index))


def test_an_answer_that_no_loader_reads_stops_before_anything_is_written(tmp_path: Path, index: str) -> None:
    files = {**_PROJECT, "shop.py": "from decouple import config\nKEY = config('SECRET_KEY')\n"}
    root = write_tree(tmp_path / "shop", files)
    done = _run(root, only_index(index), "--answer", "env:SECRET_KEY=two\nlines")
    assert done.returncode == 1
    assert "it stumbles over a line break" in done.stdout
    assert "two" not in done.stdout + done.stderr
    assert not (root / ".env").exists()


def test_generated_secrets_are_shown_nowhere(tmp_path: Path, index: str) -> None:
    root = write_tree(tmp_path / "shop", _PROJECT)
    done = _run(root, only_index(index), "--answer", "env:SECRET_KEY=generate")
    assert done.returncode == 0
    secret = (root / ".env").read_text().partition("SECRET_KEY=")[2].partition("\n")[0]
    assert len(secret) == 64
    assert secret not in done.stdout + done.stderr
    # A second run makes up none: the first one's stays.
    assert _run(root, only_index(index), "--answer", "env:SECRET_KEY=generate").returncode == 0
    assert secret in (root / ".env").read_text()
    undone = subprocess.run(
        (sys.executable, "-m", "envwizard", "undo", str(root)), capture_output=True, text=True, check=False
    )
    assert undone.returncode == 0
    assert secret not in undone.stdout
    assert not (root / ".env").exists()
    assert (root / ".gitignore").read_text() == "*.pyc\n"
