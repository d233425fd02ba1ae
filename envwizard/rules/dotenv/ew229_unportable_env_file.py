"""EW229 unportable-env-file: one env file is read by two programs that disagree on a line of it.

## What it checks
For every env file, all programs that are known to read it: libraries in the code, compose, `docker run --env-file`,
units and scripts. Where one of them reads a line as it is meant and another does not, both are named with the line.

## Why it hurts
The file works where it was tried. `docker run --env-file` keeps the quotes that python-dotenv takes off, systemd puts
no `${NAME}` in, python-decouple keeps the comment behind a value, a shell wants quotes around blanks: so one
environment has the value and the other has nearly that value.

## Example
`.env` is loaded by load_dotenv() on a laptop and given to `docker run --env-file .env` in deploy.sh: `SECRET="a b"`
has quotes in production. Mended for both: `SECRET=a b`.

## What the fix does
It writes the line in the form that all of them read alike, as far as there is one: without `export`, quotes, blanks
around the `=` and comments behind the value. Where there is none (a value with blanks for docker and a shell) it
offers nothing.

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
from envwizard.model.message import msg
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Write it in the form that all readers take")
# A slip whose meaning is likely and not proved: the user looks at it.
_GUESSED = frozenset(("colon", "unclosed"))


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each file with lines that some of its readers read and others do not, once for each oddity."""
    if not facts.env_files:
        return NotApplicable(msg("The project has no env file."))
    found = []
    for file in facts.env_files:
        groups: dict[tuple[str, ...], list[Misread]] = {}
        for one in misread_lines(facts, file):
            if one.right:
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
    both = (*(one for one, _ in first.wrong), *first.right)
    readers = [Evidence(one.location, msg("{reader} reads it", reader=one.shown)) for one in both]
    return Finding(
        rule=RULE.code,
        severity=severity_of(group),
        confidence=Confidence.HIGH if use.exact else Confidence.MEDIUM,
        location=first.line.location,
        message=msg("{path}: {what}", path=file.path, what=what_happens(first.line, use, reading)),
        why=msg(
            "{reader} reads the same line as it is meant: what works in one environment goes wrong in the other.",
            reader=first.right[0].shown,
        ),
        subject=" ".join((*_kind(first), first.line.key)),
        environments=facts.environments_of(file.path),
        evidence=(*others, *readers),
        fix=FixOffer(_TITLE, applicability) if mendable else None,
    )


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Rewrite every line of the finding for all readers of the file."""
    file = next((one for one in facts.env_files if one.path == finding.location.path), None)
    if file is None or finding.fix is None:
        raise FixUnavailable(msg("What this line is meant to say is not certain."))
    mine = {finding.location, *(evidence.location for evidence in finding.evidence)}
    lines = [
        (one.line, (*(use.dialect for use, _ in one.wrong), *(use.dialect for use in one.right)))
        for one in misread_lines(facts, file)
        if one.line.location in mine
    ]
    return Fix(_TITLE, finding.fix.applicability, rewritten_lines(file.path, files(file.path), lines))


RULE = Rule(
    code="EW229",
    name="unportable-env-file",
    point="2.3",
    severity=Severity.ERROR,
    summary=msg("One env file is read by two programs that disagree on a line of it"),
    page=__doc__,
    check=check,
    fix=fix,
)
