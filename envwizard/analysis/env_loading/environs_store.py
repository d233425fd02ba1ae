"""Whether the project's environs keeps what it reads to itself: from 15.0 on it no longer writes os.environ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.versions import version_in_force
from envwizard.model.facts import Facts
from envwizard.model.facts.dependencies import Requirement
from envwizard.model.source import Location

FIRST = "15.0.0"
# A release that a requirement without an upper bound gives.
_RECENT = "15.2.0"


@dataclass(frozen=True, slots=True)
class EnvironsStore:
    """The place that says which environs runs. ``version`` is ``None`` where it is only allowed (``environs>=9``)."""

    location: Location
    version: str | None
    requirement: str = ""


def environs_store(facts: Facts) -> EnvironsStore | None:
    """Tell where it is said that environs is 15.0 or newer; ``None`` for an older one, or where nothing says."""
    if not any(load.loader == "environs.read_env" for module in facts.python_modules for load in module.loads):
        return None
    from packaging.version import Version

    known = version_in_force(facts, "environs")
    if known is not None:
        return EnvironsStore(known.location, str(known.version)) if known.version >= Version(FIRST) else None
    asked = list(_asked(facts))
    if asked and all(_allows(one) for one in asked):
        return EnvironsStore(asked[0].location, None, asked[0].text)
    return None


def _asked(facts: Facts) -> Iterator[Requirement]:
    for requirements_file in facts.requirements_files:
        yield from (one for one in requirements_file.requirements if one.name == "environs")
    for project_file in facts.project_files:
        yield from (one for one in project_file.requirements if one.name == "environs")


def _allows(requirement: Requirement) -> bool:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        allowed = SpecifierSet(requirement.specifier)
    except InvalidSpecifier:
        return False
    return any(allowed.contains(version) for version in (FIRST, _RECENT))
