"""railway.toml and railway.json (docs.railway.com, "Config as code"), nixpacks.toml (nixpacks.com, "File")."""

from __future__ import annotations

import re
from functools import partial

from envwizard.model.facts.commands import Surface
from envwizard.model.facts.services import Service
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location, TextFile
from envwizard.probes.platforms.toml_values import exec_commands_at, shell_commands_at
from envwizard.project.reader import Sources
from envwizard.syntax.templates import unless_template
from envwizard.syntax.toml import parse
from envwizard.syntax.yaml import json_document
from envwizard.syntax.yaml_values import run_command, shell_commands

_PLAN = re.compile(r"nixpacks\.toml")
_NAME = re.compile(r"railway(?:[._-].+)?\.(?:toml|json)")


def railway_services(sources: Sources) -> list[Service]:
    """Read the service that each file describes."""
    files = [service for service in sources.each("platforms", sources.named(_NAME), unless_template(_read)) if service]
    told = {_folder_of(service) for service in files if service.command}
    plans = sources.each("platforms", sources.named(_PLAN), unless_template(_from_plan))
    # What railway's own file starts counts before the plan.
    return [*files, *(one for one in plans if one and one.command and _folder_of(one) not in told)]


def _read(file: TextFile) -> Service:
    return _from_json(file) if str(file.path).endswith(".json") else _from_toml(file)


def _from_plan(file: TextFile) -> Service:
    document = parse(file)
    start = shell_commands_at(document, ("start", "cmd"))
    return _service(file, None, False)(
        location=Location(file.path, document.span(("start", "cmd"))),
        commands=start,
        main=len(start) - 1 if start else -1,
    )


def _folder_of(service: Service) -> ProjectPath | None:
    path = service.location.path
    return path.parent if isinstance(path, ProjectPath) else None


def _from_toml(file: TextFile) -> Service:
    document = parse(file)
    dockerfile = document.get(("build", "dockerfilePath"), str)
    # In an image of the project's own nothing but the words is run; elsewhere a shell runs the line.
    of_image = dockerfile or document.get(("build", "builder"), str) == "DOCKERFILE"
    start = (exec_commands_at if of_image else shell_commands_at)(document, ("deploy", "startCommand"))
    before = shell_commands_at(document, ("deploy", "preDeployCommand"))
    return _service(file, dockerfile, bool(of_image))(
        location=Location(file.path, document.span(("deploy", "startCommand"))),
        commands=(*before, *start),
        main=len(before) + len(start) - 1 if start else -1,
        build_commands=shell_commands_at(document, ("build", "buildCommand")),
        replicas=document.get(("deploy", "numReplicas"), int),
    )


def _from_json(file: TextFile) -> Service:
    root = json_document(file)
    dockerfile = root.string("build", "dockerfilePath")
    of_image = dockerfile or root.string("build", "builder") == "DOCKERFILE"
    line = root.scalar("deploy", "startCommand")
    start = (run_command if of_image else shell_commands)(line)
    before = shell_commands(root.get("deploy", "preDeployCommand"))
    return _service(file, dockerfile, bool(of_image))(
        location=line.location if line else Location(file.path),
        commands=(*before, *start),
        main=len(before) + len(start) - 1 if start else -1,
        build_commands=shell_commands(root.get("build", "buildCommand")),
        replicas=root.integer("deploy", "numReplicas"),
    )


def _service(file: TextFile, dockerfile: str | None, of_image: bool) -> partial[Service]:
    """What both formats share. The file names no service: it is called after its folder."""
    folder = file.path.parent.name if isinstance(file.path, ProjectPath) else ""
    return partial(
        Service,
        surface=Surface.PAAS,
        name=folder or "railway",
        platform="railway",
        dockerfile=dockerfile or ("Dockerfile" if of_image else None),
    )
