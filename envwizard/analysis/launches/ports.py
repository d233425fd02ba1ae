"""The ports that others expect a launch to listen on: what is published, sent to, proxied to and exposed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from envwizard.analysis.launches.docker_runs import docker_runs
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.containers import ComposeFile, ComposeService
from envwizard.model.facts.launches import Launch
from envwizard.model.facts.services import Service
from envwizard.model.message import Message, msg
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.source import Location

# compose-spec.io, ports, short syntax: [HOST:]CONTAINER[/PROTOCOL], ranges left out.
_PUBLISHED = re.compile(r"(?:.*:)?(?P<port>\d+)(?:/tcp)?")
_UPSTREAM = re.compile(r"(?:[a-z+]+://)?(?P<host>[A-Za-z0-9_.-]+):(?P<port>\d+)/?")
_LOCAL = re.compile(r"(?:https?://)?(?:127\.0\.0\.1|localhost):(?P<port>\d+)/?")
_EXPOSED = re.compile(r"(?P<port>\d+)(?:/tcp)?")
# Platforms that give the port in PORT; the port that one of them takes where a program says nothing else.
_PORT_GIVERS = {"heroku": None, "render": "10000", "railway": None, "app-engine": "8080"}


@dataclass(frozen=True, slots=True)
class Expectation:
    """Ports of which a launch must listen on one; ``says`` tells who expects it.

    ``variable`` tells that the platform gives the port in PORT and any number is a guess. ``binding`` is ``False``
    where the number only documents (EXPOSE).
    """

    ports: tuple[str, ...]
    location: Location
    says: Message
    variable: bool = False
    binding: bool = True


def expectations(facts: Facts, launch: Launch) -> Iterator[Expectation]:
    """List who expects the launch to listen on a certain port."""
    if launch.surface is Surface.COMPOSE:
        yield from _published(facts, launch)
    if launch.surface is Surface.KUBERNETES:
        for container in facts.kubernetes_containers:
            if container.location == launch.location and container.ports:
                ports = tuple(str(port) for port in container.ports)
                yield Expectation(
                    ports, container.location, msg("the pod says containerPort {ports}", ports=_listed(ports))
                )
    if launch.surface in (Surface.PROCFILE, Surface.PAAS) and launch.on_platform:
        yield from _platform(facts, launch)
    if launch.surface is Surface.DOCKERFILE:
        yield from _image(facts, launch)
    if launch.surface in (Surface.SYSTEMD, Surface.SUPERVISOR, Surface.PM2) and not launch.in_container:
        yield from _proxied_on_host(facts, launch)


def _published(facts: Facts, launch: Launch) -> Iterator[Expectation]:
    for file in facts.compose_files:
        for service in file.services:
            if service.location != launch.location:
                continue
            found = _targets(service)
            if found:
                ports = tuple(port for port, _ in found)
                place = found[0][1]
                says = msg("{path} publishes port {ports} of {service}", path=file.location.path, ports=_listed(ports),
                           service=service.name)  # fmt: skip
                yield Expectation(ports, place, says)
            elif not service.ports:
                yield from _proxied(facts, file, service)


def _targets(service: ComposeService) -> list[tuple[str, Location]]:
    """The ports inside the container; nothing where one of them is not plain (a range, a variable)."""
    found: list[tuple[str, Location]] = []
    for text, place in service.ports:
        match = _PUBLISHED.fullmatch(re.sub(r"\$\{[^{}]*\}|\$\w+", "x", text))
        if match is None:
            return []
        found.append((match["port"], place))
    return found


def _proxied(facts: Facts, file: ComposeFile, service: ComposeService) -> Iterator[Expectation]:
    """What the project's proxy asks a service on, by the service's name."""
    for upstream in facts.proxy_upstreams:
        match = _UPSTREAM.match(upstream.target)
        if match is not None and match["host"] == service.name:
            says = msg("the proxy asks {service} on port {port}", service=service.name, port=match["port"])
            yield Expectation((match["port"],), upstream.location, says)


def _proxied_on_host(facts: Facts, launch: Launch) -> Iterator[Expectation]:
    """What the project's only proxy asks its own machine for, where this is all that could answer there."""
    found = [(match["port"], one) for one in facts.proxy_upstreams if (match := _LOCAL.fullmatch(one.target))]
    ports = tuple(dict.fromkeys(port for port, _ in found))
    servers = {one.command.location for one in facts.launches if one.setting("bind") is not None}
    if len(ports) == 1 and len(found) == len(facts.proxy_upstreams) and servers == {launch.command.location}:
        says = msg("the proxy asks this machine on port {port}", port=ports[0])
        yield Expectation(ports, found[0][1].location, says)


def _platform(facts: Facts, launch: Launch) -> Iterator[Expectation]:
    service = _service(facts, launch)
    if service is None:
        return
    platform = service.platform or ("heroku" if service.surface is Surface.PROCFILE else "")
    if service.ports:
        ports = tuple(text for text, _ in service.ports)
        says = msg("{platform} sends requests to port {ports}", platform=platform, ports=_listed(ports))
        yield Expectation(ports, service.ports[0][1], says)
    elif platform in _PORT_GIVERS and not any(one.name == "PORT" for one in service.environment):
        taken = _PORT_GIVERS[platform]
        says = msg("{platform} gives the port in PORT", platform=platform.title())
        yield Expectation((taken,) if taken else (), service.location, says, variable=True)


def _service(facts: Facts, launch: Launch) -> Service | None:
    return next((one for one in facts.services if one.location == launch.location and one.name == launch.name), None)


def _image(facts: Facts, launch: Launch) -> Iterator[Expectation]:
    for service in facts.services:
        # A platform's file without a command starts the image as it is.
        if service.ports and service.command is None and _builds(service, launch.location.path):
            ports = tuple(text for text, _ in service.ports)
            says = msg(
                "{platform} sends requests to port {ports}", platform=service.platform or "", ports=_listed(ports)
            )
            yield Expectation(ports, service.ports[0][1], says)
    for run in docker_runs(facts):
        if run.dockerfile == launch.location.path:
            says = msg("{place} publishes its port {ports}", place=run.location, ports=_listed(run.ports))
            yield Expectation(run.ports, run.location, says)
    for dockerfile in facts.dockerfiles:
        if dockerfile.location.path != launch.location.path:
            continue
        told = [one for stage in dockerfile.stages[-1:] for one in stage.instructions if one.keyword == "EXPOSE"]
        words = [word for one in told for word in one.text.split()]
        ports = tuple(match["port"] for word in words if (match := _EXPOSED.fullmatch(word)))
        if ports and len(ports) == len(words):
            says = msg("the image exposes port {ports}", ports=_listed(ports))
            yield Expectation(ports, told[0].location, says, binding=False)


def _builds(service: Service, path: AnyPath) -> bool:
    home = service.location.path
    if not isinstance(home, ProjectPath):
        return False
    return home.parent.join(service.dockerfile or "Dockerfile") == path


def _listed(ports: Iterable[str]) -> str:
    return ", ".join(ports)
