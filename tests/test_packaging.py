"""What users install: the wheel holds all that the program needs, dot files of the sample included."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]


@pytest.mark.slow
def test_the_wheel_is_whole_and_runs(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(PROJECT)],
        check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("envwizard_tui-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "unpacked")
        metadata_name = next(name for name in names if name.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(archive.read(metadata_name).decode())
    wanted = {
        path.relative_to(PROJECT).as_posix()
        for path in (PROJECT / "envwizard").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted - names == set()
    assert {"envwizard/py.typed", "envwizard/demo/.env", "envwizard/demo/.python-version"} <= names
    assert not [name for name in names if name.startswith(("tests/", "screenshots/"))]
    assert (metadata["Name"], metadata["License-Expression"]) == ("envwizard-tui", "MIT")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from envwizard.cli.main import run; run(['demo', '--path-only'])"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(tmp_path / "unpacked")], capture_output=True, text=True, check=True
    )
    copied = Path(done.stdout.strip())
    assert (copied / ".env").read_bytes().startswith(b"\xef\xbb\xbf")
