"""Commands that write what is installed into a list of requirements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.dependencies.installs import places
from envwizard.model.command_words import is_pip, without_prefixes
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine, Surface
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.source import Span

# Lists of requirements; a record such as installed.txt or requirements.lock is none.
_TARGET = re.compile(r"(?:.*/)?(?:[\w-]*requirements?[\w.-]*|reqs?)\.(?:txt|pip)", re.IGNORECASE)
_RECORD = re.compile(r"lock|frozen|freeze|installed|constraints?|versions|snapshot|actual|current|tmp|temp|/dev/|^\$")
_WRITES = (">", ">>", "1>", ">|", "&>")


@dataclass(frozen=True, slots=True)
class FreezeCommand:
    """``pip freeze > target``. ``surface`` is ``None`` in a document; ``span`` is the whole, redirection included.

    ``source`` is the .in file that the target has, as the command would name it.
    """

    command: CommandLine
    surface: Surface | None
    shown: str
    target: str
    source: str | None
    span: Span | None


def freeze_commands(facts: Facts) -> tuple[FreezeCommand, ...]:
    """List them, those in documents last."""
    found = [one for place in places(facts) for one in _freezes(facts, place.command, place.surface)]
    found += [
        one
        for document in facts.documents
        for command, _ in document.commands
        for one in _freezes(facts, command, None)
    ]
    return tuple({one.command.location: one for one in found}.values())


def _freezes(facts: Facts, command: CommandLine, surface: Surface | None) -> Iterator[FreezeCommand]:
    if not command.redirects or "freeze" not in " ".join(command.argv):
        return
    owner = command.location.path
    target = next(
        (
            word
            for operator, word in zip(command.redirect_operators, command.redirects, strict=False)
            if operator in _WRITES and not _RECORD.search(word.text.lower()) and _is_list(facts, owner, word.text)
        ),
        None,
    )
    if target is None or not _is_freeze(command):
        return
    source = f"{target.text.rpartition('.')[0]}.in"
    has_source = _is_known(facts, owner, source)
    operator = command.redirect_operators[command.redirects.index(target)]
    first = command.words[0].span
    plain = len(command.redirects) == 1 and target.span.start > first.start and not target.quote
    yield FreezeCommand(
        command,
        surface,
        f"{' '.join(command.argv)} {operator} {target.text}",
        target.text,
        source if has_source else None,
        first.through(target.span) if plain else None,
    )


def _is_list(facts: Facts, owner: AnyPath, text: str) -> bool:
    return _TARGET.fullmatch(text) is not None or (not text.endswith(".in") and _is_known(facts, owner, text))


def _is_known(facts: Facts, owner: AnyPath, text: str) -> bool:
    """Tell whether a path, taken from the command's folder or one above it, is a list of requirements."""
    paths = {file.path for file in facts.requirements_files}
    return isinstance(owner, ProjectPath) and any(folder.join(text) in paths for folder in owner.parent.upwards())


def _is_freeze(command: CommandLine) -> bool:
    program = without_prefixes(command)
    if program is None:
        return False
    words = [word for word in program.argv if not word.startswith("-")]
    if program.name == "uv" and words[:1] == ["pip"]:
        words = words[1:]
    elif not is_pip(program):
        return False
    return words[:1] == ["freeze"] or (words[:1] == ["list"] and "--format=freeze" in program.argv)
