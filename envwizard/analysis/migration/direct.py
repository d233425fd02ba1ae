"""The split: which of the listed distributions the project asks for, and which come with them.

Picked is what nothing else in the list needs, and what the project imports or starts. So whatever is in the list is
reached from what is picked: nothing leaves the lock, however wrong a pick may be. It is reckoned without the edges of
extras, and proved by ``unreached``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from envwizard.analysis.dependencies.known_dependencies import TRANSITIVE
from envwizard.analysis.migration.declared_lists import DeclaredList, above
from envwizard.analysis.migration.dependency_graph import DependencyGraph
from envwizard.analysis.migration.requirement_lines import source_line
from envwizard.analysis.migration.uses import Use
from envwizard.model.environment import Evidence
from envwizard.model.facts.dependencies import Requirement
from envwizard.model.message import Message, msg
from envwizard.model.migration import SplitPackage

_MOST_NAMED = 3
# So many that only others need are no author's whim.
_MANY = 3


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the split goes by. ``chosen`` and ``dropped`` are names that the user decided himself."""

    graph: DependencyGraph
    uses: Mapping[str, Use]
    suggested: Mapping[str, Use]
    chosen: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()


def is_full(one: DeclaredList, lists: Iterable[DeclaredList], graph: DependencyGraph, uses: Mapping[str, Use]) -> bool:
    """Tell whether a list holds what its distributions need, too, as a dump does.

    Where its kind does not tell, the graph does: nothing that it needs is missing, and something is needed; or a good
    part of it is only needed by the rest.
    """
    if one.split is not None:
        return one.split
    scope = one.names.union(*(other.names for other in above(one, lists)))
    only_needed = [name for name in one.names if name not in uses and graph.needed_by(name, scope)]
    missing = any((graph.outside or {}).get(name) for name in one.names)
    if one.names <= graph.known and not missing and only_needed:
        return True
    return len(only_needed) >= _MANY and len(only_needed) * 5 >= len(one.names)


def split_lists(lists: tuple[DeclaredList, ...], known: Knowledge) -> tuple[SplitPackage, ...]:
    """Decide for every requirement of every list; what a list above holds already is left to that one."""
    found: list[SplitPackage] = []
    picked: dict[object, frozenset[str]] = {}
    for one in lists:
        higher = tuple(above(one, lists))
        inherited = frozenset().union(*(other.names for other in higher))
        asked = _by_name(requirement for requirement in one.requirements if requirement.name not in inherited)
        if is_full(one, lists, known.graph, known.uses):
            before = frozenset().union(*(picked.get(other.key, frozenset()) for other in higher))
            reasons = _picks(frozenset(asked), inherited, before, known)
            found += _table(one, asked, inherited, reasons, known)
            picked[one.key] = frozenset(reasons)
        else:
            found += (_told(one, requirement, known.dropped) for requirement in asked.values())
            picked[one.key] = frozenset(asked) - known.dropped
    return tuple(found)


def unreached(
    lists: tuple[DeclaredList, ...], split: Iterable[SplitPackage], graph: DependencyGraph
) -> tuple[str, ...]:
    """The proof: distributions of the lists that nothing picked leads to, by way of edges that always hold."""
    direct = {one.name for one in split if one.direct}
    reached = graph.reached(direct)
    return tuple(sorted({name for one in lists for name in one.names} - reached))


def _by_name(requirements: Iterable[Requirement]) -> dict[str, Requirement]:
    found: dict[str, Requirement] = {}
    for one in requirements:
        if one.name:
            found.setdefault(one.name, one)
    return found


def _picks(
    own: frozenset[str], inherited: frozenset[str], before: frozenset[str], known: Knowledge
) -> dict[str, Message]:
    """Pick with reasons; ``before`` is what the lists above picked."""
    graph, scope = known.graph, own | inherited
    picks: dict[str, Message] = {}
    for name in sorted(own - known.dropped):
        use = known.uses.get(name)
        needers = graph.needed_by(name, scope)
        if name in known.chosen:
            picks[name] = msg("you said so")
        elif name in graph.asked:
            picks[name] = msg("the comment in the old file says that its source asks for it")
        elif graph.asked and needers and use is None:
            continue
        elif use is not None and not (use.aside and needers):
            picks[name] = use.reason
        elif not needers:
            picks[name] = msg("nothing else here needs it")
    while left := own - graph.reached(before | frozenset(picks)) - known.dropped:
        # A circle whose members only need each other: the one that leads to most stands for it.
        best = max(sorted(left), key=lambda name: (len(graph.reached([name]) & left), name not in TRANSITIVE))
        others = ", ".join(graph.needed_by(best, scope)[:_MOST_NAMED])
        picks[best] = msg("it and {others} need each other, and nothing else needs them", others=others)
    return picks


def _table(
    one: DeclaredList,
    asked: Mapping[str, Requirement],
    inherited: frozenset[str],
    reasons: Mapping[str, Message],
    known: Knowledge,
) -> Iterable[SplitPackage]:
    scope = frozenset(asked) | inherited
    for name, requirement in asked.items():
        needers = known.graph.needed_by(name, scope)
        use, suggested = known.uses.get(name), known.suggested.get(name)
        direct = name in reasons
        sure = True
        if direct:
            reason = reasons[name]
            evidence = use.evidence if use is not None else None
            unneeded = not needers and use is None and name not in known.chosen
            sure = not (unneeded and (name in TRANSITIVE or name not in known.graph.known))
            if unneeded and suggested is not None:
                reason, evidence, sure = suggested.reason, suggested.evidence, False
        elif name in known.dropped:
            reason, evidence = msg("you said that it is not asked for"), None
        elif suggested is not None:
            reason, evidence, sure = suggested.reason, suggested.evidence, False
        else:
            reason, evidence = _only_needed(needers), None
        yield SplitPackage(
            name, source_line(requirement, bare=True), one.pins.get(name), direct, sure, reason, one.layer, needers,
            (evidence,) if evidence is not None else (),
        )  # fmt: skip


def _only_needed(needers: tuple[str, ...]) -> Message:
    if len(needers) == 1:
        return msg("only {name} asks for it", name=needers[0])
    if len(needers) <= _MOST_NAMED:
        return msg("only {names} ask for it", names=", ".join(needers))
    named = ", ".join(needers[:2])
    return msg("only {names} and {count} more ask for it", names=named, count=len(needers) - 2)


def _told(one: DeclaredList, requirement: Requirement, dropped: frozenset[str]) -> SplitPackage:
    """A list that holds what the project asks for and nothing more decides by itself.

    The user may decide otherwise, but not of a file that stays as it is.
    """
    asks = msg("{place} asks for it", place=requirement.location)
    direct = one.kept or requirement.name not in dropped
    reason = asks if direct else msg("you said that it is not asked for")
    # A pin in a requirements file is what was in force; in a project file it is what its author wants.
    line = source_line(requirement, bare=one.path == one.lock)
    return SplitPackage(
        requirement.name, line, one.pins.get(requirement.name), direct, True, reason, one.layer,
        evidence=(Evidence(requirement.location, asks),),
    )  # fmt: skip
