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
It lists the places to change and the oldest version that is still supported. Changing them is yours: locks have to be
compiled anew for it, and the tests have to pass on it first.

## References
- Python Developer's Guide, "Status of Python versions" (November 2026)
- PEP 602: annual release cycle, two years of fixes and three of security fixes
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from envwizard.analysis.python_statements import Statement, allows, statements
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

# The day after which nothing more comes; where only the month is announced, its last day.
_ENDS = {
    "2.7": datetime.date(2020, 1, 1),
    "3.3": datetime.date(2017, 9, 29),
    "3.4": datetime.date(2019, 3, 18),
    "3.5": datetime.date(2020, 9, 30),
    "3.6": datetime.date(2021, 12, 23),
    "3.7": datetime.date(2023, 6, 27),
    "3.8": datetime.date(2024, 10, 7),
    "3.9": datetime.date(2025, 10, 31),
    "3.10": datetime.date(2026, 10, 31),
    "3.11": datetime.date(2027, 10, 31),
    "3.12": datetime.date(2028, 10, 31),
    "3.13": datetime.date(2029, 10, 31),
    "3.14": datetime.date(2030, 10, 31),
    "3.15": datetime.date(2031, 10, 31),
}
# What users meet is named first.
_ORDER = ("image", "platform", "chosen", "declared", "virtualenv", "ci")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each Python root and minor version once, at the place that users meet."""
    found = statements(facts)
    if not found:
        return NotApplicable(msg("Nothing says which Python the project runs on."))
    ended = _ended(datetime.datetime.now(tz=datetime.timezone.utc).date())
    groups: dict[tuple[object, str], list[Statement]] = {}
    for one in found:
        minor = _newest_ended(one, ended)
        if minor is not None:
            groups.setdefault((one.root, minor), []).append(one)
    return [_finding(facts, minor, ended, group) for (_, minor), group in groups.items()]


def _ended(today: datetime.date) -> tuple[str, ...]:
    return tuple(minor for minor, end in _ENDS.items() if end < today)


def _newest_ended(statement: Statement, ended: tuple[str, ...]) -> str | None:
    """The newest version that a statement allows, where all that it allows have ended."""
    if any(allows(statement, minor) for minor in _ENDS if minor not in ended):
        return None
    said = [minor for minor in ended if allows(statement, minor)]
    return max(said, key=_number) if said else None


def _number(minor: str) -> int:
    return int(minor.partition(".")[2]) if minor.startswith("3") else -1


def _finding(facts: Facts, minor: str, ended: tuple[str, ...], group: list[Statement]) -> Finding:
    first, *others = sorted(group, key=lambda one: _ORDER.index(one.kind))
    end = _ENDS[minor]
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
            next=_oldest_supported(ended),
        ),
        subject=f"Python {minor}",
        environments=tuple(dict.fromkeys(names)),
        evidence=tuple(Evidence(one.location, one.says) for one in others),
        fix=FixOffer(_title(ended), Applicability.DISPLAY),
    )


def _oldest_supported(ended: tuple[str, ...]) -> str:
    return next((minor for minor in _ENDS if minor not in ended), list(_ENDS)[-1])


def _title(ended: tuple[str, ...]) -> Message:
    return msg("Move to Python {minor} or later", minor=_oldest_supported(ended))


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Name the places; the tests have to say whether the project is ready."""
    title = finding.fix.title if finding.fix is not None else msg("Move to a supported Python")
    places = [finding.location, *(one.location for one in finding.evidence)]
    notes = [msg("Change the version in {place}.", place=place) for place in places]
    return Fix(title, Applicability.DISPLAY, notes=(*notes, msg("Then compile the locks anew and run the tests.")))


RULE = Rule(
    code="EW109",
    name="end-of-life-python",
    point="1.1",
    severity=Severity.INFO,
    summary=msg("The Python that the project runs on gets no more security fixes"),
    page=__doc__,
    check=check,
    fix=fix,
)
