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

from envwizard.analysis.env_files.misread_lines import MisreadGroup, misread_groups, rewritten_for_all, severity_of
from envwizard.model.change import Fix
from envwizard.model.environment import Evidence
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Write the line so that its readers understand it")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each file with lines that none of its known readers reads as they are meant, once for each oddity."""
    if not facts.env_files:
        return NotApplicable(msg("The project has no env file."))
    return [_finding(group, facts) for group in misread_groups(facts, lambda one: not one.right)]


def _finding(group: MisreadGroup, facts: Facts) -> Finding:
    first, applicability = group.first, group.applicability
    use, reading = first.wrong[0]
    readers = [
        Evidence(one.location, msg("{reader} reads it", reader=one.shown)) for one, _ in first.wrong if one.exact
    ]
    return Finding(
        rule=RULE.code,
        severity=severity_of(group.lines),
        confidence=Confidence.HIGH if use.exact else Confidence.MEDIUM,
        location=first.line.location,
        message=group.message,
        why=_why(reading, len(group.lines)),
        subject=group.subject,
        environments=facts.environments_of(group.file.path),
        evidence=(*group.others, *readers),
        fix=FixOffer(_TITLE, applicability) if applicability is not None else None,
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
    edits = rewritten_for_all(finding, facts, files)
    assert finding.fix is not None
    return Fix(_TITLE, finding.fix.applicability, edits)


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
