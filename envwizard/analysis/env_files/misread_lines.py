"""Lines of env files that the programs which read them do not read as they are meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from envwizard.analysis.env_files.env_file_uses import EnvFileUse, readers_of
from envwizard.edits.env_file import rewritten_lines
from envwizard.model.change import Applicability, ReplaceSpan
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.envfiles import EnvFile, OddLine
from envwizard.model.finding import Finding, Severity
from envwizard.model.message import Message, msg
from envwizard.model.rule import Files
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
# A slip whose meaning is likely and not proved: the user looks at it.
_GUESSED = frozenset(("colon", "unclosed"))


@dataclass(frozen=True, slots=True)
class Misread:
    """A line with the readers that get it wrong (and how) and those that get it right."""

    line: OddLine
    wrong: tuple[tuple[EnvFileUse, str], ...]
    right: tuple[EnvFileUse, ...]

    @property
    def kind(self) -> tuple[str, ...]:
        """The way in which it goes wrong."""
        return (*self.line.traits, *(reading for _, reading in self.wrong))


@dataclass(frozen=True, slots=True)
class MisreadGroup:
    """The lines of a file that go wrong in one way: they make one finding."""

    file: EnvFile
    lines: tuple[Misread, ...]

    @property
    def first(self) -> Misread:
        """The line that the finding is about."""
        return self.lines[0]

    @property
    def message(self) -> Message:
        """What becomes of the first line."""
        return msg("{path}: {what}", path=self.file.path, what=what_happens(self.first.line, *self.first.wrong[0]))

    @property
    def subject(self) -> str:
        """What a finding about the group is known by."""
        return " ".join((*self.first.kind, self.first.line.key))

    @property
    def others(self) -> tuple[Evidence, ...]:
        """The lines beside the first."""
        return tuple(Evidence(one.line.location, what_happens(one.line, *one.wrong[0])) for one in self.lines[1:])

    @property
    def applicability(self) -> Applicability | None:
        """How surely the lines can be rewritten; ``None`` where they cannot."""
        if not all(one.line.meant for one in self.lines) or "variable" in self.first.line.traits:
            return None
        return Applicability.SAFE if _GUESSED.isdisjoint(self.first.line.traits) else Applicability.UNSAFE


def misread_groups(facts: Facts, belongs: Callable[[Misread], bool]) -> Iterator[MisreadGroup]:
    """Give the lines of all env files that ``belongs`` takes, those that go wrong in one way together."""
    for file in facts.env_files:
        groups: dict[tuple[str, ...], list[Misread]] = {}
        for one in misread_lines(facts, file):
            if belongs(one):
                groups.setdefault(one.kind, []).append(one)
        yield from (MisreadGroup(file, tuple(group)) for group in groups.values())


def rewritten_for_all(finding: Finding, facts: Facts, files: Files) -> tuple[ReplaceSpan, ...]:
    """Rewrite every line of a finding for all readers of its file.

    Raises ``FixUnavailable`` where the lines' meaning is not certain.
    """
    file = next((one for one in facts.env_files if one.path == finding.location.path), None)
    if file is None or finding.fix is None:
        raise FixUnavailable(msg("What this line is meant to say is not certain."))
    mine = {finding.location, *(evidence.location for evidence in finding.evidence)}
    lines = [
        (one.line, tuple(use.dialect for use in (*(use for use, _ in one.wrong), *one.right)))
        for one in misread_lines(facts, file)
        if one.line.location in mine
    ]
    return rewritten_lines(file.path, files(file.path), lines)


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


def severity_of(found: Sequence[Misread]) -> Severity:
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
