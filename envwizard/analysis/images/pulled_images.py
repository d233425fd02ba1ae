"""Images that one compose file builds and another, beside it, runs as a registry has them."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from envwizard.model.facts import Facts
from envwizard.model.facts.containers import ComposeService, built_from
from envwizard.model.paths import ProjectPath


@dataclass(frozen=True, slots=True)
class ComposeImage:
    """The Dockerfile that a service's image comes from; ``pulled`` where the service's own file does not build it."""

    path: ProjectPath
    service: ComposeService
    dockerfile: ProjectPath
    pulled: bool


def compose_images(facts: Facts, files: Container[ProjectPath]) -> Iterator[ComposeImage]:
    """List the services with an image of the project: a service of the same name in a file beside says which it is."""
    built = {(path, service.name): one for path, service in _services(facts) if (one := _built(path, service, files))}
    for path, service in _services(facts):
        if (path, service.name) in built:
            yield ComposeImage(path, service, built[path, service.name], pulled=False)
        elif service.build_context is None and service.image is not None:
            for (other, name), dockerfile in built.items():
                if name == service.name and other.parent == path.parent:
                    yield ComposeImage(path, service, dockerfile, pulled=True)
                    break


def _services(facts: Facts) -> Iterator[tuple[ProjectPath, ComposeService]]:
    for file in facts.compose_files:
        if isinstance(file.location.path, ProjectPath):
            for service in file.services:
                yield file.location.path, service


def _built(path: ProjectPath, service: ComposeService, files: Container[ProjectPath]) -> ProjectPath | None:
    context = path.parent.join(service.build_context) if service.build_context is not None else None
    dockerfile = built_from(context, service.dockerfile, files.__contains__) if context is not None else None
    return dockerfile if dockerfile is not None and dockerfile in files else None
