"""render.yaml (render.com/docs/blueprint-spec)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envwizard.model.facts.commands import Surface
from envwizard.model.facts.containers import Variable
from envwizard.model.facts.services import Service
from envwizard.model.source import Location, TextFile
from envwizard.project.reader import Sources
from envwizard.syntax.templates import unless_template
from envwizard.syntax.yaml import YamlNode, document
from envwizard.syntax.yaml_values import named_variables, run_command, shell_commands

_NAME = re.compile(r"render(?:[._-].+)?\.ya?ml")


def render_services(sources: Sources) -> list[Service]:
    """Read the services of all blueprints, those inside of projects and environments included."""
    files = sources.each("platforms", sources.named(_NAME), unless_template(_services))
    return [service for services in files for service in services or ()]


def _services(file: TextFile) -> list[Service]:
    root = document(file)
    holders = list(_holders(root))
    groups = {
        group.string("name"): named_variables(group.elements("envVars"), "key", "value")
        for holder in holders
        for group in holder.elements("envVarGroups")
    }
    return [_service(node, groups) for holder in holders for node in holder.elements("services") if node.items()]


def _holders(root: YamlNode) -> Iterator[YamlNode]:
    """The file itself and each environment of its projects: what may have services."""
    yield root
    for project in root.elements("projects"):
        yield from project.elements("environments")


def _service(node: YamlNode, groups: dict[str | None, tuple[Variable, ...]]) -> Service:
    before = shell_commands(node.get("preDeployCommand"))
    # The platform's shell runs startCommand; dockerCommand replaces the image's command, split in words.
    started = shell_commands(node.get("startCommand")) or run_command(node.get("dockerCommand"))
    name = node.scalar("name")
    own = named_variables(node.elements("envVars"), "key", "value")
    grouped = [one for item in node.elements("envVars") for one in groups.get(item.string("fromGroup") or "", ())]
    version = next(
        (item.scalar("value") for item in node.elements("envVars") if item.string("key") == "PYTHON_VERSION"), None
    )
    is_image = "docker" in (node.string("runtime"), node.string("env"))
    return Service(
        surface=Surface.PAAS,
        name=name.text if name else "",
        location=name.location if name else node.location,
        commands=(*before, *started),
        main=len(before) + len(started) - 1 if started else -1,
        build_commands=shell_commands(node.get("buildCommand")),
        working_directory=node.string("rootDir"),
        environment=(*grouped, *own),
        platform="render",
        python_version=(version.text, Location(node.file.path, version.span)) if version else None,
        replicas=node.integer("numInstances"),
        dockerfile=node.string("dockerfilePath") or ("./Dockerfile" if is_image else None),
    )
