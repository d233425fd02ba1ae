"""Compose files: services with what they run, build, mount, publish and are given (compose-spec.io)."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace

from envwizard.model.facts.containers import ComposeFile, ComposeService
from envwizard.model.source import Location, TextFile
from envwizard.probes.compose.mounts import mount_of, port_of
from envwizard.project.reader import Sources
from envwizard.project.search import parse_holding
from envwizard.syntax.durations import seconds_of
from envwizard.syntax.templates import unless_template
from envwizard.syntax.yaml import YamlMap, YamlNode, YamlScalar, document
from envwizard.syntax.yaml_values import exec_command, handed_to_shell, variables

_NAME = re.compile(r"(?:.*[._-])?(?:docker-?)?compose(?:[._-].*)?\.ya?ml", re.IGNORECASE)
# Names that only their content makes compose files: local.yml, production.yml, docker-stack.yml.
_OTHER_NAME = re.compile(
    r"(?:.*[._-])?(?:local|dev|develop|development|test|ci|stag|staging|prod|production|live|common|base|docs|deploy|stack|swarm|docker"
    r"|services|infra)(?:[._-].*)?\.ya?ml",
    re.IGNORECASE,
)
_SERVICES = re.compile(rb"^services:[ \t]*(?:#[^\r\n]*)?\r?$", re.MULTILINE)
_RUNS = re.compile(rb"^[ \t]+(?:image|build):", re.MULTILINE)


def probe_compose(sources: Sources) -> tuple[ComposeFile, ...]:
    """Read the compose files, in whichever folder they lie."""
    parser = unless_template(_compose_file)
    found = [one for one in sources.each("compose", sources.named(_NAME), parser) if one is not None]
    others = parse_holding(
        sources, "compose", _OTHER_NAME, _looks_so, parser, lambda path: bool(_NAME.fullmatch(path.name))
    )
    # Continuous integration has "services" too, as a list.
    return (*found, *(one for one in others if one.services))


def _looks_so(raw: bytes) -> bool:
    return bool(_SERVICES.search(raw) and _RUNS.search(raw))


def _compose_file(file: TextFile) -> ComposeFile:
    root = document(file)
    reader = _Reader(root)
    services = (reader.service(name) for name in reader.nodes)
    return ComposeFile(Location(file.path), tuple(service for service in services if service is not None))


class _Reader:
    """Reads the services of one file; knows which one extends which."""

    def __init__(self, root: YamlNode) -> None:
        self.nodes = {key.text: (key, node) for key, node in root.items("services") or _services_on_top(root)}
        self.own_name = root.file.path.name
        self.done: dict[str, ComposeService | None] = {}

    def service(self, name: str) -> ComposeService | None:
        """Read a service with what it extends; ``None`` where it is none or extends itself."""
        if name in self.nodes and name not in self.done:
            self.done[name] = None
            key, node = self.nodes[name]
            if isinstance(node, YamlMap):
                self.done[name] = self.extended(_service(name, key.location, node), node)
        return self.done.get(name)

    def extended(self, service: ComposeService, node: YamlNode) -> ComposeService:
        """Put a service over the one of the same file that it extends, if any."""
        base_name = node.string("extends") or node.string("extends", "service")
        elsewhere = node.string("extends", "file")
        if base_name is not None and elsewhere and posixpath.basename(elsewhere) != self.own_name:
            return replace(service, extends=(elsewhere, base_name))
        if base_name is None:
            return service
        base = self.service(base_name)
        return service.over(base) if base else service


def _services_on_top(root: YamlNode) -> tuple[tuple[YamlScalar, YamlNode], ...]:
    """Version 1 of the format, which docker-compose read to its end: the services are the file's own keys."""
    if root.get("services") is not None or root.get("version") is not None:
        return ()
    return tuple(
        (key, node)
        for key, node in root.items()
        if isinstance(node, YamlMap) and (node.get("image") or node.get("build"))
    )


def _service(name: str, location: Location, node: YamlNode) -> ComposeService:
    build = node.get("build")
    context = node.string("build") or node.string("build", "context")
    dockerfile = node.scalar("build", "dockerfile")
    entrypoint, command = node.get("entrypoint"), node.get("command")
    mounts = (mount_of(one) for one in node.elements("volumes"))
    ports = (port_of(one) for one in node.elements("ports"))
    replicas = node.integer("deploy", "replicas")
    return ComposeService(
        name=name,
        location=location,
        image=node.string("image"),
        build_context=context or ("." if isinstance(build, YamlMap) else None),
        dockerfile=node.string("build", "dockerfile"),
        build_target=node.string("build", "target"),
        command=exec_command(command),
        entrypoint=exec_command(entrypoint),
        environment=variables(node.get("environment")),
        env_files=tuple(_env_files(node)),
        volumes=tuple(one for one in mounts if one),
        ports=tuple(one for one in ports if one),
        working_dir=node.string("working_dir"),
        restart=node.string("restart"),
        replicas=replicas if replicas is not None else node.integer("scale"),
        profiles=tuple(one.text for one in node.scalars("profiles")),
        has_healthcheck=_has_healthcheck(node),
        inner_commands=handed_to_shell((entrypoint, command)),
        build_arguments=variables(build.get("args")) if isinstance(build, YamlMap) else (),
        dockerfile_location=dockerfile.location if dockerfile is not None else None,
        stop_seconds=seconds_of(node.string("stop_grace_period")),
        platform=node.string("platform"),
    )


def _env_files(node: YamlNode) -> list[tuple[str, Location]]:
    """A path, a list of paths, or a list of maps with ``path``."""
    given = node.get("env_file")
    nodes = (given,) if isinstance(given, YamlScalar) else node.elements("env_file")
    scalars = (one.scalar("path") if isinstance(one, YamlMap) else one for one in nodes)
    return [(one.text, one.location) for one in scalars if isinstance(one, YamlScalar) and not one.is_null]


def _has_healthcheck(node: YamlNode) -> bool:
    check = node.get("healthcheck")
    disabled = node.scalar("healthcheck", "disable")
    return isinstance(check, YamlMap) and not (disabled and disabled.boolean)
