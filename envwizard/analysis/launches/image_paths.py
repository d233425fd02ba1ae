"""From paths inside an image back to the project's files."""

from __future__ import annotations

import posixpath

from envwizard.analysis.images.image_files import ImageFiles
from envwizard.model.paths import ProjectPath


def project_path(image: ImageFiles, path: str) -> ProjectPath | None:
    """Find the project's file or folder that lies at an absolute path of the image; ``None`` where none is known to.

    Of several layers that reach the path the last one counts, as in the image itself.
    """
    path = posixpath.normpath(path)
    for layer in reversed(image.layers):
        rest = posixpath.relpath(path, layer.target)
        if rest.startswith("..") or (rest != "." and not layer.folder):
            continue
        inner = layer.source if rest == "." else posixpath.join(layer.source, rest)
        found = project_path(layer.image, inner) if layer.image is not None else image.context.path(inner)
        if found is not None:
            return found
    return None
