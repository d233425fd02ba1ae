"""systemd units: what a service starts, where, as whom and with which variables (man systemd.service, systemd.exec)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from envwizard.model.facts.commands import CommandLine, Surface
from envwizard.model.facts.containers import Variable
from envwizard.model.facts.services import Service
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.secret import Secret
from envwizard.model.source import Location, TextFile
from envwizard.project.reader import Sources
from envwizard.project.search import parse_holding
from envwizard.syntax.durations import seconds_of
from envwizard.syntax.ini import Dialect, IniEntry, IniSection, parse_ini
from envwizard.syntax.pieces import shifted
from envwizard.syntax.shell import exec_commands, split_exec
from envwizard.syntax.templates import unless_template

_NAME = re.compile(r".+\.service")
_DROP_IN = re.compile(r".+\.conf")
# Avahi and D-Bus have files of this name too.
_SERVICE = re.compile(rb"^[ \t]*\[Service\]", re.MULTILINE)
# A unit under another name (run_gunicorn.sh, gunicorn.conf) is told by how it begins.
_OTHER_NAME = re.compile(
    r".+\.(?:sh|conf|systemd|unit)|.+\.service\..+|.*(?:corn|service|systemd|unit).*\.txt", re.IGNORECASE
)
_UNIT = re.compile(rb"(?!#!)(?:[ \t\r]*(?:[#;][^\n]*)?\n)*[ \t]*\[(?:Unit|Service)\]")
_PREFIX = re.compile(r"[-@:+!|]*")


def probe_systemd(sources: Sources) -> tuple[Service, ...]:
    """Read the units that have a ``[Service]`` section, whatever they are called, with their drop-ins."""
    dropped = parse_holding(sources, "systemd", _DROP_IN, _SERVICE.search, unless_template(_section), _is_no_drop_in)
    # systemd reads them in the order of their names, whichever folder they lie in.
    drop_ins = sorted(dropped, key=lambda one: one[0].name)
    unit = unless_template(partial(_unit, drop_ins=drop_ins))
    found = parse_holding(sources, "systemd", _NAME, _SERVICE.search, unit)
    return (*found, *parse_holding(sources, "systemd", _OTHER_NAME, _begins_unit, unit, _is_drop_in))


def _is_drop_in(path: ProjectPath) -> bool:
    return path.parent.name.endswith(".d")


def _is_no_drop_in(path: ProjectPath) -> bool:
    return not path.parent.name.endswith(".service.d")


def _section(file: TextFile) -> tuple[AnyPath, IniSection] | None:
    section = parse_ini(file, Dialect.UNIT).section("Service")
    return (file.path, section) if section is not None else None


def _begins_unit(raw: bytes) -> object:
    return _UNIT.match(raw[:4096]) and _SERVICE.search(raw)


def _unit(file: TextFile, drop_ins: Iterable[tuple[AnyPath, IniSection]]) -> Service | None:
    section = parse_ini(file, Dialect.UNIT).section("Service")
    if section is None:
        return None
    added = (one for path, one in drop_ins if str(path).split("/")[-2] == f"{file.path.name}.d")
    section = replace(section, entries=(*section.entries, *(entry for one in added for entry in one.entries)))
    before = [one for entry in _in_force(section, "ExecStartPre") for one in _commands(entry)]
    started = [_commands(entry) for entry in _in_force(section, "ExecStart")]
    after = [
        one for key in ("ExecStartPost", "ExecReload") for entry in _in_force(section, key) for one in _commands(entry)
    ]
    # The main command is what the first ExecStart runs in the end: behind ``sh -c``, the last of the shell's commands.
    main = len(before) + len(started[0]) - 1 if started and started[0] else -1
    directory = section.string("WorkingDirectory")
    return Service(
        surface=Surface.SYSTEMD,
        name=file.path.name.rpartition(".")[0],
        location=section.location,
        commands=(*before, *(one for group in started for one in group), *after),
        main=main,
        working_directory=directory.removeprefix("-") if directory else None,
        user=section.string("User"),
        environment=tuple(_environment(_in_force(section, "Environment"))),
        env_files=tuple(_env_files(_in_force(section, "EnvironmentFile"))),
        stop_seconds=seconds_of(section.string("TimeoutStopSec") or section.string("TimeoutSec")),
    )


def _in_force(section: IniSection, key: str) -> list[IniEntry]:
    """The entries of a key that may repeat: an empty one takes back those before it."""
    found: list[IniEntry] = []
    for entry in section.all(key):
        found = [*found, entry] if entry.text else []
    return found


def _commands(entry: IniEntry) -> tuple[CommandLine, ...]:
    """The commands of a line: prefixes stripped, several of them parted by a lone ``;``."""
    found: list[CommandLine] = []
    text = entry.text
    for start, end in _parts(text):
        prefix = _PREFIX.match(text, start, end)
        begin = prefix.end() if prefix else start
        commands = exec_commands(text[begin:end], shifted(entry.span_of, begin), entry.location.path)
        if prefix and "@" in prefix.group() and len(commands[0].words) > 1:
            # The second word is what the program is told as its own name.
            words = (commands[0].words[0], *commands[0].words[2:])
            commands = (replace(commands[0], words=words), *commands[1:])
        found += [command for command in commands if command.words or command.assignments]
    return tuple(found)


def _parts(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for mark in re.finditer(r"(?<=\s);(?=\s|\Z)", text):
        yield start, mark.start()
        start = mark.end() + len(text[mark.end() :]) - len(text[mark.end() :].lstrip())
    if text[start:].strip():
        yield start, len(text)


def _environment(entries: Iterable[IniEntry]) -> Iterator[Variable]:
    for entry in entries:
        for word in split_exec(entry.text, entry.span_of, entry.location.path).words:
            name, equals, value = word.text.partition("=")
            if equals and name:
                yield Variable(name, Secret(value), Location(entry.location.path, word.span))


def _env_files(entries: Iterable[IniEntry]) -> Iterator[tuple[str, Location]]:
    for entry in entries:
        at = 1 if entry.text.startswith("-") else 0
        if len(entry.text) > at:
            yield entry.text[at:], Location(entry.location.path, entry.span_of(at, len(entry.text)))
