"""Where an image lacks what its start expects: its files against CMD, ENTRYPOINT, ENV and volumes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace

from envwizard.analysis.images.build_context import BuildContext, ProjectFiles, compose_builds, contexts
from envwizard.analysis.images.image_build import build
from envwizard.analysis.images.image_files import ImageFiles, Presence
from envwizard.analysis.images.image_imports import imported, module_forms
from envwizard.analysis.images.image_needs import Need, needs_of, passes_on, with_inner
from envwizard.analysis.images.image_reads import read_needs
from envwizard.analysis.images.repeated_workdirs import repeated_workdirs
from envwizard.analysis.paths.machine_paths import MachinePath, classify
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine, Surface
from envwizard.model.facts.containers import ComposeService, Copy, Dockerfile, Stage
from envwizard.model.facts.launches import ImageMismatch
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location

# Variables of an image that name a file or folder of the application.
_PATH_VARIABLE = re.compile(r"(?:\w+_)?(?:CONFIG|CONF|PATH|FILE|DIR|FOLDER|ROOT|HOME)")
# Ones that name places of tools.
_TOOL_VARIABLE = re.compile(
    r"(?:PATH|LD_LIBRARY_PATH|(?:POETRY|UV|PIP|CARGO|VIRTUAL|JAVA|NODE|GDAL|CUDA|HF|NLTK)_\w+|HOME)"
)


def image_mismatches(facts: Facts) -> tuple[ImageMismatch, ...]:
    """List every path that a container's start needs and that its image certainly lacks.

    Where it is open which folder is the build context, a path counts only if it is missing for each of them.
    """
    if not facts.dockerfiles:
        return ()
    project = ProjectFiles(facts)
    found: dict[tuple[ProjectPath, str], ImageMismatch] = {}
    for dockerfile in facts.dockerfiles:
        choices = contexts(dockerfile, facts, project)
        answers = [_of_image(dockerfile, context, facts) for context in choices]
        for mismatch in answers[0] if answers else ():
            if all(any(_same(mismatch, other) for other in answer) for answer in answers[1:]):
                found.setdefault((mismatch.dockerfile, mismatch.needed), mismatch)
    return tuple(found.values())


def _same(one: ImageMismatch, other: ImageMismatch) -> bool:
    return (one.needed, one.needed_by) == (other.needed, other.needed_by)


def _of_image(dockerfile: Dockerfile, context: BuildContext, facts: Facts) -> list[ImageMismatch]:
    path = dockerfile.location.path
    assert isinstance(path, ProjectPath)
    image = build(dockerfile, context)
    if image is None or not dockerfile.stages:
        return []
    services = _services(path, context, facts)
    mounts = [(volume.target, volume.location) for service in services for volume in service.volumes if volume.is_bind]
    found = [*_empty_python_path(path, image, services), *repeated_workdirs(path, image)]
    starts = [*_start_needs(dockerfile.stages[-1], image), *_program_needs(image, facts)]
    for need in [*starts, *_variable_needs(image), *_imports(starts, image, facts)]:
        mismatch = _mismatch(path, need, image, mounts)
        if mismatch:
            found.append(mismatch)
    for service in services:
        own = image if not service.build_target else build(dockerfile, context, service.build_target)
        if own is None:
            continue
        binds = [(volume.target, volume.location) for volume in service.volumes if volume.is_bind]
        needs = _service_needs(service, own)
        for need in [*needs, *_imports(needs, own, facts)]:
            # What a bind mount of the same service brings is there when its command runs.
            if not _mount_over(need, binds):
                mismatch = _mismatch(path, need, own, [])
                found.extend([mismatch] if mismatch else [])
        found.extend(_volume_mismatches(path, service, own))
    return found


def _services(path: ProjectPath, context: BuildContext, facts: Facts) -> list[ComposeService]:
    services = [service for compose in facts.compose_files for service in compose.services]
    return [
        services[index] for folder, file, index in compose_builds(facts) if (folder, file) == (context.folder, path)
    ]


def _start_needs(stage: Stage, image: ImageFiles) -> list[Need]:
    entrypoint: tuple[CommandLine, ...] = ()
    command: tuple[CommandLine, ...] = ()
    exec_form = False
    for instruction in stage.instructions:
        if instruction.keyword == "ENTRYPOINT":
            entrypoint, exec_form = instruction.commands, instruction.exec_form
        elif instruction.keyword == "CMD":
            command = instruction.commands
    needs = needs_of(_known(entrypoint, image), image.workdir)
    # Words of a CMD after any other entry point are its arguments.
    if not entrypoint or (exec_form and passes_on(entrypoint[0])):
        needs += needs_of(_known(command, image), image.workdir)
    return needs


def _service_needs(service: ComposeService, image: ImageFiles) -> list[Need]:
    workdir = image.absolute(service.working_dir) if service.working_dir else image.workdir
    if "$" in workdir:
        return []
    lines = [line for line in (service.entrypoint, service.command) if line is not None]
    if service.entrypoint is not None and not passes_on(service.entrypoint):
        lines = lines[:1]
    return needs_of([inner for line in lines for inner in with_inner(line)], workdir)


def _program_needs(image: ImageFiles, facts: Facts) -> Iterator[Need]:
    """What the programs need that a supervisor starts whose configuration the image holds."""
    for service in facts.services:
        path = service.location.path
        if service.surface is not Surface.SUPERVISOR or not isinstance(path, ProjectPath):
            continue
        if image.where(path) is None or any(variable.name == "PYTHONPATH" for variable in service.environment):
            continue
        folder = image.absolute(service.working_directory or image.workdir)
        if not any(char in folder for char in "$%"):
            yield from needs_of([inner for line in service.commands for inner in with_inner(line)], folder)


def _imports(needs: list[Need], image: ImageFiles, facts: Facts) -> list[Need]:
    """What the modules and scripts that are started import of the project, and the configuration that they open."""
    if not image.plain or image.installs_project:
        return []
    path = _python_path(image)
    found: list[Need] = []
    for need in needs:
        started = imported(need, (*need.folders, *path), image, facts)
        found += [*started.lacking, *read_needs(started.modules, image, facts)]
    return found


def _known(lines: tuple[CommandLine, ...], image: ImageFiles) -> tuple[CommandLine, ...]:
    return lines if image.plain else ()


def _variable_needs(image: ImageFiles) -> Iterator[Need]:
    for name, place in image.variable_places.items():
        value = image.variables.get(name, "")
        if _PATH_VARIABLE.fullmatch(name) and not _TOOL_VARIABLE.fullmatch(name) and value.startswith("/"):
            known = [context for context in image.context.named(posixpath.basename(value)) if _tail(context, value) > 1]
            if known and posixpath.splitext(value)[1]:
                yield Need(place, path=posixpath.normpath(value))


def _empty_python_path(
    dockerfile: ProjectPath, image: ImageFiles, services: list[ComposeService]
) -> Iterator[ImageMismatch]:
    """A PYTHONPATH that names only folders that the image does not have, while the code lies elsewhere in it."""
    place, folders = image.variable_places.get("PYTHONPATH"), _python_path(image)
    mounts = [posixpath.normpath(volume.target) for service in services for volume in service.volumes]
    absent = [
        folder
        for folder in folders
        if image.find(folder) is Presence.NO and not any(f"{folder}/".startswith(f"{one}/") for one in mounts)
    ]
    if place is None or not image.plain or not absent or len(absent) < len(folders):
        return
    if not any(name.endswith(".py") for name in image.files()):
        return
    if "$" in image.variables.get("PYTHONPATH", ""):
        return
    yield ImageMismatch(dockerfile, f"PYTHONPATH={absent[0]}", place, None, None, None, expected=absent[0], opened=True)


def _tail(path: ProjectPath, text: str) -> int:
    """Count the names that two paths have in common at their ends."""
    count = 0
    for one, other in zip(reversed(path.parts), reversed(text.strip("/").split("/")), strict=False):
        if one != other:
            break
        count += 1
    return count


def _mount_over(need: Need, mounts: list[tuple[str, Location]]) -> Location | None:
    places = [need.path] if need.path else [*need.folders]
    for target, location in mounts:
        folder = posixpath.normpath(target)
        if any(place == folder or place.startswith(folder.rstrip("/") + "/") for place in places):
            return location
    return None


def _mismatch(
    dockerfile: ProjectPath, need: Need, image: ImageFiles, mounts: list[tuple[str, Location]]
) -> ImageMismatch | None:
    if not image.plain:
        return None
    if need.module:
        return _module_mismatch(dockerfile, need, image, mounts)
    assert need.path is not None
    if image.find(need.path) is not Presence.NO:
        return None
    if need.hidden is not None:
        # What a mount brings is kept back on purpose.
        hidden = _built(dockerfile, need, need.path, None, image, mounts)
        if hidden.mount is not None:
            return None
        return replace(hidden, context_path=need.hidden, hidden_by=image.context.ignore_path)
    best = _best(list(image.context.named(posixpath.basename(need.path))), need.path, image)
    if best is None and (not image.layers or not _below_workdir(need.path, image)):
        # A file that the project does not have either, at a place that the image does not fill: not ours to judge.
        return None
    return _built(dockerfile, need, need.path, best, image, mounts)


def _module_mismatch(
    dockerfile: ProjectPath, need: Need, image: ImageFiles, mounts: list[tuple[str, Location]]
) -> ImageMismatch | None:
    assert need.module is not None
    if image.installs_project:
        return None
    tail = need.module.replace(".", "/")
    folders = [*need.folders, *_python_path(image)]
    forms = module_forms(need.module)
    for folder in folders:
        for form in forms:
            if image.find(posixpath.join(folder, form)) is not Presence.NO:
                return None
    sources = [
        path
        for form in forms[:3]
        for path in image.context.named(posixpath.basename(form))
        if path.value == form or path.value.endswith("/" + form)
    ]
    # A module that the build context does not have comes from a distribution.
    best = _best(sources, tail + ".py", image)
    if best is None:
        return None
    form = next(form for form in forms if best.value == form or best.value.endswith("/" + form))
    return _built(dockerfile, need, posixpath.join(folders[0], form), best, image, mounts)


def _python_path(image: ImageFiles) -> list[str]:
    value = image.variables.get("PYTHONPATH", "")
    return [image.absolute(part) for part in value.split(":") if part and "$" not in part]


def _below_workdir(path: str, image: ImageFiles) -> bool:
    return image.workdir != "/" and path.startswith(image.workdir + "/")


def _best(candidates: list[ProjectPath], needed: str, image: ImageFiles) -> ProjectPath | None:
    """Choose the file of the context that is meant: one that is in the image, then the longest common tail."""
    ranked = sorted(
        candidates,
        key=lambda path: (image.where(path) is None, -_tail(path, needed), len(path.parts), path.value),
    )
    return ranked[0] if ranked else None


def _built(
    dockerfile: ProjectPath,
    need: Need,
    image_path: str,
    best: ProjectPath | None,
    image: ImageFiles,
    mounts: list[tuple[str, Location]],
) -> ImageMismatch:
    place = image.where(best) if best is not None else None
    copy: Copy | None = place[1] if place else None
    return ImageMismatch(
        dockerfile=dockerfile,
        needed=need.text,
        needed_by=need.location,
        copy=copy.location if copy else None,
        context_path=best,
        image_path=place[0] if place else None,
        expected=image_path,
        mount=_mount_over(need, mounts),
        opened=need.opened,
    )


def _is_package(path: ProjectPath, image: ImageFiles) -> bool:
    return any(one.parent == path for one in image.context.named("__init__.py"))


def _volume_mismatches(dockerfile: ProjectPath, service: ComposeService, image: ImageFiles) -> Iterator[ImageMismatch]:
    """A named volume over a folder of the image that lies elsewhere: it stays empty, and nothing shares the files."""
    for volume in service.volumes:
        target = posixpath.normpath(volume.target)
        parent = posixpath.dirname(target)
        if volume.is_bind or not volume.source or not image.plain or "$" in target or parent == "/":
            continue
        if image.find(target) is not Presence.NO or image.find(parent) is not Presence.NO:
            continue
        if classify(target) is MachinePath.SYSTEM:
            # A place for data that the system has (/var/lib/shop), whatever the code's folder is called.
            continue
        named = image.context.named(posixpath.basename(target))
        folders = [path for path in named if image.where(path) is not None and not _is_package(path, image)]
        best = _best(folders, target, image)
        place = image.where(best) if best is not None else None
        if place is not None:
            yield ImageMismatch(dockerfile, target, volume.location, place[1].location, best, place[0], expected=target)
