"""Dockerfiles as facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.model.facts.containers import Dockerfile, Instruction
from envwizard.model.source import Location
from envwizard.probes.dockerfiles import probe_dockerfiles
from tests.support import sources_of

DOCKERFILE = """# syntax=docker/dockerfile:1
ARG PYTHON=3.12
ARG REGISTRY
FROM --platform=linux/amd64 ${REGISTRY}python:${PYTHON}-slim AS builder
ENV PIP_NO_CACHE_DIR=1 \\
    API_KEY="s3cret value"
ENV OLD old style value
RUN --mount=type=cache,target=/root/.cache \\
    apt-get update \\
    # tools
    && pip install -r requirements.txt

FROM builder
WORKDIR /app
COPY --from=builder --chown=app:app /venv /venv
COPY ["a file.txt", "./"]
ADD <<EOF config.ini
[x]
EOF
COPY app/ tests/ \\
     ./
HEALTHCHECK --interval=5s CMD curl -f http://localhost:8000/ || exit 1
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["sh", "-c", "exec gunicorn --bind 0.0.0.0:$PORT app:app"]
"""


def read(tmp_path: Path, content: str = DOCKERFILE) -> Dockerfile:
    (found,) = probe_dockerfiles(sources_of({"Dockerfile": content}, tmp_path))
    return found


def by_keyword(dockerfile: Dockerfile, stage: int, keyword: str) -> list[Instruction]:
    return [one for one in dockerfile.stages[stage].instructions if one.keyword == keyword]


def written(content: str, location: Location) -> str:
    assert location.span
    return content.encode()[location.span.start : location.span.end].decode()


def test_stages(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert found.arguments == (("PYTHON", "3.12"), ("REGISTRY", ""))
    assert [(stage.base, stage.name, stage.location.line) for stage in found.stages] == [
        ("${REGISTRY}python:${PYTHON}-slim", "builder", 4), ("builder", None, 13),
    ]  # fmt: skip
    assert written(DOCKERFILE, found.stages[0].base_location) == "${REGISTRY}python:${PYTHON}-slim"


def test_variables_are_masked(tmp_path: Path) -> None:
    found = read(tmp_path)
    first, old = by_keyword(found, 0, "ENV")
    assert [(one.name, one.value.reveal() if one.value else None, one.location.line) for one in first.variables] == [
        ("PIP_NO_CACHE_DIR", "1", 5), ("API_KEY", "s3cret value", 6),
    ]  # fmt: skip
    assert old.variables[0].value is not None
    assert (old.variables[0].name, old.variables[0].value.reveal()) == ("OLD", "old style value")
    assert "s3cret" not in repr(found)
    assert "old style" not in repr(found)


def test_run_commands_have_exact_places(tmp_path: Path) -> None:
    (run,) = by_keyword(read(tmp_path), 0, "RUN")
    assert [command.argv for command in run.commands] == [
        ("apt-get", "update"), ("pip", "install", "-r", "requirements.txt"),
    ]  # fmt: skip
    assert (run.location.line, run.commands[1].location.line) == (8, 11)
    assert written(DOCKERFILE, run.commands[1].location) == "pip install -r requirements.txt"
    assert run.text.startswith("apt-get update")


def test_copies(tmp_path: Path) -> None:
    found = read(tmp_path)
    copies = [one.copy for one in found.stages[1].instructions if one.copy]
    assert [(copy.sources, copy.destination, copy.source_stage, copy.inline) for copy in copies] == [
        (("/venv",), "/venv", "builder", ()),
        (("a file.txt",), "./", None, ()),
        ((), "config.ini", None, ("EOF",)),
        (("app/", "tests/"), "./", None, ()),
    ]
    assert [written(DOCKERFILE, place) for place in copies[1].places] == ['"a file.txt"', '"./"']
    assert [place.line for place in copies[3].places] == [20, 20, 21]


def test_start_commands(tmp_path: Path) -> None:
    found = read(tmp_path)
    (entrypoint,) = by_keyword(found, 1, "ENTRYPOINT")
    (cmd,) = by_keyword(found, 1, "CMD")
    (check,) = by_keyword(found, 1, "HEALTHCHECK")
    assert (entrypoint.exec_form, entrypoint.commands[0].argv) == (True, ("/usr/bin/tini", "--"))
    assert cmd.commands[0].exec_form
    inner = cmd.commands[1]
    assert inner.argv == ("exec", "gunicorn", "--bind", "0.0.0.0:$PORT", "app:app")
    assert not inner.words[3].literal
    assert written(DOCKERFILE, Location(inner.location.path, inner.words[3].span)) == "0.0.0.0:$PORT"
    assert check.commands[0].argv == ("curl", "-f", "http://localhost:8000/")


def test_run_heredocs(tmp_path: Path) -> None:
    content = (
        "FROM a\nRUN <<EOF\nset -e\nsudo pip install x\nEOF\nRUN <<-'E'\n\tb \\\n\t c\n\tE\n"
        "RUN python3 <<EOF && d\nimport os\nEOF\nRUN <<EOF\n#!/usr/bin/env python\nimport os\nEOF\n"
    )
    runs = by_keyword(read(tmp_path, content), 0, "RUN")
    assert [[command.argv for command in run.commands] for run in runs] == [
        [("set", "-e"), ("sudo", "pip", "install", "x")], [("b", "c")], [("python3",), ("d",)], [],
    ]  # fmt: skip
    assert runs[0].commands[1].location.line == 4
    assert runs[2].commands[0].heredoc == "import os\n"


def test_windows_newlines(tmp_path: Path) -> None:
    found = read(tmp_path, DOCKERFILE.replace("\n", "\r\n"))
    (run,) = by_keyword(found, 0, "RUN")
    assert (run.commands[1].argv[-1], run.commands[1].location.line) == ("requirements.txt", 11)


def test_windows_images_have_no_posix_commands(tmp_path: Path) -> None:
    found = read(tmp_path, '# escape=`\nFROM a\nRUN dir C:\\\nCMD ["python", "app.py"]\n')
    assert [len(one.commands) for one in found.stages[0].instructions] == [0, 1]


@pytest.mark.parametrize(
    "name", ["Dockerfile", "Dockerfile.prod", "dockerfile", "api.Dockerfile", "x/web.dockerfile", "Containerfile"]
)
def test_names(tmp_path: Path, name: str) -> None:
    assert len(probe_dockerfiles(sources_of({name: "FROM a\n"}, tmp_path))) == 1


@pytest.mark.parametrize(
    "name", ["Dockerfile.md", "my-dockerfile-notes.rst", "Dockerfile.dockerignore", "scan.dockerfile.json"]
)
def test_other_names(tmp_path: Path, name: str) -> None:
    assert probe_dockerfiles(sources_of({name: "FROM a\n"}, tmp_path)) == ()


def test_ignore_files(tmp_path: Path) -> None:
    sources = sources_of(
        {
            ".dockerignore": "# c\n\n.env\n!keep\n",
            "Dockerfile": "FROM a\n",
            "docker/Dockerfile": "FROM a\n",
            "docker/Dockerfile.dev": "FROM a\n",
            "docker/Dockerfile.dev.dockerignore": "*.pyc\n",
        },
        tmp_path,
    )
    found = {str(one.location.path): (one.ignore, str(one.ignore_path)) for one in probe_dockerfiles(sources)}
    assert found == {
        "Dockerfile": ((".env", "!keep"), ".dockerignore"),
        "docker/Dockerfile": ((".env", "!keep"), ".dockerignore"),
        "docker/Dockerfile.dev": (("*.pyc",), "docker/Dockerfile.dev.dockerignore"),
    }


def test_what_cannot_be_read_is_reported(tmp_path: Path) -> None:
    sources = sources_of(
        {"Dockerfile": b"\xff\xfe\0", "b/Dockerfile": "RUN x\n", "c/Dockerfile": b"FROM a\0"}, tmp_path
    )
    assert probe_dockerfiles(sources) == ()
    assert sorted(str(failure.path) for failure in sources.failures) == ["Dockerfile", "b/Dockerfile", "c/Dockerfile"]


def test_odd_instructions(tmp_path: Path) -> None:
    content = "FROM\nFROM a AS\nCOPY x\nCOPY\nENV\nENV A\nCMD []\nENTRYPOINT\nHEALTHCHECK\nRUN\n{% if x %}\nSHELL\n"
    found = read(tmp_path, content)
    assert [stage.base for stage in found.stages] == ["", "a"]
    assert by_keyword(found, 1, "{%")
