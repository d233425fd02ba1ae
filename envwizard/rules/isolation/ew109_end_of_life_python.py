"""EW109 end-of-life-python: the Python that the project runs on gets no more security fixes.

## What it checks
The versions that images, platform files, runtime.txt, .python-version and its like and the virtual environments in the
project name, and project files whose range allows only such versions, against the dates below. A range such as `>=3.8`
that newer versions satisfy says nothing about what runs and is passed over, and so is a CI that also tests a supported
version.

2.7 until January 2020, 3.6 until December 2021, 3.7 until June 2023, 3.8 until October 2024, 3.9 until October 2025,
3.10 until October 2026, 3.11 until October 2027, 3.12 until October 2028, 3.13 until October 2029, 3.14 until October
2030, 3.15 until October 2031.

## Why it hurts
A hole found in ssl, http, tarfile or the parser of headers stays open for good. The official images of such a version
are built no longer, so neither the operating system in them is mended. New releases of libraries no longer come for
it, theirs with security fixes included.

## Example
    FROM python:3.9-slim
    # mended, once the locks are compiled for it and the tests pass:
    FROM python:3.11-slim

## What the fix does
It asks for the version to move to, proposes the oldest one that is still supported and writes it into these places.
Look at it before it is deployed: the locks have to be compiled anew for it, and the tests have to pass on it.

## References
- Python Developer's Guide, "Status of Python versions" (November 2026)
- PEP 602: annual release cycle, two years of fixes and three of security fixes
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.python_choice import KIND, change_version, strongest_version, version_question
from envwizard.analysis.python_releases import ENDS, ended, oldest_supported
from envwizard.analysis.python_statements import Statement, allows, statements
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.question import Answers, chosen
from envwizard.model.rule import Files, NotApplicable, Rule

# What users meet is named first.
_ORDER = ("image", "platform", "chosen", "declared", "virtualenv", "ci")
_MONTHS = (
    msg("January"), msg("February"), msg("March"), msg("April"), msg("May"), msg("June"), msg("July"), msg("August"),
    msg("September"), msg("October"), msg("November"), msg("December"),
)  # fmt: skip


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each Python root and minor version once, at the place that users meet."""
    found = statements(facts)
    if not found:
        return NotApplicable(msg("Nothing says which Python the project runs on."))
    over = ended()
    groups: dict[tuple[object, str], list[Statement]] = {}
    for one in found:
        minor = _newest_ended(one, over)
        if minor is not None:
            groups.setdefault((one.root, minor), []).append(one)
    return [_finding(facts, minor, group) for (_, minor), group in groups.items()]


def _newest_ended(statement: Statement, over: tuple[str, ...]) -> str | None:
    """The newest version that a statement allows, where all that it allows have ended."""
    if any(allows(statement, minor) for minor in ENDS if minor not in over):
        return None
    said = [minor for minor in over if allows(statement, minor)]
    return max(said, key=_number) if said else None


def _number(minor: str) -> int:
    return int(minor.partition(".")[2]) if minor.startswith("3") else -1


def _finding(facts: Facts, minor: str, group: list[Statement]) -> Finding:
    first, *others = sorted(group, key=lambda one: _ORDER.index(one.kind))
    end = ENDS[minor]
    names = (name for one in group for name in facts.environments_of(one.location.path))
    return Finding(
        rule=RULE.code,
        severity=Severity.INFO,
        confidence=Confidence.HIGH,
        location=first.location,
        message=msg(
            "{place} {says}; Python {minor} has had no security fixes since {month} {year}",
            place=first.location,
            says=first.says,
            minor=minor,
            month=_MONTHS[end.month - 1],
            year=end.year,
        ),
        why=msg(
            "Holes that are found in it from now on stay open, and its official images are no longer built. {next} is "
            "the oldest version that is still mended.",
            next=oldest_supported(),
        ),
        subject=f"Python {minor}",
        environments=tuple(dict.fromkeys(names)),
        evidence=tuple(Evidence(one.location, one.says) for one in others),
        fix=FixOffer(_title(oldest_supported()), Applicability.UNSAFE),
    )


def _title(minor: str) -> Message:
    return msg("Move to Python {minor} or later", minor=minor)


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Write a supported version into the places; the tests have to say whether the project is ready."""
    places = {finding.location, *(one.location for one in finding.evidence)}
    group = [one for one in statements(facts) if one.location in places]
    if not group:
        raise FixUnavailable(msg("The places name another version by now."))
    # What the others of the root say must go along, or they would exclude each other.
    everything = [one for one in statements(facts) if one.root == group[0].root]
    named = strongest_version(facts, everything)
    default = named if named in ENDS and named not in ended() else oldest_supported()
    question = version_question(facts, finding.location, group, default)
    wanted = chosen(question, answers) or default
    change = change_version(facts, files, everything, wanted)
    if any(one.kind == "virtualenv" and not allows(one, wanted) for one in everything):
        # The virtual environment comes first: only its owner can make it anew.
        return Fix(_title(wanted), Applicability.DISPLAY, notes=tuple(change.notes), choices=(question,))
    notes = (*change.notes, msg("Then compile the locks anew with that Python and run the tests."))
    applicability = Applicability.UNSAFE if change.edits else Applicability.DISPLAY
    edits = tuple(dict.fromkeys(change.edits))
    return Fix(_title(wanted), applicability, edits, tuple(change.commands), notes, choices=(question,))


RULE = Rule(
    code="EW109",
    name="end-of-life-python",
    point="1.1",
    severity=Severity.INFO,
    summary=msg("The Python that the project runs on gets no more security fixes"),
    page=__doc__,
    check=check,
    fix=fix,
    asks=(KIND,),
)
