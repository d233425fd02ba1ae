"""The env file and the services of a fresh clone, told from its own files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from envwizard.analysis.onboarding.checklist import build_checklist
from envwizard.engine.session import Session
from envwizard.model.facts.virtualenvs import Interpreter
from envwizard.model.onboarding import Machine, Task
from envwizard.model.paths import ExternalPath
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


def task(root: Path, key: str, files: Mapping[str, str]) -> Task:
    write_tree(root, {"requirements.txt": "flask\n", "app.py": APP, **files})
    session = Session.open(str(root))
    session.scan()
    machine = Machine((Interpreter(ExternalPath("/py/bin/python3"), "3.12.1", "path"),), {}, None)
    return build_checklist(session.facts, machine, {}).task(key)


@pytest.mark.parametrize(
    ("example", "target"),
    [
        (".env.example", ".env"),
        ("env.example", ".env"),
        ("example.env", ".env"),
        (".env.sample", ".env"),
        (".env.production.example", ".env.production"),
    ],
)
def test_an_example_is_copied_to_the_name_that_it_stands_for(tmp_path: Path, example: str, target: str) -> None:
    found = task(tmp_path, "env-file", {example: "KEY=\nMODE=dev\n"})
    assert found.state is StepState.WAITING
    assert [command.typed for command in found.commands] == [f"cp {example} {target}", f"chmod 600 {target}"]
    assert "2 keys" in str(found.seen)


def test_keys_that_the_code_insists_on_want_a_value(tmp_path: Path) -> None:
    found = task(tmp_path, "env-file", {".env.example": "KEY=\nMODE=\n", ".env": "KEY=\nMODE=\n"})
    assert (found.state, str(found.seen)) == (StepState.ATTENTION, ".env has no value for KEY")
    assert not found.commands


def test_an_env_file_with_values_is_done_and_never_written(tmp_path: Path) -> None:
    found = task(tmp_path, "env-file", {".env.example": "KEY=\nMODE=\n", ".env": "KEY=x1\n"})
    assert found.state is StepState.DONE and not found.commands
    assert [str(note) for note in found.notes] == [".env.example also names MODE."]


def test_without_an_example_nothing_is_made(tmp_path: Path) -> None:
    found = task(tmp_path, "env-file", {})
    assert (found.state, str(found.seen)) == (StepState.SKIPPED, "the project has no example of an env file")


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
    assert str(found.seen) == "no compose file runs a database, cache or broker"
