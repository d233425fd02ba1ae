"""Launches in containers: images, the compose services that build the project, Kubernetes workloads."""

from __future__ import annotations

from dataclasses import replace

from envwizard.analysis.environments.decided import role_in
from envwizard.analysis.environments.name_tokens import role_of_name
from envwizard.analysis.launches.compose_projects import ComposeProjects
from envwizard.analysis.launches.following import follow_combined
from envwizard.analysis.launches.images import Images, ImageStart
from envwizard.analysis.launches.start import Start
from envwizard.analysis.launches.variables import Given, given, given_by
from envwizard.analysis.launches.world import World
from envwizard.model.environment import Evidence
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.containers import ComposeFile, ComposeService, KubernetesContainer, built_from
from envwizard.model.facts.launches import Launch
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location


def container_launches(world: World, images: Images) -> list[Launch]:
    """Find the launches of compose files and Kubernetes, then those of images that none of them deploys."""
    found: list[Launch] = []
    deployed: set[ProjectPath] = set()
    projects = ComposeProjects(world.facts)
    for file in world.facts.compose_files:
        for service in projects.services(file):
            built = _built(world, file, service)
            launches = _service(world, images, file, service, built)
            found += launches
            if built is not None and any(
                role_in(world.facts, name).is_deployed for one in launches for name in one.environments
            ):
                deployed.add(built)
    for container in world.facts.kubernetes_containers:
        found += _cluster(world, images, container)
    for dockerfile in world.facts.dockerfiles:
        path = dockerfile.location.path
        if isinstance(path, ProjectPath) and path not in deployed:
            found += _image(world, images, path)
    return found


def _image(world: World, images: Images, path: ProjectPath) -> list[Launch]:
    image = images.start(path)
    if image is None or (image.entrypoint is None and image.command is None):
        return []
    named = role_of_name(image.stage.name or "")
    serves = (named.name,) if named is not None else world.facts.environments_of(path)
    start = Start(Surface.DOCKERFILE, path.name, image.location, serves, in_container=True, known=dict(image.known))
    return follow_combined(world, image.entry, image.arguments, _inside(start, image))


def _service(
    world: World, images: Images, file: ComposeFile, service: ComposeService, built: ProjectPath | None
) -> list[Launch]:
    outside = world.interpolation(file.location.path)
    arguments = given(service.build_arguments, outside)
    image = images.start(built, service.build_target, arguments) if built is not None else None
    if image is None and service.command is None and service.entrypoint is None:
        return []
    path = file.location.path
    folder = path.parent if isinstance(path, ProjectPath) else None
    own = image is not None or service.build_context is not None
    start = Start(
        Surface.COMPOSE,
        service.name,
        service.location,
        _serves(world, file, service),
        in_container=True,
        folder=folder,
        known={
            **(image.known if image is not None else {}),
            **_read(world, folder, service.env_files),
            **given(service.environment, outside),
        },
        env_files=service.env_files,
        direct=own,
        replicas=service.replicas,
    )
    if image is not None:
        start = _inside(start, image)
    start = _mounted(start, service, folder)
    if service.working_dir:
        inner_folder, workdir = start.entered(service.working_dir)
        start = replace(start, folder=inner_folder, workdir=workdir or service.working_dir)
    if service.entrypoint is not None:
        rest = (service.command,) if service.command is not None else ()
        return follow_combined(world, service.entrypoint, rest, start)
    if service.command is not None:
        entry = image.entry if image is not None and image.entrypoint and image.entrypoint.exec_form else None
        return follow_combined(world, entry, (service.command,), start)
    if image is None:
        return []
    says = Evidence(service.location, msg("{service} runs what the image starts", service=service.name))
    return follow_combined(world, image.entry, image.arguments, replace(start, via=(says,)))


def _cluster(world: World, images: Images, container: KubernetesContainer) -> list[Launch]:
    dockerfiles = world.facts.dockerfiles
    only = dockerfiles[0].location.path if len(dockerfiles) == 1 else None
    image = images.start(only) if isinstance(only, ProjectPath) else None
    named = role_of_name(container.namespace or "")
    path = container.location.path
    serves = (named.name,) if named is not None else world.facts.environments_of(path)
    start = Start(
        Surface.KUBERNETES,
        container.name,
        container.location,
        serves,
        in_container=True,
        known={**(image.known if image is not None else {}), **given(container.environment)},
        direct=False,
        replicas=container.replicas,
    )
    if image is not None:
        start = _inside(start, image)
    if container.command is not None:
        rest = (container.arguments,) if container.arguments is not None else ()
        return follow_combined(world, container.command, rest, start)
    if container.arguments is not None:
        return follow_combined(world, image.entry if image is not None else None, (container.arguments,), start)
    return []


def _inside(start: Start, image: ImageStart) -> Start:
    if image.files is None:
        return start
    start = replace(start, image=image.files, workdir=image.files.workdir)
    # Nothing of the project is in an image that brings its own code (by git clone, say).
    unknown = image.files.plain and not image.files.layers
    folder = start.find(image.files.workdir) or (None if unknown else image.files.context.folder)
    return replace(start, folder=folder)


def _mounted(start: Start, service: ComposeService, folder: ProjectPath | None) -> Start:
    """A bind mount over the working directory (or the only one of code) shows where that lies in the project."""
    for volume in service.volumes:
        wanted = service.working_dir or start.workdir
        if volume.is_bind and folder is not None and wanted == volume.target.rstrip("/"):
            source = folder.join(volume.source.replace("${PWD}", ".").replace("$PWD", "."))
            return replace(start, folder=source or start.folder)
    return start


def _serves(world: World, file: ComposeFile, service: ComposeService) -> tuple[str, ...]:
    for text in (*service.profiles, service.name):
        named = role_of_name(text)
        if named is not None:
            return (named.name,)
    return world.facts.environments_of(file.location.path)


def _built(world: World, file: ComposeFile, service: ComposeService) -> ProjectPath | None:
    path = file.location.path
    if service.build_context is None or not isinstance(path, ProjectPath):
        return None
    context = path.parent.join(service.build_context)
    return built_from(context, service.dockerfile, world.dockerfiles.__contains__) if context is not None else None


def _read(world: World, folder: ProjectPath | None, env_files: tuple[tuple[str, Location], ...]) -> dict[str, Given]:
    found: dict[str, Given] = {}
    for text, _ in env_files:
        path = folder.join(text) if folder is not None else None
        if path is not None and path in world.env_files:
            found.update(given_by(world.env_files[path]))
    return found
