"""Which of the distributions that a project lists need which others: from metadata, locks, annotations or the index.

Edges that hold only with an extra are left out: the old files do not show whether anybody asked for it, and what is
reached without them is reached in any case. An edge that holds only for some patch releases of the target is left out,
too: which of them compiles the lock is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from envwizard.analysis.virtualenvs.target_python import marker_environment
from envwizard.model.facts.dependencies import Requirement
from envwizard.model.facts.migration import MigrationFacts
from envwizard.model.facts.virtualenvs import VirtualEnv
from envwizard.model.message import Message, msg

# The first and the last patch release that a minor version of Python can have.
_PATCHES = (0, 99)


@dataclass(frozen=True, slots=True)
class DependencyGraph:
    """``needs`` by normalised name, among the listed ones alone; ``known`` are those whose needs were found.

    ``asked`` are those of which an annotation says that a source asks for them. ``outside`` are needs that the lists
    do not name, by who has them.
    """

    needs: Mapping[str, frozenset[str]]
    known: frozenset[str]
    told_by: Message
    asked: frozenset[str] = frozenset()
    outside: Mapping[str, frozenset[str]] | None = None

    def reached(self, names: Iterable[str]) -> frozenset[str]:
        """Everything that these need, at any depth, themselves included."""
        found: set[str] = set()
        left = list(names)
        while left:
            name = left.pop()
            if name not in found:
                found.add(name)
                left += self.needs.get(name, ())
        return frozenset(found)

    def needed_by(self, name: str, among: Iterable[str]) -> tuple[str, ...]:
        """Who of ``among`` needs a distribution, sorted."""
        return tuple(sorted(one for one in among if one != name and name in self.needs.get(one, ())))


def unknown_names(requirements: Iterable[Requirement], env: VirtualEnv | None, extra: MigrationFacts) -> dict[str, str]:
    """The pinned distributions whose needs no file tells, with their versions: what the index can be asked for."""
    installed = {one.key for one in env.distributions if one.metadata} if env is not None else set()
    locked = {name for lock in extra.needs for name in lock.needs}
    asked = list(requirements)
    annotated = _is_annotated(asked)
    return {
        one.name: one.pinned
        for one in asked
        if one.pinned is not None and one.name not in installed | locked and not (annotated and one.via)
    }


def _is_annotated(requirements: list[Requirement]) -> bool:
    return sum(bool(one.via) for one in requirements) * 2 > len(requirements)


def dependency_graph(
    requirements: Iterable[Requirement], env: VirtualEnv | None, extra: MigrationFacts, python: str
) -> DependencyGraph:
    """Build the graph of what the lists name, for the target's Python."""
    asked = [one for one in requirements if one.name]
    names = {one.name for one in asked}
    targets = [
        {
            **marker_environment(env),
            "python_version": python,
            "python_full_version": f"{python}.{patch}",
            "implementation_version": f"{python}.{patch}",
        }
        for patch in _PATCHES
    ]
    needs: dict[str, set[str]] = {name: set() for name in names}
    outside: dict[str, frozenset[str]] = {}
    known: set[str] = set()
    sources: dict[str, None] = {}

    def tell(name: str, found: Iterable[str], source: str) -> None:
        wanted = {one for one in found if one != name}
        needs[name] |= wanted & names
        if wanted - names:
            outside[name] = frozenset(wanted - names)
        known.add(name)
        sources[source] = None

    for one in env.distributions if env is not None else ():
        if one.key in names and one.metadata:
            tell(one.key, _needed(one.requires, targets), "what is installed in the virtual environment")
    for lock in extra.needs:
        for name in names - known:
            if name in lock.needs:
                tell(name, lock.needs[name], lock.path.value)
    for name, lines in extra.index.items():
        if name in names - known:
            tell(name, _needed(lines, targets), "the package index")
    told = set()
    if _is_annotated(asked):
        sources["the comments in the old files"] = None
        for requirement in asked:
            for parent in requirement.via:
                if parent in names:
                    needs[parent].add(requirement.name)
                elif parent.startswith("-r ") or "(" in parent:
                    told.add(requirement.name)
        known |= {one.name for one in asked if one.via}
    return DependencyGraph(
        {name: frozenset(found) for name, found in needs.items()},
        frozenset(known),
        msg("{sources}", sources=", ".join(sources)) if sources else msg("nothing: no metadata was found"),
        frozenset(told),
        outside,
    )


def _needed(lines: Iterable[str], targets: Sequence[Mapping[str, str]]) -> set[str]:
    return {name for line in lines if (name := _named(line, targets))}


def _named(line: str, targets: Sequence[Mapping[str, str]]) -> str | None:
    """Name what a Requires-Dist line asks for; ``None`` where it does not hold for every target or cannot be read."""
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.utils import canonicalize_name

    try:
        one = Requirement(line)
        holds = one.marker is None or all(one.marker.evaluate({**each, "extra": ""}) for each in targets)
    except (InvalidRequirement, ValueError):
        return None
    return canonicalize_name(one.name) if holds else None
