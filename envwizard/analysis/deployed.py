"""Which launches users meet, and what address a launch listens on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from envwizard.analysis.environments.name_tokens import role_of_environment
from envwizard.model.environment import Environment, Evidence, Role
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.launches import EffectiveSetting, Launch
from envwizard.model.message import msg
from envwizard.model.source import Location

_LOOPBACK = re.compile(r"(?:127\.\d+\.\d+\.\d+|localhost|\[?::1\]?)", re.IGNORECASE)
_PORT = re.compile(r":(\d+)$")


@dataclass(frozen=True, slots=True)
class Started:
    """Launches that come down to one command at one place, and the deployed environments that they serve."""

    launch: Launch
    others: tuple[Launch, ...]
    environments: tuple[str, ...]

    @property
    def launches(self) -> tuple[Launch, ...]:
        """All of them."""
        return (self.launch, *self.others)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The places passed on the way to the command."""
        found: list[Evidence] = []
        for launch in self.launches:
            if launch.location != launch.command.location and launch.location.path != launch.command.location.path:
                found.append(Evidence(launch.location, msg("{name} is started here", name=launch.name)))
            found += launch.via
        return tuple(dict.fromkeys(found))


def deployed_launches(facts: Facts) -> Iterator[Started]:
    """Give what production and staging start, each command once.

    A command in a branch that only some other environment takes is left out.
    """
    groups: dict[Location, list[Launch]] = {}
    for launch in facts.launches:
        if deployed_environments(launch):
            groups.setdefault(launch.command.location, []).append(launch)
    for group in groups.values():
        names = dict.fromkeys(name for launch in group for name in deployed_environments(launch))
        yield Started(group[0], tuple(group[1:]), tuple(names))


def deployed_environments(launch: Launch) -> tuple[str, ...]:
    """The environments of a launch that users meet."""
    return tuple(name for name, role in zip(launch.environments, _roles(launch), strict=True) if role.is_deployed)


def is_for_developers(launch: Launch) -> bool:
    """Tell whether only development and test use a launch."""
    roles = _roles(launch)
    return bool(roles) and all(role in (Role.DEVELOPMENT, Role.TEST) for role in roles)


def _roles(launch: Launch) -> tuple[Role, ...]:
    return launch.roles or tuple(map(role_of_environment, launch.environments))


def launches_of(facts: Facts, environment: Environment) -> list[Launch]:
    """The launches that belong to an environment; those that belong to none belong to the unknown one."""
    if environment.role is Role.UNKNOWN:
        return [launch for launch in facts.launches if not launch.environments]
    return [launch for launch in facts.launches if environment.name in launch.environments]


def is_started_by_code(launch: Launch) -> bool:
    """Tell whether a Python file starts the server itself, so that no flag of a command reaches it."""
    # ``fastapi run main.py`` names the file as the application.
    return launch.app is not None and launch.app.endswith(".py") and launch.server != "fastapi"


def host_of(bind: EffectiveSetting) -> str | None:
    """The host part of a bind address; ``""`` for all interfaces (``:8000``), ``None`` where it is not known."""
    text = (bind.value if bind.value is not None else bind.text).strip().strip("\"'")
    if text.startswith(("unix:", "fd://", "/")):
        return text
    host = text.rpartition(":")[0] if ":" in text else text
    return None if "$" in host or (bind.value is None and ":" not in text) else host


def is_loopback(bind: EffectiveSetting) -> bool:
    """Tell whether only the same machine (or container) can reach a bind address; of several, all of them."""
    several = [bind] if bind.value is None else [replace(bind, value=text) for text in bind.value.split(",")]
    hosts = [host_of(one) for one in several]
    return all(host is not None and _LOOPBACK.fullmatch(host) is not None for host in hosts)


def port_of(bind: EffectiveSetting) -> str | None:
    """The port of a bind address, where it is a number."""
    match = _PORT.search(bind.value or bind.text)
    return match.group(1) if match else None


def expands_variables(facts: Facts, launch: Launch) -> bool:
    """Tell whether a shell expands ``${NAME:-2}`` when the server starts; make and compose would do it before."""
    shells = [one.location.path for one in facts.shell_scripts]
    shells += [one.location.path for one in facts.dockerfiles]
    shells += [one.location.path for one in facts.services if one.surface is Surface.PROCFILE]
    # Kubernetes itself knows ``$(NAME)`` only, and leaves the rest to the shell that a container is given.
    shells += [one.location.path for one in facts.kubernetes_containers]
    return not launch.command.exec_form and launch.command.location.path in shells
