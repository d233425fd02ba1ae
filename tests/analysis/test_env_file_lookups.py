"""Which env file each loader finds, launch by launch; python-dotenv itself is asked where it can be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from envwizard.engine.session import Session
from envwizard.model.facts.env_loading import EnvFileLookup
from envwizard.reporters.env_file_table import env_files_text
from tests.support import write_tree

BARE = "from dotenv import load_dotenv\nload_dotenv()\n"
UNIT = "[Service]\nWorkingDirectory=/srv/shop{folder}\nExecStart=/srv/shop/.venv/bin/gunicorn {app}\n"


def lookups(files: dict[str, str], root: Path) -> tuple[EnvFileLookup, ...]:
    report = Session.open(str(write_tree(root, files)), state=root.parent / "state").scan()
    assert not report.crashed
    return report.env_file_lookups


def told(files: dict[str, str], root: Path) -> list[str]:
    return [
        f"{one.load} {one.launch_name or '-'}: {one.found or one.template}"
        + (" not in the image" if one.in_image is False else "")
        for one in lookups(files, root)
    ]


CASES = {
    "a bare call walks up from its file, whatever the launch": (
        {"app/web.py": f"{BARE}app = 1\n", ".env": "A=1\n", "shop.service": UNIT.format(folder="", app="app.web:app")},
        ["app/web.py:2 systemd shop: .env"],
    ),
    "the nearest of several": (
        {"app/web.py": f"{BARE}app = 1\n", ".env": "A=1\n", "app/.env": "A=2\n"},
        ["app/web.py:2 -: app/.env"],
    ),
    "a template stands for the file": (
        {"web.py": BARE, ".env.example": "A=\n"},
        ["web.py:2 -: .env.example"],
    ),
    "django-environ looks beside the calling file alone": (
        {"conf/settings.py": "import environ\nenviron.Env.read_env()\n", ".env": "A=1\n"},
        ["conf/settings.py:2 -: None"],
    ),
    "environs walks up from a path that it is given": (
        {
            "conf/settings.py": "from pathlib import Path\nfrom environs import Env\nenv = Env()\n"
            "env.read_env(Path(__file__).parent / '.env')\n",
            ".env": "A=1\n",
        },
        ["conf/settings.py:4 -: .env"],
    ),
    "a relative path is looked up where the launch starts": (
        {
            "web.py": "from dotenv import load_dotenv\nload_dotenv('.env')\napp = 1\n",
            ".env": "A=1\n",
            "Procfile": "web: gunicorn web:app\n",
        },
        ["web.py:2 procfile web: .env"],
    ),
    "a load under the main guard is not run by a server": (
        {
            "web.py": f"{BARE.splitlines()[0]}\napp = 1\nif __name__ == '__main__':\n    load_dotenv()\n",
            ".env": "A=1\n",
            "Procfile": "web: gunicorn web:app\n",
        },
        ["web.py:4 -: .env"],
    ),
    "the flask command looks for itself": (
        {"web.py": "from flask import Flask\nfrom dotenv import load_dotenv\nload_dotenv()\napp = Flask('x')\n",
         ".flaskenv": "FLASK_DEBUG=1\n", "Procfile": "web: flask --app web run\n"},
        ["Procfile:1 procfile web: .flaskenv", "web.py:3 procfile web: None"],
    ),
    "a file that the .dockerignore holds back": (
        {
            "web.py": f"{BARE}app = 1\n",
            ".env": "A=1\n",
            ".dockerignore": ".env\n",
            "Dockerfile": "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD [\"gunicorn\", \"web:app\"]\n",
        },
        ["web.py:2 dockerfile Dockerfile: .env not in the image"],
    ),
    "a celery worker, and the settings that it imports": (
        {
            "shop/__init__.py": "",
            "shop/celery.py": "import os\nfrom celery import Celery\nfrom shop import conf\napp = Celery('shop')\n",
            "shop/conf.py": BARE,
            ".env": "A=1\n",
            "Procfile": "worker: celery -A shop worker\n",
        },
        ["shop/conf.py:2 procfile worker: .env"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_finds_what_a_launch_finds(case: str, tmp_path: Path) -> None:
    files, wanted = CASES[case]
    assert told(files, tmp_path / "p") == wanted


@pytest.mark.parametrize("places", [(".env",), ("app/.env",), (".env", "app/.env"), ("lib/.env",), ()])
@pytest.mark.parametrize("call", ["load_dotenv()", "load_dotenv(find_dotenv('.env'))"])
def test_agrees_with_python_dotenv(call: str, places: tuple[str, ...], tmp_path: Path) -> None:
    pytest.importorskip("dotenv")
    root = tmp_path / "p"
    source = f"from dotenv import find_dotenv, load_dotenv\n{call}\n"
    files = {"app/main.py": f"{source}import os\nprint(os.environ.get('PLACE'))\n", "lib/readme": ""}
    found = lookups({**files, **{place: f"PLACE={place}\n" for place in places}}, root)
    # Whatever directory it is started in.
    for directory in (root, root / "app", tmp_path):
        said = subprocess.run(
            [sys.executable, str(root / "app/main.py")],
            cwd=directory,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert said.stdout.strip() == str(found[0].found)


def test_the_table_says_where_nothing_is(tmp_path: Path) -> None:
    files = {"web.py": f"{BARE}app = 1\n", "Procfile": "web: gunicorn web:app\n"}
    text = env_files_text(lookups(files, tmp_path / "p"))
    assert "web.py:2 load_dotenv  procfile web" in text
    assert "nothing at .env" in text


def test_no_loader_no_table(tmp_path: Path) -> None:
    assert env_files_text(lookups({"web.py": "print(1)\n"}, tmp_path / "p")) == ""
