"""The services that a project expects: told, never started."""

from __future__ import annotations

from envwizard.analysis.environments.decided import role_in
from envwizard.analysis.onboarding.expected_services import addressed_services, compose_services
from envwizard.model.change import Command
from envwizard.model.environment import Role
from envwizard.model.expected_service import ExpectedService
from envwizard.model.facts import Facts
from envwizard.model.message import Message, msg
from envwizard.model.onboarding import Setting, Task
from envwizard.model.paths import ProjectPath
from envwizard.model.workflow import StepState

TITLE = msg("services")
_WHY = msg("Without them the project starts and fails at its first request.")


def expected_services(facts: Facts, setting: Setting) -> tuple[ExpectedService, ...]:
    """What the developers' compose file runs beside the project, and what its settings have addresses of besides."""
    _, composed = _composed(facts)
    kinds = {service.kind for service in composed}
    return (*composed, *(one for one in addressed_services(facts, setting.root) if one.kind not in kinds))


def _composed(facts: Facts) -> tuple[ProjectPath | None, tuple[ExpectedService, ...]]:
    """The developers' compose file rather than production's."""
    found = [
        (file.location.path, services)
        for file in facts.compose_files
        if isinstance(file.location.path, ProjectPath) and (services := compose_services(file))
    ]
    if not found:
        return None, ()
    return min(found, key=lambda one: (_is_deployed(facts, one[0]), len(one[0].parts), one[0].value))


def services_task(facts: Facts, setting: Setting) -> Task:
    """List the databases, caches and brokers that the project needs."""
    path, composed = _composed(facts)
    addressed = [one for one in expected_services(facts, setting) if one not in composed]
    notes: tuple[Message, ...] = tuple(
        msg("{kind} is expected at what {name} says ({place})", kind=one.kind, name=one.name, place=one.place)
        for one in addressed
    )
    if path is not None:
        shown = ", ".join(f"{one.name} ({one.image})" for one in composed)
        why = msg("Start what {path} runs beside the project", path=path)
        names = (one.name for one in composed)
        start = Command(("docker", "compose", "-f", path.name, "up", "-d", *names), why, path.parent, network=True)
        seen = msg("{path} runs {services}: start them yourself", path=path, services=shown)
        return Task("services", TITLE, StepState.SKIPPED, seen, _WHY, told=(start,), notes=notes)
    if addressed:
        kinds = ", ".join(one.kind for one in addressed)
        seen = msg("the settings name {kinds}: start what you need yourself", kinds=kinds)
        return Task("services", TITLE, StepState.SKIPPED, seen, _WHY, notes=notes)
    seen = msg("no compose file and no address in the settings names a database, cache or broker")
    return Task("services", TITLE, StepState.SKIPPED, seen, _WHY)


def _is_deployed(facts: Facts, path: ProjectPath) -> bool:
    roles = {role_in(facts, name) for name in facts.environments_of(path)}
    return Role.PRODUCTION in roles and Role.DEVELOPMENT not in roles
