"""Programs that a host or a platform starts: systemd, supervisor, Procfiles, platform files."""

from __future__ import annotations

from dataclasses import dataclass

from envwizard.model.facts.commands import CommandLine, Surface
from envwizard.model.facts.containers import Variable
from envwizard.model.source import Location


@dataclass(frozen=True, slots=True)
class Service:
    """One started program.

    ``name`` is the unit's, program's, process type's or service's name. ``commands`` are in order of start
    (``ExecStartPre`` before ``ExecStart``; ``main`` is the index of the main one, -1 where there is none).
    ``platform`` names the platform of a PaaS file (``render``, ``fly``, ``railway``, ``app-engine``, ``heroku``,
    ``digitalocean``).
    """

    surface: Surface
    name: str
    location: Location
    commands: tuple[CommandLine, ...]
    main: int = 0
    build_commands: tuple[CommandLine, ...] = ()
    working_directory: str | None = None
    user: str | None = None
    environment: tuple[Variable, ...] = ()
    env_files: tuple[tuple[str, Location], ...] = ()
    platform: str | None = None
    python_version: tuple[str, Location] | None = None
    replicas: int | None = None
    # The ports that the platform sends requests to, as written (fly's internal_port, DigitalOcean's http_port).
    ports: tuple[tuple[str, Location], ...] = ()
    # The Dockerfile that the platform builds, as written; without commands the image's own start it.
    dockerfile: str | None = None
    # The seconds between being asked to stop and being killed.
    stop_seconds: int | None = None

    @property
    def command(self) -> CommandLine | None:
        """The main command, if there is one."""
        return self.commands[self.main] if 0 <= self.main < len(self.commands) else None


@dataclass(frozen=True, slots=True)
class ServerSetting:
    """One setting in a server's configuration file.

    ``value`` is the static value as text, ``None`` where it is computed; ``expression`` is the source text.
    ``variables`` are the environment variables that the expression reads. ``conditional`` is ``True`` inside a branch.
    ``used`` tells that the file itself reads the name again: it may be there for that alone.
    """

    name: str
    value: str | None
    expression: str
    location: Location
    value_location: Location
    variables: tuple[str, ...] = ()
    conditional: bool = False
    used: bool = False


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """A configuration file of gunicorn, uvicorn (log config excluded) or hypercorn.

    ``is_open`` tells that it may give settings besides, which cannot be seen (``from base import *``).
    """

    server: str
    location: Location
    settings: tuple[ServerSetting, ...]
    is_open: bool = False
