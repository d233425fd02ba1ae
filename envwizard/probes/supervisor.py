"""supervisor's programs (supervisord.org/configuration.html, section [program:x])."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envwizard.model.facts.commands import Surface
from envwizard.model.facts.containers import Variable
from envwizard.model.facts.services import Service
from envwizard.model.secret import Secret
from envwizard.model.source import Location, TextFile
from envwizard.project.reader import Sources
from envwizard.project.search import parse_holding
from envwizard.syntax.durations import seconds_of
from envwizard.syntax.ini import Dialect, IniEntry, IniSection, parse_ini
from envwizard.syntax.shell import exec_commands
from envwizard.syntax.templates import unless_template

_NAME = re.compile(r".+\.(?:conf|ini|supervisor)|supervisord?.*\.(?:conf|ini)(?:\..+)?", re.IGNORECASE)
_PROGRAM = re.compile(rb"^[ \t]*\[(?:fcgi-)?program:", re.MULTILINE)
_SECTION = re.compile(r"(?:fcgi-)?program:(.+)")
# A=b,C="d,e",F='g': no shell, only quotes.
_ASSIGNMENT = re.compile(r"""[\s,]*(?P<name>[^\s=,]+)\s*=\s*(?:"(?P<d>[^"]*)"|'(?P<s>[^']*)'|(?P<plain>[^,\r\n]*))""")


def probe_supervisor(sources: Sources) -> tuple[Service, ...]:
    """Read the programs of all supervisor configurations."""
    files = parse_holding(sources, "supervisor", _NAME, _PROGRAM.search, unless_template(_programs))
    return tuple(program for programs in files for program in programs)


def _programs(file: TextFile) -> list[Service]:
    ini = parse_ini(file, Dialect.SUPERVISOR)
    names = dict.fromkeys(section.name for section in ini.sections)
    sections = ((_SECTION.fullmatch(name), ini.section(name)) for name in names)
    return [_program(match.group(1).strip(), section) for match, section in sections if match and section]


def _program(name: str, section: IniSection) -> Service:
    command, environment = section.get("command"), section.get("environment")
    commands = exec_commands(command.text, command.span_of, command.location.path) if command else ()
    commands = tuple(one for one in commands if one.words or one.assignments)
    count = section.string("numprocs") or ""
    return Service(
        surface=Surface.SUPERVISOR,
        name=name,
        location=section.location,
        commands=commands,
        main=len(commands) - 1,
        working_directory=section.string("directory"),
        user=section.string("user"),
        environment=tuple(_environment(environment)) if environment else (),
        replicas=int(count) if count.isascii() and count.isdigit() and len(count) < 10 else None,
        stop_seconds=seconds_of(section.string("stopwaitsecs")),
    )


def _environment(entry: IniEntry) -> Iterator[Variable]:
    at = 0
    while match := _ASSIGNMENT.match(entry.text, at):
        at = match.end()
        value = (
            match["d"] if match["d"] is not None else match["s"] if match["s"] is not None else match["plain"].strip()
        )
        span = entry.span_of(match.start("name"), match.end())
        yield Variable(match["name"], Secret(value), Location(entry.location.path, span))
