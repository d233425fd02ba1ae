"""EW306 unportable-requirement: a line of the list can be installed on one machine or one platform alone.

## What it checks
Requirements on paths of a machine (`certifi @ file:///tmp/build/..`, which conda's pip freezes, `-e /home/me/lib`,
`C:\\wheels\\x.whl`), wheels and distributions for Windows alone without a marker (pywin32, twisted-iocpsupport), local
versions (`torch==2.3.1+cu121`) where no index besides PyPI is named, and pkg-resources==0.0.0 of old Debian dumps.
Relative paths inside the project are fine.

## Why it hurts
Everybody else's install stops with "No matching distribution found" or "No such file or directory", that of the image
first. Where the path happens to exist, something else may be in it.

## Example
    certifi @ file:///croot/certifi_1725551672989/work/certifi
    pywin32==306
    # mended:
    certifi==2024.8.30
    pywin32==306; sys_platform == "win32"

## What the fix does
It names the release in place of the path where the file's name, a lock or the installed distribution tells its
version, gives a Windows-only distribution the marker `sys_platform == "win32"`, takes a local version back to the
public one, and drops pkg-resources==0.0.0. The builds of torch and jaxlib come from an index of their own: keep the
version and name it with --extra-index-url. Lines with hashes are left for the compiler.

## References
- PEP 440, "Local version identifiers"; PEP 508, environment markers and direct references
- pip 26.3 documentation, "pip freeze" and "Requirements File Format"
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.dependencies.deployed_requirements import judged_files
from envwizard.analysis.dependencies.installs import Install
from envwizard.analysis.dependencies.unportable_requirements import OWN_INDEX, Unportable, unportable_requirements
from envwizard.model.change import Applicability, Edit, Fix, ReplaceSpan
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.dependencies import RequirementsFile
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import TextFile

_TITLE = msg("Name the released versions")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each list with such lines once."""
    if not facts.requirements_files:
        return NotApplicable(msg("The project has no requirements file."))
    used = {one.family.file.path: one.installs for one in judged_files(facts)}
    return [
        _finding(facts, file, found, used.get(file.path))
        for file in facts.requirements_files
        if (found := tuple(unportable_requirements(facts, file)))
    ]


def _finding(
    facts: Facts, file: RequirementsFile, found: tuple[Unportable, ...], uses: tuple[Install, ...] | None
) -> Finding:
    first, others = found[0], found[1:]
    more = msg(" (and {count} more lines)", count=len(others)) if len(others) > 1 else msg("")
    if len(others) == 1:
        more = msg(" (and one more line)")
    mendable = any(_replacement(facts, one) is not None for one in found)
    names = (name for use in uses or () for name in facts.environments_of(use.location.path))
    return Finding(
        rule=RULE.code,
        severity=_severity(found, uses),
        confidence=Confidence.HIGH,
        location=first.requirement.location,
        message=msg(
            "{place}: {text} {reason}{more}",
            place=first.requirement.location,
            text=first.requirement.text,
            reason=first.reason,
            more=more,
        ),
        why=_why(uses),
        subject="unportable",
        environments=tuple(dict.fromkeys(names)),
        evidence=(
            *(Evidence(one.requirement.location, _line(one)) for one in others),
            *(Evidence(use.location, msg("installs {path}", path=file.path)) for use in uses or ()),
        ),
        fix=FixOffer(_TITLE, Applicability.UNSAFE if mendable else Applicability.DISPLAY),
    )


def _line(one: Unportable) -> Message:
    return msg("{text} {reason}", text=one.requirement.text, reason=one.reason)


def _severity(found: tuple[Unportable, ...], uses: tuple[Install, ...] | None) -> Severity:
    """An image cannot install any of it; a list that is not the main one is somebody's own business."""
    if uses is None:
        return Severity.INFO
    certain = [one for one in found if one.kind in ("path", "unpublished", "platform")]
    if certain and any(use.surface in (Surface.DOCKERFILE, Surface.PROCFILE, Surface.PAAS) for use in uses):
        return Severity.ERROR
    if all(one.kind == "platform" for one in found) and not uses:
        return Severity.INFO
    return Severity.WARNING


def _why(uses: tuple[Install, ...] | None) -> Message:
    if uses:
        return msg(
            "{place} installs the list: pip stops there, since neither the index nor that machine has it.",
            place=uses[0].location,
        )
    return msg("An install anywhere else stops at this line.")


def _replacement(facts: Facts, one: Unportable) -> str | None:
    """What to write instead; ``None`` where the release is not known, empty where the line goes."""
    requirement = one.requirement
    marker = f" ; {requirement.marker}" if requirement.marker else ""
    if requirement.hashes:
        return None
    if one.kind == "unpublished":
        return ""
    if one.kind == "platform":
        return f'{requirement.text} ; sys_platform == "win32"' if requirement.url is None else None
    release = one.release or (_known_release(facts, requirement.name) if one.kind == "path" else None)
    if not release or not requirement.name:
        return None
    extras = f"[{','.join(requirement.extras)}]" if requirement.extras else ""
    return f"{requirement.name}{extras}=={release}{marker}"


def _known_release(facts: Facts, name: str) -> str | None:
    """The version that a lock or a virtual environment of the project has, where they agree."""
    known = {one.version for lock in facts.lock_files for one in lock.distributions if one.name == name}
    known |= {one.version for env in facts.virtualenvs for one in env.distributions if one.key == name}
    return known.pop() if len(known) == 1 else None


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Write the release where it is known, and say what to do with the other lines."""
    path = finding.location.path
    listed = next((one for one in facts.requirements_files if one.path == path), None)
    if listed is None or not isinstance(path, ProjectPath):
        raise FixUnavailable(msg("{path} is gone.", path=path))
    file = files(path)
    edits: list[Edit] = []
    notes: list[Message] = []
    for one in unportable_requirements(facts, listed):
        new = _replacement(facts, one)
        if new is None:
            notes.append(_note(one))
        else:
            edits.append(_edit(file, path, one, new))
    if not edits:
        return Fix(_TITLE, Applicability.DISPLAY, notes=tuple(notes))
    return Fix(_TITLE, Applicability.UNSAFE, tuple(edits), notes=tuple(notes))


def _edit(file: TextFile, path: ProjectPath, one: Unportable, new: str) -> ReplaceSpan:
    span = one.requirement.location.span
    assert span is not None
    end = span.end
    if not new:
        newline = file.encode(file.newline)
        end += len(newline) if file.raw[end : end + len(newline)] == newline else 0
    return ReplaceSpan(path, file.digest, span.start, end, file.encode(new))


def _note(one: Unportable) -> Message:
    place, text = one.requirement.location, one.requirement.text
    if one.kind == "local" and one.requirement.name in OWN_INDEX:
        return msg("{place}: add a line --extra-index-url with the index that {text} is from.", place=place, text=text)
    if one.kind == "platform":
        return msg("{place}: take a wheel for the platform that is deployed to, or a marker.", place=place)
    return msg(
        "{place}: `pip list --format=freeze` on the machine that has it tells the release; write `name==version`.",
        place=place,
    )


RULE = Rule(
    code="EW306",
    name="unportable-requirement",
    point="3.1",
    severity=Severity.ERROR,
    summary=msg("A line of the list can be installed on one machine or one platform alone"),
    page=__doc__,
    check=check,
    fix=fix,
)
