"""The environments that a project has, each with the places that prove it."""

from __future__ import annotations

from collections.abc import Iterator

from envwizard.analysis.environments.belonging import file_environments
from envwizard.analysis.environments.decided import role_in
from envwizard.analysis.environments.file_belonging import UNKNOWN
from envwizard.analysis.environments.name_tokens import role_of_name, role_of_path
from envwizard.model.environment import Environment, Evidence, Role
from envwizard.model.facts import Facts
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location

_ORDER = (Role.DEVELOPMENT, Role.TEST, Role.STAGING, Role.PRODUCTION, Role.UNKNOWN)
_MOST_EVIDENCE = 8


def environments(facts: Facts) -> tuple[Environment, ...]:
    """List the project's environments, from development to production.

    Where nothing names any, there is one of unknown role, so that what was found still has a place.
    """
    found: dict[str, list[Evidence]] = {}
    for name, evidence in _evidence(facts):
        if len(found.setdefault(name, [])) < _MOST_EVIDENCE:
            found[name].append(evidence)
    if not found:
        return (Environment(UNKNOWN, Role.UNKNOWN, ()),)
    named = (Environment(name, role_in(facts, name), tuple(evidence)) for name, evidence in found.items())
    return tuple(sorted(named, key=lambda one: (_ORDER.index(one.role), one.name)))


def _evidence(facts: Facts) -> Iterator[tuple[str, Evidence]]:
    for described in facts.decisions.environments:
        yield described.name, Evidence(Location(described.source), msg("the configuration describes it"))
    for one in facts.file_environments or file_environments(facts):
        named = role_of_path(one.path)
        if one.environment != UNKNOWN and (named is None or named.naming or one.environment != named.name):
            spoken = one.evidence[0] if one.evidence else Evidence(Location(one.path), msg("belongs to it"))
            yield one.environment, spoken
    for workflow in facts.ci_workflows:
        for job in workflow.jobs:
            named = role_of_name(job.environment or "")
            if named is not None:
                says = msg("the job {job} deploys to {name}", job=job.name, name=job.environment or "")
                yield named.name, Evidence(job.location, says)
    for launch in facts.launches:
        for name in launch.environments:
            yield name, Evidence(launch.location, msg("{server} is started here", server=launch.server))
    for entry in facts.inventory.files:
        path = entry.path
        if path.value.endswith(".py") and path.parent.name in ("settings", "config", "configs"):
            named = role_of_name(path.name.removesuffix(".py"))
            if named is not None:
                yield named.name, Evidence(Location(path), msg("there are settings for it"))
    for virtualenv in facts.virtualenvs:
        if isinstance(virtualenv.path, ProjectPath):
            where = virtualenv.configuration or Location(virtualenv.path)
            yield "development", Evidence(where, msg("this checkout has a virtual environment"))
