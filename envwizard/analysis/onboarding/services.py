"""The services that a project expects: told, never started."""

from __future__ import annotations

import re

from envwizard.analysis.environments.decided import role_in
from envwizard.model.change import Command
from envwizard.model.environment import Role
from envwizard.model.facts import Facts
from envwizard.model.facts.containers import ComposeFile
from envwizard.model.message import msg
from envwizard.model.onboarding import Setting, Task
from envwizard.model.paths import ProjectPath
from envwizard.model.workflow import StepState

TITLE = msg("services")
_WHY = msg("Without them the project starts and fails at its first request.")
_IMAGES = re.compile(
    r"(?:^|/)(?:[\w.-]*(?:postgres|postgis|timescaledb|pgvector|mysql|mariadb|mongo|redis|valkey|memcached|rabbitmq|kafka"
    r"|elasticsearch|opensearch|clickhouse|minio|localstack|mailhog|mailpit|nats|etcd|qdrant)[\w.-]*)(?::|@|$)",
    re.IGNORECASE,
)


def services_task(facts: Facts, setting: Setting) -> Task:
    """List the databases, caches and brokers that a compose file runs beside the project.

    The developers' compose file is told rather than production's.
    """
    found = [
        (file.location.path, names)
        for file in facts.compose_files
        if isinstance(file.location.path, ProjectPath) and (names := _services(file))
    ]
    if not found:
        return Task("services", TITLE, StepState.SKIPPED, msg("no compose file runs a database, cache or broker"), _WHY)
    path, names = min(found, key=lambda one: (_is_deployed(facts, one[0]), len(one[0].parts), one[0].value))
    shown = ", ".join(f"{name} ({image})" for name, image in names.items())
    why = msg("Start what {path} runs beside the project", path=path)
    start = Command(("docker", "compose", "-f", path.name, "up", "-d", *names), why, path.parent, network=True)
    seen = msg("{path} runs {services}: start them yourself", path=path, services=shown)
    return Task("services", TITLE, StepState.SKIPPED, seen, _WHY, told=(start,))


def _services(file: ComposeFile) -> dict[str, str]:
    return {
        service.name: service.image
        for service in file.services
        if service.image and service.build_context is None and _IMAGES.search(service.image)
    }


def _is_deployed(facts: Facts, path: ProjectPath) -> bool:
    roles = {role_in(facts, name) for name in facts.environments_of(path)}
    return Role.PRODUCTION in roles and Role.DEVELOPMENT not in roles
