"""Lines of env files that the programs which read them do not read as they are meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.env_files.env_file_uses import EnvFileUse, readers_of
from envwizard.model.facts import Facts
from envwizard.model.facts.envfiles import EnvFile, OddLine
from envwizard.model.finding import Severity
from envwizard.model.message import Message, msg
from envwizard.syntax.env_dialects import COMPOSE, DOCKER, PYTHON_DOTENV, SHELL, SYSTEMD, XARGS

_TRAITS = {
    "export": msg("`export` before the key"),
    "spaces": msg("blanks around the key or the `=`"),
    "comment": msg("the comment behind the value"),
    "quotes": msg("the quotes"),
    "lines": msg("the value over several lines"),
    "variable": msg("the `$` in the value"),
    "escape": msg("the backslash in the value"),
    "colon": msg("a colon where `=` belongs"),
    "no value": msg("no `=`"),
    "unclosed": msg("a quote that is not closed"),
    "no assignment": msg("no `=`"),
    "words": msg("blanks in the value without quotes"),
    "name": msg("a name with other characters than letters, digits and `_`"),
    "characters": msg("characters that mean something to it"),
}
# What a reader stumbles over first, where a line has several odd things about it.
_FIRST = {
    SHELL: ("spaces", "words", "characters", "variable"),
    XARGS: ("lines", "words", "quotes", "comment"),
    DOCKER: ("export", "spaces", "quotes", "comment"),
    SYSTEMD: ("export", "comment", "variable"),
    COMPOSE: ("unclosed", "name", "variable"),
    PYTHON_DOTENV: ("unclosed", "colon"),
}
_OTHERS = ("export", "spaces", "comment", "lines", "unclosed", "variable", "escape", "quotes")


@dataclass(frozen=True, slots=True)
class Misread:
    """A line with the readers that get it wrong (and how) and those that get it right."""

    line: OddLine
    wrong: tuple[tuple[EnvFileUse, str], ...]
    right: tuple[EnvFileUse, ...]


def misread_lines(facts: Facts, file: EnvFile) -> Iterator[Misread]:
    """Compare what each known reader of a file makes of its odd lines.

    Where no reader is known, python-dotenv is assumed: nine out of ten projects that have such a file use it.
    """
    if file.is_template or file.state != "readable" or not file.odd_lines:
        return
    readers = readers_of(facts, file.path) or (
        EnvFileUse(file.path, PYTHON_DOTENV, msg("python-dotenv"), file.location, exact=False),
    )
    for line in file.odd_lines:
        wrong = tuple((use, reading) for use in readers if (reading := line.reading(use.dialect)))
        if wrong:
            yield Misread(line, wrong, tuple(use for use in readers if not line.reading(use.dialect)))


def what_happens(line: OddLine, use: EnvFileUse, reading: str) -> Message:
    """Say what a reader does with a line and what it stumbles over."""
    because = _TRAITS[_stumbles_over(line, use.dialect)]
    key = line.key or msg("line {number}", number=line.location.line)
    if reading == "dropped":
        return msg("{reader} passes {key} over: {because}", reader=use.shown, key=key, because=because)
    if reading == "name":
        return msg(
            "{reader} does not set {key} but another name: {because}", reader=use.shown, key=key, because=because
        )
    if reading == "refused" and use.dialect in (COMPOSE, DOCKER):
        return msg("{reader} stops with an error at {key}: {because}", reader=use.shown, key=key, because=because)
    if reading == "refused":
        return msg("{reader} cannot take {key}: {because}", reader=use.shown, key=key, because=because)
    return msg("{reader} reads another value for {key}: {because}", reader=use.shown, key=key, because=because)


def severity_of(found: list[Misread]) -> Severity:
    """Stopping is loud, another value or a lost line is a warning; a bare name that is passed over is a habit."""
    readings = {(use.dialect, reading) for one in found for use, reading in one.wrong}
    if any(dialect in (COMPOSE, DOCKER) and reading == "refused" for dialect, reading in readings):
        return Severity.ERROR
    if all(one.line.traits == ("no value",) for one in found):
        return Severity.INFO
    return Severity.WARNING


def _stumbles_over(line: OddLine, dialect: str) -> str:
    order = (*_FIRST.get(dialect, ()), *_OTHERS)
    return next((trait for trait in order if trait in line.traits), line.traits[0])
