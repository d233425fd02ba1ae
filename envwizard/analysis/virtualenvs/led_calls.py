"""How calls of pip that reach the system's Python are led to the pip of a virtual environment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from envwizard.analysis.roots import root_around
from envwizard.analysis.virtualenvs.named_virtualenvs import commands_in, makes, named_virtualenvs
from envwizard.analysis.virtualenvs.outside_launches import is_outside
from envwizard.analysis.virtualenvs.pip_calls import HOST_SERVICES, SYSTEM_OPTIONS, PipCall
from envwizard.model.change import Applicability, Fix, ReplaceSpan
from envwizard.model.command_words import base_name, is_pip, without_prefixes
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine, Word
from envwizard.model.message import Message, msg
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.rule import Files
from envwizard.model.source import Span, TextFile

# What may stand before a command on its line so that another one can be put before it, on a line of its own or not.
_ALONE = rb"[ \t>]*(?:\([\w.-]+\)[ \t]*)?(?:\$[ \t]+)?[@-]*[ \t]*"
_START_OF_LINE = re.compile(rb"^" + _ALONE + rb"$")
_START_OF_COMMAND = re.compile(rb"^(?:" + _ALONE + rb"|.*(?:&&|;|\bthen|\bdo|\belse|\{)[ \t]*)$")
_GOES_ON = re.compile(rb"(?:\\|&&|\|\|?)[ \t]*\r?\n$")
_MAKE = "python3 -m venv .venv"
# Debian and Ubuntu ship what ``python3 -m venv`` needs in a package of its own.
_APT = frozenset(("apt", "apt-get"))
_VENV_PACKAGE = re.compile(r"python3(?:\.\d+)?-(?:venv|full)")
_PYTHON_PACKAGE = re.compile(r"python3(?:\.\d+)?(?:-(?:pip|dev|setuptools|wheel|distutils))?|python-is-python3|pip")
# Programs that the requirements bring, which a script may start by their bare names.
_BROUGHT = frozenset(("gunicorn", "uvicorn", "hypercorn", "celery", "flask", "alembic", "django-admin", "daphne"))
_OF_SYSTEM = re.compile(r"(?:/usr/bin/)?python3?")
_MOVES = frozenset(("cd", "pushd", "popd"))


def environment_for(facts: Facts, calls: list[PipCall]) -> str | None:
    """The environment that the calls' file names, else ``None``: one has to be made."""
    commands = commands_in(facts, calls[0].path)
    late = {makes(command) for command in commands[commands.index(calls[0].command) :]}
    named = tuple(folder for folder in named_virtualenvs(commands) if folder not in late)
    if calls[0].command.exec_form:
        named = tuple(folder for folder in named if folder.startswith("/"))
    return named[0] if named else None


def can_use_environment(facts: Facts, calls: list[PipCall]) -> bool:
    """Tell whether ``through_environment`` can change the calls of one file."""
    if not isinstance(calls[0].path, ProjectPath) or any(call.program.variables for call in calls):
        return False
    if all(call.installs_tools for call in calls):
        return False  # They are what environments are made with.
    elsewhere = any(one.keyword in ("heredoc", "string") for call in calls for one in call.command.conditions)
    if environment_for(facts, calls) is not None:
        return True
    if elsewhere or any(call.command.exec_form for call in calls) or _moves_between(facts, calls):
        return False
    return calls[0].heading is not None or not _stays_outside(facts, calls[0].path)


def _moves_between(facts: Facts, calls: list[PipCall]) -> bool:
    """Tell whether the folder changes between the calls: one relative path cannot name the environment in both."""
    commands = commands_in(facts, calls[0].path)
    between = commands[commands.index(calls[0].command) : commands.index(calls[-1].command)]
    return any(command.argv[:1] and command.argv[0] in _MOVES for command in between)


def _stays_outside(facts: Facts, path: AnyPath) -> bool:
    """Tell whether a unit starts the project with the system's Python, which would not find the packages any more."""
    root = root_around(facts, path)
    return any(
        launch.surface in HOST_SERVICES
        and not launch.in_container
        and root_around(facts, launch.command.location.path) == root
        and is_outside(facts, launch)
        for launch in facts.launches
    )


def through_environment(
    facts: Facts, file: TextFile, calls: list[PipCall], dropped: Iterable[str] = ()
) -> tuple[ReplaceSpan, ...]:
    """Call the pip of the environment that the file names, or of one that is made before, once in each scope.

    ``dropped`` are options that have no meaning there. Raises ``FixUnavailable`` where nothing can be put before.
    """
    assert isinstance(file.path, ProjectPath)
    folder = environment_for(facts, calls)
    made: set[object] = set()
    edits = []
    for call in calls:
        span = _replaced(call)
        before = ""
        if folder is None and call.scope not in made:
            made.add(call.scope)
            if not _begins_command(file, span):
                raise FixUnavailable(
                    msg("Nothing can be put before the command in {place}.", place=call.command.location)
                )
            before = f"{_MAKE} && "
            lead = _lead(file, span)
            if lead is not None:
                before = f"{_MAKE}{file.newline}{lead}"
        python = f"{folder or '.venv'}/bin/python"
        if re.search(r"[\s$]", python) and not call.command.exec_form:
            python = f'"{python}"'
        edits.append(ReplaceSpan(file.path, file.digest, span.start, span.end, file.encode(f"{before}{python} -m pip")))
        for word in call.program.arguments:
            if word.text in dropped:
                start = word.span.start
                while start > span.end and file.raw[start - 1 : start] in (b" ", b"\t"):
                    start -= 1
                edits.append(ReplaceSpan(file.path, file.digest, start, word.span.end, b""))
    if folder is None:
        edits += _package(facts, file, calls[0])
        edits += _starts(facts, file, calls)
    return tuple(edits)


def _lead(file: TextFile, span: Span) -> str | None:
    """What stands before a command on its line; ``None`` where it shares the line or goes on from another."""
    start = file.raw.rfind(b"\n", 0, span.start) + 1
    lead = file.raw[start : span.start]
    if _START_OF_LINE.match(lead) is None or _GOES_ON.search(file.raw[:start]) is not None:
        return None
    return lead.decode(file.encoding or "utf-8")


def _before(facts: Facts, call: PipCall) -> Sequence[CommandLine]:
    commands = commands_in(facts, call.path)
    return commands[: commands.index(call.command)]


def _package(facts: Facts, file: TextFile, call: PipCall) -> Iterator[ReplaceSpan]:
    """Let the script that gets Python from apt get the package that environments are made with, too."""
    installing: list[tuple[Word, ...]] = []
    for command in _before(facts, call):
        program = without_prefixes(command)
        if program is None or program.name not in _APT or "install" not in program.argv:
            continue
        if any(_VENV_PACKAGE.fullmatch(text) for text in program.argv):
            return
        if not any(one.is_branch for one in command.conditions):
            installing.append(program.arguments)
    for words in installing:
        python = [word for word in words if _PYTHON_PACKAGE.fullmatch(word.text)]
        if python:
            assert isinstance(file.path, ProjectPath)
            end = python[-1].span.end
            yield ReplaceSpan(file.path, file.digest, end, end, file.encode(" python3-venv"))
            return


def _starts(facts: Facts, file: TextFile, calls: list[PipCall]) -> Iterator[ReplaceSpan]:
    """Start through the environment what the same script starts afterwards with the system's Python."""
    if not any(script.location.path == file.path for script in facts.shell_scripts):
        return
    assert isinstance(file.path, ProjectPath)
    commands = commands_in(facts, file.path)
    installs = {call.command.location for call in calls}
    for command in commands[commands.index(calls[0].command) + 1 :]:
        if command.argv and (command.argv[0] in _MOVES or any(not one.is_branch for one in command.conditions)):
            return
        program = without_prefixes(command)
        if program is None or command.location in installs or is_pip(program) or makes(command) is not None:
            continue
        text = program.word.text
        if _OF_SYSTEM.fullmatch(text) or text in _BROUGHT:
            name = "python" if text not in _BROUGHT else text
            span = program.word.span
            yield ReplaceSpan(file.path, file.digest, span.start, span.end, file.encode(f".venv/bin/{name}"))


def led_to_environment(title: Message, facts: Facts, files: Files, path: AnyPath, calls: list[PipCall]) -> Fix:
    """Give the fix that leads the calls of one file, which reach the system's Python, to a virtual environment.

    Raises ``FixUnavailable`` where no environment is meant that all of them can use.
    """
    if not calls or not isinstance(path, ProjectPath) or not can_use_environment(facts, calls):
        raise FixUnavailable(msg("Nothing in {path} says which virtual environment is meant.", path=path))
    edits = through_environment(facts, files(path), calls, SYSTEM_OPTIONS)
    if environment_for(facts, calls) is not None:
        return Fix(title, Applicability.UNSAFE, edits)
    note = msg("What {path} starts by its bare name has to be called through the environment too.", path=path)
    return Fix(title, Applicability.UNSAFE, edits, notes=(note,))


def _replaced(call: PipCall) -> Span:
    """From ``sudo``, or else the interpreter or pip itself, to ``pip``."""
    words = call.command.words
    outer = (word for word in words if base_name(word.text) in ("sudo", "doas"))
    first = next(outer, call.program.word)
    last = words[len(words) - len(call.program.arguments) - 1]
    return first.span.through(last.span)


def _begins_command(file: TextFile, span: Span) -> bool:
    start = max(file.raw.rfind(b"\n", 0, span.start), file.raw.rfind(b"\r", 0, span.start)) + 1
    return _START_OF_COMMAND.match(file.raw[start : span.start]) is not None
