"""The virtual environments that commands name: in paths of programs, by activating them, by making them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from envwizard.analysis.remote_shells import commands_elsewhere
from envwizard.model.command_words import without_prefixes
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine
from envwizard.model.paths import AnyPath

_IN_ENVIRONMENT = re.compile(
    r"(?P<folder>.+?)/(?:bin|Scripts)/(?:activate|(?:python|pypy|pip)[\d.]*|gunicorn|uvicorn|hypercorn|granian|daphne|"
    r"waitress-serve|celery|flask|fastapi|uwsgi|alembic|django-admin|pytest)"
)
# Folders above a ``bin`` that are no virtual environments.
_SYSTEM = re.compile(
    r"|/usr|/usr/local|/opt/homebrew|/opt/local|(?:~|\$HOME|\$\{HOME\}|/home/[^/]+|/root)/\.local|.*\.pyenv(?:/.*)?"
)
_MAKERS = frozenset(("venv", "virtualenv", "uv"))


def named_virtualenvs(commands: Iterable[CommandLine]) -> tuple[str, ...]:
    """Give the folders of the environments that commands name, as written, each once and in order."""
    return tuple(dict.fromkeys(folder for command in commands for folder in _named(command)))


def activates(command: CommandLine) -> bool:
    """Tell whether a command activates a virtual environment in its shell."""
    argv = command.argv
    return len(argv) > 1 and argv[0] in ("source", ".") and re.search(r"(?:^|/)activate$", argv[1]) is not None


def makes(command: CommandLine) -> str | None:
    """The folder of the environment that a command makes (``python -m venv X``, ``virtualenv X``, ``uv venv X``)."""
    program = without_prefixes(command)
    if program is None or program.name not in _MAKERS:
        return None
    words = [text for text in program.argv if not text.startswith("-")]
    if program.name == "uv":
        words = words[1:] if words[:1] == ["venv"] else []
    return words[-1].rstrip("/") if words else None


def is_system_folder(folder: str) -> bool:
    """Tell whether the folder above a ``bin`` is the system's or the user's own, and no virtual environment."""
    return _SYSTEM.fullmatch(folder) is not None


def commands_in(facts: Facts, path: AnyPath) -> tuple[CommandLine, ...]:
    """All commands of a script, Makefile, unit, crontab or document, in their order; of a workflow, those over ssh."""
    found: list[CommandLine] = list(commands_elsewhere(facts, path))
    for script in facts.shell_scripts:
        if script.location.path == path:
            found += script.commands
    for makefile in facts.makefiles:
        if makefile.location.path == path:
            found += (command for target in makefile.targets for command in target.commands)
    for service in facts.services:
        if service.location.path == path:
            found += (*service.commands, *service.build_commands)
    for document in facts.documents:
        if document.location.path == path:
            found += (command for command, _ in document.commands)
    return tuple(found)


def _named(command: CommandLine) -> Iterator[str]:
    for text in command.argv:
        found = _IN_ENVIRONMENT.fullmatch(text.lstrip("-@:+!"))
        if found and not is_system_folder(found.group("folder")):
            yield found.group("folder")
    made = makes(command)
    if made is not None:
        yield made
