"""What an absolute path says of the machine that it is meant for."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from enum import Enum

from envwizard.analysis.images.base_images import expand
from envwizard.model.facts import Facts
from envwizard.model.facts.containers import Dockerfile

_HOME = re.compile(
    r"(?:/home/|/Users/|/var/home/|[A-Za-z]:[\\/]+(?:Users|Documents and Settings)[\\/]+)"
    # A placeholder names nobody.
    r"([^/\\{}%$<>]+)(?![{}%$<>])"
)
_DRIVE = re.compile(r"[A-Za-z]:[\\/]|\\\\[^\\]+\\")
# Accounts of images and services, which are the same on every machine that has them.
_SERVICE_NAMES = frozenset(
    (
        "app", "docs", "amnesia", "site", "runner", "jovyan", "airflow", "vscode", "node", "nonroot", "appuser",
        "django", "python", "web", "www", "www-data", "worker", "celery", "gunicorn", "deploy", "Shared", "Public",
        "flask", "service", "dev", "code", "project", "sandbox", "container", "coder", "gitpod", "linuxbrew", "build",
        "builder", "steam",
    )
)  # fmt: skip
# The file system hierarchy (FHS 3.0): the same places on every machine.
_SYSTEM = re.compile(
    r"/(?:tmp|dev|proc|sys|etc|run|bin|sbin|lib|lib32|lib64|boot|System|Library|Applications|private"
    r"|usr/(?:bin|sbin|lib|lib64|libexec|share|include|local/(?:bin|lib|share|etc|include|sbin))"
    r"|var/(?:run|log|lib|tmp|cache|spool|lock|mail|opt|secrets|task))(?:/|$)"
)
# Where people put applications and data by hand.
_PLACED = re.compile(r"/(?:opt|srv|mnt|root|usr/src|Volumes|scratch|nfs|workspace|var/www|export|media/[^/]+/[^/]+)/")
# Folders that hold those of many: that an image has them says nothing of what lies below.
_SHARED = frozenset(("", "/home", "/opt", "/srv", "/mnt", "/media", "/usr", "/usr/local", "/var"))


class MachinePath(Enum):
    """How an absolute path is bound to a machine."""

    HOME = "home"  # somebody's home folder
    DRIVE = "drive"  # a drive letter or a Windows share
    PLACED = "placed"  # a place that somebody chose by hand: /opt/shop/data
    OTHER = "other"  # an absolute path that no standard names
    SYSTEM = "system"  # the same everywhere


def classify(path: str) -> MachinePath:
    """Tell what kind of absolute path this is. The accounts of services count as chosen places, not as homes."""
    home = _HOME.match(path)
    if home:
        return MachinePath.OTHER if home.group(1) in _SERVICE_NAMES else MachinePath.HOME
    if _DRIVE.match(path):
        return MachinePath.DRIVE
    first = path.lstrip("/").partition("/")[0]
    if not first or "{" in first or _SYSTEM.match(path) or not path.startswith("/"):
        return MachinePath.SYSTEM
    return MachinePath.PLACED if _PLACED.match(path) else MachinePath.OTHER


def deployed_places(facts: Facts) -> frozenset[str]:
    """List the absolute folders that the project's own images, compose files and services create or name."""
    places = {posixpath.normpath(place) for place in _places(facts) if place.startswith("/")}
    return frozenset(places - {"/"})


def is_deployed(path: str, places: frozenset[str]) -> bool:
    """Tell whether a path is one of these folders, lies in one or holds one."""
    normal = posixpath.normpath(path.split("{")[0])
    return any(
        normal == place or normal.startswith(place + "/") or place.startswith(normal.rstrip("/") + "/")
        for place in places
    )


def _places(facts: Facts) -> Iterator[str]:
    for dockerfile in facts.dockerfiles:
        yield from _of_dockerfile(dockerfile)
    for compose in facts.compose_files:
        for service in compose.services:
            yield from (volume.target for volume in service.volumes)
            yield service.working_dir or ""
    for service_ in facts.services:
        yield service_.working_directory or ""


def _of_dockerfile(dockerfile: Dockerfile) -> Iterator[str]:
    variables = dict(dockerfile.arguments)
    for stage in dockerfile.stages:
        workdir = "/"
        for instruction in stage.instructions:
            for variable in instruction.variables:
                if variable.value is not None:
                    value = variable.value.reveal()
                    variables[variable.name] = expand(value, variables) or value
            if instruction.keyword == "ARG":
                name, given, value = instruction.text.partition("=")
                if given:
                    variables[name.strip()] = value.strip("\"' ")
            if instruction.keyword == "WORKDIR":
                workdir = posixpath.join(workdir, expand(instruction.text.strip(" \"'"), variables) or "")
                yield workdir
            elif instruction.copy is not None:
                yield posixpath.join(workdir, expand(instruction.copy.destination, variables) or "")
            elif instruction.keyword == "VOLUME":
                yield from re.findall(r"/[^\s\",\]]+", instruction.text)
            elif instruction.keyword == "RUN":
                for command in instruction.commands:
                    texts = [*command.argv[1:], *(word.text for word in command.redirects)]
                    words = [word for text in texts if (word := expand(text, variables))]
                    yield from _of_run(command.argv[:1], words, workdir)


def _of_run(program: tuple[str, ...], words: list[str], workdir: str) -> Iterator[str]:
    """What a RUN makes or names: absolute paths, the folders of mkdir, the homes of users that it adds."""
    yield from (word for word in words if word.startswith("/") and word.rstrip("/") not in _SHARED)
    if program in (("mkdir",), ("useradd",), ("adduser",)):
        # Of the words behind useradd the user is one; a home that no group's or number's name has does no harm.
        folder = workdir if program == ("mkdir",) else "/home"
        yield from (posixpath.join(folder, word) for word in words if word[0] not in "-/")
