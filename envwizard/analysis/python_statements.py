"""Everything in the project that says which Python it runs on, in one form, and which statements exclude each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from envwizard.analysis.environments.decided import role_in
from envwizard.analysis.images.python_images import python_image
from envwizard.analysis.per_facts import once_per_facts
from envwizard.analysis.roots import only_root, root_around, root_of, served_roots
from envwizard.model.aside import DOCUMENTS, EXAMPLES, TEST_DATA, TESTS, TUTORIALS, lies_in
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CiJob, CiWorkflow
from envwizard.model.facts.dependencies import PythonVersion
from envwizard.model.message import Message, msg
from envwizard.model.paths import ROOT, AnyPath, ProjectPath
from envwizard.model.source import Location
from envwizard.syntax.version_constraints import conda_specifier, poetry_specifier

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

# The releases that statements are tried on.
_MINORS = ("2.7", *(f"3.{minor}" for minor in range(3, 25)))
_PATCHES = range(30)
_RELEASE = re.compile(r"(?:c?python[@-]?)?(\d+\.\d+(?:\.\d+)?)(?:[-_t].*)?", re.IGNORECASE)
_SPECIFIERS = {"poetry": poetry_specifier, "conda": conda_specifier}
# The last release of the minor versions that get no more: what floats there stands still.
_LAST_PATCHES = {"2.7": 18, "3.5": 10, "3.6": 15, "3.7": 17, "3.8": 20, "3.9": 25}
# Whose exact release is demanded of the interpreter at hand; conda brings the one that it names.
_DEMANDING = frozenset(("requires-python", "poetry", "setup"))
_NO_TEST = re.compile(r"release|publish|pypi|deploy|docs|lint|format|style|pre-?commit|stale|bump", re.IGNORECASE)
_ASIDE = TESTS | TEST_DATA | DOCUMENTS | EXAMPLES | TUTORIALS


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: a ``specifier``, or ``versions`` of which any is meant (a CI matrix, a .python-version).

    ``says`` follows on the place: "runs Python 3.9", "requires >=3.11". ``kind`` is ``declared``, ``image``,
    ``platform``, ``chosen`` (a version file), ``ci`` or ``virtualenv``. ``root`` is the folder it holds for.
    """

    location: Location
    kind: str
    says: Message
    root: ProjectPath
    specifier: str | None = None
    versions: tuple[str, ...] = ()
    # Who says it (see ``PythonVersion.source``), and every version or range with its place in the file.
    source: str = ""
    places: tuple[tuple[str, Location], ...] = ()

    @property
    def is_deployed(self) -> bool:
        """Tell whether it is what users meet."""
        return self.kind in ("image", "platform")


@once_per_facts
def statements(facts: Facts) -> tuple[Statement, ...]:
    """Collect the statements that can be compared, each with the project root that it holds for."""
    found = [*_declared(facts), *_images(facts), *_services(facts), *_ci(facts), *_virtualenvs(facts)]
    return tuple(replace(one, root=_root(facts, one)) for one in found)


def _root(facts: Facts, one: Statement) -> ProjectPath:
    """The root that an image copies, where it is one; else that around the statement's folder, or the only one."""
    copied = {
        found
        for dockerfile in facts.dockerfiles
        if dockerfile.path == one.location.path
        for copy in dockerfile.copies
        for source in copy.sources
        if copy.source_stage is None and (path := dockerfile.path.parent.join(source)) is not None
        and (found := root_of(facts, path)) is not None
    }  # fmt: skip
    if len(copied) == 1:
        return copied.pop()
    return root_of(facts, one.root) or only_root(facts) or ROOT


def exclude_each_other(one: Statement, other: Statement) -> bool:
    """Tell whether no Python satisfies both.

    Different patches of one minor version do not count, unless a range allows one patch release alone and an image is
    tagged with the minor version, whose patch release moves on.
    """
    if one.root != other.root:
        return False
    if one.specifier is None and other.specifier is None:
        return {_minor(version) for version in one.versions}.isdisjoint(_minor(version) for version in other.versions)
    if one.specifier is not None and other.specifier is not None:
        return _allowed(one.specifier).isdisjoint(_allowed(other.specifier))
    if one.specifier is None:
        one, other = other, one
    assert one.specifier is not None
    if any(version.count(".") == 1 and demands_a_patch(one, version) for version in _tagged(other)):
        return True
    return not any(_satisfies(version, one.specifier) for version in other.versions)


def demands_a_patch(one: Statement, minor: str) -> bool:
    """Tell whether the project takes one patch release of a minor version alone, and others follow on it."""
    return one.specifier is not None and one.source in _DEMANDING and _allows_a_past_patch(one.specifier, minor)


def _tagged(one: Statement) -> tuple[str, ...]:
    return one.versions if one.source == "image" else ()


def allow_the_same(one: str, other: str) -> bool:
    """Tell whether two ranges allow the same releases, however they are written."""
    return _releases(one) == _releases(other)


@lru_cache(maxsize=256)
def _releases(specifier: str) -> frozenset[str]:
    parsed = _parsed(specifier)
    releases = (f"{minor}.{patch}" for minor in _MINORS for patch in _PATCHES)
    return frozenset(release for release in releases if parsed.contains(release))


def _satisfies(version: str, specifier: str) -> bool:
    if version.count(".") == 1:
        return version in _allowed(specifier)
    return _parsed(specifier).contains(version, prereleases=True)


@lru_cache(maxsize=256)
def _allowed(specifier: str) -> frozenset[str]:
    """The minor versions of which some patch release satisfies the specifier."""
    parsed = _parsed(specifier)
    return frozenset(
        minor for minor in _MINORS if any(parsed.contains(f"{minor}.{patch}", prereleases=True) for patch in _PATCHES)
    )


@lru_cache(maxsize=256)
def _allows_a_past_patch(specifier: str, minor: str) -> bool:
    """Tell whether a range allows a single patch release of a minor version, and others follow on it."""
    parsed = _parsed(specifier)
    allowed = [patch for patch in _PATCHES if parsed.contains(f"{minor}.{patch}")]
    return len(allowed) == 1 and allowed[0] != _LAST_PATCHES.get(minor)


@lru_cache(maxsize=256)
def _parsed(specifier: str) -> SpecifierSet:
    from packaging.specifiers import SpecifierSet

    return SpecifierSet(specifier)


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _folder(path: AnyPath) -> ProjectPath | None:
    """The folder of a file that counts: not one of tests, documents and examples."""
    if not isinstance(path, ProjectPath):
        return None
    return None if lies_in(path, _ASIDE) else path.parent


def _declared(facts: Facts) -> Iterator[Statement]:
    groups: dict[tuple[AnyPath, str], list[PythonVersion]] = {}
    for version in facts.python_versions:
        folder = _folder(version.location.path)
        if folder is None:
            continue
        if version.kind == "specifier":
            specifier = _SPECIFIERS.get(version.source, str)(version.text)
            if specifier and _is_specifier(specifier):
                says = msg("requires {text}", text=version.text)
                stated = ((version.text, version.location),)
                yield Statement(
                    version.location, "declared", says, folder, specifier, source=version.source, places=stated
                )
        else:
            groups.setdefault((version.location.path, version.source), []).append(version)
    for (path, source), group in groups.items():
        releases = [match.group(1) for one in group if (match := _RELEASE.fullmatch(one.text))]
        folder = _folder(path)
        if folder is None or len(releases) != len(group):
            continue
        kind = {"runtime.txt": "platform", "pipfile": "declared"}.get(source, "chosen")
        says = msg("says Python {versions}", versions=", ".join(releases))
        places = tuple((one.text, one.location) for one in group)
        yield Statement(group[0].location, kind, says, folder, versions=tuple(releases), source=source, places=places)


def _is_specifier(text: str) -> bool:
    from packaging.specifiers import InvalidSpecifier

    try:
        return bool(_allowed(text))
    except InvalidSpecifier:
        return False


def _images(facts: Facts) -> Iterator[Statement]:
    for dockerfile in facts.dockerfiles:
        path = dockerfile.location.path
        folder = _folder(path)
        if folder is None or not isinstance(path, ProjectPath):
            continue
        roles = [role_in(facts, name) for name in facts.environments_of(path)]
        kind = "chosen" if roles and not any(role.is_deployed for role in roles) else "image"
        for stage in dockerfile.stages:
            image = python_image(stage.base, dockerfile)
            if image is not None and image.version is not None:
                says = msg("runs Python {version}", version=image.version)
                places = ((stage.base, stage.base_location),)
                yield Statement(
                    stage.base_location, kind, says, folder, versions=(image.version,), source="image", places=places
                )


def _services(facts: Facts) -> Iterator[Statement]:
    for service in facts.services:
        folder = _folder(service.location.path)
        if service.python_version is None or folder is None:
            continue
        text, location = service.python_version
        if match := _RELEASE.fullmatch(text):
            says = msg("runs Python {version}", version=match.group(1))
            versions, places = (match.group(1),), ((text, location),)
            yield Statement(
                location, "platform", says, folder, versions=versions, source=service.platform or "", places=places
            )


def _ci(facts: Facts) -> Iterator[Statement]:
    """All jobs of all workflows that serve one root together: a job of one version does not gainsay another's matrix.

    Jobs that release, build documents or check style say something only where no other job names a version.
    """
    served: dict[ProjectPath, list[tuple[CiWorkflow, CiJob]]] = {}
    for workflow in facts.ci_workflows:
        for job in workflow.jobs:
            for root in served_roots(facts, job) if job.python_versions else ():
                served.setdefault(root, []).append((workflow, job))
    for root, jobs in served.items():
        yield from _tested(jobs, root)


def _tested(jobs: list[tuple[CiWorkflow, CiJob]], root: ProjectPath) -> Iterator[Statement]:
    tests = [job for workflow, job in jobs if not _NO_TEST.search(f"{workflow.location.path.name} {job.name}")]
    stated = [one for job in tests or [job for _, job in jobs] for one in job.python_versions]
    releases = [match.group(1) for text, _ in stated if (match := _RELEASE.fullmatch(text))]
    # What cannot be read (3.x, an expression, pypy) may be anything.
    if releases and len(releases) == len(stated):
        versions = tuple(sorted(set(releases), key=lambda one: tuple(map(int, one.split(".")))))
        says = msg("tests on Python {versions}", versions=", ".join(versions))
        yield Statement(stated[0][1], "ci", says, root, versions=versions, source="ci", places=tuple(stated))


def _virtualenvs(facts: Facts) -> Iterator[Statement]:
    for env in facts.virtualenvs:
        version = env.version or env.library_version
        match = _RELEASE.fullmatch(version or "")
        if match is not None and isinstance(env.path, ProjectPath):
            location = env.configuration or Location(env.path)
            says = msg("is a virtual environment of Python {version}", version=match.group(1))
            yield Statement(location, "virtualenv", says, env.path.parent, versions=(match.group(1),))


def named_minors(statement: Statement) -> tuple[str, ...]:
    """The minor versions that a statement names; of a range the lowest that it allows."""
    if statement.specifier is None:
        return tuple(dict.fromkeys(_minor(version) for version in statement.versions))
    return tuple(sorted(_allowed(statement.specifier), key=release_order)[:1])


def release_order(minor: str) -> tuple[int, ...]:
    """Sort 3.10 behind 3.9."""
    return tuple(map(int, minor.split(".")))


def allows(statement: Statement, minor: str) -> bool:
    """Tell whether some patch release of a minor version is what the statement says."""
    if statement.specifier is not None:
        return minor in _allowed(statement.specifier)
    return minor in {_minor(version) for version in statement.versions}


def minor_in_use(facts: Facts, folder: ProjectPath) -> tuple[str, Statement] | None:
    """The one minor version that everything around ``folder`` runs on, and who says so; ``None`` where none is clear.

    A range says what is allowed and not what is used; a CI that tests several versions says as little. The header of a
    compiled requirements file tells what it was compiled for.
    """
    root = root_around(facts, folder)
    found = [one for one in (*statements(facts), *_locks(facts)) if one.root == root]
    exact = [one for one in found if one.specifier is None and len({_minor(text) for text in one.versions}) == 1]
    minors = {_minor(one.versions[0]) for one in exact}
    if len(minors) != 1:
        return None
    minor = minors.pop()
    if not all(allows(one, minor) for one in found):
        return None
    order = ("image", "platform", "chosen", "declared", "lock", "virtualenv", "ci")
    return minor, min(exact, key=lambda one: order.index(one.kind))


def _locks(facts: Facts) -> Iterator[Statement]:
    for file in facts.requirements_files:
        match = _RELEASE.fullmatch(file.compiled_with or "")
        if match is not None:
            says = msg("was compiled with Python {version}", version=match.group(1))
            yield Statement(
                file.location, "lock", says, root_around(facts, file.path.parent), versions=(match.group(1),)
            )
