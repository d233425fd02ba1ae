"""A load by the environment's name, as Python itself takes it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from envwizard.edits.selecting_load import load_before
from envwizard.edits.splice import splice
from envwizard.model.errors import FixUnavailable
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.source import Span
from envwizard.syntax.python import parse
from tests.support import text_file

_STUB = """import os


def load_dotenv(path=".env"):
    os.environ["READ"] = os.environ.get("READ", "") + f"{path} "
"""


def _edited(text: str) -> str:
    file = text_file(text, "app/web.py")
    edits = load_before(file, _call(text), ROOT, (".env.", ""), "APP_ENV", "development")
    assert isinstance(file.path, ProjectPath)
    after = splice(file.path, file.raw, edits).decode()
    assert not parse(text_file(after, "app/web.py")).has_errors
    return after


def _call(text: str) -> Span:
    start = text.index("load_dotenv()")
    return text_file(text, "app/web.py").span(start, start + len("load_dotenv()"))


@pytest.mark.parametrize("given", ["", "production"])
def test_the_variable_selects(given: str, tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "dotenv.py").write_text(_STUB, encoding="utf-8")
    text = '"""Web."""\n\nfrom dotenv import load_dotenv\n\nload_dotenv()\n'
    (tmp_path / "app" / "web.py").write_text(_edited(text) + 'print(os.environ["READ"])\n', encoding="utf-8")
    environment = {"APP_ENV": given} if given else {}
    done = subprocess.run(
        [sys.executable, str(tmp_path / "app" / "web.py")], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [f"{tmp_path}/.env.{given or 'development'}", ".env"]


@pytest.mark.parametrize(
    "text",
    ["x = load_dotenv()\n", "if load_dotenv(): pass\n", "from dotenv import load_dotenv\nload_dotenv()\nimport os\n"],
)
def test_what_is_no_plain_load_is_left(text: str) -> None:
    with pytest.raises(FixUnavailable):
        _edited(text)
