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

from envwizard.analysis.env_files.misread_lines import MisreadGroup, misread_groups, rewritten_for_all, severity_of
from envwizard.model.change import Fix
from envwizard.model.environment import Evidence
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import msg
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Write it in the form that all readers take")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each file with lines that some of its readers read and others do not, once for each oddity."""
    if not facts.env_files:
        return NotApplicable(msg("The project has no env file."))
    return [_finding(group, facts) for group in misread_groups(facts, lambda one: bool(one.right))]


def _finding(group: MisreadGroup, facts: Facts) -> Finding:
    first, applicability = group.first, group.applicability
    use, _ = first.wrong[0]
    both = (*(one for one, _ in first.wrong), *first.right)
    readers = [Evidence(one.location, msg("{reader} reads it", reader=one.shown)) for one in both]
    return Finding(
        rule=RULE.code,
        severity=severity_of(group.lines),
        confidence=Confidence.HIGH if use.exact else Confidence.MEDIUM,
        location=first.line.location,
        message=group.message,
        why=msg(
            "{reader} reads the same line as it is meant: what works in one environment goes wrong in the other.",
            reader=first.right[0].shown,
        ),
        subject=group.subject,
        environments=facts.environments_of(group.file.path),
        evidence=(*group.others, *readers),
        fix=FixOffer(_TITLE, applicability) if applicability is not None else None,
    )


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Rewrite every line of the finding for all readers of the file."""
    edits = rewritten_for_all(finding, facts, files)
    assert finding.fix is not None
    return Fix(_TITLE, finding.fix.applicability, edits)


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
