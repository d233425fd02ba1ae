"""Whether a path that is built from a source's own place leads to the same file in the images that hold the source."""

from __future__ import annotations

from envwizard.analysis.images.build_context import ProjectFiles, contexts
from envwizard.analysis.images.image_build import build
from envwizard.analysis.images.image_files import ImageFiles
from envwizard.analysis.per_facts import once_per_facts
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.folder_name import folder_name
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath


def check_layout(facts: Facts, source: ProjectPath, target: ProjectPath) -> None:
    """Raise ``FixUnavailable`` where an image has the source, but not in the folders above it that ``target`` needs.

    ``COPY backend /app`` puts backend/main.py at /app/main.py: what climbs two folders from there to the project's
    root in a checkout ends in ``/`` in the image.
    """
    common = source.parent
    while not (target == common or target.is_below(common)):
        common = common.parent
    if common == source.parent:
        return
    tail = "/" + source.relative_to(common)
    for dockerfile, image in _images(facts):
        place = image.where(source)
        if place is not None and not place[0].endswith(tail):
            raise FixUnavailable(
                msg(
                    "The image of {dockerfile} has {source} at {place}: from there a path into {folder} would lead "
                    "elsewhere.",
                    dockerfile=dockerfile,
                    source=source,
                    place=place[0],
                    folder=folder_name(common),
                )
            )


@once_per_facts
def _images(facts: Facts) -> tuple[tuple[ProjectPath, ImageFiles], ...]:
    project = ProjectFiles(facts)
    found = []
    for dockerfile in facts.dockerfiles:
        path = dockerfile.location.path
        built = [build(dockerfile, context) for context in contexts(dockerfile, facts, project)]
        images = [image for image in built if image is not None]
        # Where it is open which folder is the build context, nothing is certain.
        if isinstance(path, ProjectPath) and len(images) == 1:
            found.append((path, images[0]))
    return tuple(found)
