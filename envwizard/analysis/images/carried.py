"""Whether the container of a launch has a file of the project: by its image's COPY instructions, or by a mount."""

from __future__ import annotations

from functools import lru_cache

from envwizard.analysis.images.build_context import BuildContext, ProjectFiles, compose_builds, contexts
from envwizard.analysis.images.image_build import build
from envwizard.analysis.images.image_files import ImageFiles
from envwizard.model.facts import Facts
from envwizard.model.facts.containers import ComposeService, Dockerfile
from envwizard.model.facts.launches import Launch
from envwizard.model.paths import ProjectPath


class Carried:
    """Asks the simulated images of a project for its files."""

    def __init__(self, facts: Facts, planned: bool = False) -> None:
        """``planned``: the files asked for are not there yet; would the images have them?"""
        self._facts = facts
        self._planned = planned
        self._project: ProjectFiles | None = None
        self._images = lru_cache(maxsize=64)(self._built)

    def has(self, launch: Launch, path: ProjectPath) -> bool | None:
        """Tell whether the container that a launch starts has the file; ``None`` where that cannot be told."""
        for compose in self._facts.compose_files:
            for service in compose.services:
                if service.location == launch.location and isinstance(compose.location.path, ProjectPath):
                    return self._of_service(service, compose.location.path, path)
        for index, dockerfile in enumerate(self._facts.dockerfiles):
            if dockerfile.location.path == launch.location.path:
                return self._in_images(index, None, "", path)
        return None

    def _of_service(self, service: ComposeService, compose: ProjectPath, path: ProjectPath) -> bool | None:
        for volume in service.volumes:
            if not volume.is_bind:
                continue
            source = compose.parent.join(volume.source) if volume.source.startswith(".") else None
            if source is None or path == source or path.is_below(source):
                return True if source is not None else None
        every = [one for compose_file in self._facts.compose_files for one in compose_file.services]
        found = {(folder, file) for folder, file, number in compose_builds(self._facts) if every[number] is service}
        for index, dockerfile in enumerate(self._facts.dockerfiles):
            for folder, file in found:
                if dockerfile.location.path == file:
                    return self._in_images(index, folder, service.build_target or "", path)
        return None

    def _in_images(self, index: int, folder: ProjectPath | None, target: str, path: ProjectPath) -> bool | None:
        images = self._images(index, folder, target)
        answers = {_holds(image, path, self._planned) for image in images}
        return answers.pop() if len(answers) == 1 else None

    def _built(self, index: int, folder: ProjectPath | None, target: str) -> tuple[ImageFiles, ...]:
        self._project = self._project or ProjectFiles(self._facts)
        dockerfile: Dockerfile = self._facts.dockerfiles[index]
        choices: list[BuildContext] = contexts(dockerfile, self._facts, self._project)
        wanted = [context for context in choices if folder is None or context.folder == folder]
        return tuple(image for context in wanted if (image := build(dockerfile, context, target or None)) is not None)


def _holds(image: ImageFiles, path: ProjectPath, planned: bool) -> bool | None:
    place = image.where(path)
    sent = not image.context.ignores(path.value) if planned else image.context.holds(path)
    if place is not None and sent:
        return True
    if planned:
        return False
    # What a RUN may have written, or a base image may bring, is not known.
    return None if image.unknown or not image.plain else False
