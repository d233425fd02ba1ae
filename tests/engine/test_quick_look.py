"""Sources are chosen by a look at their bytes before they are parsed: that must cost no finding."""

# ruff: noqa: E501 - sources in one line show at a glance what they are about
from __future__ import annotations

import os
import sysconfig
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from envwizard.engine import probing
from envwizard.engine.session import Session
from envwizard.model.paths import ProjectPath
from envwizard.probes.python_sources import probe_python_sources
from envwizard.syntax.python_modules import is_aside
from tests.rule_case import Case, all_cases
from tests.support import write_tree


def findings(root: Path, every: bool, state: Path, monkeypatch: pytest.MonkeyPatch) -> set[tuple[object, ...]]:
    """Scan with the choice of sources, or parse every one of them; servers and loads are told as well."""
    probes = tuple(
        (field, pitfall, message, partial(probe_python_sources, every=every) if field == "python_modules" else probe)
        for field, pitfall, message, probe in probing._PROBES
    )
    with monkeypatch.context() as patch:
        patch.setattr(probing, "_PROBES", probes)
        session = Session.open(str(root), state=state)
        report = session.scan()
    assert not report.crashed
    modules = session.facts.python_modules
    told = {(module.path, *module.server_starts, *module.loads) for module in modules}
    return {one for one in told if len(one) > 1} | {
        (
            one.rule,
            one.severity,
            one.location,
            one.message.render(),
            one.why.render(),
            one.evidence,
            one.fix,
            one.environments,
        )
        for one in report.findings
    }


def _cases() -> list[Any]:
    """One sample of each rule; the others where slow tests run."""
    seen: set[str] = set()
    found = []
    for case in all_cases():
        first = case.fires and case.code not in seen
        seen |= {case.code} if first else set()
        found.append(pytest.param(case, id=str(case), marks=() if first else pytest.mark.slow))
    return found


@pytest.mark.parametrize("case", _cases())
def test_no_finding_of_a_rule_is_lost(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = case.copy(tmp_path)
    state = tmp_path / "state"
    assert findings(project, False, state, monkeypatch) == findings(project, True, state, monkeypatch)


# Each a way for a path to reach a file that the look at the bytes has to follow.
FOLLOWED = {
    "plain": "open('data/x.csv')\n",
    "joined": "import os\nBASE = os.path.join('data', 'y')\nwith open(os.path.join(BASE, 'x.csv')) as file: ...\n",
    "in brackets": "NAME = (\n    'data/x.csv'\n)\n\n\ndef read():\n    return open(\n        NAME\n    )\n",
    "spliced": "DATA_DIR = 'data'\nmodel = load(f'{DATA_DIR}/x.bin')\n",
    "chosen": "path = 'data/a' if x else 'data/b'\nopen(path)\n",
    "table": "FILES = {'a': 'data/x.csv'}\nopen(FILES['a'])\n",
    "alias": "from pathlib import Path as P\nP('data/x.csv').read_text()\n",
    "path object": "from pathlib import Path\nDATA = Path('data')\nrows = (DATA / 'x.csv').read_text()\n",
    "keyword": "import pandas as pd\npd.read_csv(filepath_or_buffer='data/x.csv')\n",
    "second argument": "import joblib\njoblib.dump(model, 'data/x.bin')\n",
    "handler": "import logging.handlers\nlogging.handlers.RotatingFileHandler('/home/anna/x.log')\n",
    "home": "WHATEVER = '/home/anna/shop/data'\n",
    "home through a name": "ROOT = '/home/anna/shop'\nUPLOAD_DIR = ROOT + '/uploads'\n",
    "drive": "DATA_DIR = 'C:\\\\data\\\\shop'\n",
    "share": "DATA_DIR = r'\\\\server\\share\\x'\n",
    "placed": "UPLOAD_FOLDER = '/srv/shop/uploads'\n",
    "absolute file": "PRICE_FILE = '/prices/now.csv'\n",
    "setting": "app.config['UPLOAD_FOLDER'] = '/srv/shop/uploads'\n",
    "root": "import os\nBASE_DIR = os.getcwd()\n",
    "bare root": "BASE_DIR = '.'\n",
    "import path": "import sys\nsys.path.append('lib')\n",
    "child": "import subprocess\nsubprocess.run(['make'], cwd='data')\n",
    "database": "import sqlite3\nsqlite3.connect('shop.db')\n",
    "django": "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'db.sqlite3'}}\n",
    "configuration": "import yaml\nfrom pathlib import Path\nC = yaml.safe_load((Path(__file__).parent / 'c.yml').read_text())\n",
    "by hand": "if __name__ == '__main__':\n    MORE_FILE = 'data/x.csv'\n",
    "server": "import uvicorn\nuvicorn.run('app:app', host='127.0.0.1', reload=True)\n",
    "imported application": "from shop import app\napp.run(host='0.0.0.0', debug=True)\n",
    "made application": "from shop import create_app\ncreate_app('x').run(debug=True)\n",
    "own env file": "from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    class Config:\n        env_file = '.env'\n",
    "late load": "import os\nKEY = os.environ['KEY']\nfrom dotenv import load_dotenv\nload_dotenv()\n",
    "django-environ": "import environ\nenv = environ.Env()\nKEY = env('KEY')\nenv.read_env('.env')\n",
}  # fmt: skip


@pytest.mark.parametrize("source", FOLLOWED.values(), ids=FOLLOWED)
def test_every_way_to_a_file_is_followed(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(tmp_path / "project", {"shop.py": source, "data/x.csv": "", "data/x.bin": ""})
    state = tmp_path / "state"
    quick, every = (findings(tmp_path / "project", one, state, monkeypatch) for one in (False, True))
    assert every, "the example must be one that a rule speaks of"
    assert quick == every


@pytest.mark.slow
@pytest.mark.parametrize("library", ["purelib", "stdlib"])
def test_no_finding_in_a_library_is_lost(library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sources of the standard library and of what is installed here, as if they were a project's own."""
    folder = Path(sysconfig.get_path(library))
    count = 0
    for path in sorted(folder.rglob("*.py")):
        relative = os.fspath(path.relative_to(folder))
        # Of tests no more than loads is looked at, on purpose.
        aside = relative.startswith(("site-packages", "test/")) or is_aside(ProjectPath(relative))
        if aside or path.stat().st_size > 60_000:
            continue
        target = tmp_path / "project" / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
        count += 1
        if count == 1500:
            break
    state = tmp_path / "state"
    quick, every = (findings(tmp_path / "project", one, state, monkeypatch) for one in (False, True))
    assert every
    assert quick == every
