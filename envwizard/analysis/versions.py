"""Which version of a library the project has in force, and who says so: the one place that judges by versions.

Asked in this order: lock files and compiled requirements, exact pins, virtual environments, and last the ranges of
requirements, which give no version but may settle on which side of a change all that they allow lies. Places of the
same root as the file in question go before others; of several that differ the lowest counts, for that is the one that
can still go wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from packaging.version import InvalidVersion, Version

from envwizard.analysis.roots import root_of
from envwizard.model.environment import Evidence
from envwizard.model.facts import Facts
from envwizard.model.facts.dependencies import Requirement
from envwizard.model.message import Message, msg
from envwizard.model.paths import AnyPath
from envwizard.model.source import Location

if TYPE_CHECKING:
    from packaging.specifiers import Specifier, SpecifierSet


@dataclass(frozen=True, slots=True)
class VersionInForce:
    """A version and the place that says so. ``says`` tells both: "python-dotenv 1.0.1, locked at poetry.lock:12"."""

    version: Version
    location: Location
    says: Message

    @property
    def evidence(self) -> Evidence:
        """The place, for a finding."""
        return Evidence(self.location, self.says)


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a library is at or above a version. ``answer`` is ``None`` where what is allowed lies on both sides.

    ``says`` names the version or the range and who gives it; ``evidence`` is the place, empty where nobody says.
    """

    answer: bool | None
    says: Message
    evidence: tuple[Evidence, ...] = ()
    version: Version | None = None


def version_in_force(facts: Facts, name: str, near: AnyPath | None = None) -> VersionInForce | None:
    """Find the version of the distribution ``name`` (normalised); ``near`` is a file whose root is asked first."""
    for said in (_locked, _pinned, _installed):
        found = said(facts, name)
        if found:
            return min(_nearest(facts, found, near), key=lambda one: one.version)
    return None


def at_least(facts: Facts, name: str, since: str, near: AnyPath | None = None) -> Judged:
    """Judge whether the project's ``name`` (normalised) is at version ``since`` or above.

    Pre-releases of ``since`` count as below it. For rules: say ``says`` in the finding, and where ``answer`` is
    ``None`` assert nothing that only one side of ``since`` does.
    """
    wanted = Version(since)
    found = version_in_force(facts, name, near)
    if found is not None:
        return Judged(found.version >= wanted, found.says, (found.evidence,), found.version)
    ranges = _ranges(facts, name)
    if near is not None and (root := root_of(facts, near)) is not None:
        ranges = [one for one in ranges if root_of(facts, one[0].location.path) == root] or ranges
    ranges = [one for one in ranges if one[0].specifier] or ranges
    if not ranges:
        return Judged(None, msg("no version of {name} is locked here, so any may be installed", name=name))
    answers = {_side(specifiers, wanted) for _, specifiers in ranges}
    requirement = ranges[0][0]
    place, specifier = requirement.location, requirement.specifier
    says = msg("{place} asks for {name}{specifier}", place=place, name=name, specifier=specifier)
    if not specifier:
        says = msg("{place} asks for any {name}", place=place, name=name)
    # A file that only allows what another one rules out does not count.
    answer = answers.pop() if len(answers) == 1 else False if answers == {False, None} else None
    return Judged(answer, says, (Evidence(place, says),))


def _nearest(facts: Facts, found: list[VersionInForce], near: AnyPath | None) -> list[VersionInForce]:
    root = root_of(facts, near) if near is not None else None
    if root is None:
        return found
    return [one for one in found if root_of(facts, one.location.path) == root] or found


def _locked(facts: Facts, name: str) -> list[VersionInForce]:
    locks = ((one.version, one.location) for lock in facts.lock_files for one in lock.distributions if one.name == name)
    pins = (
        (one.pinned, one.location)
        for file in facts.requirements_files
        if file.compiler is not None or file.is_hashed
        for one in file.requirements
        if one.name == name
    )
    return _parsed(name, (*locks, *pins), lambda place: msg("locked at {place}", place=place))


def _pinned(facts: Facts, name: str) -> list[VersionInForce]:
    pins = ((one.pinned, one.location) for one in _requirements(facts, name))
    return _parsed(name, pins, lambda place: msg("pinned at {place}", place=place))


def _installed(facts: Facts, name: str) -> list[VersionInForce]:
    found = (
        (one.version, Location(env.path)) for env in facts.virtualenvs for one in env.distributions if one.key == name
    )
    return _parsed(name, found, lambda place: msg("installed in {place}", place=place))


def _requirements(facts: Facts, name: str) -> Iterator[Requirement]:
    for files in (facts.requirements_files, facts.project_files):
        for file in files:
            yield from (one for one in file.requirements if one.name == name)


def _parsed(
    name: str, found: Iterable[tuple[str | None, Location]], how: Callable[[Location], Message]
) -> list[VersionInForce]:
    parsed = []
    for text, location in found:
        version = _version(text)
        if version is None:
            continue
        says = msg("{name} {version}, {how}", name=name, version=version, how=how(location))
        parsed.append(VersionInForce(version, location, says))
    return parsed


def _version(text: str | None) -> Version | None:
    try:
        return Version(text) if text else None
    except InvalidVersion:
        return None


def _ranges(facts: Facts, name: str) -> list[tuple[Requirement, SpecifierSet]]:
    found = ((one, _specifiers(one.specifier)) for one in _requirements(facts, name))
    return [(one, specifiers) for one, specifiers in found if specifiers is not None]


def _specifiers(text: str) -> SpecifierSet | None:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return SpecifierSet(text)
    except InvalidSpecifier:
        return None


def _side(specifiers: SpecifierSet, wanted: Version) -> bool | None:
    """Tell on which side of ``wanted`` everything lies that the specifiers allow; ``None`` where on both."""
    if any(_all_from(one, wanted) for one in specifiers):
        return True
    if any(_all_below(one, wanted) for one in specifiers):
        return False
    return None


def _all_from(one: Specifier, wanted: Version) -> bool:
    """Tell whether a clause allows nothing below ``wanted`` (PEP 440, "Version specifiers")."""
    if one.operator in (">=", ">", "~=", "=="):
        return Version(one.version.removesuffix(".*")) >= wanted
    return False


def _all_below(one: Specifier, wanted: Version) -> bool:
    version = Version(one.version.removesuffix(".*"))
    if one.operator == "<":
        return version <= wanted
    if one.operator == "<=":
        return version < wanted
    if one.operator == "~=":
        return _next(version.release[:-1]) <= wanted
    if one.operator == "==" and one.version.endswith(".*"):
        return _next(version.release) <= wanted
    return one.operator == "==" and version < wanted


def _next(release: tuple[int, ...]) -> Version:
    """The first version behind everything that begins with this release: ``(1, 4)`` gives 1.5."""
    return Version(".".join(map(str, (*release[:-1], release[-1] + 1))))
