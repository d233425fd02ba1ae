"""Which version of a library the project has in force, and who says so."""

from __future__ import annotations

from dataclasses import dataclass

from packaging.version import InvalidVersion, Version

from envwizard.model.facts import Facts
from envwizard.model.source import Location


@dataclass(frozen=True, slots=True)
class VersionInForce:
    """A version and the place that says so (a lock's line or a virtual environment)."""

    version: Version
    location: Location


def version_in_force(facts: Facts, name: str) -> VersionInForce | None:
    """Find the version of the distribution ``name`` (normalised), from locks and pins, then from virtual environments.

    Where several places differ the lowest counts: it is the one that can still go wrong.
    """
    said = [*_locked(facts, name), *_pinned(facts, name)] or _installed(facts, name)
    return min(said, key=lambda one: one.version, default=None)


def _locked(facts: Facts, name: str) -> list[VersionInForce]:
    locked = (one for lock in facts.lock_files for one in lock.distributions if one.name == name)
    return [found for one in locked if (found := _parsed(one.version, one.location))]


def _pinned(facts: Facts, name: str) -> list[VersionInForce]:
    pins = (one for file in facts.requirements_files for one in file.requirements if one.name == name)
    return [found for one in pins if (found := _parsed(one.pinned, one.location))]


def _installed(facts: Facts, name: str) -> list[VersionInForce]:
    found = ((one, env) for env in facts.virtualenvs for one in env.distributions if one.key == name)
    return [said for one, env in found if (said := _parsed(one.version, Location(env.path)))]


def _parsed(text: str | None, location: Location) -> VersionInForce | None:
    try:
        return VersionInForce(Version(text), location) if text else None
    except InvalidVersion:
        return None
