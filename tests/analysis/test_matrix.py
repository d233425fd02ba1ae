"""The environments matrix: effective values with their origin, and what findings say of them."""

from __future__ import annotations

from pathlib import Path

from envwizard.analysis.matrix import matrix
from envwizard.engine.probing import gather
from envwizard.model.facts import Facts
from envwizard.model.matrix import Cell, CellState, Matrix
from envwizard.model.rule import NotApplicable
from envwizard.rules.servers.ew501_missing_workers import RULE as MISSING_WORKERS
from envwizard.rules.servers.ew511_reload_in_production import RULE as RELOAD
from tests.support import sources_of

FILES = {
    "docker-compose.yml": (
        "services:\n  web:\n    build: .\n    command: python manage.py runserver 0.0.0.0:8000\n"
        "    volumes: ['.:/srv']\n    env_file: .env.dev\n"
    ),
    "docker-compose.prod.yml": (
        "services:\n  web:\n    build: .\n    command: gunicorn shop.wsgi -b 0.0.0.0:8000 --reload\n"
        "    env_file: .env.prod\n"
    ),
    "Dockerfile": "FROM python:3.12-slim\nWORKDIR /srv\nCOPY . .\nRUN pip install -r requirements.txt\n",
    "requirements.txt": "flask==3.1.0 --hash=sha256:aa\n",
    ".env.dev": "DEBUG=1\n",
    ".env.prod": "DEBUG=0\n",
}


def made(root: Path, files: dict[str, str]) -> Matrix:
    sources = sources_of(files, root)
    facts = gather(sources, Facts(inventory=sources.inventory), lambda _: None)
    answers = [rule.check(facts) for rule in (MISSING_WORKERS, RELOAD)]
    return matrix(facts, [one for answer in answers if not isinstance(answer, NotApplicable) for one in answer])


def cells(table: Matrix, environment: str) -> dict[str, Cell]:
    index = [one.name for one in table.environments].index(environment)
    return {row.name: row.cells[index] for row in table.rows}


def test_each_environment_shows_what_it_really_runs_with(tmp_path: Path) -> None:
    table = made(tmp_path, FILES)
    assert [one.name for one in table.environments] == ["development", "production"]
    development, production = cells(table, "development"), cells(table, "production")
    assert (development["server"].value, production["server"].value) == ("runserver", "gunicorn")
    assert (development["env file"].value, production["env file"].value) == (".env.dev", ".env.prod")
    assert (development["reload"].value, production["reload"].value) == ("on", "on")
    assert production["python"].value == "3.12"
    assert production["lock"].value == "requirements.txt (hashes)"
    assert production["bind"].value == "0.0.0.0:8000"
    assert str(production["bind"].location) == "docker-compose.prod.yml:4"
    assert str(production["bind"].origin) == "a flag of the command"
    assert str(production["workers"].origin) == "the server's default"


def test_findings_colour_the_cells_of_their_environment(tmp_path: Path) -> None:
    table = made(tmp_path, FILES)
    development, production = cells(table, "development"), cells(table, "production")
    assert production["reload"].state is CellState.PROBLEM
    assert len(production["reload"].findings) == 1
    assert production["workers"].state is CellState.WARNING
    assert production["bind"].state is CellState.OK
    assert development["reload"].state is CellState.OK
    assert (development["config path"].value, development["config path"].state) == ("–", CellState.NONE)


def test_a_cell_keeps_every_value_and_the_table_shortens_it(tmp_path: Path) -> None:
    workflow = "on: push\njobs:\n"
    for number, version in enumerate(("3.9", "3.11.7", "3.13")):
        workflow += f"  t{number}:\n    steps:\n      - uses: actions/setup-python@v5\n"
        workflow += f'        with: {{python-version: "{version}"}}\n'
    cell = cells(
        made(
            tmp_path, {".github/workflows/test.yml": workflow, "docker-compose.test.yml": FILES["docker-compose.yml"]}
        ),
        "test",
    )["python"]
    assert cell.values == ("3.9", "3.11.7", "3.13")
    assert (cell.value, cell.short) == ("3.9, 3.11.7, 3.13", "3.9, 3.11.7 +1")


def test_the_release_of_a_devcontainer_is_not_the_python_in_it(tmp_path: Path) -> None:
    image = 'ARG VARIANT="3.10"\nFROM mcr.microsoft.com/vscode/devcontainers/python:0-${VARIANT}\n'
    table = made(tmp_path, {".devcontainer/Dockerfile": image})
    assert cells(table, "development")["python"].values == ("3.10",)


def test_an_empty_project_has_one_column_and_nothing_in_it(tmp_path: Path) -> None:
    table = made(tmp_path, {"notes.txt": ""})
    assert [one.name for one in table.environments] == ["unknown"]
    assert all(cell.state is CellState.NONE for row in table.rows for cell in row.cells)
