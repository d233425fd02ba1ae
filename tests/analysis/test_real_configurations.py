"""The generated configurations under the real gunicorn: it answers, with the workers promised, and reloads."""

from __future__ import annotations

import os
import runpy
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.rule_case import scan

pytestmark = pytest.mark.slow

_PACKAGES = ("gunicorn>=27", "flask", "django", "fastapi", "uvicorn-worker")
_IMAGE = "FROM python:3.12-slim\nWORKDIR /srv\nCOPY . .\nRUN pip install -r requirements.txt\nCMD {command}\n"
_FLASK = """\
from flask import Flask

app = Flask(__name__)


@app.get("/")
def home():
    return "hello"
"""
_DJANGO = {
    "manage.py": "import sys\n\nfrom django.core.management import execute_from_command_line\n\n"
    "if __name__ == '__main__':\n    execute_from_command_line(sys.argv)\n",
    "shop/__init__.py": "",
    "shop/settings.py": "SECRET_KEY = 'for the test'\nROOT_URLCONF = 'shop.urls'\nALLOWED_HOSTS = ['127.0.0.1']\n",
    "shop/urls.py": "from django.http import HttpResponse\nfrom django.urls import path\n\n"
    "urlpatterns = [path('', lambda request: HttpResponse('hello'))]\n",
    "shop/wsgi.py": "import os\n\nfrom django.core.wsgi import get_wsgi_application\n\n"
    "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\napplication = get_wsgi_application()\n",
}
_FASTAPI = 'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/")\ndef home():\n    return "hello"\n'
# The rule that mends it, and the project.
SAMPLES: dict[str, tuple[str, dict[str, str]]] = {
    "flask": ("EW501", {
        "shop.py": _FLASK, "requirements.txt": "flask\ngunicorn\n",
        "Dockerfile": _IMAGE.format(command='["gunicorn", "shop:app"]'),
    }),
    "django": ("EW506", {
        **_DJANGO, "requirements.txt": "django\n",
        "Dockerfile": _IMAGE.format(command="python manage.py runserver 0.0.0.0:8000"),
    }),
    "fastapi": ("EW501", {
        "shop.py": _FASTAPI, "requirements.txt": "fastapi\ngunicorn\nuvicorn-worker\n",
        "Dockerfile": _IMAGE.format(command='["gunicorn", "shop:app"]'),
    }),
}  # fmt: skip
_SHARED = {
    "shop.py": _FLASK,
    "requirements.txt": "flask\ngunicorn\n",
    "Dockerfile": _IMAGE.format(command='["gunicorn", "-c", "conf/gunicorn.py", "shop:app"]'),
    "conf/gunicorn.py": "bind = '0.0.0.0:8000'\nworkers = 4\ntimeout = 77\n",
    "bin/start-dev.sh": "#!/bin/sh\nexec gunicorn -c conf/gunicorn.py shop:app\n",
}


@pytest.fixture(scope="session")
def gunicorn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """gunicorn of a virtual environment with the three frameworks."""
    home = tmp_path_factory.mktemp("frameworks")
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    pip = [str(home / "bin" / "python"), "-m", "pip", "install", "-q", *_PACKAGES]
    done = subprocess.run(pip, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no package index: {done.stderr[-200:]}")
    return home / "bin" / "gunicorn"


def _mended(files: dict[str, str], code: str, tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    session, report = scan(root, tmp_path / "state", code)
    plan = session.plan(report.findings)
    assert plan.fixes, [str(finding.message) for finding in report.findings]
    session.apply(session.preview(plan))
    return root


@contextmanager
def _running(gunicorn: Path, root: Path, words: list[str], variables: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Start gunicorn as the mended command does, on a free port of the loopback; give its process and the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    plain = {"PATH": os.environ["PATH"], "HOME": str(root.parent), **variables}
    argv = [str(gunicorn), *words, "--bind", f"127.0.0.1:{port}"]
    with (root.parent / "log").open("wb") as log:
        process = subprocess.Popen(argv, cwd=root, env=plain, stdout=log, stderr=log)
        try:
            yield process.pid, port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def _answer(port: int) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


def _children(pid: int) -> int:
    return len(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


def _soon(holds: Callable[[], bool], seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.2)
    return False


def _words_of(text: str) -> list[str]:
    """The words behind gunicorn in a mended command, whichever form it has."""
    line = next(line for line in text.splitlines() if "gunicorn-" in line and "COPY" not in line)
    words = shlex.split(line.translate(str.maketrans("[],", "   ")))
    return words[words.index("gunicorn") + 1 :]


@pytest.mark.parametrize("count", [None, "3"])
@pytest.mark.parametrize("name", SAMPLES)
def test_production(gunicorn: Path, tmp_path: Path, name: str, count: str | None) -> None:
    code, files = SAMPLES[name]
    root = _mended(files, code, tmp_path)
    words = _words_of((root / "Dockerfile").read_text())
    assert words[:2] == ["-c", "gunicorn-production.conf.py"]
    variables = {"WEB_CONCURRENCY": count} if count else {}
    promised = int(count) if count else runpy.run_path(str(root / words[1]))["workers"]
    with _running(gunicorn, root, words, variables) as (pid, port):
        assert _soon(lambda: "hello" in _answer(port)), (tmp_path / "log").read_text()
        assert _soon(lambda: _children(pid) == promised), (tmp_path / "log").read_text()


def test_development_reloads(gunicorn: Path, tmp_path: Path) -> None:
    root = _mended(_SHARED, "EW502", tmp_path)
    words = _words_of((root / "bin/start-dev.sh").read_text())
    assert words[1] == "conf/gunicorn-development.conf.py"
    assert runpy.run_path(str(root / words[1]))["timeout"] == 77
    with _running(gunicorn, root, words, {}) as (pid, port):
        assert _soon(lambda: _answer(port) == "hello"), (tmp_path / "log").read_text()
        assert _children(pid) == 1
        # The reloader compares times with those of its first look, which may come after the first answer.
        for _ in range(4):
            (root / "shop.py").write_text(_FLASK.replace("hello", "good evening"))
            if _soon(lambda: _answer(port) == "good evening", 5):
                return
        pytest.fail((tmp_path / "log").read_text())
