"""Building the launch of a server that was found at the end of a command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from envwizard.analysis.launches.effective import (
    FLASK_LIKE,
    CommandContext,
    call,
    gunicorn,
    gunicorn_words,
    other_server,
)
from envwizard.analysis.launches.named_configurations import configuration_path
from envwizard.analysis.launches.options import Option, parse
from envwizard.analysis.launches.recognise import ServerCommand, script_of
from envwizard.analysis.launches.server_tables import GUNICORN_OPTIONS, TABLES
from envwizard.analysis.launches.start import Start
from envwizard.analysis.launches.variables import Given, given_by, resolve
from envwizard.analysis.launches.world import World
from envwizard.model.command_words import Program
from envwizard.model.environment import Evidence
from envwizard.model.facts.commands import CommandLine, Surface, Word
from envwizard.model.facts.containers import Variable
from envwizard.model.facts.envfiles import EnvFile
from envwizard.model.facts.launches import EffectiveSetting, Launch
from envwizard.model.facts.python import PythonModule, ServerStart
from envwizard.model.facts.services import ServerConfig
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.secret import Secret

_EXPANDING = frozenset((Surface.SYSTEMD, Surface.KUBERNETES))


def server_launch(
    world: World, command: CommandLine, program: Program, server: ServerCommand | None, start: Start
) -> Launch:
    """Build the launch of a server command, or (``server`` is ``None``) of a program that is no server."""
    context = CommandContext(
        start.known,
        command.location.path,
        expands=not command.exec_form or start.surface in _EXPANDING,
        on_platform=start.on_platform,
        surface=_surface_of(world, command, start),
        outside=world.interpolation(command.location.path),
        elsewhere=world.env_keys,
    )
    if server is None or server.server == "celery":
        kind = "celery" if server is not None else "python" if program.is_python else "other"
        app = next(iter(script_of(program)), None) if server is None else None
        return _launch(kind, command, program, app, start, ())
    config: ServerConfig | None = None
    env_files = list(start.env_files)
    if server.server == "gunicorn":
        config, option = _gunicorn_config(world, server.arguments, context, start)
        settings = gunicorn(server.arguments, context, config, option)
        positional = parse(server.arguments, context.path, GUNICORN_OPTIONS).positional
    else:
        table = TABLES[server.server]
        parsed = parse(server.arguments, context.path, table.options)
        positional = parsed.positional
        named = parsed.text("config")
        if server.server == "uwsgi" and named is None:
            # A word that ends like a configuration is one.
            named = next((word.text for word in positional if word.text.endswith(".ini")), None)
        if named:
            config = world.config(start.find(named), named)
        env_file = parsed.options.get("env_file")
        if env_file is not None and env_file.text:
            env_files.append((env_file.text, env_file.location))
            path = start.find(env_file.text)
            read = world.env_files.get(path) if path is not None else None
            if server.server == "uvicorn" and read is not None:
                # uvicorn 0.54 loads it before it looks WEB_CONCURRENCY up; what the environment gives stays.
                context = replace(context, known={**_workers_of(read), **context.known})
        settings = other_server(server.server, server.arguments, context, config)
    used = config.location.path if config is not None else None
    launch = _launch(server.server, command, program, _app(positional), start, settings)
    return replace(launch, config=used if isinstance(used, ProjectPath) else None, env_files=tuple(env_files))


def python_launch(
    module: PythonModule, begun: ServerStart, command: CommandLine, program: Program, start: Start
) -> Launch:
    """Build the launch of a Python file that starts a server by itself."""
    says = Evidence(begun.location, msg("{path} starts the server itself", path=module.path))
    launch = _launch(kind_of_call(begun), command, program, module.path.value, start, call_settings(begun, start.known))
    return replace(launch, via=(*launch.via, says))


def call_settings(begun: ServerStart, known: Mapping[str, Given]) -> tuple[EffectiveSetting, ...]:
    """Resolve what a server call in Python code sets, with the variables that its launch gives."""
    return call(begun.server, begun.settings, known)


def kind_of_call(begun: ServerStart) -> str:
    """Name the server that a call starts, in the words of ``Launch.server``."""
    if begun.server in ("uvicorn", "waitress", "hypercorn", "granian", "gunicorn"):
        return begun.server
    return "flask" if begun.server in FLASK_LIKE else "python"


def _launch(
    server: str,
    command: CommandLine,
    program: Program,
    app: str | None,
    start: Start,
    settings: tuple[EffectiveSetting, ...],
) -> Launch:
    return Launch(
        id=f"{start.surface.value}:{start.location.path}:{start.name}",
        surface=start.surface,
        name=start.name,
        location=start.location,
        server=server,
        command=command,
        program=program.word.text,
        app=app,
        environments=start.environments,
        in_container=start.in_container,
        on_platform=start.on_platform,
        working_directory=start.folder,
        settings=settings,
        variables=tuple(
            Variable(one.name, Secret(one.value) if one.value is not None else None, one.location)
            for one in start.known.values()
        ),
        env_files=start.env_files,
        via=start.via,
        guarded=start.guarded,
        replicas=start.replicas,
    )


def _surface_of(world: World, command: CommandLine, start: Start) -> Surface:
    """The kind of file that a command is written in, where that is a unit or a supervisor configuration."""
    path = command.location.path
    return next((one.surface for one in world.facts.services if one.location.path == path), start.surface)


def _gunicorn_config(
    world: World, arguments: tuple[Word, ...], context: CommandContext, start: Start
) -> tuple[ServerConfig | None, Option | None]:
    """Find the file that gunicorn reads: named by a flag, by GUNICORN_CMD_ARGS, or ./gunicorn.conf.py."""
    option = parse(arguments, context.path, GUNICORN_OPTIONS).options.get("config")
    words = context.known.get("GUNICORN_CMD_ARGS")
    if option is None and words is not None:
        option = gunicorn_words(words).options.get("config")
    if option is None:
        path = start.find("gunicorn.conf.py")
        return (world.configs.get(path) if path is not None else None), None
    written = option.text or ""
    text = configuration_path(resolve(written, context.known) or written) or ""
    return world.config(start.find(text), text), option


def _workers_of(file: EnvFile) -> dict[str, Given]:
    return {name: one for name, one in given_by(file).items() if name == "WEB_CONCURRENCY"}


def _app(positional: list[Word]) -> str | None:
    return next((word.text for word in positional if word.text not in ("run", "dev")), None)
