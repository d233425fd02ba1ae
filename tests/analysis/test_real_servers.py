"""The settings in force against what gunicorn and uvicorn themselves make of the same words, variables and files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.analysis.test_launches import launches_of

pytestmark = pytest.mark.slow

# Asks gunicorn for its settings as it does itself before it loads the application (which is never imported here).
_GUNICORN = """
import json, sys
sys.argv = ["gunicorn", *json.loads(sys.argv[1])]
from gunicorn.app.wsgiapp import WSGIApplication
cfg = WSGIApplication().cfg
print(json.dumps({"bind": ",".join(cfg.settings["bind"].get()), "workers": str(cfg.workers), "reload": cfg.reload,
                  "preload": cfg.preload_app, "worker_class": cfg.settings["worker_class"].get(),
                  "threads": str(cfg.threads)}))
"""
_UVICORN = """
import json, sys
import uvicorn
command = sys.modules["uvicorn.main"]
def run(app, **given):
    known = {name: given[name] for name in ("host", "port", "uds", "workers", "reload", "env_file")}
    config = uvicorn.Config(app, **known)
    bind = f"unix:{config.uds}" if config.uds else f"{config.host}:{config.port}"
    print(json.dumps({"bind": bind, "workers": str(config.workers), "reload": bool(config.reload)}))
command.run = run
arguments = json.loads(sys.argv[1])
# As the command line does it: options out of the environment are called UVICORN_*.
command.main(arguments, standalone_mode=False, auto_envvar_prefix="UVICORN")
"""
_A = {"gunicorn.conf.py": "workers = 5\nbind = '0.0.0.0:5000'\n"}
_B = {"conf/prod.py": "workers = 6\nreload = True\npreload_app = True\n"}
_BOTH = {**_A, **_B, "other.py": "threads = 4\nbind = ['127.0.0.1:1', '127.0.0.1:2']\n"}

GUNICORN_CASES: list[tuple[list[str], dict[str, str], dict[str, str]]] = [
    ([], {}, {}),
    (["-w", "3"], {}, {}),
    (["-w3", "-b:80"], {}, {}),
    (["--workers=3", "--bind=[::]:80"], {}, {}),
    (["--reload", "--preload"], {}, {}),
    (["-k", "gthread", "--threads", "8"], {}, {}),
    (["--threads=2", "-D", "-w", "2"], {}, {}),
    (["-b", "127.0.0.1:1", "-b", "0.0.0.0:2"], {}, {}),
    (["-b", "127.0.0.1:1", "--bind", "unix:/tmp/s.sock"], {}, {}),
    (["-w", "2", "-w", "4"], {}, {}),
    (["--reload-engine", "poll"], {}, {}),
    ([], {"WEB_CONCURRENCY": "4"}, {}),
    ([], {"PORT": "9000"}, {}),
    ([], {"PORT": "9000", "WEB_CONCURRENCY": "2"}, {}),
    (["-w", "3", "-b", "1.2.3.4:5"], {"PORT": "9000", "WEB_CONCURRENCY": "2"}, {}),
    ([], {}, _A),
    ([], {"WEB_CONCURRENCY": "9", "PORT": "1"}, _A),
    (["-w", "7"], {}, _A),
    (["-c", "conf/prod.py"], {}, _B),
    (["-c", "conf/prod.py"], {}, _BOTH),
    (["-c", "file:conf/prod.py"], {}, _BOTH),
    (["--config=conf/prod.py", "-w", "1"], {"WEB_CONCURRENCY": "3"}, _BOTH),
    ([], {"GUNICORN_CMD_ARGS": "-w 8 --bind 0.0.0.0:7"}, {}),
    ([], {"GUNICORN_CMD_ARGS": "-w 8"}, _A),
    (["-w", "2"], {"GUNICORN_CMD_ARGS": "-w 8 --reload"}, _A),
    ([], {"GUNICORN_CMD_ARGS": "-c conf/prod.py"}, _BOTH),
    (["-c", "other.py"], {"GUNICORN_CMD_ARGS": "-c conf/prod.py --workers=11"}, _BOTH),
    (["-c", "other.py", "-b", ":3"], {}, _BOTH),
    (["-b", "0.0.0.0:9"], {"GUNICORN_CMD_ARGS": "-b 0.0.0.0:7 -b 0.0.0.0:8"}, {}),
    (["-c", "python:conf.prod"], {}, {**_BOTH, "conf/__init__.py": ""}),
    (["-c", "empty.py"], {"WEB_CONCURRENCY": "3"}, {**_A, "empty.py": ""}),
    (["-c", "x.py"], {}, {"x.py": "wrokers = 4\nworker = 3\nWorkers = 2\n"}),
    (["-c", "x.py"], {}, {"x.py": "from_base = 3\nworkers = from_base\nbind = f'0.0.0.0:{8000}'\n"}),
    (["-R", "-w", "2", "--log-level", "debug", "-n", "shop", "-t", "90"], {}, {}),
    (["--reuse-port", "--no-sendfile", "-w", "2", "--access-logfile", "-", "--capture-output"], {}, {}),
    (["--proxy-protocol", "auto", "-w", "2"], {}, {}),
]
UVICORN_CASES: list[tuple[list[str], dict[str, str], dict[str, str]]] = [
    ([], {}, {}),
    (["--host", "0.0.0.0", "--port", "80"], {}, {}),
    (["--workers", "3"], {}, {}),
    (["--reload"], {}, {}),
    (["--uds", "/tmp/u.sock"], {}, {}),
    (["--factory", "--workers=2", "--no-access-log", "--proxy-headers"], {}, {}),
    ([], {"WEB_CONCURRENCY": "4"}, {}),
    ([], {"PORT": "9000"}, {}),
    ([], {"UVICORN_PORT": "9000", "UVICORN_HOST": "0.0.0.0"}, {}),
    ([], {"UVICORN_WORKERS": "5", "WEB_CONCURRENCY": "4"}, {}),
    (["--workers", "2"], {"UVICORN_WORKERS": "5", "WEB_CONCURRENCY": "4"}, {}),
    (["--port", "1"], {"UVICORN_PORT": "9000"}, {}),
    ([], {"UVICORN_RELOAD": "true"}, {}),
]


@pytest.fixture(scope="module")
def interpreter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with both servers."""
    home = tmp_path_factory.mktemp("servers")
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    python = home / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "-q", "gunicorn>=27", "uvicorn>=0.50"]
    done = subprocess.run(pip, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no package index: {done.stderr[-200:]}")
    return python


def _asked(python: Path, code: str, arguments: list[str], variables: dict[str, str], where: Path) -> dict[str, object]:
    plain = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    done = subprocess.run(
        [str(python), "-c", code, json.dumps(arguments)],
        cwd=where, env={**plain, **variables}, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _told(
    server: str, arguments: list[str], variables: dict[str, str], files: dict[str, str], root: Path
) -> dict[str, object]:
    environment = "".join(f"ENV {name}={json.dumps(value)}\n" for name, value in variables.items())
    command = json.dumps([server, *arguments])
    image = {"Dockerfile": f"FROM python:3.12-slim\nWORKDIR /srv\nCOPY . .\n{environment}CMD {command}\n"}
    (launch,) = launches_of({**image, **files}, root)
    values: dict[str, object] = {setting.name: setting.value for setting in launch.settings}
    for name in ("reload", "preload"):
        values[name] = values.get(name) == "true"
    return values


@pytest.mark.parametrize(("arguments", "variables", "files"), GUNICORN_CASES)
def test_gunicorn(
    interpreter: Path, tmp_path: Path, arguments: list[str], variables: dict[str, str], files: dict[str, str]
) -> None:
    told = _told("gunicorn", [*arguments, "shop:app"], variables, files, tmp_path)
    real = _asked(interpreter, _GUNICORN, [*arguments, "shop:app"], variables, tmp_path)
    assert {name: told[name] for name in real} == real


@pytest.mark.parametrize(("arguments", "variables", "files"), UVICORN_CASES)
def test_uvicorn(
    interpreter: Path, tmp_path: Path, arguments: list[str], variables: dict[str, str], files: dict[str, str]
) -> None:
    told = _told("uvicorn", ["shop:app", *arguments], variables, files, tmp_path)
    real = _asked(interpreter, _UVICORN, ["shop:app", *arguments], variables, tmp_path)
    assert {name: told[name] for name in real} == real


def test_uvicorn_reads_its_env_file_before_it_counts_workers(interpreter: Path, tmp_path: Path) -> None:
    """``--env-file`` is loaded before WEB_CONCURRENCY is looked up (uvicorn/config.py)."""
    files = {".env.prod": "WEB_CONCURRENCY=3\n"}
    arguments = ["--env-file", ".env.prod"]
    told = _told("uvicorn", ["shop:app", *arguments], {}, files, tmp_path)
    subprocess.run([str(interpreter), "-m", "pip", "install", "-q", "python-dotenv"], check=True)
    real = _asked(interpreter, _UVICORN, ["shop:app", *arguments], {}, tmp_path)
    assert real["workers"] == "3"
    assert told["workers"] is None, "the value of an env file stays inside"
