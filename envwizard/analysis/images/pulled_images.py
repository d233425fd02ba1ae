"""Images that one compose file builds and another, beside it, runs as a registry has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.images.build_context import compose_builds
from envwizard.model.facts import Facts
from envwizard.model.facts.containers import ComposeService
from envwizard.model.paths import ProjectPath


@dataclass(frozen=True, slots=True)
class ComposeImage:
    """The Dockerfile that a service's image comes from; ``pulled`` where the service's own file does not build it."""

    path: ProjectPath
    service: ComposeService
    dockerfile: ProjectPath
    pulled: bool


def compose_images(facts: Facts) -> Iterator[ComposeImage]:
    """List the services with an image of the project: a service of the same name in a file beside says which it is."""
    services = [(compose.location.path, service) for compose in facts.compose_files for service in compose.services]
    known = {dockerfile.path for dockerfile in facts.dockerfiles}
    built = {index: dockerfile for _, dockerfile, index in compose_builds(facts) if dockerfile in known}
    for index, (path, service) in enumerate(services):
        if not isinstance(path, ProjectPath):
            continue
        if index in built:
            yield ComposeImage(path, service, built[index], pulled=False)
        elif service.build_context is None and service.image is not None:
            for other, dockerfile in built.items():
                home, twin = services[other]
                if twin.name == service.name and isinstance(home, ProjectPath) and home.parent == path.parent:
                    yield ComposeImage(path, service, dockerfile, pulled=True)
                    break
