"""Literal paths in Python sources: which reach a file, from where they are written, and what stays out."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.model.facts.python import PathUse
from envwizard.probes.python_sources import probe_python_sources
from envwizard.probes.python_sources.path_uses import path_uses
from envwizard.syntax.python import parse
from tests.support import sources_of, text_file


def uses(source: str, path: str = "shop/app.py") -> tuple[PathUse, ...]:
    return path_uses(parse(text_file(source, path)))


def summary(source: str) -> list[tuple[str, str, str, str]]:
    return [(use.api, use.anchor.value, use.reached, use.mode) for use in uses(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('open("a.txt")', [("open", "cwd", "a.txt", "read")]),
        ('open("a.txt", "wb")', [("open", "cwd", "a.txt", "write")]),
        ('open(file="a.txt", mode="a")', [("open", "cwd", "a.txt", "write")]),
        ("open('/srv/x')", [("open", "absolute", "/srv/x", "read")]),
        ('import io\nio.open("x")', [("io.open", "cwd", "x", "read")]),
        ('from pathlib import Path\nPath("a") .read_text()', [("Path.read_text", "cwd", "a", "read")]),
        ('from pathlib import Path as P\n(P("a") / "b").open("w")', [("Path.open", "cwd", "a/b", "write")]),
        ('import sqlite3\nsqlite3.connect("a.db")', [("sqlite3.connect", "cwd", "a.db", "store")]),
        ('import pandas as pd\npd.read_csv("a.csv")', [("pandas.read_csv", "cwd", "a.csv", "read")]),
        ('import sys\nsys.path.insert(0, "/opt/x/y")', [("sys.path.insert", "absolute", "/opt/x/y", "read")]),
        ('import subprocess\nsubprocess.run(["a"], cwd="web")', [("subprocess.run", "cwd", "web", "read")]),
        ('import os\nopen(os.path.join("d", "x"))', [("open", "cwd", "d/x", "read")]),
        ('UPLOAD_FOLDER = "/home/anna/up"', [("UPLOAD_FOLDER", "absolute", "/home/anna/up", "store")]),
        ('app.config["UPLOAD_FOLDER"] = "/home/a/up"', [("UPLOAD_FOLDER", "absolute", "/home/a/up", "store")]),
        ('from pathlib import Path\nBASE_DIR = Path(".")', [("BASE_DIR", "cwd", ".", "store")]),
        ('UPLOADS = "/home/anna/shop/up"', [("UPLOADS", "absolute", "/home/anna/shop/up", "store")]),
        (
            'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}',
            [("DATABASES.NAME", "cwd", "db.sqlite3", "store")],
        ),
        ('D = {"ENGINE": "django.db.backends.postgresql", "NAME": "shop.db"}\nE = {"NAME": "x.sqlite3"}', []),
        ('D = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}', []),
        ('AFTER_LOGIN = "/home/dashboard"\nREDIRECT = "/home/staff/start/"', []),
        # What is no path of a file system, or not a literal.
        ('open(name)\nopen(f"{x}/a")', []),
        ('import sqlite3\nsqlite3.connect(":memory:")', []),
        ('open("https://example.com/x")', []),
        ('MEDIA_URL = "/media/"\nBASE_PATH = ""\nAPI_PATH = "/api"', []),
        ('redirect("/home/anna")\napp.get("/data")', []),
        ('from pathlib import Path\nopen(Path(__file__).parent / "a")', [("open", "file", "a", "read")]),
        ('import os\nos.environ["X_FILE"]\nopen(os.environ["X"])', []),
        ("session.open('a')\nqueryset.exists()", []),
    ],
)
def test_uses(source: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert summary(source) == expected


def test_a_constant_leads_to_where_it_is_written() -> None:
    found = uses('from pathlib import Path\nDATA = Path("data")\n\ndef load():\n    return open(DATA / "x.json")\n')
    assert [(use.location.line, use.expression.line, use.literal, use.reached) for use in found] == [
        (5, 2, "data", "data/x.json")
    ]
    assert not found[0].is_text and not found[0].import_time


def test_a_table_of_paths_is_followed() -> None:
    (use,) = uses('FILES = {"config": "conf/a.json", "log": "x"}\nopen(FILES["config"])\n')
    assert (use.expression.line, use.literal) == (1, "conf/a.json")


def test_one_of_several_values_is_each_of_them() -> None:
    found = uses(
        'import sys\nif sys.platform == "darwin":\n    P = "/Users/a/"\nelse:\n    P = "/home/a/"\nopen(P + "k")\n'
    )
    assert sorted((use.expression.line, use.literal) for use in found) == [(3, "/Users/a/"), (5, "/home/a/")]
    assert all(use.probed for use in found)


@pytest.mark.parametrize(
    "source",
    [
        'import os\nopen(os.getenv("C", "config/x.yaml"))',
        'import os\nopen(os.environ.get("C") or "config/x.yaml")',
        'class Settings(BaseSettings):\n    data_file: str = "config/x.yaml"\n',
    ],
)
def test_overridable(source: str) -> None:
    assert [(use.overridable, use.reached) for use in uses(source)] == [(True, "config/x.yaml")]


@pytest.mark.parametrize(
    ("source", "config"),
    [
        ('import yaml\nyaml.safe_load(open("a.yml"))', True),
        ('import yaml\nwith open("a.yml") as f:\n    x = yaml.safe_load(f)', True),
        ('import yaml\nf = open("a.yml")\nx = yaml.safe_load(f.read())', True),
        ('import json\njson.load(open("config.json"))', True),
        ('import json\njson.load(open("courses.json"))', False),
        ('import configparser\nc = configparser.ConfigParser()\nc.read("a.ini")', True),
        ('import tomllib\nfrom pathlib import Path\ntomllib.loads(Path("pyproject.toml").read_text())', False),
        ('import tomllib\nfrom pathlib import Path\ntomllib.loads(Path("app.toml").read_text())', True),
        ('open("a.yml").read()', False),
    ],
)
def test_configuration(source: str, config: bool) -> None:
    assert [use.config for use in uses(source)] == [config]


def test_asked_for_first() -> None:
    found = uses('import os\nif os.path.exists("m.bin"):\n    open("m.bin")\nopen("n.bin")\n')
    assert [use.probed for use in found] == [True, False]


@pytest.mark.parametrize(
    "source",
    ["open(" * 3000, "A = " + "(" * 2000 + '"x"' + ")" * 2000, "\x0c\x0copen('a" * 50,
     "P_DIR = P_DIR / P_DIR\nopen(P_DIR)",
     "A_DIR = B_DIR\nB_DIR = A_DIR\nopen(A_DIR + B_DIR)", "open(" + "+".join(['"a"'] * 5000) + ")"],
    ids=["unclosed", "nested", "odd", "own", "cycle", "long"],
)  # fmt: skip
def test_hostile_sources_do_no_harm(source: str) -> None:
    uses(source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('import os\nNOTES_FILE = "n.yaml"\nnotes = os.path.join(folder(), NOTES_FILE)', []),
        ('from pathlib import Path\nNOTES_FILE = "n.yaml"\nnotes = Path(base, NOTES_FILE)', []),
        ('NOTES_FILE = "n.yaml"\nnotes = base / NOTES_FILE\nprint(f"{NOTES_FILE} is missing")', []),
        ('NOTES_FILE = "n.yaml"\nnotes = base.joinpath(NOTES_FILE)', []),
        ('NOTES_FILE = "n.yaml"', ["NOTES_FILE"]),
        ('NOTES_FILE = "n.yaml"\nnotes = base / NOTES_FILE\nread(NOTES_FILE)', ["NOTES_FILE"]),
        ('import os\nNOTES_DIR = "n"\nnotes = os.path.join(NOTES_DIR, "a")', ["NOTES_DIR"]),
        ('def key(name):\n    upload_dir = "images"\n    return f"{upload_dir}/{name}"', []),
        ('UPLOAD_DIR = "images"\ndef key(name):\n    return f"{UPLOAD_DIR}/{name}"', ["UPLOAD_DIR"]),
        ('def put(name):\n    upload_dir = "images"\n    open(f"{upload_dir}/{name}", "w")', ["open"]),
    ],
)
def test_pieces_of_paths_are_no_paths(source: str, expected: list[str]) -> None:
    assert [use.api for use in uses(source)] == expected


def test_a_constant_of_another_module_is_told_where_it_is_written(tmp_path: Path) -> None:
    sources = sources_of(
        {
            "shop/settings.py": 'RATES = "data/rates.csv"\n\n\nclass Store:\n    FILE = "/srv/shop/orders.db"\n',
            "shop/prices.py": (
                "import os\n\nfrom shop import settings as conf\nfrom .settings import Store\n\n\n"
                "def rates(path=conf.RATES):\n    return open(path)\n\n\n"
                "def orders():\n    if os.path.exists(Store.FILE):\n        return open(Store.FILE)\n"
            ),
        },
        tmp_path,
    )
    modules = probe_python_sources(sources)
    uses = {use.literal: use for module in modules for use in module.path_uses if use.api == "open"}
    assert (str(uses["data/rates.csv"].expression), uses["data/rates.csv"].overridable) == ("shop/settings.py:1", True)
    orders = uses["/srv/shop/orders.db"]
    assert (str(orders.expression), str(orders.location), orders.probed) == (
        "shop/settings.py:5",
        "shop/prices.py:13",
        True,
    )
