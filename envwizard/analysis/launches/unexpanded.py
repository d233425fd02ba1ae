"""Variables that nobody expands: what reaches a server as ``$PORT``, letter by letter."""

from __future__ import annotations

import re
from dataclasses import dataclass

from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine, Surface, Word
from envwizard.model.facts.launches import Launch
from envwizard.model.message import Message, msg

_NAME = re.compile(r"\$(?:\{(\w+)[^{}]*\}|(\w+))")


@dataclass(frozen=True, slots=True)
class Unexpanded:
    """A word of a launch's command with a variable that stays as it is; ``index`` is the word's.

    ``variable`` is the reference as written (``${PORT}``), ``name`` its name. ``instead`` is what the file's own reader
    would expand in its place, ``None`` where it expands nothing at all.
    """

    index: int
    word: Word
    variable: str
    name: str
    reader: str | Message
    instead: str | None


def unexpanded(facts: Facts, launch: Launch) -> Unexpanded | None:
    """Find the first such word of a launch.

    Docker runs the JSON form without a shell (Dockerfile reference, "Shell and exec form"). Kubernetes knows
    ``$(NAME)`` only, supervisor ``%(ENV_NAME)s``; systemd expands ``${NAME}`` anywhere but ``$NAME`` only as a word of
    its own (man systemd.service). A shell leaves what stands in single quotes.
    """
    command = launch.command
    for index, word in enumerate(command.words):
        match = _NAME.search(word.text)
        if index == 0 or match is None:
            continue
        found = _reader(facts, launch, command, word, match)
        if found is not None:
            reader, instead = found
            name = match.group(1) or match.group(2)
            return Unexpanded(index, word, match.group(), name, reader, instead.replace("NAME", name) or None)
    return None


def _reader(
    facts: Facts, launch: Launch, command: CommandLine, word: Word, match: re.Match[str]
) -> tuple[str | Message, str] | None:
    """Who starts the command without expanding this word, and the reference that it does know."""
    path = command.location.path
    if word.quote == "'" and not command.exec_form:
        in_shell = {one.location.path for one in facts.shell_scripts} | {one.location.path for one in facts.dockerfiles}
        return (msg("a shell"), "") if path in in_shell else None
    if not command.exec_form:
        return None
    if any(one.location.path == path for one in facts.dockerfiles):
        return "Docker", ""
    if any(one.location.path == path for one in facts.kubernetes_containers):
        return "Kubernetes", "$(NAME)"
    started = next((one for one in facts.services if one.location.path == path), None)
    if started is not None and started.surface is Surface.SUPERVISOR:
        return "supervisor", "%(ENV_NAME)s"
    whole = match.group() == word.text
    if started is not None and started.surface is Surface.SYSTEMD and not whole and match.group(2):
        return "systemd", "${NAME}"
    return None
