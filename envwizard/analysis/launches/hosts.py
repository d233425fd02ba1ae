"""Launches on hosts and platforms: units, supervisor, Procfiles, platform files, cron, scripts, Makefiles, Python."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from envwizard.analysis.environments.name_tokens import role_of_path
from envwizard.analysis.images.put_in_images import is_for_images
from envwizard.analysis.launches.following import follow_all, follow_targets
from envwizard.analysis.launches.serving import call_settings, kind_of_call
from envwizard.analysis.launches.start import Start
from envwizard.analysis.launches.variables import Given, given, given_by
from envwizard.analysis.launches.world import World
from envwizard.analysis.paths.checkouts import is_checkout
from envwizard.analysis.remote_shells import remote_commands, served_by
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine, Surface
from envwizard.model.facts.launches import Launch
from envwizard.model.facts.python import PythonModule, ServerStart
from envwizard.model.facts.services import Service
from envwizard.model.paths import ROOT, AnyPath, ProjectPath

# Platforms that run what their file names in a container made of a Dockerfile, and set no PORT for it.
_PORTLESS = frozenset(("fly", "docker"))


def service_launches(world: World) -> list[Launch]:
    """Find the launches of what a host or a platform starts, but for what another launch was seen to start."""
    found: list[Launch] = []
    for service in world.facts.services:
        if service.command is None or (service.location.path, service.name) in world.reached:
            continue
        path = service.location.path
        platform = service.surface in (Surface.PAAS, Surface.PROCFILE)
        directory = _left_home_for(service) if service.surface is Surface.CRON else service.working_directory
        # pm2 starts what its file names from that file's folder.
        beside = platform or service.surface is Surface.PM2
        folder = None if directory == "~" else _folder(world.facts, path, directory, beside)
        start = Start(
            service.surface,
            service.name,
            service.location,
            _serves(world, service),
            on_platform=platform and service.platform not in _PORTLESS,
            in_container=service.platform in _PORTLESS or is_for_images(world.facts, path),
            folder=folder,
            known={**given(service.environment), **_read(world, service)},
            env_files=service.env_files,
            replicas=service.replicas,
        )
        found += follow_all(world, service.commands[: service.main + 1], start)
    return found


def script_launches(world: World) -> list[Launch]:
    """Find the launches in scripts and Makefiles that nothing else was seen to run."""
    found: list[Launch] = []
    for script in world.facts.shell_scripts:
        path = script.location.path
        if (path, "") in world.reached or not isinstance(path, ProjectPath):
            continue
        start = Start(
            Surface.SCRIPT,
            path.name,
            script.location,
            world.facts.environments_of(path),
            in_container="entrypoint" in path.name.lower() or is_for_images(world.facts, path),
            folder=ROOT,
            known=_of_environment(world, path),
            direct=False,
        )
        found += follow_all(world, script.commands, start)
    for makefile in world.facts.makefiles:
        path = makefile.location.path
        folder = path.parent if isinstance(path, ProjectPath) else ROOT
        known = {name: Given(name, value, makefile.location) for name, value in makefile.variables}
        serves = world.facts.environments_of(path)
        start = Start(Surface.MAKEFILE, "", makefile.location, serves, folder=folder, known=known, direct=False)
        found += follow_targets(world, makefile.targets, start)
    return found


def remote_launches(world: World) -> list[Launch]:
    """Find what CI jobs start on another machine, over ssh."""
    found: list[Launch] = []
    for workflow, job, commands in remote_commands(world.facts):
        serves = (served_by(workflow, job).name,)
        start = Start(Surface.CI, job.name, job.location, serves, folder=ROOT, direct=False)
        found += follow_all(world, commands, start)
    return found


def python_launches(world: World) -> Iterator[Launch]:
    """Give the servers that Python files start by themselves and no other launch runs."""
    for module in world.facts.python_modules:
        if (module.path, "") in world.reached or not module.server_starts:
            continue
        named = role_of_path(module.path)
        for begun in module.server_starts[:1]:
            serves = world.facts.environments_of(module.path) or ((named.name,) if named is not None else ())
            if not serves and (begun.main_only or module.path.name == "__main__.py"):
                # Started by hand only: what runs under a guard serves whoever types it.
                serves = ("development",)
            yield _by_hand(module, begun, serves)


def _by_hand(module: PythonModule, begun: ServerStart, serves: tuple[str, ...]) -> Launch:
    return Launch(
        id=f"{Surface.PYTHON.value}:{module.path}:{begun.in_function or ''}",
        surface=Surface.PYTHON,
        name=module.path.name,
        location=begun.location,
        server=kind_of_call(begun),
        command=CommandLine(begun.location, ()),
        program="python",
        app=begun.app,
        environments=serves,
        in_container=False,
        working_directory=ROOT,
        settings=call_settings(begun, {}),
        guarded=begun.main_only or begun.in_function is not None,
    )


def _serves(world: World, service: Service) -> tuple[str, ...]:
    return world.facts.environments_of(service.location.path)


def _folder(facts: Facts, path: AnyPath, directory: str | None, platform: bool) -> ProjectPath | None:
    """Map a working directory of a host to the project: ``/srv/shop/backend`` is ``backend`` where there is one.

    ``/srv/shop`` is the project itself where ``shop`` is a package: people call a checkout what its package is called.
    """
    home = path.parent if isinstance(path, ProjectPath) and platform else ROOT
    if not directory:
        return home
    if not directory.startswith(("/", "~", "%", "$")):
        return home.join(directory) or ROOT
    name = posixpath.basename(directory.rstrip("/"))
    inside = [folder for folder in facts.inventory.folders if folder.name == name]
    if len(inside) != 1 or (is_checkout(directory) and _is_package(facts, inside[0])):
        return ROOT
    return inside[0]


def _is_package(facts: Facts, folder: ProjectPath) -> bool:
    start = folder.join("__init__.py")
    return any(entry.path == start for entry in facts.inventory.files)


def _left_home_for(service: Service) -> str:
    """Where a cron line goes before it starts its program: cron starts in the user's home folder (man 5 crontab)."""
    folder = service.working_directory or "~"
    for command in service.commands[: service.main]:
        if command.argv[:1] == ("cd",) and len(command.argv) > 1 and command.argv[1].startswith("/"):
            folder = command.argv[1]
    return folder


def _of_environment(world: World, path: ProjectPath) -> dict[str, Given]:
    """What the env files of a script's environment give: whoever starts the script, and is not seen here, has them."""
    mine = set(world.facts.environments_of(path))
    found: dict[str, Given] = {}
    for file in world.facts.env_files:
        if mine & set(world.facts.environments_of(file.path)) and not file.is_template:
            found.update(given_by(file))
    return found


def _read(world: World, service: Service) -> dict[str, Given]:
    found: dict[str, Given] = {}
    for text, _ in service.env_files:
        name = posixpath.basename(text.lstrip("-"))
        same = [file for path, file in world.env_files.items() if path.name == name and not file.is_template]
        if len(same) == 1:
            found.update(given_by(same[0]))
    return found
