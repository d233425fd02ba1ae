"""What a file's content says for development or production where its name says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from envwizard.analysis.environments.name_tokens import role_of_name
from envwizard.model.command_words import is_python, without_prefixes
from envwizard.model.environment import Evidence, Role
from envwizard.model.facts.commands import CommandLine, ShellScript
from envwizard.model.facts.containers import ComposeFile, ComposeService, Dockerfile, Variable
from envwizard.model.message import msg
from envwizard.model.secret import Secret
from envwizard.model.source import Location

_DEBUG = re.compile(r"(?:\w+_)?DEBUG", re.IGNORECASE)
_MODE = re.compile(r"(?:\w*_)?(?:ENV|ENVIRONMENT|STAGE|SETTINGS|SETTINGS_MODULE)", re.IGNORECASE)
_DATABASE = re.compile(r"\w*(?:DB|DATABASE)\w*", re.IGNORECASE)
_DEVELOPMENT_DATABASE = re.compile(r"[/\w-]*[_-]dev(?:elop(?:ment)?)?(?:\?.*)?$|(?:^|/)dev[_-]\w*$", re.IGNORECASE)
_ON = frozenset(("1", "true", "on", "yes"))
_OFF = frozenset(("0", "false", "off", "no"))
_DEVELOPER_IMAGES = ("mailhog", "mailpit", "maildev", "debugpy", "selenium", "localstack", "adminer", "phpmyadmin")
_PACKAGE_MANAGERS = frozenset(("apt", "apt-get", "yum", "dnf", "zypper"))
_SERVERS = frozenset(("gunicorn", "uvicorn", "hypercorn", "daphne", "waitress-serve", "uwsgi"))
# What nginx-proxy and its acme-companion ask of a service: the names that it has on the internet.
_PUBLIC = ("VIRTUAL_HOST", "LETSENCRYPT_HOST")
_PUBLIC_NAME = re.compile(
    r"[\w-]\.(?!local(?:host)?\b|test\b|lan\b|internal\b|docker\b)[a-z]{2,}(?:,|$)", re.IGNORECASE
)
_PROXY_IMAGES = ("nginx", "traefik", "caddy", "certbot", "haproxy", "jwilder/")


@dataclass(frozen=True, slots=True)
class Vote:
    """One reason for a role. ``named`` where a name says it outright; ``mount`` where only the code's mount does."""

    role: Role
    evidence: Evidence
    named: bool = False
    mount: bool = False


def compose_votes(file: ComposeFile) -> tuple[Vote, ...]:
    """Collect what a compose file's services say."""
    return tuple(vote for service in file.services for vote in service_votes(service))


def service_votes(service: ComposeService) -> Iterator[Vote]:
    """Collect what one service says."""
    yield from variable_votes(service.environment)
    yield from _words_votes(service.command)
    for text, location in service.env_files:
        named = role_of_name(text)
        if named is not None and named.role is not Role.TEST:
            yield _named(_vote(named.role, location, "{service} reads {file}", service=service.name, file=text))
    image = (service.image or "").lower()
    if any(name in image for name in _DEVELOPER_IMAGES):
        yield _vote(Role.DEVELOPMENT, service.location, "{image} serves developers", image=service.image or "")
    if any(name in image or name == service.name.lower() for name in _PROXY_IMAGES):
        yield _vote(Role.PRODUCTION, service.location, "{service} is a reverse proxy", service=service.name)
    if service.build_context is not None:
        for volume in service.volumes:
            if volume.is_bind and _is_code(volume.source):
                mounted = _vote(
                    Role.DEVELOPMENT, volume.location, "{service} mounts the source {source} over the image's",
                    service=service.name, source=volume.source,
                )  # fmt: skip
                yield replace(mounted, mount=True)
    if service.restart in ("always", "unless-stopped"):
        yield _vote(
            Role.PRODUCTION, service.location, "{service} is restarted: {restart}",
            service=service.name, restart=service.restart,
        )  # fmt: skip
    if service.build_context is None and "." in image.partition("/")[0] and "/" in image:
        yield _vote(Role.PRODUCTION, service.location, "{service} comes from a registry", service=service.name)
    if service.has_healthcheck and service.build_context is not None:
        yield _vote(Role.PRODUCTION, service.location, "{service} has a health check", service=service.name)
    if service.replicas is not None and service.replicas > 1:
        yield _vote(Role.PRODUCTION, service.location, "{service} has replicas", service=service.name)


def dockerfile_votes(file: Dockerfile) -> tuple[Vote, ...]:
    """Collect what an image's instructions say."""
    found: list[Vote] = []
    for instruction in file.instructions:
        found += variable_votes(instruction.variables if instruction.keyword == "ENV" else ())
        for command in instruction.commands:
            found += _words_votes(command)
        user = instruction.text.strip() if instruction.keyword == "USER" else ""
        if user and user not in ("root", "0"):
            found.append(_vote(Role.PRODUCTION, instruction.location, "the image runs as {user}", user=user))
    return tuple(found)


def script_votes(script: ShellScript) -> Iterator[Vote]:
    """Collect what a script's commands say, but for those in a branch: it is the branch that they speak for."""
    commands = [one for one in script.commands if not any(condition.is_branch for condition in one.conditions)]
    for command in commands:
        yield from variable_votes(
            Variable(one.name, Secret(one.value.text), command.location) for one in command.assignments
        )
        yield from _words_votes(command)
    yield from _machine_votes(commands)


def _machine_votes(commands: Iterable[CommandLine]) -> Iterator[Vote]:
    """Whoever sets up a machine and starts the program on it in one go, as a cloud's user data does, deploys it."""
    setup: CommandLine | None = None
    for command in commands:
        program = without_prefixes(command)
        arguments = [word.text for word in program.arguments] if program is not None else []
        if program is None:
            continue
        if program.name in _PACKAGE_MANAGERS and "install" in arguments:
            setup = setup or command
        elif setup is not None and (program.name in _SERVERS or (is_python(program.name) and _runs_file(arguments))):
            yield _vote(Role.PRODUCTION, setup.location, "the script sets up a machine")
            yield _vote(Role.PRODUCTION, command.location, "and starts the program on it")
            return


def _runs_file(arguments: list[str]) -> bool:
    return bool(arguments) and arguments[0].endswith(".py") and not arguments[0].endswith(("manage.py", "setup.py"))


def variable_votes(variables: Iterable[Variable]) -> Iterator[Vote]:
    """Collect what the environment variables given by a file say."""
    for variable in variables:
        value = variable.value.reveal().strip("\"' ") if variable.value is not None else ""
        name = variable.name
        if _DEBUG.fullmatch(name) and value.lower() in _ON:
            yield _vote(Role.DEVELOPMENT, variable.location, "{name} is on", name=name)
        elif _DEBUG.fullmatch(name) and value.lower() in _OFF:
            yield _vote(Role.PRODUCTION, variable.location, "{name} is off", name=name)
        elif _MODE.fullmatch(name) and not value.startswith("/"):
            named = role_of_name(value)
            if named is not None:
                mode = _vote(
                    named.role, variable.location, "{name} names {environment}", name=name, environment=named.name
                )
                yield _named(mode)
        elif name in _PUBLIC and _PUBLIC_NAME.search(value):
            yield _vote(Role.PRODUCTION, variable.location, "{name} publishes it as {host}", name=name, host=value)
        elif _DATABASE.search(name) and _DEVELOPMENT_DATABASE.search(value):
            yield _vote(Role.DEVELOPMENT, variable.location, "{name} is a development database", name=name)


def _words_votes(command: CommandLine | None) -> Iterator[Vote]:
    if command is None:
        return
    for word in command.words:
        if "debugpy" in word.text:
            yield _vote(Role.DEVELOPMENT, command.location, "debugpy waits for a debugger")
        elif word.text == "collectstatic":
            yield _vote(Role.PRODUCTION, command.location, "static files are collected")
        elif "settings." in word.text and (named := role_of_name(word.text)) is not None:
            yield _named(_vote(named.role, command.location, "runs with {settings}", settings=word.text))


def _is_code(source: str) -> bool:
    """Tell whether a bind mount's source is a folder of code, not one file, data or configuration."""
    name = source.rstrip("/").rpartition("/")[2]
    return name in (
        ".",
        "",
        "..",
        "${PWD}",
        "$PWD",
        "src",
        "app",
        "backend",
        "server",
        "api",
        "web",
        "project",
        "code",
    ) or (source.startswith("./") and "." not in name and role_of_name(name) is None and name not in _DATA)


_DATA = frozenset(
    ("data", "db", "logs", "log", "media", "static", "staticfiles", "nginx", "conf", "config", "certs", "ssl", "redis",
     "postgres", "mysql", "pgdata", "backup", "backups", "uploads", "models", "storage", "volumes", "initdb", "init",
     "tmp")
)  # fmt: skip


def _vote(role: Role, location: Location, text: str, **params: object) -> Vote:
    return Vote(role, Evidence(location, msg(text, **params)))


def _named(vote: Vote) -> Vote:
    return replace(vote, named=True)
