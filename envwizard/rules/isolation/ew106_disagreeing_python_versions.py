"""EW106 disagreeing-python-versions: places that say which Python the project runs on exclude each other.

## What it checks
requires-python, poetry's and Pipfile's python, setup.py and setup.cfg, .python-version, .tool-versions, mise.toml,
runtime.txt, environment.yml, the base images of Dockerfiles, platform files, the versions that CI tests on, and the
virtual environments in the project. Two of them disagree when no Python satisfies both. Different patch releases of one
minor version do not count, nor does a CI matrix that holds the version, nor a range that allows it. What counts is a
project that takes one patch release alone (`python = "3.11.4"` of poetry) in an image tagged with the minor version:
its next build brings another patch release, and the installer refuses. Versions in folders for tests, documents and
examples are passed over, and projects in folders of their own are compared by themselves.

## Why it hurts
What works on one Python fails on another: syntax, the standard library, and above all wheels, which exist for some
versions only. Where the image is older than requires-python, pip refuses to install the project. Where CI tests another
version than the one that is deployed, its green light says nothing about production.

## Example
`FROM python:3.9-slim` in a project whose pyproject.toml says `requires-python = ">=3.11"`. Mended:
`FROM python:3.11-slim`.

## What the fix does
It asks which version is meant: one that these places name, or another that still gets security fixes. What it proposes
is a version that the project declares to run on: that of the lock's header, else what most places allow. It writes that
version where another one is: the image's tag or its build argument, the version file, the bounds of a range that keep
it out, the CI job (a matrix gets one item more). Locks of uv, poetry, pdm and pipenv whose range changed are resolved
again, and a virtual environment of another version is made anew with what the project locks (commands). A release of
Debian or Alpine in a tag gives way where that Python has no image of it. A demand of one patch release is loosened to
those that follow on it (`~3.11.4`). Places that want an exact patch release, and images fixed by a digest, are told and
left.

## References
- Python Packaging User Guide, "Core metadata specifications": Requires-Python; "Version specifiers"
- pyenv 2.5 README, ".python-version"; Heroku Dev Center, "Specifying a Python version"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envwizard.analysis.python_choice import KIND, change_version, strongest_version, version_question
from envwizard.analysis.python_statements import Statement, demands_a_patch, exclude_each_other, statements
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.question import Answers, chosen
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
        fix=FixOffer(_TITLE, Applicability.UNSAFE),
    )


def _why(odd: Statement, other: Statement) -> Message:
    kinds = {odd.kind, other.kind}
    image, demand = (odd, other) if odd.source == "image" else (other, odd)
    if image.source == "image" and demands_a_patch(demand, image.versions[0]):
        return msg(
            "The image's tag moves on to the newest patch release, and the project takes one alone ({version}): the "
            "installer refuses to go on.",
            version=demand.specifier,
        )
    if "declared" in kinds and kinds & {"image", "platform"}:
        return msg(
            "What is deployed is a Python that the project itself rules out: pip refuses to install it, or code and "
            "wheels for the other version fail at run time."
        )
    if "ci" in kinds:
        return msg("What CI tests is not what runs: its green light says nothing about the other version.")
    return msg("Code, wheels and locks that are right for one of these versions can fail on the other.")


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Write the version that the user picks into every place that does not allow it."""
    places = {finding.location, *(one.location for one in finding.evidence)}
    group = [one for one in statements(facts) if one.location in places]
    default = strongest_version(facts, group) if group else None
    if default is None:
        raise FixUnavailable(msg("No version is named in these places."))
    # The question is known by a file of the project: a virtual environment goes away when it is made anew.
    about = finding.location
    if any(one.location == about and one.kind == "virtualenv" for one in group):
        about = next((one.location for one in group if one.kind != "virtualenv"), about)
    question = version_question(facts, about, group, default)
    wanted = chosen(question, answers) or default
    change = change_version(facts, files, group, wanted)
    title = msg("Name Python {minor} everywhere", minor=wanted)
    if not change.edits and not change.commands:
        return Fix(title, Applicability.DISPLAY, notes=tuple(change.notes), choices=(question,))
    return Fix(
        title,
        Applicability.UNSAFE,
        tuple(dict.fromkeys(change.edits)),
        tuple(change.commands),
        tuple(change.notes),
        choices=(question,),
    )


RULE = Rule(
    code="EW106",
    name="disagreeing-python-versions",
    point="1.1",
    severity=Severity.ERROR,
    summary=msg("The places that say which Python the project runs on exclude each other"),
    page=__doc__,
    check=check,
    fix=fix,
    asks=(KIND,),
)
