"""The plan of a migration, from every kind of file that it starts from."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from envwizard.engine.session import Session
from envwizard.model.decisions import Answer
from envwizard.model.errors import UsageError
from envwizard.model.migration import Declared, MigrationPlan
from envwizard.model.secret import Secret
from envwizard.workflows.migration.plan import Choices, plan_migration
from tests.support import write_tree

NEEDS = {
    "django": ("asgiref (>=3)", "sqlparse>=0.3", 'tzdata; sys_platform == "win32"', 'bcrypt; extra == "bcrypt"'),
    "celery": ("kombu", "billiard", "vine", 'redis; extra == "redis"'),
    "kombu": ("amqp", "vine"),
    "amqp": ("vine",),
    "requests": ("urllib3", "idna", "certifi", "charset-normalizer"),
    "gunicorn": ("packaging",),
    "ring-a": ("ring-b",),
    "ring-b": ("ring-a",),
}
FREEZE = (
    "amqp==5.2.0\nasgiref==3.7.2\nbcrypt==4.1.2\nbilliard==4.2.0\ncelery==5.3.6\ncertifi==2024.2.2\n"
    "charset-normalizer==3.3.2\nDjango==4.2.11\ngunicorn==21.2.0\nidna==3.6\nkombu==5.3.5\npackaging==24.0\n"
    "psycopg2-binary==2.9.9\nredis==5.0.3\nrequests==2.31.0\nring-a==1.0\nring-b==1.0\nsqlparse==0.4.4\n"
    "urllib3==2.2.1\nvine==5.1.0\n"
)
APP = {
    "manage.py": "import django\n",
    "shop/__init__.py": "",
    "shop/api.py": "import os\n\nfrom requests import get\n",
    "shop/celery.py": "from celery import Celery\n",
    "shop/settings.py": "INSTALLED_APPS = ['kombu.transport']\nURL = 'postgresql+psycopg2://db/shop'\n",
    "tests/test_api.py": "import urllib3\n",
    "Procfile": "web: gunicorn shop.wsgi\n",
}


def index(pins: Mapping[str, str], python: str | None) -> Mapping[str, tuple[str, ...]]:
    return {name: NEEDS.get(name, ()) for name in pins}


def plan(
    tmp_path: Path,
    files: Mapping[str, str | bytes],
    choices: Choices | None = None,
    answers: Mapping[str, str] | None = None,
) -> MigrationPlan:
    given = tuple(Answer(key, Secret(value), "test") for key, value in (answers or {}).items())
    session = Session.open(str(write_tree(tmp_path, files)), state=tmp_path / ".state", answers=given)
    session.scan()
    return plan_migration(session, choices or Choices(), index)


def direct(found: MigrationPlan) -> set[str]:
    return {one.name for one in found.split if one.direct}


def texts(found: MigrationPlan) -> dict[str, str | None]:
    assert found.layout is not None
    return {one.source.value: one.text for one in found.layout.layers}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_a_freeze_is_split_with_reasons(tmp_path: Path, encoding: str) -> None:
    found = plan(tmp_path, {**APP, "requirements.txt": FREEZE.encode(encoding)})
    reasons = {one.name: str(one.reason) for one in found.split}
    assert direct(found) == {
        "django", "celery", "requests", "gunicorn", "bcrypt", "psycopg2-binary", "redis", "ring-a",
    }  # fmt: skip
    assert reasons["requests"] == "you import it in shop/api.py:3"
    assert reasons["celery"] == "you import it in shop/celery.py:1"
    assert reasons["gunicorn"] == "Procfile:1 starts it"
    assert reasons["asgiref"] == "only django asks for it"
    assert reasons["urllib3"] == "only requests asks for it"
    assert reasons["redis"] == "nothing else here needs it"
    assert reasons["psycopg2-binary"] == "driver named in a settings string at shop/settings.py:2: your call"
    assert reasons["kombu"] == "named in a settings string at shop/settings.py:1: your call"
    assert not next(one for one in found.split if one.name == "kombu").sure
    assert reasons["ring-a"] == "it and ring-b need each other, and nothing else needs them"
    assert found.unreached == ()
    text = texts(found)["requirements.in"]
    assert text is not None
    assert text.splitlines()[1:] == [
        "bcrypt  # nothing else here needs it",
        "celery",
        "django",
        "gunicorn  # Procfile:1 starts it",
        "psycopg2-binary  # driver named in a settings string at shop/settings.py:2: your call",
        "redis  # nothing else here needs it",
        "requests",
        "ring-a  # it and ring-b need each other, and nothing else needs them",
    ]
    assert found.layout is not None
    assert found.layout.pins["base"]["django"] == "4.2.11"
    assert len(found.layout.pins["base"]) == 20
    assert len(found.commands) == 1 and found.commands[0].endswith("--output-file requirements.txt requirements.in")


def test_the_user_has_the_last_word(tmp_path: Path) -> None:
    files = {**APP, "requirements.txt": FREEZE}
    found = plan(tmp_path, files, Choices(direct=("Kombu",), not_direct=("ring-a", "ring-b")))
    assert "kombu" in direct(found)
    assert found.unreached == ("ring-a", "ring-b")
    with pytest.raises(UsageError, match="--direct nonsense"):
        plan(tmp_path, files, Choices(direct=("nonsense",)))


def test_a_conda_dump_goes_by_names(tmp_path: Path) -> None:
    dump = FREEZE.replace("certifi==2024.2.2", "certifi @ file:///croot/certifi_1700/work/certifi")
    found = plan(tmp_path, {**APP, "requirements.txt": dump})
    assert "certifi" in {one.name for one in found.split}
    assert any("certifi was installed from a file of another machine" in str(note) for note in found.notes)
    assert "file:///" not in (texts(found)["requirements.in"] or "")


def test_layers_of_a_family_stay(tmp_path: Path) -> None:
    files = {
        **APP,
        "requirements/base.txt": FREEZE,
        "requirements/dev.txt": "-r base.txt\npytest\nipdb>=0.13\n",
        "requirements/production.txt": "-r base.txt\nsentry-sdk==1.40.0\n",
    }
    found = plan(tmp_path, files)
    assert found.layout is not None
    assert [one.name for one in found.layout.layers] == ["base", "production", "development"]
    made = texts(found)
    assert made["requirements/production.in"] is not None
    assert made["requirements/production.in"].splitlines()[1:] == ["-c base.txt", "-r base.in", "sentry-sdk"]
    dev = made["requirements/dev.in"]
    assert dev is not None and dev.splitlines()[1:] == ["-c base.txt", "-r base.in", "ipdb>=0.13", "pytest"]
    assert found.layout.pins["production"] == {"sentry-sdk": "1.40.0"}


def test_a_single_list_in_layers(tmp_path: Path) -> None:
    files = {**APP, "requirements.txt": FREEZE + "pytest==8.0.0\nblack==24.1.0\n"}
    found = plan(tmp_path, files, Choices(layout="layers"))
    made = texts(found)
    assert list(made) == ["requirements/base.in", "requirements/test.in", "requirements/development.in"]
    assert "pytest" in (made["requirements/test.in"] or "") and "-c base.txt" in (made["requirements/test.in"] or "")
    assert "pytest" not in (made["requirements/base.in"] or "")
    flat = texts(plan(tmp_path, files, Choices(layout="flat")))
    assert list(flat) == ["requirements.in"]


def test_options_without_credentials(tmp_path: Path) -> None:
    head = "--index-url https://user:s3cret@pypi.shop.example/simple\n--extra-index-url https://pypi.org/simple\n"
    found = plan(tmp_path, {**APP, "requirements.txt": head + FREEZE})
    assert found.layout is not None
    assert found.layout.options == ("--extra-index-url https://pypi.org/simple",)
    assert "s3cret" not in str(found)
    assert any("holds a password" in str(note) for note in found.notes)


def test_the_project_itself_stays_out(tmp_path: Path) -> None:
    found = plan(
        tmp_path,
        {
            **APP,
            "requirements.txt": "-e .\n" + FREEZE,
            "setup.py": "from setuptools import setup\nsetup(name='shop')\n",
        },
    )
    assert found.layout is not None
    assert any("stays out of the lock" in str(one) for one in found.layout.kept)
    assert all("-e" not in (text or "") for text in texts(found).values())


SOURCES: dict[str, tuple[Declared, dict[str, str], dict[str, list[str] | None]]] = {
    "pyproject": (
        Declared.PYPROJECT,
        {
            "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\ndependencies = ["flask>=3"]\n'
            '[project.optional-dependencies]\ndev = ["ipdb"]\nfancy = ["rich"]\n'
            '[dependency-groups]\ntest = ["pytest>=8", {include-group = "lint"}]\nlint = ["ruff"]\n'
        },
        {"pyproject.toml": None, "requirements/lint.in": ["-c base.txt", "ruff"],
         "requirements/test.in": ["-c base.txt", "pytest>=8", "ruff"]},
    ),
    "poetry": (
        Declared.POETRY,
        {
            "pyproject.toml": '[tool.poetry]\nname = "shop"\n[tool.poetry.dependencies]\npython = "^3.11"\n'
            'django = "^4.2.1"\ncelery = {version = "~5.3", extras = ["redis"]}\npillow = "^0.2.3"\n'
            '[tool.poetry.group.dev.dependencies]\npytest = "*"\n',
            "poetry.lock": '[[package]]\nname = "django"\nversion = "4.2.11"\n\n[package.dependencies]\n'
            'asgiref = ">=3"\n\n[[package]]\nname = "asgiref"\nversion = "3.7.2"\n\n[metadata]\n'
            'python-versions = "^3.11"\n',
        },
        {
            "requirements/base.in": ["celery[redis]>=5.3,<5.4", "django>=4.2.1,<5", "pillow>=0.2.3,<0.3"],
            "requirements/development.in": ["-c base.txt", "pytest"],
        },
    ),
    "pipfile": (
        Declared.PIPFILE,
        {"Pipfile": '[packages]\nflask = "*"\nrequests = ">=2"\n[dev-packages]\npytest = "*"\n'},
        {"requirements/base.in": ["flask", "requests>=2"], "requirements/development.in": ["-c base.txt", "pytest"]},
    ),
    "setup": (
        Declared.SETUP,
        {"setup.cfg": "[metadata]\nname = shop\n[options]\ninstall_requires =\n  flask>=2\n  click\n"},
        {"requirements.in": ["click", "flask>=2"]},
    ),
    "conda": (
        Declared.CONDA,
        {"environment.yml": "dependencies:\n  - python=3.11\n  - numpy=1.26\n  - pip:\n    - flask\n    - rich>=13\n"},
        {"requirements.in": ["flask", "rich>=13"]},
    ),
    "unpinned": (
        Declared.REQUIREMENTS,
        {"requirements.txt": "flask\nrequests>=2\n", "requirements-dev.txt": "pytest\n"},
        {"requirements.in": ["flask", "requests>=2"], "requirements-dev.in": ["-c requirements.txt", "pytest"]},
    ),
    "source": (Declared.SOURCE, {"requirements.in": "flask\n"}, {"requirements.in": None}),
}  # fmt: skip


@pytest.mark.parametrize("case", SOURCES)
def test_sources_that_tell_what_is_direct(case: str, tmp_path: Path) -> None:
    kind, files, expected = SOURCES[case]
    found = plan(tmp_path, {"app.py": "import flask\n", **files})
    assert found.chosen is not None and found.chosen.kind is kind
    made = {source: text and text.splitlines()[1:] for source, text in texts(found).items()}
    assert made == expected
    assert all(one.direct for one in found.split) and found.unreached == ()
    if case == "conda":
        assert found.layout is not None
        assert [str(one) for one in found.layout.kept] == ["environment.yml stays for conda's own packages: numpy."]
    if case == "poetry":
        assert found.layout is not None and found.layout.pins["base"]["asgiref"] == "3.7.2"
        assert found.layout.replaced[0].value == "poetry.lock"


@pytest.mark.parametrize(("needs", "kept"), [("", set()), ("Requires-Dist: Setuptools>=40\n", {"setuptools"})])
def test_what_came_with_the_environment_is_no_version_in_force(tmp_path: Path, needs: str, kept: set[str]) -> None:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    environment: dict[str, str | bytes] = {
        ".venv/pyvenv.cfg": f"home = /usr/bin\ninclude-system-site-packages = false\nversion = {python}.2\n",
        ".venv/bin/activate": "",
    }
    for name, version, more in (("pip", "23.0", ""), ("setuptools", "66.1", ""), ("flask", "3.0.3", needs)):
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{more}"
        environment[f".venv/lib/python{python}/site-packages/{name}-{version}.dist-info/METADATA"] = metadata
    root = tmp_path / "shop"
    root.mkdir()
    write_tree(root, environment)
    (root / ".venv/bin/python").symlink_to(sys.executable)
    found = plan(root, {"app.py": "import flask\n", "requirements.txt": "flask\n"})
    assert found.layout is not None and set(found.layout.pins["base"]) == {"flask", *kept}


def test_several_declarations_give_a_question(tmp_path: Path) -> None:
    files = {
        **APP,
        "requirements.txt": FREEZE,
        "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\ndependencies = ["flask"]\n',
        "Dockerfile": "FROM python:3.11\nCOPY . .\nRUN pip install -r requirements.txt\n",
    }
    found = plan(tmp_path, files)
    assert found.chosen is not None and found.chosen.kind is Declared.FREEZE
    assert [one.id for one in found.questions] == ["migrate-from:."]
    other = plan(tmp_path, files, answers={"migrate-from:.": "pyproject.toml"})
    assert other.chosen is not None and other.chosen.kind is Declared.PYPROJECT
    assert plan(tmp_path, files, Choices(source="pyproject.toml")).chosen == other.chosen
    with pytest.raises(UsageError, match="--from nothing"):
        plan(tmp_path, files, Choices(source="nothing"))


def test_the_target_python_and_who_says_so(tmp_path: Path) -> None:
    files = {
        **APP, "requirements.txt": FREEZE, ".python-version": "3.12.1\n",
        "Dockerfile": "FROM python:3.11-slim\nCMD gunicorn shop.wsgi\n",
        "pyproject.toml": '[project]\nname = "shop"\nrequires-python = ">=3.10"\n',
    }  # fmt: skip
    found = plan(tmp_path, files)
    assert found.target is not None
    assert found.target.version == "3.11" and str(found.target.reason) == "Dockerfile:1 builds on python:3.11-slim"
    assert [(one.id, one.choices) for one in found.questions] == [("target-python:.", ("3.11", "3.12"))]
    answered = plan(tmp_path, files, answers={"target-python:.": "3.12"})
    assert answered.target is not None and answered.target.version == "3.12"


@pytest.mark.parametrize("layout", [None, "flat", "layers"])
def test_layers_have_names_and_files_of_their_own(layout: str | None, tmp_path: Path) -> None:
    cases: tuple[dict[str, str | bytes], ...] = (
        {"requirements.txt": "flask\n", "requirements/requirements.txt": "rich\n", "requirements/local.txt": "ipdb\n",
         "requirements/dev.txt": "-r local.txt\npytest\n"},
        {"pyproject.toml": '[project]\nname = "a"\ndependencies = ["flask"]\n[project.optional-dependencies]\n'
         'dev = ["ipdb"]\n[dependency-groups]\ndev = ["pytest"]\nlocal = ["rich"]\n'},
    )  # fmt: skip
    for number, files in enumerate(cases):
        found = plan(tmp_path / str(number), files, Choices(layout=layout)).layout
        assert found is not None
        assert len({one.name for one in found.layers}) == len(found.layers)
        assert len({one.lock for one in found.layers}) == len(found.layers)
        listed = {name for one in found.layers for name in one.requirements}
        assert {"flask", "ipdb", "pytest", "rich"} == listed
