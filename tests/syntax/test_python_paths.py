from __future__ import annotations

import pytest

from envwizard.model.facts.python import Anchor
from envwizard.syntax.python import parse
from envwizard.syntax.python_paths import evaluate_path
from tests.support import text_file

HEAD = """
import os, pathlib, sys
from os import path
from os.path import dirname, join, abspath
from pathlib import Path
import environ
from dotenv import find_dotenv
BASE_DIR = Path(__file__).resolve().parent.parent
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = environ.Path(__file__) - 2
NAME = ".env.local"
TWICE = "a"
TWICE = BASE_DIR / "a"
LOOP = os.path.join(LOOP, "a")
"""
CASES = [
    ('".env"', Anchor.CWD, ".env", None),
    ('r"config\\x.ini"', Anchor.CWD, "config\\x.ini", None),
    ('"/etc/app.conf"', Anchor.ABSOLUTE, "/etc/app.conf", None),
    ('"C:\\\\Users\\\\x"', Anchor.ABSOLUTE, "C:\\Users\\x", None),
    ("__file__", Anchor.FILE, "", "src/app/main.py"),
    ('BASE_DIR / ".env"', Anchor.FILE, ".env", "src/.env"),
    ('str(BASE_DIR / "a" / "b.txt")', Anchor.FILE, "a/b.txt", "src/a/b.txt"),
    ('BASE_DIR.joinpath("a", "b")', Anchor.FILE, "a/b", "src/a/b"),
    ('os.path.join(HERE, "..", ".env")', Anchor.FILE, "../.env", "src/.env"),
    ('join(dirname(dirname(abspath(__file__))), ".env")', Anchor.FILE, ".env", "src/.env"),
    ('path.join(HERE, "x")', Anchor.FILE, "x", "src/app/x"),
    ('Path(__file__).parents[2] / ".env"', Anchor.FILE, ".env", ".env"),
    ('Path(__file__).parents[3] / ".env"', Anchor.FILE, ".env", None),
    ('Path(__file__).with_name("x.ini")', Anchor.FILE, "x.ini", "src/app/x.ini"),
    ('HERE + "/x.ini"', Anchor.FILE, "x.ini", "src/app/x.ini"),
    ('f"{HERE}/x.ini"', Anchor.FILE, "x.ini", "src/app/x.ini"),
    ('BASE_DIR / f".env.{mode}"', Anchor.FILE, ".env.{mode}", None),
    ('f".env.{mode}"', Anchor.CWD, ".env.{mode}", None),
    ('ROOT(".env")', Anchor.FILE, ".env", "src/.env"),
    ('Path(".") / ".env"', Anchor.CWD, "./.env", None),
    ('Path() / ".env"', Anchor.CWD, ".env", None),
    ('Path.cwd() / ".env"', Anchor.CWD, ".env", None),
    ('os.path.join(os.getcwd(), ".env")', Anchor.CWD, ".env", None),
    ("NAME", Anchor.CWD, ".env.local", None),
    ("(BASE_DIR / NAME)", Anchor.FILE, ".env.local", "src/.env.local"),
    ("TWICE", Anchor.UNKNOWN, None, None),
    ("LOOP", Anchor.UNKNOWN, None, None),
    ("find_dotenv()", Anchor.NONE, ".env", None),
    ("find_dotenv(usecwd=True)", Anchor.CWD, ".env", None),
    ('os.getenv("ENV_FILE", ".env")', Anchor.VARIABLE, None, None),
    ('os.environ["ENV_FILE"]', Anchor.VARIABLE, None, None),
    ('os.environ.get("ENV_FILE") or BASE_DIR / ".env"', Anchor.VARIABLE, None, None),
    ("sys.argv[1]", Anchor.VARIABLE, None, None),
    ('os.path.expanduser("~/.app")', Anchor.ABSOLUTE, "~/.app", None),
    ('Path("~/.app").expanduser()', Anchor.ABSOLUTE, "~/.app", None),
    ("compute()", Anchor.UNKNOWN, None, None),
    ('b".env"', Anchor.UNKNOWN, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("source", "anchor", "literal", "resolved"), CASES)
def test_path_expressions(source: str, anchor: Anchor, literal: str | None, resolved: str | None) -> None:
    tree = parse(text_file(f"{HEAD}\nVALUE = {source}\n", "src/app/main.py"))
    value = evaluate_path(tree, tree.names.constants["VALUE"][0])
    assert (value.anchor, value.literal, str(value.resolved) if value.resolved else None) == (anchor, literal, resolved)


def test_names_inside_functions() -> None:
    source = 'from pathlib import Path\ndef f():\n    p = Path(__file__).parent / "x"\n    open(p)\n'
    tree = parse(text_file(source, "a/m.py"))
    call = next(node for node in tree.nodes("call") if tree.call_name(node) == "open")
    assert str(evaluate_path(tree, tree.arguments(call)[0][0]).resolved) == "a/x"
