"""EW225 unparsable-line: the program that reads an env file drops a line of it or reads it differently.

## What it checks
Every line of an env file as the project's own loader reads it. python-dotenv (and environs, pydantic-settings, Flask
and uvicorn, which use its parser) drops `A: 1` and a line whose quote is not closed. python-decouple takes `export A`
for the key and keeps a comment behind the value as a part of it; django-environ does the latter too, and loses a line
with blanks around the `=`. `docker run --env-file` keeps quotes and stops at `export`, systemd knows no `export` and
expands nothing, a shell takes the second word of an unquoted value for a command. Which of them counts is read off
the code, the compose files, the units and the scripts.

## Why it hurts
Nearly all of them go on in silence: the variable is missing, or its value has a comment or quotes in it, and the
program falls back on its default or fails much later.

## Example
`TIMEOUT=30 # seconds` under python-decouple: config("TIMEOUT", cast=int) is given `30 # seconds`. Mended:

    # seconds
    TIMEOUT=30

## What the fix does
It writes the line in a form that all known readers of the file read as it is meant; a comment behind the value moves
to a line of its own above. Where the meaning is not certain (a line without any `=`) it offers nothing.

## References
- python-dotenv 1.2.4, python-decouple 3.8, django-environ 0.14.0: their parsers, measured line by line
- Docker docs, `docker run --env-file` and Compose `env_file`; systemd.exec(5), EnvironmentFile=
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.env_files.misread_lines import Misread, misread_lines, severity_of, what_happens
from envwizard.edits.env_file import rewritten_lines
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.envfiles import EnvFile
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Write the line so that its readers understand it")
# A slip whose meaning is likely and not proved: the user looks at it.
_GUESSED = frozenset(("colon", "unclosed"))


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each file with lines that none of its known readers reads as they are meant, once for each oddity."""
    if not facts.env_files:
        return NotApplicable(msg("The project has no env file."))
    found = []
    for file in facts.env_files:
        groups: dict[tuple[str, ...], list[Misread]] = {}
        for one in misread_lines(facts, file):
            if not one.right:
                groups.setdefault(_kind(one), []).append(one)
        found += [_finding(file, group, facts) for group in groups.values()]
    return found


def _kind(one: Misread) -> tuple[str, ...]:
    """Lines that go wrong in one way make one finding; those that are no assignment stand for themselves."""
    return (*one.line.traits, *(reading for _, reading in one.wrong))


def _finding(file: EnvFile, group: list[Misread], facts: Facts) -> Finding:
    first = group[0]
    use, reading = first.wrong[0]
    mendable = all(one.line.meant for one in group) and "variable" not in first.line.traits
    guessed = not _GUESSED.isdisjoint(first.line.traits)
    applicability = Applicability.UNSAFE if guessed else Applicability.SAFE
    others = [Evidence(one.line.location, what_happens(one.line, *one.wrong[0])) for one in group[1:]]
    readers = [
        Evidence(one.location, msg("{reader} reads it", reader=one.shown)) for one, _ in first.wrong if one.exact
    ]
    return Finding(
        rule=RULE.code,
        severity=severity_of(group),
        confidence=Confidence.HIGH if use.exact else Confidence.MEDIUM,
        location=first.line.location,
        message=msg("{path}: {what}", path=file.path, what=what_happens(first.line, use, reading)),
        why=_why(reading, len(group)),
        subject=" ".join((*_kind(first), first.line.key)),
        environments=facts.environments_of(file.path),
        evidence=(*others, *readers),
        fix=FixOffer(_TITLE, applicability) if mendable else None,
    )


def _why(reading: str, count: int) -> Message:
    lines = msg("{count} lines of this file", count=count) if count > 1 else msg("The line")
    if reading == "refused":
        return msg(
            "{lines} cannot be read by the program that is given this file: what it sets is missing.", lines=lines
        )
    if reading == "value":
        return msg("{lines} gives a value that nobody wrote, and nothing is said about it.", lines=lines)
    return msg("{lines} sets nothing, and nothing is said about it: defaults are in force.", lines=lines)


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Rewrite every line of the finding for all readers of the file."""
    file = next((one for one in facts.env_files if one.path == finding.location.path), None)
    if file is None or finding.fix is None:
        raise FixUnavailable(msg("What this line is meant to say is not certain."))
    mine = {finding.location, *(evidence.location for evidence in finding.evidence)}
    lines = [
        (one.line, tuple(use.dialect for use, _ in one.wrong))
        for one in misread_lines(facts, file)
        if one.line.location in mine
    ]
    return Fix(_TITLE, finding.fix.applicability, rewritten_lines(file.path, files(file.path), lines))


RULE = Rule(
    code="EW225",
    name="unparsable-line",
    point="2.3",
    severity=Severity.ERROR,
    summary=msg("The program that reads an env file drops a line of it or reads another value"),
    page=__doc__,
    check=check,
    fix=fix,
)
