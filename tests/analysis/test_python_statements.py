"""Statements about the Python version, and which of them exclude each other."""

from __future__ import annotations

import pytest

from envwizard.analysis.images.python_images import python_image
from envwizard.analysis.python_statements import Statement, exclude_each_other
from envwizard.model.facts.containers import Dockerfile
from envwizard.model.message import msg
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.source import Location

PLACE = Location(ProjectPath("x"))


@pytest.mark.parametrize(
    ("base", "version"),
    [
        ("python:3.9-slim", "3.9"),
        ("python:3.11.4", "3.11.4"),
        ("docker.io/library/python:3.12-bookworm@sha256:aa", "3.12"),
        ("registry.example.com:5000/mirror/python:3.10", "3.10"),
        ("tiangolo/uvicorn-gunicorn-fastapi:python3.9-alpine3.14", "3.9"),
        ("ghcr.io/astral-sh/uv:python3.12-bookworm-slim", "3.12"),
        ("ghcr.io/astral-sh/uv:0.5-python3.12-alpine", "3.12"),
        ("mcr.microsoft.com/devcontainers/python:1-3.12", "3.12"),
        ("mcr.microsoft.com/vscode/devcontainers/python:0-${VERSION}", "3.8"),
        ("mcr.microsoft.com/vscode/devcontainers/python:0-${VARIANT}", None),
        ("python:3.14-rc-slim", "3.14"),
        ("python:3.15.0b1", "3.15.0"),
        ("python:${VERSION}-slim", "3.8"),
        ("python:${OTHER:-3.7}", "3.7"),
        ("python:$UNKNOWN", None),
        ("python:3", None),
        ("python:slim", None),
        ("python", None),
        ("ubuntu:22.04", None),
        ("node:20.1", None),
        ("pypy:3.9", None),
        ("base", None),
    ],
)
def test_images(base: str, version: str | None) -> None:
    dockerfile = Dockerfile(PLACE, (), (("VERSION", "3.8"),))
    image = python_image(base, dockerfile)
    assert (image.version if image else None) == version


@pytest.mark.parametrize(
    ("base", "floats"),
    [
        *((name, True) for name in ("python", "python:3", "python:latest", "python:slim", "python:3-slim-bookworm")),
        *((name, True) for name in ("docker.io/library/python:alpine3.20", "public.ecr.aws/docker/library/python:3")),
        *((name, True) for name in ("harbor.example.com:5000/proxy/python", "library/python:rc", "python:${OPEN:-3}")),
        *(
            (name, False)
            for name in ("python:3@sha256:aa", "python:3.12", "python:$OPEN", "acme/python", "python:ours")
        ),
        *((name, False) for name in ("mcr.microsoft.com/devcontainers/python:3", "pypy:3", "python-build", "python:2")),
    ],
)
def test_floating_images(base: str, floats: bool) -> None:
    image = python_image(base)
    assert (image is not None and image.version is None) == floats


def statement(text: str, root: ProjectPath = ROOT) -> Statement:
    if text[0].isdigit():
        return Statement(PLACE, "chosen", msg("says it"), root, versions=tuple(text.split()))
    return Statement(PLACE, "declared", msg("says it"), root, specifier=text)


@pytest.mark.parametrize(
    ("one", "other", "exclude"),
    [
        ("3.9", "3.9.18", False),
        ("3.9.1", "3.9.18", False),
        ("3.9", "3.10", True),
        ("3.9 3.10 3.11", "3.10", False),
        ("3.9 3.11", "3.10 3.12", True),
        (">=3.11", "3.9", True),
        (">=3.9", "3.9", False),
        (">=3.9.5", "3.9", False),
        (">=3.9.5", "3.9.2", True),
        (">=3.8,<3.12", "3.12.1", True),
        ("==3.14.*", "3.14", False),
        (">=3.12", "<3.10", True),
        (">=3.10", "<3.13", False),
        ("~=3.8", "3.12", False),
        (">=3", "3.13", False),
        ("!=3.9.*", "3.9", True),
        (">=3.6", "2.7", True),
    ],
)
def test_exclusion_is_mutual_and_holds_within_one_root(one: str, other: str, exclude: bool) -> None:
    assert exclude_each_other(statement(one), statement(other)) is exclude
    assert exclude_each_other(statement(other), statement(one)) is exclude
    assert exclude_each_other(statement(one), statement(other, ProjectPath("elsewhere"))) is False
