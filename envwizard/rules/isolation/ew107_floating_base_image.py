"""EW107 floating-base-image: an image is built on whatever Python is the newest on the day of the build.

## What it checks
`FROM python`, `python:latest`, `python:3`, `python:slim`, `python:3-slim-bookworm`, `python:alpine3.20` and their like
in Dockerfiles, with the defaults of build arguments put in, and the same as `image:` of a compose service. A tag that
names the minor version (`python:3.12-slim`) is pinned, and so is a digest. Images for development and tests are a note.

## Why it hurts
The day the next Python comes out, the same Dockerfile gives another one: wheels of pinned versions are missing or have
to be compiled, modules are gone from the standard library, and a rebuild for a one-line change fails or, worse, works
differently. Two machines that built on different days run different Pythons.

## Example
    FROM python:3-slim
    # mended:
    FROM python:3.12-slim

## What the fix does
Where everything else in the project agrees on one minor version (.python-version, runtime.txt, another image, the
header of a compiled requirements file, the virtual environment, CI), it is put into the tag and the rest of the tag
stays: `python:3.12-slim`. It is not applied by itself, because the next build changes its Python. Where that version
gets no more security fixes, you are asked for the one to pin (`python-version`). Where nothing names the version, look
at what runs now with `docker run --rm IMAGE python --version` and write that. Where a build argument holds the tag, its
default is what to change.

## References
- Docker Hub, official image python: shared tags
- Dockerfile reference 1.x: FROM, ARG before FROM
- Python Developer's Guide: status of Python versions
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from envwizard.analysis.environments.name_tokens import role_of_path
from envwizard.analysis.images.python_images import PythonImage, python_base, python_image
from envwizard.analysis.python_choice import KIND, version_question
from envwizard.analysis.python_releases import ended, oldest_supported
from envwizard.analysis.python_statements import Statement, minor_in_use
from envwizard.model.change import Applicability, Fix, ReplaceSpan
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers, chosen
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location


@dataclass(frozen=True, slots=True)
class _Use:
    """One place that names an image; ``text`` is as written there."""

    location: Location
    text: str
    image: PythonImage


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each file that builds on or runs a floating image, once."""
    if not facts.dockerfiles and not facts.compose_files:
        return NotApplicable(msg("The project has no Dockerfiles and no compose files."))
    by_file: dict[ProjectPath, list[_Use]] = {}
    for use in _uses(facts):
        if isinstance(use.location.path, ProjectPath):
            by_file.setdefault(use.location.path, []).append(use)
    return [_finding(facts, path, uses) for path, uses in by_file.items()]


def _uses(facts: Facts) -> Iterator[_Use]:
    for dockerfile in facts.dockerfiles:
        named = {(stage.name or "").lower() for stage in dockerfile.stages}
        for stage in dockerfile.stages:
            image = python_image(stage.base, dockerfile)
            if image is not None and image.version is None and stage.base.lower() not in named:
                yield _Use(stage.base_location, stage.base, image)
    for compose in facts.compose_files:
        for service in compose.services:
            image = python_image(service.image or "")
            if image is not None and image.version is None and service.build_context is None:
                yield _Use(service.location, service.image or "", image)


def _finding(facts: Facts, path: ProjectPath, uses: list[_Use]) -> Finding:
    first = uses[0]
    pin = minor_in_use(facts, path.parent)
    evidence = [Evidence(use.location, _says(use)) for use in uses[1:]]
    if pin is not None:
        evidence.append(Evidence(pin[1].location, pin[1].says))
    offered = pin is not None and all(map(_is_literal, uses))
    return Finding(
        rule=RULE.code,
        severity=_severity(facts, path),
        confidence=Confidence.HIGH,
        location=first.location,
        message=msg("{place} {says}", place=first.location, says=_says(first)),
        why=_why(first, pin[0] if pin is not None else None),
        subject=f"floating {first.text}",
        environments=facts.environments_of(path),
        evidence=tuple(evidence),
        fix=FixOffer(_title(_default(pin)), Applicability.UNSAFE) if pin is not None and offered else None,
    )


def _says(use: _Use) -> Message:
    shown = use.text if use.text == use.image.name else f"{use.text} ({use.image.name})"
    if not use.image.tag:
        return msg("takes {image} without a tag, so whatever Python is the newest", image=shown)
    return msg("takes {image}, whose tag leaves the minor version of Python open", image=shown)


def _why(use: _Use, minor: str | None) -> Message:
    if minor is not None:
        return msg(
            "The project uses Python {minor}; the day it is built again after a release, this image has another one.",
            minor=minor,
        )
    return msg("Two builds on different days give different Pythons, and a rebuild can break what is not changed.")


def _severity(facts: Facts, path: ProjectPath) -> Severity:
    """A note where the name says development or test, or where another image is the one that is deployed."""
    named = role_of_path(path)
    if named is not None and not named.role.is_deployed:
        return Severity.INFO
    deployed = {one.name for one in facts.environments if one.role.is_deployed}
    mine = set(facts.environments_of(path))
    others = (one for one in facts.dockerfiles if one.location.path != path and one.stages)
    pythons = (one.location.path for one in others if python_base(one, one.stages[-1]) is not None)
    elsewhere = any(not deployed.isdisjoint(facts.environments_of(other)) for other in pythons)
    return Severity.INFO if mine and deployed.isdisjoint(mine) and elsewhere else Severity.WARNING


def _default(pin: tuple[str, Statement]) -> str:
    """The version in use; in the place of one whose time is over, the next that is supported."""
    return oldest_supported() if pin[0] in ended() else pin[0]


def _title(minor: str) -> Message:
    return msg("Pin the image to Python {minor}", minor=minor)


def _is_literal(use: _Use) -> bool:
    """Tell whether the place itself names the image: no build argument, and not the place of a whole service."""
    span = use.location.span
    return use.text == use.image.name and span is not None and span.end - span.start == len(use.text.encode())


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Put the minor version that the project uses into the tag."""
    path = finding.location.path
    uses = [use for use in _uses(facts) if use.location.path == path]
    pin = minor_in_use(facts, path.parent) if isinstance(path, ProjectPath) else None
    if not isinstance(path, ProjectPath) or pin is None or not uses or not all(map(_is_literal, uses)):
        raise FixUnavailable(msg("Nothing says which Python {path} is meant to have.", path=path))
    # Pinned to a version whose time is over, the image would never be mended again: that is for the user to say.
    choices = (version_question(facts, finding.location, [pin[1]], _default(pin)),) if pin[0] in ended() else ()
    minor = (chosen(choices[0], answers) if choices else None) or _default(pin)
    file = files(path)
    edits = []
    for use in uses:
        assert use.location.span is not None
        new = file.encode(_pinned(use, minor))
        edits.append(ReplaceSpan(path, file.digest, use.location.span.start, use.location.span.end, new))
    note = msg("Build the image and run the tests in it before it is deployed.")
    return Fix(_title(minor), Applicability.UNSAFE, tuple(edits), notes=(note,), choices=choices)


def _pinned(use: _Use, minor: str) -> str:
    name = use.text.removesuffix(f":{use.image.tag}") if use.image.tag else use.text
    variant = use.image.tag if use.image.tag not in ("latest", "3", "rc") else ""
    for open_version in ("3-rc-", "3-", "rc-"):
        variant = variant.removeprefix(open_version)
    return f"{name}:{minor}-{variant}" if variant else f"{name}:{minor}"


RULE = Rule(
    code="EW107",
    name="floating-base-image",
    point="1.1",
    severity=Severity.WARNING,
    summary=msg("An image is built on whatever Python is the newest on the day of the build"),
    page=__doc__,
    check=check,
    fix=fix,
    asks=(KIND,),
)
