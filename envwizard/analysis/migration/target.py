"""Which Python the locks are made for, who says so, and the question where they disagree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from envwizard.analysis.dependencies.installs import is_for_developers
from envwizard.analysis.images.build_context import compose_builds
from envwizard.analysis.images.python_images import python_base
from envwizard.analysis.roots import root_of
from envwizard.model.environment import Evidence
from envwizard.model.facts import Facts
from envwizard.model.facts.virtualenvs import VirtualEnv
from envwizard.model.message import msg
from envwizard.model.migration import Declaration, TargetPython
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.question import Answers, Question, chosen
from envwizard.model.source import Location
from envwizard.syntax.version_constraints import poetry_specifier

ASKS = "target-python"
_MINOR = re.compile(r"(?:^|[^\d.])(3\.\d{1,2})(?!\d)")


def target_python(
    facts: Facts, root: ProjectPath, declaration: Declaration, env: VirtualEnv | None, answers: Answers, running: str
) -> tuple[TargetPython, Question | None]:
    """Choose the ``X.Y``: the deployment's image, then files that name a version, then the old lock's header, then
    the virtual environment, then the lowest that ``requires-python`` allows; without any, ``running``.

    Gives a question where those that say so disagree.
    """
    said = list(_said(facts, root, declaration, env))
    exact = [one for one in said if not one[2]] or said
    versions = tuple(dict.fromkeys(version for version, _, _ in exact))
    if not versions:
        return TargetPython(running, msg("nothing in the project says which Python; this one runs envwizard")), None
    question = None
    version = versions[0]
    if len(versions) > 1:
        question = Question(
            id=f"{ASKS}:{root}",
            text=msg("Which Python are the locks for? A lock holds for one."),
            choices=versions,
            default=version,
            evidence=tuple(evidence for _, evidence, _ in exact),
        )
        version = chosen(question, answers) or version
    reason = next(evidence for found, evidence, _ in exact if found == version)
    return TargetPython(version, reason.message, tuple(evidence for _, evidence, _ in said)), question


def _said(
    facts: Facts, root: ProjectPath, declaration: Declaration, env: VirtualEnv | None
) -> Iterator[tuple[str, Evidence, bool]]:
    """Give X.Y, who says so, and whether it is only a lower bound; the strongest first."""
    for dockerfile in facts.dockerfiles:
        if is_for_developers(facts, dockerfile.location.path) or not dockerfile.stages:
            continue
        if root_of(facts, dockerfile.location.path) not in (root, None):
            continue
        found = python_base(dockerfile, dockerfile.stages[-1])
        if found is not None and found[1].version is not None:
            place = found[0].location
            says = msg("{place} builds on {image}", place=place, image=found[1].name.partition("@")[0])
            yield minor_of(found[1].version), Evidence(place, says), False
    for one in facts.python_versions:
        if one.kind == "version" and root_of(facts, one.location.path) == root and (match := _MINOR.search(one.text)):
            says = msg("{place} says {text}", place=one.location, text=one.text)
            yield match.group(1), Evidence(one.location, says), False
    for file in facts.requirements_files:
        if file.path in declaration.paths and file.compiled_with:
            says = msg("{path} was compiled with Python {version}", path=file.path, version=file.compiled_with)
            yield minor_of(file.compiled_with), Evidence(file.location, says), False
    if env is not None and env.library_version:
        says = msg("the virtual environment {path} has Python {version}", path=env.path, version=env.library_version)
        yield env.library_version, Evidence(Location(env.path), says), False
    for one in facts.python_versions:
        if one.kind == "specifier" and root_of(facts, one.location.path) == root:
            text = poetry_specifier(one.text) if one.source == "poetry" else one.text
            lowest = lowest_minor(text or "", ("3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14"))
            if lowest is not None:
                says = msg("{place} allows {text}", place=one.location, text=one.text)
                yield lowest, Evidence(one.location, says), True


def target_platform(facts: Facts, root: ProjectPath, here: str) -> str | None:
    """Tell the platform of the deployment's image, where wheels for ``here`` do not serve it; else ``None``.

    ``here`` is this machine's (``linux/amd64``, ``darwin/arm64``), with glibc if it is Linux. Images on Alpine have
    musl, for which wheels of their own are published (PEP 656). FROM goes before the compose service that builds it;
    what a build argument decides is unknown.
    """
    for dockerfile in facts.dockerfiles:
        path = dockerfile.location.path
        if is_for_developers(facts, path) or not dockerfile.stages or root_of(facts, path) not in (root, None):
            continue
        found = python_base(dockerfile, dockerfile.stages[-1])
        if found is None:
            continue
        stage, image = found
        named = (*(one.platform for one in (dockerfile.stages[-1], stage)), *_built_for(facts, path))
        said = next((one for one in named if one and "$" not in one), None)
        platform = f"linux/{here.rpartition('/')[2]}" if said is None else said
        if "alpine" in image.tag:
            return f"{platform} (musl)"
        return platform if platform != here else None
    return None


def _built_for(facts: Facts, dockerfile: AnyPath) -> Iterator[str | None]:
    """Give the platforms of the services that deployments build from a Dockerfile."""
    services = [(compose.location.path, service) for compose in facts.compose_files for service in compose.services]
    for _, file, index in compose_builds(facts):
        compose, service = services[index]
        if file == dockerfile and not is_for_developers(facts, compose):
            yield service.platform


def minor_of(version: str) -> str:
    """The ``X.Y`` of a version."""
    return ".".join(version.split(".")[:2])


def lowest_minor(specifier: str, known: Iterable[str]) -> str | None:
    """The lowest of the known Pythons that a range allows; ``None`` where it cannot be read or allows none."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        allowed = SpecifierSet(specifier)
    except InvalidSpecifier:
        return None
    return next((one for one in known if allowed.contains(f"{one}.99")), None)
