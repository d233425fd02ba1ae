"""Server configuration files: gunicorn's Python, hypercorn's TOML."""

from __future__ import annotations

from pathlib import Path

from envwizard.probes.server_configs import probe_server_configs
from tests.support import sources_of

GUNICORN = """\
import multiprocessing
import os

bind = "0.0.0.0:" + os.environ.get("PORT", "8000")
host = "127.0.0.1"
errorlog = f"{host}.log"
workers_text = os.getenv("WEB_CONCURRENCY")
workers = int(workers_text) if workers_text else multiprocessing.cpu_count() * 2 + 1
worker_class = "uvicorn.workers.UvicornWorker"
raw_env = ["A=1", "B=2"]
reload = preload_app = False
wrokers = 9

if os.environ["ENV"] == "dev":
    reload = True

def on_starting(server):
    timeout = 3
"""


def test_gunicorn(tmp_path: Path) -> None:
    sources = sources_of({"conf/gunicorn.conf.py": GUNICORN}, tmp_path)
    (config,) = probe_server_configs(sources)
    assert config.server == "gunicorn"
    values = {setting.name: setting.value for setting in config.settings if not setting.conditional}
    assert values == {
        "bind": None, "host": "127.0.0.1", "errorlog": "127.0.0.1.log", "workers_text": None, "workers": None,
        "worker_class": "uvicorn.workers.UvicornWorker", "raw_env": "A=1,B=2", "reload": "False",
        "preload_app": "False",
        "wrokers": "9",
    }  # fmt: skip
    by_name = {setting.name: setting for setting in config.settings}
    assert by_name["bind"].variables == ("PORT",)
    assert by_name["workers"].variables == ("WEB_CONCURRENCY",)
    assert by_name["reload"].conditional and by_name["reload"].value == "True"
    assert by_name["wrokers"].location.line == 12
    assert sources.failures == []


def test_hypercorn_toml(tmp_path: Path) -> None:
    sources = sources_of(
        {"hypercorn.toml": 'bind = ["0.0.0.0:80", "[::]:80"]\nworkers = 4\nuse_reloader = false\n'}, tmp_path
    )
    (config,) = probe_server_configs(sources)
    assert config.server == "hypercorn"
    assert [(one.name, one.value, one.expression) for one in config.settings] == [
        ("bind", "0.0.0.0:80,[::]:80", '["0.0.0.0:80", "[::]:80"]'),
        ("workers", "4", "4"),
        ("use_reloader", "False", "false"),
    ]
    assert [one.value_location.line for one in config.settings] == [1, 2, 3]


def test_what_is_no_configuration(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "run_gunicorn.py": "import sys\nargv = sys.argv\n",
        "etc/gunicorn.conf": "[program:web]\ncommand=gunicorn app:app\n",
        "tests/gunicorn_conf.py": "workers = 2\n",
        "gunicorn.conf.py": b"\xff\xfe\x00",
    }
    assert probe_server_configs(sources_of(files, tmp_path)) == ()
