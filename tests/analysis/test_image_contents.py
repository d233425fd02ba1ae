"""What images hold against what their start needs: only certain mismatches are told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from envwizard.analysis.images.image_contents import image_mismatches
from envwizard.model.facts import Facts
from envwizard.probes.compose import probe_compose
from envwizard.probes.docker_ignores import probe_docker_ignores
from envwizard.probes.dockerfiles import probe_dockerfiles
from tests.support import sources_of


def mismatches(files: dict[str, str], root: Path) -> list[tuple[str, str | None]]:
    sources = sources_of(files, root)
    facts = replace(
        Facts(inventory=sources.inventory),
        dockerfiles=probe_dockerfiles(sources),
        compose_files=probe_compose(sources),
        docker_ignores=probe_docker_ignores(sources),
    )
    assert not sources.failures
    return [(one.expected, one.image_path) for one in image_mismatches(facts)]


PROJECT = {"app/main.py": "", "app/sub/util.py": "", "run.sh": "", "conf/g.py": "", "manage.py": ""}


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        ("WORKDIR /app\nCOPY app .\nCMD uvicorn app.main:app", [("/app/app/main.py", "/app/main.py")]),
        ("WORKDIR /app\nCOPY app .\nCMD uvicorn --app-dir / app.main:app", []),
        ("WORKDIR /app\nENV PYTHONPATH=/\nCOPY app .\nCMD uvicorn app.main:app", []),
        ("WORKDIR /app\nCOPY . .\nCMD uvicorn app.main:app", []),
        ("WORKDIR /app\nCOPY app ./app\nCMD python -m app.sub.util", []),
        ("WORKDIR /app\nCOPY app/ code/\nCMD cd code && python main.py", []),
        ("WORKDIR /app\nCOPY app/ code/\nCMD cd app && python main.py", [("/app/app/main.py", "/app/code/main.py")]),
        ("WORKDIR /app\nCOPY app/main.py /app\nCMD python main.py", []),
        ("WORKDIR /app\nCOPY app/*.py ./\nCMD [\"python\", \"main.py\"]", []),
        ("WORKDIR /app\nCOPY manage.py run.sh ./\nENTRYPOINT [\"/app/run.sh\"]\nCMD [\"python\", \"manage.py\"]", []),
        ("WORKDIR /app\nCOPY manage.py ./\nENTRYPOINT [\"/app/run.sh\"]", [("/app/run.sh", None)]),
        ("WORKDIR /app\nCOPY app app\nCMD gunicorn -c conf/g.py app.main:app", [("/app/conf/g.py", None)]),
        ("WORKDIR /app\nCOPY app app\nCMD gunicorn -w 2 flask_app:app", []),
        ("WORKDIR /app\nCOPY app app\nCMD python -m gunicorn app.main:app --config=python:x", []),
        ("WORKDIR /app\nCOPY app app\nRUN cp -r /app/app /app/lib && mv a manage.py\nCMD python manage.py", []),
        ("WORKDIR /app\nCOPY app app\nRUN ./make.sh\nCMD python manage.py", []),
        ("WORKDIR /app\nCOPY app app\nVOLUME /app\nCMD python manage.py", []),
        ("WORKDIR /app\nCOPY app app\nRUN pip install -e .\nCMD python -m manage", []),
        ("WORKDIR /app\nCOPY app app\nCMD python -m manage", [("/app/manage.py", None)]),
        ("WORKDIR $HOME_OF_APP\nCOPY app app\nCMD python manage.py", []),
        ("ARG D=/srv\nWORKDIR ${D}/x\nCOPY app .\nCMD python app/main.py", [("/srv/x/app/main.py", "/srv/x/main.py")]),
        ("WORKDIR /app\nCOPY --from=docker.io/x /y /app\nCMD python manage.py", []),
        ("WORKDIR /app\nADD https://example.com/x.tar.gz /app/\nCMD python manage.py", []),
        ("WORKDIR /app\nCMD poetry run python app/main.py", [("/app/app/main.py", None)]),
        ("WORKDIR /app\nCMD [\"sh\", \"-c\", \"if true; then python manage.py; fi\"]", []),
    ],
)  # fmt: skip
def test_commands(dockerfile: str, expected: list[tuple[str, str | None]], tmp_path: Path) -> None:
    assert mismatches({**PROJECT, "Dockerfile": f"FROM python:3.12-slim\n{dockerfile}\n"}, tmp_path) == expected


@pytest.mark.parametrize(
    ("base", "quiet"),
    [("python:3.12", False), ("docker.io/library/python:3", False), ("ubuntu", False), ("python:3-onbuild", True),
     ("tiangolo/uvicorn-gunicorn:latest", True), ("${BASE}", True), ("python:${V}", False)],
)  # fmt: skip
def test_bases(base: str, quiet: bool, tmp_path: Path) -> None:
    files = {**PROJECT, "Dockerfile": f"FROM {base}\nWORKDIR /app\nCOPY app .\nCMD python app/main.py\n"}
    assert (mismatches(files, tmp_path) == []) is quiet


def test_stages(tmp_path: Path) -> None:
    dockerfile = (
        "FROM python:3.12 AS build\nWORKDIR /src\nCOPY . .\n"
        "FROM python:3.12-slim\nWORKDIR /app\nCOPY --from=build /src/app /app/app\nCMD python -m app.main\n"
    )
    assert mismatches({**PROJECT, "Dockerfile": dockerfile}, tmp_path) == []
    wrong = dockerfile.replace("/app/app", "/app/lib")
    assert mismatches({**PROJECT, "Dockerfile": wrong}, tmp_path / "wrong") == [
        ("/app/app/main.py", "/app/lib/main.py")
    ]


def test_dockerignore(tmp_path: Path) -> None:
    files = {**PROJECT, "Dockerfile": "FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD python manage.py\n"}
    assert mismatches({**files, ".dockerignore": "*.md\n"}, tmp_path / "a") == []
    assert mismatches({**files, ".dockerignore": "manage.py\n"}, tmp_path / "b") == [("/app/manage.py", None)]
    # Anchored at the context's root, unlike git's.
    assert mismatches({**files, ".dockerignore": "main.py\n"}, tmp_path / "c") == []


def test_context_of_compose(tmp_path: Path) -> None:
    files = {
        "web/Dockerfile": "FROM python:3.12\nWORKDIR /app\nCOPY . .\n",
        "web/app.py": "",
        "compose.yml": "services:\n  web:\n    build: web\n    command: python app.py\n  bad:\n    build: web\n"
        "    command: python web/app.py\n",
    }
    assert mismatches(files, tmp_path) == [("/app/web/app.py", "/app/app.py")]


@pytest.mark.parametrize(
    "dockerfile",
    [
        "FROM python:3 AS base\nONBUILD COPY . /app\nFROM base\nWORKDIR /app\nCOPY app app\nCMD python manage.py",
        "FROM python:3\nWORKDIR /app\nADD app.tar.gz .\nCMD python manage.py",
        "FROM python:3\nWORKDIR /app\nADD https://github.com/x/y.git#main .\nCMD python manage.py",
        "FROM python:3\nWORKDIR /app\nCOPY --from=assets . .\nCMD python manage.py",
        "FROM python:3\nWORKDIR /app\nCOPY node_modules .\nCMD python manage.py",
    ],
)
def test_what_may_hold_anything(dockerfile: str, tmp_path: Path) -> None:
    files = {**PROJECT, "app.tar.gz": "", "node_modules/x/manage.py": "", "Dockerfile": f"{dockerfile}\n"}
    assert mismatches(files, tmp_path) == []


def test_the_ignore_file_in_force(tmp_path: Path) -> None:
    files = {**PROJECT, "docker/web.Dockerfile": "FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD python manage.py\n"}
    compose = "services:\n  web:\n    build: {context: ., dockerfile: docker/web.Dockerfile}\n"
    files["compose.yml"] = compose
    missing = [("/app/manage.py", None)]
    assert mismatches({**files, ".dockerignore": "manage.py"}, tmp_path / "context") == missing
    # One beside the Dockerfile takes the place of the context's, and is spelt from the context's root as well.
    own = {**files, ".dockerignore": "manage.py", "docker/web.Dockerfile.dockerignore": "*.md"}
    assert mismatches(own, tmp_path / "own") == []
    assert mismatches({**files, "docker/web.Dockerfile.dockerignore": "manage.py"}, tmp_path / "both") == missing
    # That of another folder says nothing.
    assert mismatches({**files, "docker/.dockerignore": "*"}, tmp_path / "other") == []
