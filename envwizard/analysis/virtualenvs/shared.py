"""Virtual environments on a host that two deployment environments use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from envwizard.analysis.environments.name_tokens import role_of_environment, role_of_name
from envwizard.analysis.virtualenvs.named_virtualenvs import commands_in, is_system_folder, named_virtualenvs
from envwizard.model.environment import Role
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine, Surface
from envwizard.model.facts.launches import Launch

_UNITS = (Surface.SYSTEMD, Surface.SUPERVISOR, Surface.CRON)
# The more it matters, the later: what it shares is reported at the other one.
_ORDER = (Role.TEST, Role.DEVELOPMENT, Role.STAGING, Role.UNKNOWN, Role.PRODUCTION)
_UNNAMED = "unknown"


@dataclass(frozen=True, slots=True)
class VirtualEnvUse:
    """A command that names a virtual environment by its absolute path, for one deployment environment.

    ``owner`` is the unit or program that it belongs to, ``None`` for a script; ``working_directory`` is the unit's.
    ``by_path`` where the unit's PATH leads there and the command says no folder.
    """

    folder: str
    environment: str
    command: CommandLine
    owner: tuple[Surface, str] | None = None
    working_directory: str | None = None
    by_path: bool = False


@dataclass(frozen=True, slots=True)
class SharedVirtualEnv:
    """An environment used by ``use`` and, for another deployment environment that matters more, by ``others``."""

    use: VirtualEnvUse
    others: tuple[VirtualEnvUse, ...]

    @property
    def is_sure(self) -> bool:
        """Tell whether they meet on one machine for certain.

        Two scripts may be for two machines that look alike, and what developers run is for machines of their own.
        """
        all_of_them = (self.use, *self.others)
        own = (one for one in all_of_them if one.owner is None)
        developers = any(role_of_environment(one.environment) in (Role.DEVELOPMENT, Role.TEST) for one in own)
        return any(one.owner is not None for one in all_of_them) and not developers


def shared_virtualenvs(facts: Facts) -> tuple[SharedVirtualEnv, ...]:
    """Find them, one for each folder and environment that had better have its own."""
    by_folder: dict[str, list[VirtualEnvUse]] = {}
    for use in _uses(facts):
        by_folder.setdefault(use.folder, []).append(use)
    found: list[SharedVirtualEnv] = []
    for uses in by_folder.values():
        ordered = sorted(uses, key=lambda one: _ORDER.index(role_of_environment(one.environment)))
        reported: set[str] = set()
        for index, use in enumerate(ordered):
            others = tuple(other for other in ordered[index + 1 :] if _meet(use, other))
            if others and use.environment not in reported:
                reported.add(use.environment)
                found.append(SharedVirtualEnv(use, others))
    return tuple(found)


def _meet(one: VirtualEnvUse, other: VirtualEnvUse) -> bool:
    """Tell whether both can be on one machine and are not of one environment.

    Two units of the same name cannot be installed on one machine. A unit that names no environment beside one for
    production is a part of the same.
    """
    environments = {one.environment, other.environment}
    roles = {role_of_environment(name) for name in environments}
    if len(environments) == 1 or (_UNNAMED in environments and Role.PRODUCTION in roles):
        return False
    return one.owner is None or one.owner != other.owner


def is_of_others(facts: Facts, folder: str, launch: Launch) -> bool:
    """Tell whether the environment in ``folder`` serves deployment environments that ``launch`` is not for."""
    environments = {use.environment for use in _uses(facts) if use.folder == folder} - {_UNNAMED}
    own = set(_environments(launch))
    return bool(environments) and bool(own) and environments.isdisjoint(own)


def _environments(launch: Launch) -> tuple[str, ...]:
    """What a launch is for; its own name says it before the file does, which may hold several."""
    named = role_of_name(launch.name)
    return (named.name,) if named is not None else launch.environments


def _uses(facts: Facts) -> Iterator[VirtualEnvUse]:
    units = [service for service in facts.services if service.surface in _UNITS and service.platform is None]
    for launch in facts.launches:
        environments = _environments(launch)
        if launch.surface in _UNITS and not launch.in_container and len(environments) <= 1:
            service = next((one for one in units if launch.command in one.commands), None)
            environment = environments[0] if environments else _UNNAMED
            owner = (launch.surface, launch.name)
            directory = service.working_directory if service is not None else None
            for folder in _absolute((launch.command,)):
                yield VirtualEnvUse(folder, environment, launch.command, owner, directory)
            if (found := _first_of_path(launch)) is not None:
                yield VirtualEnvUse(found, environment, launch.command, owner, directory, by_path=True)
    for path in dict.fromkeys(script.location.path for script in facts.shell_scripts):
        environments = facts.environments_of(path)
        if len(environments) == 1:
            for command in commands_in(facts, path):
                if not any(one.keyword in ("heredoc", "string") for one in command.conditions):
                    for folder in _absolute((command,)):
                        yield VirtualEnvUse(folder, environments[0], command)


def _first_of_path(launch: Launch) -> str | None:
    """The environment that a bare name is found in: the folder that the unit's own PATH begins with."""
    value = next((one.value for one in launch.variables if one.name == "PATH"), None)
    if value is None or "/" in launch.program:
        return None
    folder, _, rest = value.reveal().strip("\"'").partition(":")[0].rstrip("/").rpartition("/")
    return folder if rest == "bin" and next(_absolute_only((folder,)), None) and not is_system_folder(folder) else None


def _absolute(commands: tuple[CommandLine, ...]) -> Iterator[str]:
    """The folders that mean one place whoever says them; below a home folder that is another for each account."""
    yield from _absolute_only(named_virtualenvs(commands))


def _absolute_only(folders: Iterable[str]) -> Iterator[str]:
    yield from (folder for folder in folders if folder.startswith("/") and not any(char in folder for char in "$%"))
