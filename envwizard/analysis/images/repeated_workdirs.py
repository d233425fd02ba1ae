"""A relative destination of COPY that begins with the working directory: Docker puts that before it once more."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from envwizard.analysis.images.image_files import ImageFiles, below
from envwizard.model.facts.launches import ImageMismatch
from envwizard.model.paths import ProjectPath


def repeated_workdirs(dockerfile: ProjectPath, image: ImageFiles) -> Iterator[ImageMismatch]:
    """List the files that lie in a second folder of the working directory's name; the first holds the folder meant.

    ``WORKDIR /code``, ``COPY . .`` and ``COPY server/.env.dev ./code/server/.env``: /code/server is there, and the file
    lies in /code/code/server.
    """
    folder = image.workdir
    if not image.knows_workdir or folder == "/" or image.context.kind(folder.strip("/")) is not None:
        return
    for layer in image.layers:
        inside = below(layer.target, folder + folder)
        source = image.context.path(layer.source) if layer.source and layer.image is None else None
        if layer.copy.destination.startswith("/") or not inside or source is None:
            continue
        meant = folder + "/" + inside
        parent = posixpath.dirname(meant)
        if parent != folder and image.is_folder(parent):
            yield ImageMismatch(
                dockerfile, meant, layer.copy.location, layer.copy.location, source, layer.target, meant, opened=True,
                repeats=folder,
            )  # fmt: skip
