"""The env file and the services of a fresh clone, told from its own files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from envwizard.analysis.onboarding.checklist import build_checklist
from envwizard.analysis.onboarding.env_problems import problem_of
from envwizard.engine.session import Session
from envwizard.model.change import CreateFile, ReplaceSpan, SetMode
from envwizard.model.env_form import EnvForm
from envwizard.model.facts.virtualenvs import Interpreter
from envwizard.model.onboarding import Checklist, Machine, Task
from envwizard.model.paths import ExternalPath, ProjectPath
from envwizard.model.workflow import StepState
from tests.support import write_tree

APP = """import os
from dotenv import load_dotenv
from flask import Flask

load_dotenv()
KEY = os.environ["KEY"]
MODE = os.getenv("MODE", "dev")
app = Flask(__name__)
"""
COMPOSE = "services:\n  web:\n    build: .\n  db:\n    image: postgres:16\n  cache:\n    image: redis\n"


def checklist(root: Path, files: Mapping[str, str], answers: Mapping[str, str] | None = None) -> Checklist:
    fresh = {"requirements.txt": "flask\n", "app.py": APP} if not (root / "app.py").exists() else {}
    write_tree(root, {**fresh, **files})
    session = Session.open(str(root))
    session.scan()
    machine = Machine((Interpreter(ExternalPath("/py/bin/python3"), "3.12.1", "path"),), {}, None)
    return build_checklist(session.facts, machine, answers or {}, session.file)


def task(root: Path, key: str, files: Mapping[str, str], answers: Mapping[str, str] | None = None) -> Task:
    return checklist(root, files, answers).task(key)


def form_of(root: Path, files: Mapping[str, str]) -> EnvForm | None:
    return checklist(root, files).env_form


@pytest.mark.parametrize(
    ("example", "target"),
    [
        (".env.example", ".env"),
        ("env.example", ".env"),
        ("example.env", ".env"),
        (".env.sample", ".env"),
        (".env_example", ".env"),
        ("env-template", ".env"),
        ("sample.env", ".env"),
        (".env.production.example", ".env.production"),
    ],
)
def test_an_example_becomes_the_file_that_it_stands_for(tmp_path: Path, example: str, target: str) -> None:
    found = task(tmp_path, "env-file", {example: "KEY=x\nMODE=dev\n", ".gitignore": ".env*\n"})
    assert found.state is StepState.WAITING
    assert found.edits == (CreateFile(ProjectPath(target), b"KEY=x\nMODE=dev\n", 0o600),)


def test_what_git_would_take_along_is_ignored(tmp_path: Path) -> None:
    found = task(tmp_path, "env-file", {".env.example": "KEY=x\n", ".gitignore": "*.pyc\n"})
    assert [edit.path.value for edit in found.edits] == [".env", ".gitignore"]


def test_a_key_that_the_code_insists_on_is_asked_for(tmp_path: Path) -> None:
    found = task(tmp_path, "env-file", {".env.example": "KEY=\nMODE=\n"})
    assert (found.state, str(found.seen)) == (
        StepState.ATTENTION, ".env is not there, and nothing gives a value for KEY",
    )  # fmt: skip
    assert [(one.id, one.default) for one in found.questions] == [("env:KEY", None)]
    assert not found.edits

    answered = task(tmp_path, "env-file", {}, {"env:KEY": "a # b"})
    assert answered.edits[0] == CreateFile(ProjectPath(".env"), b"KEY='a # b'\nMODE=\n", 0o600)
    left_empty = task(tmp_path, "env-file", {}, {"env:KEY": ""})
    assert left_empty.edits[0] == CreateFile(ProjectPath(".env"), b"KEY=\nMODE=\n", 0o600)


@pytest.mark.parametrize(
    ("code", "insisted"),
    [
        ('key = os.environ.get("KEY")\nif not key:\n    sys.exit("no key")\n', True),
        ('key = os.getenv("KEY", "")\nif key is None:\n    print(1)\n    raise RuntimeError("no key")\n', True),
        ('if not os.getenv("KEY"):\n    raise SystemExit(1)\n', True),
        ('key = os.getenv("KEY")\nassert key, "no key"\n', True),
        ('class A:\n    def __init__(self):\n        self.key = os.getenv("KEY")\n'
         '        if not self.key:\n            raise ValueError\n', True),
        ('key = os.getenv("KEY")\nif not key:\n    print("no key")\n', False),
        ('key = os.getenv("KEY")\nif key:\n    raise ValueError\n', False),
        ('key = os.getenv("KEY", "x")\nif not key:\n    raise ValueError\n', False),
    ],
)  # fmt: skip
def test_a_key_without_which_the_program_ends_is_insisted_on(tmp_path: Path, code: str, insisted: bool) -> None:
    # It is commented out in the example, and no source loads an env file: compose does.
    files = {".env.example": "MODE=dev\n# KEY=\n", "app.py": f"import os, sys\n{code}"}
    form = form_of(tmp_path, files)
    assert form is not None and [one.key for one in form.fields] == ["MODE", "KEY"]
    assert form.fields[1].optional is not insisted


def test_keys_without_a_value_are_filled_in_where_they_stand(tmp_path: Path) -> None:
    files = {".env.example": "KEY=\nMODE=\n", ".env": "# mine\nKEY=\nMODE=x\n", ".gitignore": ".env\n"}
    found = task(tmp_path, "env-file", files)
    assert (found.state, str(found.seen)) == (StepState.ATTENTION, ".env has no value for KEY")
    answered = task(tmp_path, "env-file", {}, {"env:KEY": "k", "env:MODE": "never taken"})
    replaced, mode = answered.edits
    assert isinstance(replaced, ReplaceSpan) and replaced.new == b"KEY=k"
    assert isinstance(mode, SetMode) and mode.mode == 0o600


def test_an_env_file_with_values_is_done_and_never_written(tmp_path: Path) -> None:
    found = task(tmp_path, "env-file", {".env.example": "KEY=\nMODE=dev\n", ".env": "KEY=x1\n"})
    assert found.state is StepState.DONE and not found.edits
    assert [str(note) for note in found.notes] == [".env.example also names MODE."]


def test_without_an_example_the_code_says_which_keys_there_are(tmp_path: Path) -> None:
    found = task(tmp_path, "env-file", {}, {"env:KEY": "x"})
    assert str(found.seen) == "the code reads 2 keys; .env is not there"
    edit = found.edits[0]
    assert isinstance(edit, CreateFile)
    assert edit.content.decode() == (
        "# Settings of this machine alone; git must not get them.\n\n# Read by app.py\nKEY=x\n# MODE=dev\n"
    )


def test_where_nothing_loads_an_env_file_none_is_made(tmp_path: Path) -> None:
    found = task(tmp_path, "env-file", {"app.py": "import os\nKEY = os.environ['KEY']\n"})
    assert (found.state, str(found.seen)) == (StepState.SKIPPED, "the project has no example of an env file")


def test_the_form(tmp_path: Path) -> None:
    example = "# What it signs with\nSECRET_KEY=change-me\nKEY=\nMODE=dev # or prod\nHOST=${MODE}.local\n"
    form = form_of(tmp_path, {".env.example": example})
    assert form is not None and form.example == ProjectPath(".env.example") and not form.exists
    assert [one.key for one in form.fields] == ["SECRET_KEY", "KEY", "MODE", "HOST"]
    secret, key, mode, host = form.fields
    assert (secret.comment, secret.is_secret, secret.generator, secret.is_placeholder) == (
        "What it signs with", True, "hex", True,
    )  # fmt: skip
    assert (key.optional, str(key.read), key.is_missing) == (False, "app.py:6", True)
    assert (mode.optional, mode.code_default, mode.default.reveal(), mode.comment) == (True, "dev", "dev", "or prod")
    assert host.default.reveal() == "${MODE}.local"
    assert form.missing == (key,)


@pytest.mark.parametrize(
    ("text", "blocking", "says"),
    [
        ("plain", None, ""),
        ("a # b $x ${x} 'q' \"q\"", None, ""),
        (" blank", False, "begins or ends with a blank"),
        ("a\0b", True, "NUL"),
    ],
)
def test_problems_of_a_value(tmp_path: Path, text: str, blocking: bool | None, says: str) -> None:
    form = form_of(tmp_path, {".env.example": "KEY=\n"})
    assert form is not None
    found = problem_of(form, "KEY", text)
    assert (found and found.blocking) == blocking
    assert found is None or says in str(found.message)


def test_a_value_that_one_of_two_readers_cannot_be_given(tmp_path: Path) -> None:
    compose = "services:\n  web:\n    build: .\n    env_file: .env\n"
    form = form_of(tmp_path, {".env.example": "KEY=\n", "compose.yml": compose})
    assert form is not None
    found = problem_of(form, "KEY", "${x}")
    assert found is not None and not found.blocking
    assert str(found.message) == "KEY: no form of this value is read alike by python-dotenv, Compose."


def test_decouple_cannot_be_given_two_lines(tmp_path: Path) -> None:
    app = "from decouple import config\nKEY = config('KEY')\n"
    form = form_of(tmp_path, {".env.example": "KEY=\n", "app.py": app})
    assert form is not None and form.dialects == ("python-decouple",)
    found = problem_of(form, "KEY", "a\nb")
    assert found is not None and found.blocking and "a line break" in str(found.message)


def test_services_are_told_and_not_started(tmp_path: Path) -> None:
    files = {"docker-compose.prod.yml": COMPOSE, "docker-compose.yml": COMPOSE}
    found = task(tmp_path, "services", files)
    assert str(found.seen) == "docker-compose.yml runs db (postgres:16), cache (redis): start them yourself"
    assert [command.typed for command in found.told] == ["docker compose -f docker-compose.yml up -d db cache"]
    assert not found.commands


def test_what_the_project_builds_itself_is_no_service(tmp_path: Path) -> None:
    found = task(
        tmp_path, "services", {"compose.yml": "services:\n  redis-web:\n    build: .\n    image: shop/redis\n"}
    )
    assert str(found.seen) == "no compose file and no address in the settings names a database, cache or broker"


def test_services_named_by_addresses(tmp_path: Path) -> None:
    app = """import os
from dotenv import load_dotenv
load_dotenv()
DATABASE_URL = os.getenv("DATABASE_URL", "postgresql+asyncpg://u:p@localhost:5433/shop")
BROKER = os.getenv("BROKER_URL")
REDIS_HOST = os.getenv("REDIS_HOST", "cache.example.com")
REDIS_TTL = os.getenv("REDIS_TTL", "60")
"""
    files = {"app.py": app, ".env.example": "BROKER_URL=amqp://u:secret@rabbit//\nES_URL=\nELASTICSEARCH_HOST=\n"}
    found = checklist(tmp_path, files)
    assert {(one.kind, one.name, one.port) for one in found.services} == {
        ("postgres", "DATABASE_URL", 5433), ("rabbitmq", "BROKER_URL", 5672), ("redis", "REDIS_HOST", 0),
        ("elasticsearch", "ELASTICSEARCH_HOST", 9200),
    }  # fmt: skip
    told = found.task("services")
    assert str(told.seen).startswith("the settings name rabbitmq, elasticsearch")
    assert "secret" not in " ".join(str(note) for note in told.notes)
    assert not told.commands


def test_what_a_compose_file_runs_is_told_once_with_its_published_port(tmp_path: Path) -> None:
    compose = (
        "services:\n  db:\n    image: postgis/postgis:16\n    ports: ['5434:5432']\n"
        "  cache:\n    image: redis:7\n  pgadmin:\n    image: dpage/pgadmin4\n"
    )
    files = {"compose.yml": compose, ".env.example": "DATABASE_URL=postgres://u:p@db/shop\n"}
    found = checklist(tmp_path, files)
    assert [(one.kind, one.name, one.port) for one in found.services] == [
        ("postgres", "db", 5434),
        ("redis", "cache", 0),
    ]
