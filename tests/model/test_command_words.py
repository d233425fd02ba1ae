"""Which program a command runs."""

from __future__ import annotations

import pytest

from envwizard.model.command_words import Program, is_pip, is_python, option_text, without_prefixes
from envwizard.syntax.shell import commands
from tests.support import text_file


def program(code: str) -> Program | None:
    file = text_file(code)
    return without_prefixes(commands(code, file.span, file.path)[0])


@pytest.mark.parametrize(
    ("code", "name", "argv", "launchers"),
    [
        ("gunicorn app", "gunicorn", ("app",), ()),
        ("exec /opt/venv/bin/gunicorn app", "gunicorn", ("app",), ("exec",)),
        ("sudo -H -u web pip install x", "pip", ("install", "x"), ("sudo",)),
        ("sudo -Hu web A=1 pip install x", "pip", ("install", "x"), ("sudo",)),
        ("sudo -uweb -- pip install x", "pip", ("install", "x"), ("sudo",)),
        ("env -u A B=1 C=2 uvicorn app", "uvicorn", ("app",), ("env",)),
        ("/usr/bin/env python3 run.py", "python3", ("run.py",), ("env",)),
        ("nohup nice -n 10 time python run.py", "python", ("run.py",), ("nohup", "nice", "time")),
        ("dumb-init -- tini -g -- gunicorn app", "gunicorn", ("app",), ("dumb-init", "tini")),
        ("gosu app:app gunicorn app", "gunicorn", ("app",), ("gosu",)),
        ("timeout -s KILL 30 gunicorn app", "gunicorn", ("app",), ("timeout",)),
        ("poetry run gunicorn app", "gunicorn", ("app",), ("poetry",)),
        ("poetry install", "poetry", ("install",), ()),
        ("uv run --with x --env-file .env uvicorn app", "uvicorn", ("app",), ("uv",)),
        ("uv pip install x", "uv", ("pip", "install", "x"), ()),
        ("pipenv run python -m flask run", "flask", ("run",), ("pipenv",)),
        ("python -m pipenv run gunicorn app", "gunicorn", ("app",), ("pipenv",)),
        ("conda run -n env python x.py", "python", ("x.py",), ("conda",)),
        ("python3.11 -u -W ignore -m pip install x", "pip", ("install", "x"), ()),
        ("python -mpip install x", "pip", ("install", "x"), ()),
        ("python -c 'import x' -m y", "python", ("-c", "import x", "-m", "y"), ()),
        ("python manage.py -m x", "python", ("manage.py", "-m", "x"), ()),
        ("C:\\\\venv\\\\Scripts\\\\python.exe -m uvicorn app", "uvicorn", ("app",), ()),
        ("find . | xargs -n 1 pip install", "find", (".",), ()),
        ("xargs -n1 pip install", "pip", ("install",), ("xargs",)),
        ("dotenv -f .env run -- gunicorn app", "gunicorn", ("app",), ("dotenv",)),
        ("opentelemetry-instrument --service_name x gunicorn app", "gunicorn", ("app",), ("opentelemetry-instrument",)),
    ],
)
def test_programs(code: str, name: str, argv: tuple[str, ...], launchers: tuple[str, ...]) -> None:
    found = program(code)
    assert found
    assert (found.name, found.argv, found.launchers) == (name, argv, launchers)


@pytest.mark.parametrize("code", ["sudo -s", "exec", "A=1", "poetry run", "env A=1"])
def test_no_program(code: str) -> None:
    assert program(code) is None


def test_sudo() -> None:
    found = program("sudo -E -u web env A=1 pip install x")
    assert found
    assert (found.sudo, found.sudo_user, [name for name, _ in found.variables]) == (True, "web", ["A"])
    plain = program("gosu app pip install x")
    assert plain
    assert (plain.sudo, plain.sudo_user) == (False, "app")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("pip3.11 install", True),
        ("venv/bin/pip x", True),
        ("python -m pip x", True),
        ("pipx install", False),
        ("pip-sync", False),
    ],
)
def test_pip(code: str, expected: bool) -> None:
    assert is_pip(program(code)) is expected


def test_interpreters() -> None:
    assert all(map(is_python, ("python", "python3.12", "/a/b/pypy3", "py", "PYTHON.EXE")))
    assert not any(map(is_python, ("pythonx", "ipython", "python-config", "pytest")))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("gunicorn --bind 0.0.0.0:80 app", "0.0.0.0:80"),
        ("gunicorn --bind=0.0.0.0:80 app", "0.0.0.0:80"),
        ("gunicorn -b :80 app", ":80"),
        ("gunicorn -b:80 app", ":80"),
        ("gunicorn -b :1 -b :2 app", ":2"),
        ("gunicorn app", None),
        ("gunicorn app --bind", None),
        ("gunicorn -- --bind x", None),
    ],
)
def test_options(code: str, expected: str | None) -> None:
    found = program(code)
    assert found
    assert option_text(found.arguments, "--bind", "-b") == expected
