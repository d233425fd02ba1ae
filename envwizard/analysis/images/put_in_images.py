"""Files of the project that are made for an image: they run in a container and never on a host."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from envwizard.analysis.images.base_images import expand
from envwizard.analysis.images.build_context import BuildContext, ProjectFiles, contexts
from envwizard.analysis.per_facts import once_per_facts
from envwizard.model.facts import Facts
from envwizard.model.facts.containers import Copy, Dockerfile
from envwizard.model.paths import AnyPath, ProjectPath

# Trees that are laid over an image's root, and the folders of supervisors that exist in images only
# (s6-overlay 3: "Usage"; the entry points of official images: docker-entrypoint.d, docker-entrypoint-initdb.d).
_IMAGE_FOLDERS = re.compile(
    r"(?:^|/)(?:rootfs|s6-overlay|s6-rc\.d|cont-(?:init|finish)\.d|docker-entrypoint(?:-\w+)?\.d|\.devcontainer)/"
)
# Where an image keeps its own programs and settings; the project's code lies elsewhere (/app, /srv, /usr/src/app).
_SYSTEM = re.compile(r"/(?:etc|command|s?bin|usr/(?:local/)?(?:s?bin|lib|libexec|share|etc))/")


def is_for_images(facts: Facts, path: AnyPath) -> bool:
    """Tell whether a file is made for an image.

    That is what a COPY names, or puts among the image's own programs and settings, and what lies in a tree that only
    images have. A script that a ``COPY . .`` takes along may be one for hosts all the same.
    """
    if not isinstance(path, ProjectPath):
        return False
    return _IMAGE_FOLDERS.search(path.value) is not None or path in _copied(facts)


@once_per_facts
def _copied(facts: Facts) -> frozenset[ProjectPath]:
    project = ProjectFiles(facts)
    return frozenset(
        path
        for dockerfile in facts.dockerfiles
        for context in contexts(dockerfile, facts, project)
        for path in _of_dockerfile(dockerfile, context)
    )


def _of_dockerfile(dockerfile: Dockerfile, context: BuildContext) -> Iterator[ProjectPath]:
    variables = dict(dockerfile.arguments)
    for stage in dockerfile.stages:
        workdir = "/"
        for instruction in stage.instructions:
            if instruction.keyword == "WORKDIR":
                workdir = posixpath.join(workdir, expand(instruction.text.strip(" \"'"), variables) or "")
            elif instruction.copy is not None and instruction.copy.source_stage is None:
                destination = expand(instruction.copy.destination, variables) or ""
                yield from _of_copy(instruction.copy, context, posixpath.join(workdir, destination))


def _of_copy(copy: Copy, context: BuildContext, destination: str) -> Iterator[ProjectPath]:
    for written in copy.sources:
        for source in context.expand(written):
            path = context.path(source)
            kind = context.kind(source)
            if path is None or kind is None:
                continue
            if kind == "file":
                yield path
                continue
            for below in context.below(source):
                if _SYSTEM.match(posixpath.normpath(posixpath.join(destination, below))):
                    file = path.join(below)
                    if file is not None:
                        yield file
