"""Bind mounts of compose files that put the working copy over the code that an image brings."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.images.build_context import ProjectFiles, compose_builds
from envwizard.analysis.images.image_build import build
from envwizard.analysis.images.image_files import ImageFiles, below
from envwizard.analysis.images.missing_dockerfiles import missing_dockerfiles
from envwizard.model.facts import Facts
from envwizard.model.facts.containers import ComposeFile, ComposeService, Copy, Volume
from envwizard.model.paths import ROOT, ProjectPath

# The working copy may be named by the shell's folder.
_HERE = re.compile(r"\$\{?PWD\}?(?:/|$)|\$\(pwd\)(?:/|$)")
# Folders of these names hold what differs from place to place, even if some of it is Python.
_DATA = re.compile(
    r"(?:conf|config|configs|configuration|settings|static|staticfiles|media|uploads?|data|logs?|plugins?|extensions?"
    r"|custom\w*|themes?|templates?|secrets?|certs?|notebooks?|backups?|fixtures|dags|models?)",
    re.IGNORECASE,
)
_MAX_ASKED = 300


@dataclass(frozen=True, slots=True)
class MountedCode:
    """A mount that hides the image's code: ``file`` of the working copy lies at ``target`` in the image as well.

    Without ``copy`` the image holds no code at all, and ``target`` is where the mount alone brings ``file``.
    """

    compose: ComposeFile
    service: ComposeService
    volume: Volume
    dockerfile: ProjectPath
    copy: Copy | None
    file: ProjectPath
    target: str
    # The mounted folder of the project.
    folder: ProjectPath


def mounted_code(facts: Facts) -> Iterator[MountedCode]:
    """Find the bind mounts over folders into which the image copies Python code of the same folder, each once.

    A mount over the working directory of an image that copies no code is one as well.
    """
    services = [(compose, service) for compose in facts.compose_files for service in compose.services]
    dockerfiles = {one.path: one for one in facts.dockerfiles}
    project = ProjectFiles(facts)
    # A Dockerfile whose name is misspelt is the one that is meant: EW422 speaks of the name.
    meant = {(one.path, one.service): one.nearest for one in missing_dockerfiles(facts)}
    seen: set[object] = set()
    for context, named, index in compose_builds(facts):
        compose, service = services[index]
        nearest = meant.get((base, service.name)) if isinstance(base := compose.location.path, ProjectPath) else None
        path = named if nearest is None else context.join(nearest) or named
        mounts = [volume for volume in service.volumes if volume.is_bind and volume.location not in seen]
        if path not in dockerfiles or not mounts:
            continue
        image = build(dockerfiles[path], project.context(context, path), service.build_target)
        for volume in mounts if image is not None else ():
            found = _hidden(compose, volume, image, project) or _brought(compose, service, volume, image, project)
            if found is not None:
                seen.add(volume.location)
                file, place, copy = found
                folder = _source(compose, volume, project) or ROOT
                yield MountedCode(compose, service, volume, path, copy, file, place, folder)


def _hidden(
    compose: ComposeFile, volume: Volume, image: ImageFiles | None, project: ProjectFiles
) -> tuple[ProjectPath, str, Copy | None] | None:
    source = _source(compose, volume, project)
    if image is None or source is None:
        return None
    target = posixpath.normpath(volume.target)
    for path in project.python_files(source)[:_MAX_ASKED]:
        place = image.where(path)
        if place is not None and below(place[0], target) is not None:
            return path, place[0], place[1]
    return None


def _brought(
    compose: ComposeFile, service: ComposeService, volume: Volume, image: ImageFiles | None, project: ProjectFiles
) -> tuple[ProjectPath, str, Copy | None] | None:
    """The code that only the mount brings: over the working directory of an image that holds none of the project's."""
    source = _source(compose, volume, project)
    if image is None or source is None or not image.plain:
        return None
    target = posixpath.normpath(volume.target)
    if target != posixpath.normpath(service.working_dir or image.workdir or "/"):
        return None
    files = project.python_files(source)[:_MAX_ASKED]
    if not files or any(image.where(path) is not None for path in project.python_files(ROOT)[:_MAX_ASKED]):
        return None
    return files[0], posixpath.join(target, files[0].name), None


def _source(compose: ComposeFile, volume: Volume, project: ProjectFiles) -> ProjectPath | None:
    base = compose.location.path
    source = base.parent.join(_HERE.sub("./", volume.source) or ".") if isinstance(base, ProjectPath) else None
    if source is None or source.value not in project.folders or _DATA.fullmatch(source.name):
        return None
    return source
