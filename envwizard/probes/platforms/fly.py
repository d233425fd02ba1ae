"""fly.toml (fly.io/docs/reference/configuration)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envwizard.model.facts.commands import CommandLine, Surface
from envwizard.model.facts.services import Service
from envwizard.model.source import Location, TextFile
from envwizard.probes.platforms.toml_values import exec_commands_at, location_of, variables_at
from envwizard.project.reader import Sources
from envwizard.syntax.templates import unless_template
from envwizard.syntax.toml import Path, TomlDocument, parse

_NAME = re.compile(r"fly(?:[._-].+)?\.toml")


def fly_services(sources: Sources) -> list[Service]:
    """Read the process groups of all applications; without any there is one, which the image's command starts."""
    files = sources.each("platforms", sources.named(_NAME), unless_template(lambda file: list(_services(file))))
    return [service for services in files for service in services or ()]


def _services(file: TextFile) -> Iterator[Service]:
    document = parse(file)
    groups = document.get(("processes",), dict) or {}
    for name in groups:
        yield _service(document, str(name), ("processes", name))
    if not groups:
        yield _service(document, document.get(("app",), str) or "app", None)
    if document.get(("deploy", "release_command"), str):
        yield _service(document, "release", ("deploy", "release_command"))


def _service(document: TomlDocument, name: str, at: Path | None) -> Service:
    commands: tuple[CommandLine, ...] = ()
    for path in (at,) if at else (("experimental", "entrypoint"), ("experimental", "cmd")):
        commands += exec_commands_at(document, path)
    return Service(
        surface=Surface.PAAS,
        name=name,
        location=location_of(document, at or ("app",)),
        commands=commands,
        main=len(commands) - 1,
        environment=variables_at(document, ("env",)),
        platform="fly",
        ports=tuple(_ports(document)),
        dockerfile=document.get(("build", "dockerfile"), str),
    )


def _ports(document: TomlDocument) -> Iterator[tuple[str, Location]]:
    places: list[Path] = [("http_service", "internal_port")]
    places += [("services", index, "internal_port") for index in range(len(document.get(("services",), list) or ()))]
    for path in places:
        port = document.get(path, int)
        if port is not None:
            yield str(port), location_of(document, path)
