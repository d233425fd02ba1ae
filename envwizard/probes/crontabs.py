"""Crontabs: the commands that cron starts (man 5 crontab), as services."""

from __future__ import annotations

import re
from functools import partial

from envwizard.model.command_words import base_name
from envwizard.model.errors import SyntaxProblem
from envwizard.model.facts.commands import CommandLine, Surface
from envwizard.model.facts.containers import Variable
from envwizard.model.facts.services import Service
from envwizard.model.message import msg
from envwizard.model.secret import Secret
from envwizard.model.source import TextFile
from envwizard.project.reader import Sources
from envwizard.syntax.pieces import shifted
from envwizard.syntax.shell import commands

_NAME = re.compile(
    r"(?:.+[._-])?crontabs?(?:[._-](?!md$|py$|rst$|ya?ml$|json$|html$|sh$)[^.]+)?(?:\.txt)?|.+\.cron", re.IGNORECASE
)
_ANY = re.compile(r"[^.].*")
_LINE = re.compile(r"^[ \t]*(?!#)(\S[^\r\n]*)", re.MULTILINE)
_FIELD = r"(?:[\d*?/,-]|[A-Za-z]{3}\b)+"
_SCHEDULE = re.compile(
    rf"(?:@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)|(?:{_FIELD}[ \t]+){{4}}{_FIELD})[ \t]+"
)
_VARIABLE = re.compile(r"([A-Za-z_]\w*)[ \t]*=[ \t]*(.*)")
_USERS = frozenset(("root", "www-data", "nobody", "ubuntu", "app", "deploy", "django", "web"))
_PREPARING = frozenset(("cd", "source", ".", "export", "test", "[", "[[", "set", "echo", "sleep", "umask", "ulimit"))
_USER = re.compile(r"([a-z_][a-z0-9_-]*)[ \t]+(?=\S)")
# Behind a user a command begins: a program by its path, or going somewhere first.
_BEGINS = re.compile(r"cd[ \t]|(?:\S*/)?(?:s?bin/\S|python[\d.]*[ \t])")
# Programs behind which another may stand.
_RUNNERS = frozenset(
    (
        "sh", "bash", "dash", "zsh", "ksh", "env", "nice", "ionice", "flock", "timeout", "sudo", "exec", "time",
        "nohup", "chronic", "command", "setsid", "source", "test", "cd", "python", "perl", "ruby", "php", "node",
        "cronic", "xvfb-run", "newrelic-admin", "dotenv", "honcho", "docker", "poetry", "pipenv", "uv", "conda",
        "logger", "cat", "cp", "rm", "mv",
    )
)  # fmt: skip


def probe_crontabs(sources: Sources) -> tuple[Service, ...]:
    """Read crontabs by their names, and the files below ``cron.d``, whose lines name a user."""
    any_system = any(folder.name == "cron.d" for folder in sources.inventory.folders)
    system = [path for path in sources.named(_ANY) if path.parent.name == "cron.d"] if any_system else []
    own = [path for path in sources.named(_NAME) if path.parent.name != "cron.d"]
    found = [*sources.each("crontabs", own, partial(_lines, with_user=False))]
    found += sources.each("crontabs", system, partial(_lines, with_user=True))
    return tuple(service for services in found for service in services)


def _lines(file: TextFile, with_user: bool) -> list[Service]:
    text = file.content
    if "\0" in text:
        raise SyntaxProblem(msg("holds binary data"))
    with_user = with_user or _names_users(text)
    variables: list[Variable] = []
    found: list[Service] = []
    for match in _LINE.finditer(text):
        line, start = match[1], match.start(1)
        schedule = _SCHEDULE.match(line)
        if not schedule:
            variable = _VARIABLE.fullmatch(line)
            if variable:
                value = variable[2].strip().strip("\"'")
                variables.append(Variable(variable[1], Secret(value), file.location(start, start + len(line))))
            continue
        begin, user = schedule.end(), None
        named = _USER.match(line, begin) if with_user else None
        if named:
            user, begin = named[1], named.end()
        # A percent sign ends the command unless it is escaped; what follows is its standard input.
        code = re.split(r"(?<!\\)%", line[begin:], maxsplit=1)[0].rstrip()
        run = commands(code, shifted(file.span, start + begin), file.path)
        if run:
            location = file.location(start, start + len(line.rstrip()))
            main = _main(run)
            program = base_name(run[main].argv[0]) if run[main].argv else "cron"
            name = f"{file.path.name} {program}"
            environment = tuple(variables)
            found.append(Service(Surface.CRON, name, location, run, main, user=user, environment=environment))
    return found


def _main(run: tuple[CommandLine, ...]) -> int:
    """The command that a line is there for: the first that does more than prepare, or else the last."""
    programs = (base_name(command.argv[0]) if command.argv else "" for command in run)
    return next((index for index, name in enumerate(programs) if name and name not in _PREPARING), len(run) - 1)


def _names_users(text: str) -> bool:
    """Tell whether the lines are those of a system's crontab: all name a user.

    The usual users are known; of others a command must begin behind them.
    """
    lines = [(line[1], schedule.end()) for line in _LINE.finditer(text) if (schedule := _SCHEDULE.match(line[1]))]
    return bool(lines) and all(_names_user(line, start) for line, start in lines)


def _names_user(line: str, start: int) -> bool:
    first = _USER.match(line, start)
    if first is None:
        return False
    return first[1] in _USERS or (first[1] not in _RUNNERS and _BEGINS.match(line, first.end()) is not None)
