"""The install lines that EW311 and EW321 write, run by the real pip against a lock with hashes."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from envwizard.engine.session import Session

pytestmark = pytest.mark.slow

_SCRIPT = """\
#!/bin/bash
# Brings the release onto the host.
cd "$(dirname "$0")/.."
venv/bin/python -m pip install -q -r requirements.in
touch deployed
"""
_DOCKERFILE = """\
FROM python:3.12-slim
WORKDIR /app
COPY requirements.in .
RUN pip install -q \\
    --no-cache-dir -r requirements.in
COPY . .
CMD ["gunicorn", "shop:app"]
"""


def _wheel(folder: Path, name: str, requires: str | None = None) -> str:
    """Build a distribution that holds nothing; gives the hash of its wheel."""
    info = f"{name}-1.0.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    files = {
        f"{name}.py": "",
        f"{info}/METADATA": metadata + (f"Requires-Dist: {requires}\n" if requires else ""),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    lines = []
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        lines.append(f"{path},sha256={digest},{len(text)}")
    files[f"{info}/RECORD"] = "\n".join([*lines, f"{info}/RECORD,,"]) + "\n"
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


def _project(tmp_path: Path, needs: str = "tideneap", tampered: bool = False) -> tuple[Path, dict[str, str]]:
    """A fixed project with a virtual environment, and the variables that keep pip to the wheels made here."""
    wheels, root = tmp_path / "wheels", tmp_path / "shop"
    wheels.mkdir()
    (root / "deploy").mkdir(parents=True)
    hashes = {"tidegate": _wheel(wheels, "tidegate", needs), "tideneap": _wheel(wheels, "tideneap")}
    if tampered:
        hashes["tideneap"] = hashes["tideneap"][::-1]
    lock = "".join(f"{name}==1.0 \\\n    --hash=sha256:{value}\n" for name, value in hashes.items())
    (root / "requirements.txt").write_text(lock)
    (root / "requirements.in").write_text("tidegate\n")
    (root / "deploy" / "production.sh").write_text(_SCRIPT)
    (root / "Dockerfile").write_text(_DOCKERFILE)
    for _ in range(5):
        session = Session.open(str(root), select=["EW311", "EW321"], state=tmp_path / "state")
        plan = session.plan([finding for finding in session.scan().findings if finding.fix])
        if not any(one.fix.edits for one in plan.fixes):
            break
        session.apply(session.preview(plan))
    subprocess.run([sys.executable, "-m", "venv", str(root / "venv")], check=True)
    folder = os.pathsep.join((str(root / "venv" / "bin"), os.environ["PATH"]))
    return root, {**os.environ, "PATH": folder, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)}


def _run_of_dockerfile(root: Path) -> str:
    text = (root / "Dockerfile").read_text()
    return text[text.index("RUN ") + 4 : text.index("COPY . .")]


def _installed(root: Path) -> set[str]:
    return {path.name.partition("-")[0] for path in root.glob("venv/lib/python*/site-packages/tide*.dist-info")}


def test_script(tmp_path: Path) -> None:
    root, variables = _project(tmp_path)
    assert "--require-hashes" in (root / "deploy" / "production.sh").read_text()
    result = subprocess.run(["bash", "deploy/production.sh"], cwd=root, env=variables, capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")
    assert "No broken requirements found" in result.stdout
    assert _installed(root) == {"tidegate", "tideneap"}
    assert (root / "deployed").exists()


def test_run_of_an_image(tmp_path: Path) -> None:
    root, variables = _project(tmp_path)
    assert "COPY requirements.txt" in (root / "Dockerfile").read_text()
    result = subprocess.run(
        _run_of_dockerfile(root), shell=True, cwd=root, env=variables, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    assert "No broken requirements found" in result.stdout
    assert _installed(root) == {"tidegate", "tideneap"}


def test_tampered_hash(tmp_path: Path) -> None:
    root, variables = _project(tmp_path, tampered=True)
    result = subprocess.run(
        _run_of_dockerfile(root), shell=True, cwd=root, env=variables, capture_output=True, text=True
    )
    assert result.returncode != 0
    assert "DO NOT MATCH THE HASHES" in result.stderr
    assert _installed(root) == set()


def test_versions_that_do_not_fit(tmp_path: Path) -> None:
    root, variables = _project(tmp_path, needs="tideneap")
    # What another install leaves behind: pip's own resolver has no part in it.
    _wheel(tmp_path / "wheels", "tidewave", "tidegate>=2")
    left = [str(root / "venv/bin/python"), "-m", "pip", "install", "-q", "--no-deps", "tidewave"]
    subprocess.run(left, env=variables, check=True)
    result = subprocess.run(["bash", "deploy/production.sh"], cwd=root, env=variables, capture_output=True, text=True)
    assert result.returncode != 0
    assert "tidewave 1.0 has requirement tidegate>=2, but you have tidegate 1.0" in result.stdout
    assert not (root / "deployed").exists(), "the script ran on"
