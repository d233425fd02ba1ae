"""EW106 disagreeing-python-versions: places that say which Python the project runs on exclude each other.

## What it checks
requires-python, poetry's and Pipfile's python, setup.py and setup.cfg, .python-version, .tool-versions, mise.toml,
runtime.txt, environment.yml, the base images of Dockerfiles, platform files, the versions that CI tests on, and the
virtual environments in the project. Two of them disagree when no Python satisfies both. Different patch releases of one
minor version do not count, nor does a CI matrix that holds the version, nor a range that allows it; versions in folders
for tests, documents and examples are passed over, and projects in folders of their own are compared by themselves.

## Why it hurts
What works on one Python fails on another: syntax, the standard library, and above all wheels, which exist for some
versions only. Where the image is older than requires-python, pip refuses to install the project. Where CI tests another
version than the one that is deployed, its green light says nothing about production.

## Example
`FROM python:3.9-slim` in a project whose pyproject.toml says `requires-python = ">=3.11"`. Mended:
`FROM python:3.11-slim`.

## What the fix does
It takes the version that most of the places allow and says for each of the others what to write there. It changes
nothing itself: which version is right is yours to decide.

## References
- Python Packaging User Guide, "Core metadata specifications": Requires-Python; "Version specifiers"
- pyenv 2.5 README, ".python-version"; Heroku Dev Center, "Specifying a Python version"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envwizard.analysis.python_statements import (
    Statement,
    allows,
    exclude_each_other,
    named_minors,
    release_order,
    statements,
)
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Name one Python version everywhere")
# Whose word counts more when two disagree: the last one is reported against the first.
_AUTHORITY = ("declared", "chosen", "ci", "virtualenv", "platform", "image")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each set of statements that exclude each other, at the place that stands most alone."""
    found = statements(facts)
    if len(found) < 2:
        return NotApplicable(msg("Fewer than two places say which Python the project runs on."))
    return list(_findings(facts, found))


def _findings(facts: Facts, found: tuple[Statement, ...]) -> Iterator[Finding]:
    against = {one: [other for other in found if exclude_each_other(one, other)] for one in found}
    left = [one for one in found if against[one]]
    while left:
        group = _group(left[0], against)
        left = [one for one in left if one not in group]
        yield _finding(facts, group, against)


def _group(start: Statement, against: dict[Statement, list[Statement]]) -> list[Statement]:
    """Everything that disagrees with ``start``, directly or by way of others."""
    group, waiting = [start], [start]
    while waiting:
        for other in against[waiting.pop()]:
            if other not in group:
                group.append(other)
                waiting.append(other)
    return group


def _finding(facts: Facts, group: list[Statement], against: dict[Statement, list[Statement]]) -> Finding:
    odd = max(group, key=lambda one: (len(against[one]), _AUTHORITY.index(one.kind)))
    other = min(against[odd], key=lambda one: _AUTHORITY.index(one.kind))
    rest = [one for one in group if one is not odd]
    deployed = any(one.is_deployed and any(two.kind == "declared" for two in against[one]) for one in group)
    names = (name for one in group for name in facts.environments_of(one.location.path))
    return Finding(
        rule=RULE.code,
        severity=Severity.ERROR if deployed else Severity.WARNING,
        confidence=Confidence.HIGH,
        location=odd.location,
        message=msg(
            "{one} {says}, but {other} {contrary}",
            one=odd.location,
            says=odd.says,
            other=other.location,
            contrary=other.says,
        ),
        why=_why(odd, other),
        subject=f"{odd.kind} against {other.location.path}",
        environments=tuple(dict.fromkeys(names)),
        evidence=tuple(Evidence(one.location, one.says) for one in rest),
        fix=FixOffer(_TITLE, Applicability.DISPLAY),
    )


def _why(odd: Statement, other: Statement) -> Message:
    kinds = {odd.kind, other.kind}
    if "declared" in kinds and kinds & {"image", "platform"}:
        return msg(
            "What is deployed is a Python that the project itself rules out: pip refuses to install it, or code and "
            "wheels for the other version fail at run time."
        )
    if "ci" in kinds:
        return msg("What CI tests is not what runs: its green light says nothing about the other version.")
    return msg("Code, wheels and locks that are right for one of these versions can fail on the other.")


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Say what to write in each place for the version that most of them allow."""
    places = {finding.location, *(one.location for one in finding.evidence)}
    group = [one for one in statements(facts) if one.location in places]
    candidates = list(dict.fromkeys(minor for one in group for minor in named_minors(one)))
    if not candidates:
        raise FixUnavailable(msg("No version is named in these places."))
    wanted = max(candidates, key=lambda minor: (sum(allows(one, minor) for one in group), release_order(minor)))
    notes = [msg("With Python {minor}, which most of these places allow:", minor=wanted)]
    notes += [_step(one, wanted) for one in group if not allows(one, wanted)]
    return Fix(_TITLE, Applicability.DISPLAY, notes=tuple(notes))


def _step(one: Statement, minor: str) -> Message:
    place = one.location
    if one.kind == "virtualenv":
        return msg("Make the virtual environment of {place} anew with python{minor}.", place=place, minor=minor)
    if one.specifier is not None:
        return msg("In {place} change {text} so that it allows {minor}.", place=place, text=one.specifier, minor=minor)
    old = ", ".join(one.versions)
    if one.kind == "ci":
        return msg("In {place} let CI test on {minor} (now {old}).", place=place, minor=minor, old=old)
    if one.kind == "image":
        return msg("In {place} write {minor} for {old} in the image's tag.", place=place, minor=minor, old=old)
    return msg("In {place} write {minor} for {old}.", place=place, minor=minor, old=old)


RULE = Rule(
    code="EW106",
    name="disagreeing-python-versions",
    point="1.1",
    severity=Severity.ERROR,
    summary=msg("The places that say which Python the project runs on exclude each other"),
    page=__doc__,
    check=check,
    fix=fix,
)
