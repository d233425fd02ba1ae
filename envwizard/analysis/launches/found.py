"""All launches of a project, in a fixed order."""

from __future__ import annotations

from dataclasses import replace

from envwizard.analysis.environments.decided import role_in
from envwizard.analysis.launches.containers import container_launches
from envwizard.analysis.launches.hosts import (
    python_launches,
    remote_launches,
    script_launches,
    service_launches,
)
from envwizard.analysis.launches.images import Images
from envwizard.analysis.launches.world import World
from envwizard.model.facts import Facts
from envwizard.model.facts.launches import Launch


def launches(facts: Facts) -> tuple[Launch, ...]:
    """Find every way in which the project is started.

    ``facts.file_environments`` must be known. A script, a make target or a supervisor program that another launch runs
    is told as part of that launch and not again.
    """
    world = World(facts)
    found = container_launches(world, Images(facts))
    found += service_launches(world)
    found += remote_launches(world)
    found += script_launches(world)
    found += python_launches(world)
    seen: dict[str, int] = {}
    result = []
    for launch in found:
        count = seen[launch.id] = seen.get(launch.id, 0) + 1
        name = launch.id if count == 1 else f"{launch.id}#{count}"
        result.append(replace(launch, id=name, roles=tuple(role_in(facts, one) for one in launch.environments)))
    return tuple(result)
