"""The checklist, told from a project's own files and a machine made up for the case: no command is run."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from envwizard.analysis.onboarding.checklist import build_checklist
from envwizard.engine.session import Session
from envwizard.model.errors import UsageError
from envwizard.model.facts.virtualenvs import Interpreter
from envwizard.model.onboarding import Checklist, Machine
from envwizard.model.paths import ExternalPath
from envwizard.model.workflow import StepState
from envwizard.reporters.onboarding import checklist_json, checklist_text
from envwizard.reporters.onboarding_script import checklist_script
from tests.support import write_tree

_PACKAGE = '[project]\nname = "shop"\nversion = "1"\n{more}\n[build-system]\nrequires = ["setuptools"]\n'
_POETRY = """
[tool.poetry]
name = "shop"
version = "1"
description = ""
authors = []

[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"
"""
_LOADS = "from dotenv import load_dotenv\nload_dotenv()\n"
_HASH = "--hash=sha256:" + "0" * 64


def _machine(*versions: str, tools: tuple[str, ...] = (), active: str | None = None) -> Machine:
    found = tuple(Interpreter(ExternalPath(f"/py/{one}/bin/python3"), one, "path") for one in versions)
    return Machine(found, {tool: f"/bin/{tool}" for tool in tools}, active)


def _checklist(
    root: Path, files: Mapping[str, str], machine: Machine, answers: Mapping[str, str] | None = None
) -> Checklist:
    write_tree(root, files)
    session = Session.open(str(root))
    session.scan()
    return build_checklist(session.facts, machine, answers or {})


def _typed(checklist: Checklist, key: str) -> list[str]:
    return [command.typed for command in checklist.task(key).commands]


_INSTALL = ".venv/bin/python -m pip install"


@pytest.mark.parametrize(
    ("files", "dependencies", "project"),
    [
        pytest.param({"requirements.txt": "flask==3.0.0\n"}, [f"{_INSTALL} -r requirements.txt"], [], id="a list"),
        pytest.param(
            {"requirements.txt": "flask==3.0.0\n", "requirements-dev.txt": "-r requirements.txt\npytest==8.0.0\n"},
            [f"{_INSTALL} -r requirements-dev.txt"],
            [],
            id="a development list that includes the main one",
        ),
        pytest.param(
            {
                "requirements.txt": f"flask==3.0.0 {_HASH}\n",
                "dev-requirements.txt": f"pytest==8.0.0 {_HASH}\n",
                "docs/requirements.txt": "sphinx\n",
            },
            [f"{_INSTALL} --require-hashes -r requirements.txt -r dev-requirements.txt"],
            [],
            id="locks with hashes",
        ),
        pytest.param(
            {
                "requirements/base.txt": "flask==3.0.0\n",
                "requirements/dev.txt": "-r base.txt\npytest\n",
                "requirements/prod.txt": "-r base.txt\ngunicorn\n",
            },
            [f"{_INSTALL} -r requirements/dev.txt"],
            [],
            id="a folder of lists",
        ),
        pytest.param(
            {
                "requirements.in": "flask\n",
                "requirements.txt": "# compiled by pip-compile\nflask==3.0.0\n    # via -r requirements.in\n",
            },
            [f"{_INSTALL} -r requirements.txt"],
            [],
            id="a lock and its source",
        ),
        pytest.param(
            {"pyproject.toml": _PACKAGE.format(more='dependencies = ["flask"]'), "requirements.txt": "flask==3.0.0\n"},
            [f"{_INSTALL} -r requirements.txt"],
            [f"{_INSTALL} --no-deps -e ."],
            id="a package and a list of all that it needs",
        ),
        pytest.param(
            {
                "pyproject.toml": _PACKAGE.format(
                    more='dependencies = ["flask"]\n[project.optional-dependencies]\ntest = ["pytest"]\ndocs = ["furo"]'
                )
            },
            [f"{_INSTALL} -e '.[test]'"],
            [],
            id="a package with extras",
        ),
        pytest.param(
            {
                "pyproject.toml": _PACKAGE.format(
                    more='dependencies = ["flask"]\n[dependency-groups]\ndev = ["pytest"]\ndocs = ["sphinx"]'
                )
            },
            [f"{_INSTALL} --upgrade 'pip>=25.1'", f"{_INSTALL} -e . --group dev"],
            [],
            id="a package with groups",
        ),
        pytest.param(
            {"setup.py": "from setuptools import setup\nsetup(name='shop')\n"}, [f"{_INSTALL} -e ."], [], id="setup.py"
        ),
        pytest.param(
            {
                "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n'
                'dependencies = ["flask>=3", "core @ git+https://u:s3cret@git.example.com/core"]\n'
                '[project.optional-dependencies]\ntest = ["pytest"]\n[dependency-groups]\ndev = ["ruff"]\n'
            },
            [
                f"{_INSTALL} --upgrade 'pip>=25.1'",
                f"{_INSTALL} 'flask>=3' pytest",
                f"{_INSTALL} --group dev",
            ],
            [],
            id="a project file that makes no package; a password is in no command",
        ),
        pytest.param({"main.py": "print(1)\n"}, [], [], id="nothing declared"),
    ],
)
def test_what_pip_installs(
    tmp_path: Path, files: Mapping[str, str], dependencies: list[str], project: list[str]
) -> None:
    checklist = _checklist(tmp_path, files, _machine("3.11.4"))
    assert _typed(checklist, "virtualenv") == ["/py/3.11.4/bin/python3 -m venv .venv"]
    assert _typed(checklist, "dependencies") == dependencies
    assert _typed(checklist, "project") == project
    builds = [one for task in checklist.tasks for one in task.commands if "-e" in one.argv]
    assert all(command.runs_project_code for command in builds)


@pytest.mark.parametrize(
    ("files", "tool", "made", "installed"),
    [
        ({"pyproject.toml": _PACKAGE.format(more=""), "uv.lock": "version = 1\n"}, "uv",
         ["uv venv --python /py/3.11.4/bin/python3 .venv"], ["uv sync --locked"]),
        ({"pyproject.toml": _POETRY, "shop/__init__.py": "",
          "poetry.lock": '[metadata]\npython-versions = "*"\n'}, "poetry",
         ["poetry env use /py/3.11.4/bin/python3"], ["poetry install"]),
        ({"Pipfile": '[packages]\nflask = "*"\n', "Pipfile.lock": '{"_meta": {}, "default": {}, "develop": {}}'},
         "pipenv", ["pipenv --python /py/3.11.4/bin/python3"], ["pipenv sync --dev"]),
    ],
)  # fmt: skip
def test_tools_of_the_project(
    tmp_path: Path, files: Mapping[str, str], tool: str, made: list[str], installed: list[str]
) -> None:
    checklist = _checklist(tmp_path, files, _machine("3.11.4", tools=(tool,)))
    assert _typed(checklist, "virtualenv") == made
    assert _typed(checklist, "dependencies") == installed

    without = _checklist(tmp_path, files, _machine("3.11.4"))
    task = without.task("virtualenv")
    assert task.state is StepState.ATTENTION
    assert f"kept with {tool}, which is not installed" in task.seen.render()
    assert not task.commands


def test_poetry_cannot_install_a_project_without_modules_of_its_name(tmp_path: Path) -> None:
    files = {"pyproject.toml": _POETRY, "app/main.py": "", "poetry.lock": '[metadata]\npython-versions = "*"\n'}
    checklist = _checklist(tmp_path, files, _machine("3.11.4", tools=("poetry",)))
    assert _typed(checklist, "dependencies") == ["poetry install --no-root"]


@pytest.mark.parametrize(
    ("tool", "lock", "installed"),
    [
        ("uv", "uv.lock", "uv sync --locked --extra dev"),
        ("poetry", "poetry.lock", "poetry install --extras dev"),
        ("pdm", "pdm.lock", "pdm sync --group dev"),
    ],
)
def test_extras_for_developers_are_asked_for(tmp_path: Path, tool: str, lock: str, installed: str) -> None:
    more = "[project.optional-dependencies]\ndev = ['pytest']\ndocs = ['sphinx']"
    locked = "version = 1\n" if tool == "uv" else '[metadata]\npython-versions = "*"\n'
    files = {"pyproject.toml": _PACKAGE.format(more=more), "shop.py": "", lock: locked}
    checklist = _checklist(tmp_path, files, _machine("3.11.4", tools=(tool,)))
    assert _typed(checklist, "dependencies") == [installed]


def test_uv_keeps_the_environment_where_its_pin_names_another_python(tmp_path: Path) -> None:
    files = {"pyproject.toml": _PACKAGE.format(more=""), "uv.lock": "version = 1\n", ".python-version": "3.14\n"}
    checklist = _checklist(tmp_path, files, _machine("3.11.4", "3.13.1", tools=("uv",)))
    assert _typed(checklist, "virtualenv") == ["uv venv --python /py/3.13.1/bin/python3 .venv"]
    assert _typed(checklist, "dependencies") == ["uv sync --locked --python 3.13"]


def test_conda_without_conda_is_said_plainly(tmp_path: Path) -> None:
    files = {"environment.yml": "name: shop\ndependencies:\n  - python=3.11\n  - numpy\n"}
    task = _checklist(tmp_path, files, _machine("3.11.4")).task("virtualenv")
    assert task.state is StepState.ATTENTION
    assert "conda" in task.seen.render()
    checklist = _checklist(tmp_path, files, _machine("3.11.4", tools=("conda",)))
    assert _typed(checklist, "virtualenv") == ["conda env create -f environment.yml --prefix .conda"]


def test_pip_on_request_where_the_tool_is_missing(tmp_path: Path) -> None:
    files = {"pyproject.toml": _PACKAGE.format(more='dependencies = ["flask"]'), "uv.lock": "version = 1\n"}
    checklist = _checklist(tmp_path, files, _machine("3.11.4"), {"install-with:.": "pip"})
    assert _typed(checklist, "dependencies") == [f"{_INSTALL} -e ."]


@pytest.mark.parametrize(
    ("files", "installed", "taken"),
    [
        ({".python-version": "3.10\n"}, ("3.12.1", "3.10.2"), "3.10.2"),
        ({"pyproject.toml": _PACKAGE.format(more='requires-python = ">=3.12"')}, ("3.11.4", "3.12.1"), "3.12.1"),
        ({"Dockerfile": "FROM python:3.10-slim\n"}, ("3.12.1", "3.10.2"), "3.10.2"),
        # The image only prefers one: what is there will do.
        ({"Dockerfile": "FROM python:3.10-slim\n"}, ("3.12.1",), "3.12.1"),
        ({"requirements.txt": "# This file is autogenerated by pip-compile with Python 3.10\nflask==3.0.0\n"},
         ("3.12.1", "3.10.2"), "3.10.2"),
        ({}, ("3.12.1", "3.10.2"), "3.12.1"),
    ],
)  # fmt: skip
def test_which_interpreter(tmp_path: Path, files: Mapping[str, str], installed: tuple[str, ...], taken: str) -> None:
    checklist = _checklist(tmp_path, {"requirements.txt": "flask\n", **files}, _machine(*installed))
    assert checklist.task("interpreter").state is StepState.DONE
    assert checklist.task("interpreter").seen.render().startswith(f"{taken} at ")
    assert _typed(checklist, "virtualenv")[0].startswith(f"/py/{taken}/")


def test_no_interpreter_fits(tmp_path: Path) -> None:
    files = {"pyproject.toml": _PACKAGE.format(more='requires-python = ">=3.14"')}
    checklist = _checklist(tmp_path, files, _machine("3.11.4", tools=("pyenv", "uv", "apt-get")))
    task = checklist.task("interpreter")
    assert task.state is StepState.ATTENTION
    assert "installed: 3.11.4" in task.seen.render()
    assert [command.typed for command in task.told] == [
        "pyenv install 3.14",
        "uv python install 3.14",
        "sudo apt-get install python3.14 python3.14-venv",
    ]
    assert not checklist.task("virtualenv").commands


def test_an_answer_chooses_the_interpreter(tmp_path: Path) -> None:
    machine = _machine("3.12.1", "3.10.2")
    checklist = _checklist(tmp_path, {"requirements.txt": "flask\n"}, machine, {"onboard-python:.": "3.10"})
    assert _typed(checklist, "virtualenv")[0].startswith("/py/3.10.2/")
    with pytest.raises(UsageError):
        _checklist(tmp_path, {}, machine, {"onboard-python:.": "2.7"})


_BROKEN = {
    "requirements.txt": "flask\n",
    ".venv/pyvenv.cfg": "home = /gone/bin\nversion = 3.11.4\n",
    ".venv/lib/python3.11/site-packages/x.py": "",
}


def test_a_broken_environment_is_made_anew_on_request(tmp_path: Path) -> None:
    task = _checklist(tmp_path, _BROKEN, _machine("3.11.4")).task("virtualenv")
    assert task.state is StepState.ATTENTION
    assert [(one.id, one.default) for one in task.questions] == [("recreate:.venv", None)]

    again = _checklist(tmp_path, {}, _machine("3.11.4"), {"recreate:.venv": "yes"})
    assert _typed(again, "virtualenv") == ["/py/3.11.4/bin/python3 -m venv --clear .venv"]
    assert again.task("virtualenv").creates is not None
    assert _typed(again, "dependencies") == [f"{_INSTALL} -r requirements.txt"]

    left = _checklist(tmp_path, {}, _machine("3.11.4"), {"recreate:.venv": "no"}).task("virtualenv")
    assert left.state is StepState.SKIPPED


def test_windows_and_conda_layouts(tmp_path: Path) -> None:
    files = {
        "requirements.txt": "flask==3.0.0\n",
        "venv/pyvenv.cfg": "home = C:\\Python311\nversion = 3.11.4\n",
        "venv/Scripts/python.exe": "MZ",
        "venv/Lib/site-packages/flask-3.0.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: flask\nVersion: 3.0.0\n",
    }
    checklist = _checklist(tmp_path, files, _machine("3.11.4"))
    assert checklist.task("virtualenv").state is StepState.DONE
    assert checklist.task("dependencies").state is StepState.DONE


def test_a_conda_environment_on_disk(tmp_path: Path) -> None:
    files = {
        "environment.yml": "name: shop\ndependencies:\n  - python=3.11\n  - numpy\n",
        ".conda/conda-meta/history": "",
        ".conda/conda-meta/python-3.11.4-h1.json": '{"name": "python", "version": "3.11.4"}',
        ".conda/bin/python3.11": "ELF",
        ".conda/lib/python3.11/site-packages/numpy-2.0.dist-info/METADATA": "Name: numpy\nVersion: 2.0\n",
    }
    (tmp_path / ".conda/bin").mkdir(parents=True)
    (tmp_path / ".conda/bin/python").symlink_to("python3.11")
    checklist = _checklist(tmp_path, files, _machine("3.11.4"))
    assert checklist.task("virtualenv").state is StepState.DONE
    assert checklist.task("dependencies").state is StepState.DONE


def test_the_name_that_the_readme_gives_the_environment(tmp_path: Path) -> None:
    readme = "# Shop\n\n```sh\npython3 -m venv env\n. env/bin/activate\n```\n"
    checklist = _checklist(tmp_path, {"README.md": readme, "requirements.txt": "flask\n"}, _machine("3.11.4"))
    assert _typed(checklist, "virtualenv") == ["/py/3.11.4/bin/python3 -m venv env"]


def test_first_run_of_django_is_marked_and_optional(tmp_path: Path) -> None:
    files = {"manage.py": "import django\n", "requirements.txt": "django==5.0\n"}
    task = _checklist(tmp_path, files, _machine("3.11.4")).task("first-run")
    assert task.optional
    assert task.runs_project_code
    assert [command.typed for command in task.commands] == [".venv/bin/python manage.py check"]
    assert [command.argv[-1] for command in task.told] == ["migrate", "test", "runserver"]


@pytest.mark.parametrize(
    ("files", "tried"),
    [
        # A script with a guard is imported as Python starts it: from its own folder.
        ({"bot/main.py": f"{_LOADS}import texts\nif __name__ == '__main__':\n    print(texts)\n", "bot/texts.py": "",
          "Procfile": "worker: python bot/main.py\n"}, ['import sys; sys.path.insert(0, "bot"); import main']),
        ({"main.py": f"{_LOADS}if __name__ == '__main__':\n    print(1)\n", "Procfile": "worker: python main.py\n"},
         ["import main"]),
        # Nothing starts it, but it makes the application.
        ({"web/app.py": f"from flask import Flask\n{_LOADS}app = Flask(__name__)\n"}, ["import web.app"]),
        # Without a guard an import would start them.
        ({"main.py": f"{_LOADS}print(1)\n", "Procfile": "worker: python main.py\n"}, []),
        ({"app.py": f"from flask import Flask\n{_LOADS}app = Flask(__name__)\napp.run()\n"}, []),
    ],
    ids=["script", "script-in-root", "application", "no-guard", "server-without-guard"],
)  # fmt: skip
def test_what_is_imported_at_the_first_run(tmp_path: Path, files: Mapping[str, str], tried: list[str]) -> None:
    task = _checklist(tmp_path, {"requirements.txt": "flask\n", **files}, _machine("3.11.4")).task("first-run")
    assert [command.argv[-1] for command in task.commands] == tried
    assert all(command.runs_project_code for command in task.commands)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (
            {"shop.py": f"from flask import Flask\n{_LOADS}app = Flask(__name__)\n",
             "Procfile": "web: gunicorn shop:app\n", "requirements.txt": "flask\ngunicorn\n"},
            ["python -m flask --app shop:app run --debug", "python -m gunicorn shop:app"],
        ),
        (
            {"app/main.py": f"from fastapi import FastAPI\n{_LOADS}app = FastAPI()\n",
             "requirements.txt": "fastapi\nuvicorn\n"},
            ["python -m uvicorn app.main:app --reload"],
        ),
    ],
)  # fmt: skip
def test_the_development_server_of_what_is_deployed_otherwise(
    tmp_path: Path, files: Mapping[str, str], told: list[str]
) -> None:
    task = _checklist(tmp_path, files, _machine("3.11.4")).task("first-run")
    assert [command.typed.removeprefix(".venv/bin/") for command in task.told] == told


def test_one_root_below_the_repository(tmp_path: Path) -> None:
    files = {"backend/requirements.txt": "flask\n", "backend/app.py": "", "frontend/package.json": "{}"}
    checklist = _checklist(tmp_path, files, _machine("3.11.4"))
    assert checklist.root.value == "backend"
    assert _typed(checklist, "dependencies") == ["cd backend && .venv/bin/python -m pip install -r requirements.txt"]


def test_plan_and_script(tmp_path: Path) -> None:
    files = {
        "requirements.txt": "flask==3.0.0\n",
        "manage.py": "",
        "pyproject.toml": _PACKAGE.format(more='dependencies = ["flask"]'),
    }
    checklist = _checklist(tmp_path, files, _machine("3.11.4"))
    text = checklist_text(checklist)
    assert "runs project code]" in text
    data = json.loads(checklist_json(checklist))
    assert data["tasks"][3]["commands"][0]["runs_project_code"] is True
    _is_shell(tmp_path, checklist_script(checklist))


@pytest.mark.parametrize(
    "files", [{".env.example": "KEY=\nMODE='it''s'\n"}, {}, {".env": "KEY=\n"}], ids=["example", "none", "present"]
)
def test_a_script_makes_the_env_file_and_says_what_to_fill_in(tmp_path: Path, files: Mapping[str, str]) -> None:
    app = "import os\nfrom dotenv import load_dotenv\nload_dotenv()\nKEY = os.environ['KEY']\n"
    project = {"requirements.txt": "", "app.py": app, ".gitignore": "*.pyc", **files}
    checklist = _checklist(tmp_path, project, _machine("3.11.4"))
    script = checklist_script(checklist)
    assert "# fill in KEY in .env" in script
    _is_shell(tmp_path, script)
    lines = "\n".join(checklist.task("env-file").script)
    for _ in range(2):
        subprocess.run(("sh", "-c", lines), cwd=tmp_path, check=True)
    assert "KEY=" in (tmp_path / ".env").read_text()
    if ".env" not in files:
        assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / ".gitignore").read_text() == "*.pyc\n/.env\n"


def test_a_script_that_cannot_go_on_says_why(tmp_path: Path) -> None:
    files = {"pyproject.toml": _PACKAGE.format(more='requires-python = ">=3.14"')}
    script = checklist_script(_checklist(tmp_path, files, _machine("3.11.4")))
    path = _is_shell(tmp_path, script)
    done = subprocess.run(("sh", str(path)), cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "no installed Python fits" in done.stderr


def _is_shell(folder: Path, script: str) -> Path:
    path = folder / "setup.sh"
    path.write_text(script, encoding="utf-8")
    subprocess.run(("sh", "-n", str(path)), check=True)
    if shutil.which("shellcheck"):
        subprocess.run(("shellcheck", "-s", "sh", str(path)), check=True)
    return path
