"""The configuration files that commands and variables name for gunicorn, whatever they are called."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine
from envwizard.model.facts.containers import Variable

_DEFAULT = re.compile(r"\$\{\w+:?-([^{}]*)\}")


def named_configurations(facts: Facts) -> frozenset[str]:
    """Give the paths as they are written there; of a variable its default, of ``python:conf.web`` the file."""
    found = [text for command in _commands(facts) for text in _named(command.argv)]
    for variable in _variables(facts):
        if variable.name == "GUNICORN_CMD_ARGS" and variable.value is not None:
            try:
                found += _options(tuple(shlex.split(variable.value.reveal())))
            except ValueError:
                continue
    return frozenset(path for text in found if (path := configuration_path(text)))


def configuration_path(text: str) -> str | None:
    """Turn the value of ``-c`` into a path: ``file:x``, ``python:conf.web`` and ``${CONF:-x}`` are understood."""
    text = _DEFAULT.sub(r"\1", text.strip()).removeprefix("file:")
    if text.startswith("python:"):
        text = text.removeprefix("python:").replace(".", "/") + ".py"
    return text if text and "$" not in text and not re.search(r"\s", text) else None


def _named(argv: tuple[str, ...]) -> Iterator[str]:
    """The options of a gunicorn command, or of words that are options only: a CMD behind an ENTRYPOINT."""
    words = [word for word in argv if "gunicorn" in word.rpartition("/")[2]]
    if words or (argv and argv[0].startswith("-")):
        yield from _options(argv)
    for word in argv:
        if word.startswith("GUNICORN_CMD_ARGS="):
            yield from _options(tuple(word.partition("=")[2].split()))


def _options(argv: tuple[str, ...]) -> Iterator[str]:
    for index, word in enumerate(argv):
        if word in ("-c", "--config") and index + 1 < len(argv):
            yield argv[index + 1]
        elif word.startswith("--config="):
            yield word.partition("=")[2]
        elif re.match(r"-c[^-=\s]", word):
            yield word[2:]


def _commands(facts: Facts) -> Iterator[CommandLine]:
    for dockerfile in facts.dockerfiles:
        for stage in dockerfile.stages:
            for instruction in stage.instructions:
                if instruction.keyword in ("CMD", "ENTRYPOINT"):
                    yield from instruction.commands
    for compose in facts.compose_files:
        for service in compose.services:
            yield from (one for one in (service.entrypoint, service.command) if one is not None)
            yield from service.inner_commands
    for container in facts.kubernetes_containers:
        yield from (one for one in (container.command, container.arguments) if one is not None)
        yield from container.inner_commands
    for started in facts.services:
        yield from started.commands
    for script in facts.shell_scripts:
        yield from script.commands
    for makefile in facts.makefiles:
        for target in makefile.targets:
            yield from target.commands


def _variables(facts: Facts) -> Iterator[Variable]:
    for dockerfile in facts.dockerfiles:
        for stage in dockerfile.stages:
            for instruction in stage.instructions:
                yield from instruction.variables
    for compose in facts.compose_files:
        for service in compose.services:
            yield from service.environment
    for container in facts.kubernetes_containers:
        yield from container.environment
    for started in facts.services:
        yield from started.environment
