"""EW302 freeze-dump: the output of pip freeze serves as the list of requirements.

## What it checks
Requirements files in which every line is pinned with `==`, distributions appear that nobody asks for directly (asgiref,
h11, idna), no comment says what asked for them, and no .in file stands beside. Lists for development, tests and
documents, and files that a compiler or an export of a lock wrote, are left alone.

## Why it hurts
A dump does pin the dependencies of dependencies, so it does not float. What it loses is the intent: which lines the
project asked for and which only came along, so that nobody dares to upgrade or to remove one. Extras are gone
(`uvicorn[standard]` became `uvicorn`), there are no hashes, whatever else was installed at that moment is in it, and it
holds for one platform and one Python.

## Example
Twenty lines from `annotated-types==0.7.0` to `uvicorn==0.30.1`, among them `colorama==0.4.6`, which only Windows needs.

## What the fix does
It names the command that does it, `envwizard migrate`: a .in file with the distributions that the project asks for, and
pip-compile, which keeps every version of the dump and adds hashes and the reason for each line. Nothing is
changed by this rule.

## References
- pip 26.3 documentation, "pip freeze" and "Repeatable Installs"
- pip-tools 7.6 documentation, "pip-compile": an existing output file gives the versions to keep
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.dependencies.deployed_requirements import JudgedFile, judged_files
from envwizard.analysis.dependencies.known_dependencies import TRANSITIVE
from envwizard.analysis.dependencies.migration_steps import migration_notes
from envwizard.analysis.dependencies.requirement_families import Kind
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import msg
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location

_TITLE = msg("Move to pip-tools: keep every version, name what is asked for, add hashes")
_SHOWN = 4


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each dump once."""
    if not facts.requirements_files:
        return NotApplicable(msg("The project has no requirements file."))
    return [_finding(facts, one) for one in judged_files(facts) if one.family.kind is Kind.FREEZE]


def _finding(facts: Facts, judged: JudgedFile) -> Finding:
    file = judged.family.file
    brought = [one for one in judged.family.own if one.name in TRANSITIVE]
    names = (name for install in judged.installs for name in facts.environments_of(install.location.path))
    return Finding(
        rule=RULE.code,
        severity=Severity.WARNING,
        confidence=Confidence.HIGH if len(brought) >= 3 else Confidence.MEDIUM,
        location=Location(file.path),
        message=msg(
            "{path} is a dump of {count} installed versions: nothing tells what the project asked for from what came "
            "along ({names})",
            path=file.path,
            count=len(judged.family.own),
            names=", ".join(one.text.partition(";")[0].strip() for one in brought[:_SHOWN]),
        ),
        why=msg(
            "The versions are fixed, but the intent is lost: no line says why it is there, extras and hashes are gone, "
            "and the list holds for the one platform and Python that it was written on."
        ),
        subject="freeze dump",
        environments=tuple(dict.fromkeys(names)),
        evidence=tuple(Evidence(install.location, msg("a deployment installs it")) for install in judged.installs),
        fix=FixOffer(_TITLE, Applicability.DISPLAY),
    )


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Name the command of the migration; nothing is changed."""
    file = next((one for one in facts.requirements_files if one.path == finding.location.path), None)
    if file is None:
        raise FixUnavailable(msg("{path} is gone.", path=finding.location.path))
    return Fix(_TITLE, Applicability.DISPLAY, notes=migration_notes(file, Kind.FREEZE))


RULE = Rule(
    code="EW302",
    name="freeze-dump",
    point="3.1",
    severity=Severity.WARNING,
    summary=msg("A pip freeze dump serves as the list of requirements: it fixes versions and loses intent and hashes"),
    page=__doc__,
    check=check,
    fix=fix,
    goals=("doctor", "migrate"),
)
