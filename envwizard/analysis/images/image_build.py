"""A simulation of an image build: the instructions of the stages, applied in order to what each stage holds.

The semantics are those of the Dockerfile reference (docs.docker.com) and BuildKit; a real builder is compared with it
in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from envwizard.analysis.images.base_images import base_name, is_plain_image
from envwizard.analysis.images.build_context import BuildContext
from envwizard.analysis.images.image_copies import copy_files
from envwizard.analysis.images.image_files import ImageFiles
from envwizard.analysis.images.image_runs import run
from envwizard.model.facts.containers import Dockerfile, Instruction, Stage


def build(dockerfile: Dockerfile, context: BuildContext, target: str | None = None) -> ImageFiles | None:
    """Simulate the Dockerfile up to the stage ``target`` (by default its last one); ``None`` without any stage."""
    built: dict[str, ImageFiles] = {}
    image = None
    for index, stage in enumerate(dockerfile.stages):
        image = _base(dockerfile, stage, context, built)
        for instruction in stage.instructions:
            _apply(image, instruction, built)
        built[str(index)] = image
        if stage.name:
            built[stage.name.lower()] = image
            if target and stage.name.lower() == target.lower():
                break
    return image


def _base(dockerfile: Dockerfile, stage: Stage, context: BuildContext, built: Mapping[str, ImageFiles]) -> ImageFiles:
    name = base_name(dockerfile, stage)
    parent = built.get((name or "").lower())
    if parent is not None:
        unknown = {*parent.unknown, "/"} if parent.triggers else set(parent.unknown)
        return ImageFiles(
            context, parent.workdir, parent.knows_workdir, parent.installs_project, parent.plain, False,
            list(parent.layers), set(parent.folders), unknown, dict(parent.variables), dict(parent.variable_places),
        )  # fmt: skip
    plain = name is not None and is_plain_image(name)
    return ImageFiles(context, knows_workdir=plain, plain=plain, unknown=set() if plain else {"/"})


def _apply(image: ImageFiles, instruction: Instruction, built: Mapping[str, ImageFiles]) -> None:
    keyword = instruction.keyword
    if keyword == "WORKDIR":
        path = image.expand(instruction.text.strip().strip("\"'"))
        if path is None:
            image.unknown.add("/")
            image.knows_workdir = False
        else:
            image.workdir, image.knows_workdir = image.absolute(path), image.knows_workdir or path.startswith("/")
            image.folders.add(image.workdir)
    elif keyword == "ENV":
        for variable in instruction.variables:
            value = image.expand(variable.value.reveal()) if variable.value is not None else None
            image.variables.pop(variable.name, None)
            if value is not None:
                image.variables[variable.name] = value
                image.variable_places[variable.name] = variable.location
    elif keyword == "ARG":
        name, equals, default = instruction.text.strip().partition("=")
        value = image.expand(default.strip("\"'")) if equals else None
        if value is not None:
            image.variables.setdefault(name, value)
    elif keyword == "VOLUME":
        image.unknown.update(image.absolute(path) for path in re.findall(r"[^\s\[\]\",]+", instruction.text))
    elif keyword == "RUN":
        run(image, instruction)
    elif keyword == "ONBUILD":
        image.triggers = True
    elif instruction.copy is not None:
        copy_files(image, instruction.copy, built)
