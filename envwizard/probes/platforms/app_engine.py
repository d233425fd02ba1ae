"""App Engine's app.yaml (cloud.google.com/appengine/docs/standard/reference/app-yaml)."""

from __future__ import annotations

import re

from envwizard.model.facts.commands import Surface
from envwizard.model.facts.services import Service
from envwizard.model.source import Location, TextFile
from envwizard.project.reader import Sources
from envwizard.project.search import parse_holding
from envwizard.syntax.templates import unless_template
from envwizard.syntax.yaml import YamlScalar, document
from envwizard.syntax.yaml_values import shell_commands, variables

_NAME = re.compile(r"(?:.+[._-])?app(?:[._-].+)?\.ya?ml|(?:worker|service|default|api|web)\.ya?ml", re.IGNORECASE)
_RUNTIME = re.compile(rb"^runtime:[ \t]*[\"']?python", re.MULTILINE)
_VERSION = re.compile(r"python(\d)(\d*)")


def app_engine_services(sources: Sources) -> list[Service]:
    """Read the services whose runtime is Python."""
    return list(parse_holding(sources, "platforms", _NAME, _RUNTIME.search, unless_template(_service)))


def _service(file: TextFile) -> Service | None:
    root = document(file)
    runtime = root.scalar("runtime")
    if runtime is None:
        return None
    commands = shell_commands(root.scalar("entrypoint"))
    entrypoint = root.get("entrypoint")
    version = root.scalar("runtime_config", "python_version") or root.scalar("runtime_config", "runtime_version")
    return Service(
        surface=Surface.PAAS,
        name=root.string("service") or "default",
        location=entrypoint.location if entrypoint else runtime.location,
        commands=commands,
        main=len(commands) - 1,
        environment=variables(root.get("env_variables")),
        platform="app-engine",
        python_version=(version.text, version.location) if version else _of_runtime(runtime),
        replicas=root.integer("manual_scaling", "instances"),
    )


def _of_runtime(runtime: YamlScalar) -> tuple[str, Location] | None:
    """``python312`` means 3.12; plain ``python`` says nothing."""
    match = _VERSION.fullmatch(runtime.text)
    return (".".join(part for part in match.groups() if part), runtime.location) if match else None
