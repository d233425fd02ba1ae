"""The facts of Python sources, and which sources are looked at."""

# ruff: noqa: E501 - sources in one line show their order at a glance
from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.model.facts.python import Anchor, PythonModule
from envwizard.model.paths import ProjectPath
from envwizard.probes.python_sources import probe_python_sources
from tests.support import sources_of


def module_of(source: str, root: Path, path: str = "app.py", **others: str) -> PythonModule:
    sources = sources_of(
        {path: source, **{name.replace("__", "/") + ".py": text for name, text in others.items()}}, root
    )
    found = [module for module in probe_python_sources(sources, every=True) if module.path.value == path]
    assert found and not sources.failures
    return found[0]


READS = {
    "import os\nA = os.environ['K']": [("K", (), "os")],
    "import os\nA = os.environ.get('K', 'd')": [("K", ("'d'",), "os")],
    "from os import getenv as g\nA = g('K')": [("K", (), "os")],
    "from os import environ\nA = environ['K']": [("K", (), "os")],
    "import os\nNAME = 'K'\nA = os.getenv(NAME)": [("K", (), "os")],
    "import os\nA = os.getenv(f'{x}_K')": [("", (), "os")],
    "import os\nos.environ['K'] = '1'\ndel os.environ['J']": [],
    "import environ\nenv = environ.Env(DEBUG=(bool, False))\nA = env('DEBUG')\nB = env.db()": [
        ("DEBUG", ("False",), "django-environ"),
        ("DATABASE_URL", (), "django-environ"),
    ],
    "from environs import Env\nenv = Env()\nA = env.int('N', 3)\nwith env.prefixed('P_'):\n    B = env('K')": [
        ("N", ("3",), "environs"),
        ("", (), "environs"),
    ],
    "from decouple import config\nA = config('K', default='x', cast=str)": [("K", ("'x'",), "decouple")],
    "from starlette.config import Config\nconfig = Config('.env')\nA = config('K')": [("K", (), "starlette")],
    "import dj_database_url\nA = dj_database_url.config(default='x')": [("DATABASE_URL", ("'x'",), "os")],
}


@pytest.mark.parametrize("source", READS)
def test_reads(source: str, tmp_path: Path) -> None:
    module = module_of(source, tmp_path)
    assert [(e.name, e.names, e.reader) for e in module.events if e.kind.value == "read"] == READS[source]


def test_readers_of_other_modules(tmp_path: Path) -> None:
    source = "from .base import *\nfrom settings import base\nA = env('K')\nB = base.env.str('J')\n"
    module = module_of(source, tmp_path, "settings/local.py", settings__base="import environ\nenv = environ.Env()\n")
    assert [e.name for e in module.events if e.kind.value == "read"] == ["K", "J"]


LOADS = {
    "from dotenv import load_dotenv\nload_dotenv()": ("dotenv.load_dotenv", Anchor.NONE, None),
    "from dotenv import load_dotenv\nload_dotenv(None, override=True)": ("dotenv.load_dotenv", Anchor.NONE, None),
    "from dotenv import load_dotenv\nload_dotenv(stream=s)": ("dotenv.load_dotenv", Anchor.UNKNOWN, None),
    "import dotenv\ndotenv.load_dotenv(dotenv_path='.env')": ("dotenv.load_dotenv", Anchor.CWD, ".env"),
    "from dotenv import *\nload_dotenv('a/.env')": ("dotenv.load_dotenv", Anchor.CWD, "a/.env"),
    "import os\nfrom dotenv import dotenv_values\nos.environ.update(dotenv_values('.env'))": (
        "os.environ.update", Anchor.CWD, ".env",
    ),
    "from environs import Env\nenv = Env()\nenv.read_env()": ("environs.read_env", Anchor.NONE, None),
    "import environ\nenviron.Env.read_env('.env')": ("environ.read_env", Anchor.CWD, ".env"),
    "from decouple import Config, RepositoryEnv\nc = Config(RepositoryEnv('.env'))": (
        "decouple.RepositoryEnv", Anchor.CWD, ".env",
    ),
    "from starlette.config import Config\nc = Config('.env')": ("starlette.Config", Anchor.CWD, ".env"),
    "from flask.cli import load_dotenv\nload_dotenv()": ("flask.cli.load_dotenv", Anchor.CWD, ".env"),
    "from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    class Config:\n        env_file = '.env'": (
        "pydantic_settings.env_file", Anchor.CWD, ".env",
    ),
    "from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    model_config = {'env_file': '.env'}": (
        "pydantic_settings.env_file", Anchor.CWD, ".env",
    ),
}  # fmt: skip


@pytest.mark.parametrize("source", LOADS)
def test_loads(source: str, tmp_path: Path) -> None:
    (load,) = module_of(source, tmp_path).loads
    assert (load.loader, load.anchor, load.path) == LOADS[source]


def test_path_through_a_constant_of_another_module(tmp_path: Path) -> None:
    source = "from dotenv import load_dotenv\nfrom conf.paths import BASE\nload_dotenv(BASE / '.env')"
    paths = "from pathlib import Path\nBASE = Path(__file__).resolve().parent.parent\n"
    (load,) = module_of(source, tmp_path, "conf/app.py", conf__paths=paths).loads
    assert (load.anchor, load.resolved) == (Anchor.FILE, ProjectPath(".env"))


def test_settings_class(tmp_path: Path) -> None:
    source = (
        "from pydantic import Field\nfrom pydantic_settings import BaseSettings, SettingsConfigDict\n"
        "class Base(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix='app_')\n    key: str\n    n: int = 1\n"
        "class Settings(Base):\n    token: str = Field(..., alias='TOKEN_X')\n    url: str = Field('u')\nsettings = Settings()\n"
    )
    module = module_of(source, tmp_path)
    functions = {function.name: [(e.name, e.names) for e in function.events] for function in module.functions}
    assert functions["Base"] == [("APP_KEY", ()), ("APP_N", ("1",))]
    assert functions["Settings"] == [("APP_KEY", ()), ("APP_N", ("1",)), ("TOKEN_X", ()), ("URL", ("'u'",))]
    assert [e.names for e in module.events if e.kind.value == "call"] == [("Settings",)]


def test_applications(tmp_path: Path) -> None:
    source = (
        "from flask import Flask\nimport celery\nfrom django.core.wsgi import get_wsgi_application as get\n"
        "web = Flask(__name__)\nqueue = celery.Celery('x')\napplication = get()\n"
        "def create_app():\n    app = Flask(__name__)\n    return app\napp = create_app()\n"
    )
    assert set(module_of(source, tmp_path).applications) == {
        ("web", "flask"), ("queue", "celery"), ("application", "django-wsgi"), ("app", "flask"), ("create_app()", "flask"),
    }  # fmt: skip


def test_events_stand_in_the_order_in_which_they_happen(tmp_path: Path) -> None:
    source = (
        "import os\ndef make(x): ...\n@deco(os.getenv('A'))\nclass K:\n    b = os.getenv('B')\n"
        "    def m(self, c=os.getenv('C')):\n        return os.getenv('D')\nmake(os.getenv('E'))\n"
    )
    module = module_of(source, tmp_path)
    assert [e.name for e in module.events] == ["os", "A", "B", "C", "E", "make"]
    assert [(f.name, [e.name for e in f.events]) for f in module.functions] == [("K.m", ["D"])]


def test_pieces_that_are_not_understood_are_reported(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.py": "import os\nX = os.getenv('X')\n%load_ext dotenv os.getenv(\nY = os.getenv('Y')\n",
        "{{cookiecutter.slug}}/b.py": "import os\n{% if x %}os.environ[\n{% endif %}\nX = os.getenv('X')\n",
        "c.py": b"import os\nX = os.getenv('\xe9')\n",
        "d.py": "print 'environ'\n",
    }
    sources = sources_of(files, tmp_path)
    modules = probe_python_sources(sources, every=True)
    assert {module.path.value for module in modules} >= {"a.py", "{{cookiecutter.slug}}/b.py", "d.py"}
    told = [(str(failure.path), failure.message.render()) for failure in sources.failures]
    assert (
        told
        == [
            ("a.py", "line 3: syntax that envwizard does not know; the rest of the file was read"),
            ("c.py", "is no text in UTF-8"),
        ]
        or told[::-1] == told
    )


def test_vendored_sources_are_left_out(tmp_path: Path) -> None:
    sources = sources_of({"_vendor/x.py": "import os\nos.environ['A']\n"}, tmp_path)
    assert probe_python_sources(sources) == ()
