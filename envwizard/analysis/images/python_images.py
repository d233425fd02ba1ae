"""What the name of an image says about the Python in it: ``python:3.12-slim``, ``python``, ``python:alpine3.20``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from envwizard.model.facts.containers import Dockerfile, Stage

_REFERENCE = re.compile(r"\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\})")
# ``python:3.9-slim``, ``devcontainers/python:1-3.12-bookworm`` (the first number is the image's own release),
# ``tiangolo/uvicorn-gunicorn:python3.9``, ``astral-sh/uv:python3.12-bookworm``.
_VERSION = re.compile(
    r"(?:(?:^|/)python:v?(?:\d+(?:\.\d+)*-|dev-)?|:(?:[\w.]+-)*?python-?)(\d+\.\d+(?:\.\d+)?)(?=[-@abr]|$)"
)
# The image of the Docker Library, from Docker Hub or by way of a registry that has a host name.
_OFFICIAL = re.compile(
    r"(?:[\w-]+\.[\w.-]+(?::\d+)?/(?:[\w.-]+/)*|localhost(?::\d+)?/)?(?:library/)?python(?::(?P<tag>[\w.-]+))?"
)
_SYSTEMS = "slim|alpine|trixie|bookworm|bullseye|buster|stretch|jessie|wheezy|windowsservercore|nanoserver|onbuild"
_FLOATING = re.compile(rf"latest|(?:3|rc|3-rc)?(?:-?(?:{_SYSTEMS})[\w.-]*)?")
_DEVCONTAINER = re.compile(r"(?:devcontainers|vscode)/")


@dataclass(frozen=True, slots=True)
class PythonImage:
    """An image with Python in it; ``version`` is X.Y or X.Y.Z, ``None`` where the name leaves the minor version open.

    ``name`` is with the defaults of build arguments put in. ``tag`` is empty where none is written.
    """

    name: str
    tag: str
    version: str | None


def python_image(base: str, dockerfile: Dockerfile | None = None) -> PythonImage | None:
    """Read an image's name; ``None`` where it does not say that Python is in it, or leaves it to a build argument."""
    name = _resolved(base, dict(dockerfile.arguments) if dockerfile else {})
    found = _VERSION.search(name)
    if found:
        return PythonImage(name, name.partition("@")[0].rpartition(":")[2], found.group(1))
    official = _OFFICIAL.fullmatch(name)
    if official is None or _DEVCONTAINER.search(name):
        return None
    tag = official["tag"] or ""
    return PythonImage(name, tag, None) if _FLOATING.fullmatch(tag) else None


def python_base(dockerfile: Dockerfile, stage: Stage) -> tuple[Stage, PythonImage] | None:
    """Find the image with Python that a stage is built on, by way of other stages, and the stage that names it."""
    stages = {(one.name or "").lower(): one for one in dockerfile.stages}
    for _ in dockerfile.stages:
        image = python_image(stage.base, dockerfile)
        if image is not None:
            return stage, image
        stage = stages.get(stage.base.lower(), stage)
    return None


def _resolved(base: str, arguments: dict[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        return arguments.get(match.group(1) or match.group(2)) or match.group(3) or match.group()

    return _REFERENCE.sub(value, base)
