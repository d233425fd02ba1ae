"""The order of reads and loads, on small projects that were made for one pattern each."""

# ruff: noqa: E501 - a source in one line shows its order at a glance
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from envwizard.analysis.env_loading.load_order import late_loads
from envwizard.model.facts import Facts
from envwizard.probes.python_sources import probe_python_sources
from tests.support import sources_of

LOAD = "from dotenv import load_dotenv\nload_dotenv()\n"


def late(files: dict[str, str], root: Path) -> list[str]:
    sources = sources_of(files, root)
    modules = probe_python_sources(sources)
    assert sources.failures == []
    facts = replace(Facts(), inventory=sources.inventory, python_modules=modules)
    return [f"{one.entry} {one.read} {one.key} {one.default} -> {one.load}" for one in late_loads(facts)]


LATE = {
    "constant above the load": (
        {"main.py": f"import os\nKEY = os.environ['KEY']\n{LOAD}"},
        ["main.py main.py:2 KEY None -> main.py:4"],
    ),
    "import above the load": (
        {
            "main.py": f"from app.config import KEY\n{LOAD}",
            "app/__init__.py": "",
            "app/config.py": "import os\nKEY = os.getenv('KEY', 'dev')\n",
        },
        ["main.py app/config.py:2 KEY 'dev' -> main.py:3"],
    ),
    "through a module without any word of its own": (
        {
            "main.py": f"import api\n{LOAD}",
            "api/__init__.py": "from .routes import router\n",
            "api/routes.py": "from client import trello\nrouter = 1\n",
            "client.py": "import os\ntrello = Client(os.getenv('KEY'))\n",
        },
        ["main.py client.py:2 KEY None -> main.py:3"],
    ),
    "class body, and the load in a function that runs last": (
        {
            "app.py": f"from auth import Auth\ndef main():\n    {LOAD.splitlines()[0]}\n    load_dotenv()\nmain()\n",
            "auth.py": "import os\nclass Auth:\n    SECRET = os.getenv('SECRET')\n",
        },
        ["app.py auth.py:3 SECRET None -> app.py:4"],
    ),
    "default argument and decorator": (
        {"main.py": f"import os\ndef f(a=os.getenv('A')): pass\n@d(os.getenv('B'))\ndef g(): pass\n{LOAD}"},
        ["main.py main.py:2 A None -> main.py:6", "main.py main.py:3 B None -> main.py:6"],
    ),
    "factory called above the load": (
        {
            "run.py": f"from app import create_app\napp = create_app()\n{LOAD}",
            "app/__init__.py": "from .factory import create_app\n",
            "app/factory.py": "import os\ndef create_app():\n    return connect(os.environ['DB'])\n",
        },
        ["run.py app/factory.py:3 DB None -> run.py:4"],
    ),
    "load under the main guard": (
        {"main.py": "import os\nfrom dotenv import load_dotenv\nX = os.getenv('X')\nif __name__ == '__main__':\n    load_dotenv()\n"},
        ["main.py main.py:3 X None -> main.py:5"],
    ),
    "settings class without an env file": (
        {
            "main.py": f"from settings import settings\n{LOAD}",
            "settings.py": "from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    key: str\nsettings = S()\n",
        },
        ["main.py settings.py:3 KEY None -> main.py:3"],
    ),
    "second file after what it should give": (
        {
            "settings/__init__.py": "",
            "settings/base.py": "import environ, os\nfrom pathlib import Path\nBASE = Path(__file__).resolve().parent\n"
            "env = environ.Env()\nenv.read_env(BASE / '.env')\nKEY = env('KEY')\n",
            "settings/production.py": "from .base import *\nenv.read_env(BASE / '.env.production')\n",
        },
        ["settings/production.py settings/base.py:6 KEY None -> settings/production.py:2"],
    ),
    "Django imports its settings in the middle of main()": (
        {
            "manage.py": "import os\ndef main():\n    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site_.settings')\n"
            "    from django.core.management import execute_from_command_line\n    execute_from_command_line([])\n"
            "    from dotenv import load_dotenv\n    load_dotenv()\nif __name__ == '__main__':\n    main()\n",
            "site_/settings.py": "import os\nKEY = os.environ['KEY']\n",
        },
        ["manage.py site_/settings.py:2 KEY None -> manage.py:7"],
    ),
    "config object named by a string": (
        {
            "app.py": f"from flask import Flask\napp = Flask(__name__)\napp.config.from_object('config.Production')\n{LOAD}",
            "config.py": "import os\nclass Production:\n    KEY = os.getenv('KEY')\n",
        },
        ["app.py config.py:3 KEY None -> app.py:5"],
    ),
}  # fmt: skip

FINE = {
    "load first": {"main.py": f"{LOAD}import os\nKEY = os.environ['KEY']\n"},
    "selector around the load": {
        "main.py": "import os\nif not os.getenv('PROD'):\n    from dotenv import load_dotenv\n    load_dotenv()\nKEY = 1\n"
    },
    "selector through a constant": {
        "main.py": "import os\nfrom dotenv import load_dotenv\nENV = os.getenv('APP_ENV', 'dev')\nload_dotenv(f'.env.{ENV}')\n"
    },
    "selector in another module": {
        "main.py": "from flags import PROD\nfrom dotenv import load_dotenv\nif not PROD:\n    load_dotenv()\n",
        "flags.py": "import os\nPROD = os.getenv('PROD')\n",
    },
    "selector that leaves early": {
        "main.py": "import os\nfrom dotenv import load_dotenv\ndef load():\n    if os.getenv('PROD'):\n        return\n    load_dotenv()\nload()\n"
    },
    "reads in functions": {
        "main.py": f"import util\n{LOAD}util.key()\n",
        "util.py": "import os\ndef key():\n    return os.getenv('KEY')\nget = lambda: os.getenv('B')\n",
    },
    "the imported module loads itself": {
        "main.py": f"from core import KEY\n{LOAD}",
        "core.py": f"import os\n{LOAD}KEY = os.getenv('KEY')\n",
    },
    "type checking": {
        "main.py": f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import config\n{LOAD}",
        "config.py": "import os\nKEY = os.getenv('KEY')\n",
    },
    "main guard of an imported module": {
        "main.py": f"import tool\n{LOAD}",
        "tool.py": "import os\nif __name__ == '__main__':\n    print(os.getenv('KEY'))\n",
    },
    "Django's settings are lazy": {
        "proj/celery.py": "import os\nfrom celery import Celery\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'proj.settings')\n"
        f"app = Celery('proj')\napp.config_from_object('django.conf:settings')\n{LOAD}",
        "proj/settings.py": "import os\nKEY = os.environ['KEY']\n",
    },
    "wsgi imported but not called before the load": {
        "proj/wsgi.py": "import os\nfrom django.core.wsgi import get_wsgi_application\n"
        f"os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'proj.settings')\n{LOAD}application = get_wsgi_application()\n",
        "proj/settings.py": "import os\nKEY = os.environ['KEY']\n",
    },
    "the package's own module loads first": {
        "app/__init__.py": LOAD,
        "app/main.py": f"from app.config import KEY\nfrom fastapi import FastAPI\napp = FastAPI()\n{LOAD}",
        "app/config.py": "import os\nKEY = os.getenv('KEY')\n",
    },
    "settings class with its own file": {
        "main.py": f"from settings import settings\n{LOAD}",
        "settings.py": "from pydantic_settings import BaseSettings, SettingsConfigDict\nclass S(BaseSettings):\n    key: str\n"
        "    model_config = SettingsConfigDict(env_file='.env')\nsettings = S()\n",
    },
    "third-party imports": {"main.py": f"import requests, environ_helper\n{LOAD}"},
    "what the system gives": {"main.py": f"import os\nHOME = os.environ['HOME']\n{LOAD}"},
    "setting is no reading": {"main.py": f"import os\nos.environ['TZ'] = 'UTC'\nos.environ.setdefault('A', 'b')\n{LOAD}"},
    "every module loads the same file": {
        "main.py": f"from database import DB\n{LOAD}",
        "database.py": f"import os\n{LOAD}DB = os.getenv('DB')\n",
    },
    "a server started by name after the load": {
        "run.py": f"import uvicorn\n{LOAD}uvicorn.run('app.main:app')\n",
        "app/main.py": "import os\nKEY = os.environ['KEY']\n",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", LATE)
def test_late(name: str, tmp_path: Path) -> None:
    files, expected = LATE[name]
    assert late(files, tmp_path) == expected


@pytest.mark.parametrize("name", FINE)
def test_fine(name: str, tmp_path: Path) -> None:
    assert late(FINE[name], tmp_path) == []
