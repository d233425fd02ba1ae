"""Which environment variables the project's own files give to what they start."""

from __future__ import annotations

from collections.abc import Iterator

from envwizard.analysis.per_facts import once_per_facts
from envwizard.model.environment import Evidence
from envwizard.model.facts import Facts
from envwizard.model.message import msg
from envwizard.model.source import Location


def given(facts: Facts, name: str) -> Evidence | None:
    """Find a place that gives the variable: an env file, an image, a compose file, a unit, a cluster."""
    place = _places(facts).get(name)
    return None if place is None else Evidence(place, msg("{name} is given here", name=name))


@once_per_facts
def _places(facts: Facts) -> dict[str, Location]:
    found: dict[str, Location] = {}
    for name, place in _given(facts):
        found.setdefault(name, place)
    return found


def _given(facts: Facts) -> Iterator[tuple[str, Location]]:
    for launch in facts.launches:
        yield from ((one.name, one.location) for one in launch.variables)
    for compose in facts.compose_files:
        for service in compose.services:
            yield from ((one.name, one.location) for one in service.environment)
    for dockerfile in facts.dockerfiles:
        for instruction in dockerfile.instructions:
            yield from ((one.name, one.location) for one in instruction.variables)
    for unit in facts.services:
        yield from ((one.name, one.location) for one in unit.environment)
    for container in facts.kubernetes_containers:
        yield from ((one.name, one.location) for one in container.environment)
    for file in facts.env_files:
        yield from ((entry.key, entry.location) for entry in file.entries)
