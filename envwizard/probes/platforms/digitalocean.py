"""DigitalOcean's app specification (docs.digitalocean.com/products/app-platform/reference/app-spec)."""

from __future__ import annotations

import re

from envwizard.model.facts.commands import Surface
from envwizard.model.facts.containers import Variable
from envwizard.model.facts.services import Service
from envwizard.model.source import TextFile
from envwizard.project.reader import Sources
from envwizard.syntax.templates import unless_template
from envwizard.syntax.yaml import YamlNode, document
from envwizard.syntax.yaml_values import named_variables, shell_commands

_NAME = re.compile(r"(?:.+[._-])?(?:app|deploy\.template)(?:[._-].+)?\.ya?ml")
_KINDS = ("services", "workers", "jobs")


def digitalocean_services(sources: Sources) -> list[Service]:
    """Read the components that run commands in the specifications below ``.do/``."""
    paths = [path for path in sources.named(_NAME) if path.parent.name == ".do"]
    files = sources.each("platforms", paths, unless_template(_services))
    return [service for services in files for service in services or ()]


def _services(file: TextFile) -> list[Service]:
    root = document(file)
    # A "Deploy to DigitalOcean" template holds the specification below ``spec``.
    spec = root.get("spec") or root
    shared = named_variables(spec.elements("envs"), "key", "value")
    return [_service(node, shared) for kind in _KINDS for node in spec.elements(kind) if node.items()]


def _service(node: YamlNode, shared: tuple[Variable, ...]) -> Service:
    commands = shell_commands(node.get("run_command"))
    name, port = node.scalar("name"), node.scalar("http_port")
    return Service(
        surface=Surface.PAAS,
        name=name.text if name else "",
        location=name.location if name else node.location,
        commands=commands,
        main=len(commands) - 1,
        build_commands=shell_commands(node.get("build_command")),
        working_directory=node.string("source_dir"),
        environment=(*shared, *named_variables(node.elements("envs"), "key", "value")),
        platform="digitalocean",
        replicas=node.integer("instance_count"),
        ports=((port.text, port.location),) if port else (),
        dockerfile=node.string("dockerfile_path"),
    )
