"""Servers started from Python: which calls are starts, and with what settings."""

from __future__ import annotations

import pytest

from envwizard.model.facts.python import ServerStart
from envwizard.probes.python_sources.server_starts import server_starts
from envwizard.syntax.python import parse
from tests.support import text_file


def starts(source: str) -> tuple[ServerStart, ...]:
    return server_starts(parse(text_file(source, "run.py")))


@pytest.mark.parametrize(
    ("source", "server", "app", "settings"),
    [
        ('import uvicorn\nuvicorn.run("main:app", host="0.0.0.0", reload=True)', "uvicorn", "main:app",
         [("host", "0.0.0.0"), ("reload", "True")]),
        ("import uvicorn\nfrom x import app\nuvicorn.run(app, port=int(p))", "uvicorn", "app", [("port", None)]),
        ('from flask import Flask\napp = Flask(__name__)\napp.run("0.0.0.0", 80, debug=True)', "flask", "app",
         [("host", "0.0.0.0"), ("port", "80"), ("debug", "True")]),
        ("from shop import app\napp.run(debug=True)", "flask", "app", [("debug", "True")]),
        ("import flask\nfrom shop import create_app\napp = create_app()\napp.run()", "flask", "app", []),
        ("from flask_socketio import SocketIO\nsio = SocketIO()\nsio.run(app, port=1)", "flask-socketio", "app",
         [("port", "1")]),
        ("from aiohttp import web\nweb.run_app(make(), host=HOST)\nHOST = 'x'", "aiohttp", "make()", [("host", "x")]),
        ("from waitress import serve\nserve(app, listen='*:80')", "waitress", "app", [("listen", "*:80")]),
        ("from gunicorn.app.base import BaseApplication\nclass A(BaseApplication): ...\nA(app, {'bind': ':80'}).run()",
         "gunicorn", "A(app, {'bind': ':80'})", [("bind", ":80")]),
    ],
)  # fmt: skip
def test_starts(source: str, server: str, app: str, settings: list[tuple[str, str | None]]) -> None:
    (start,) = starts(source)
    assert (start.server, start.app) == (server, app)
    assert [(name, value) for name, value, _, _ in start.settings] == settings


@pytest.mark.parametrize(
    "source",
    [
        "from django.views.static import serve\nserve(request, path, document_root=x)",
        "replayer.run(debug=True)",
        "import subprocess\nsubprocess.run(['a'])",
        "import asyncio\nasyncio.run(main(), debug=True)",
        "import discord\nbot = discord.Client()\nbot.run(token)",
        "def run(port): ...\nrun(port=80)",
        "from pyrogram import Client\napp = Client('x')\napp.run()",
    ],
)
def test_what_is_no_start(source: str) -> None:
    assert starts(source) == ()


def test_where_it_stands() -> None:
    guarded, inside = starts(
        'import uvicorn\nif __name__ == "__main__":\n    uvicorn.run(a)\ndef main():\n    uvicorn.run(b)\n'
    )
    assert (guarded.main_only, guarded.in_function) == (True, None)
    assert (inside.main_only, inside.in_function) == (False, "main")
