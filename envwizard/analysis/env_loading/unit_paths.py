"""Where files of the project lie on the host, by the units that start it."""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.launches import Launch
from envwizard.model.paths import ProjectPath


def unit_launches(launches: Iterable[Launch]) -> tuple[Launch, ...]:
    """Take the launches of systemd units, one for each unit."""
    units = (one for one in launches if one.surface is Surface.SYSTEMD and isinstance(one.location.path, ProjectPath))
    return tuple({one.location.path: one for one in units}.values())


def on_host(facts: Facts, launch: Launch, path: ProjectPath) -> str | None:
    """Give a file's absolute path on the host; ``None`` where the unit's working directory does not tell it."""
    for service in facts.services:
        if service.surface is not Surface.SYSTEMD or service.location.path != launch.location.path:
            continue
        directory, folder = service.working_directory, launch.working_directory
        if directory is None or not directory.startswith("/") or folder is None or "%" in directory:
            continue
        if path.is_below(folder):
            return "/".join([directory.rstrip("/"), *path.parts[len(folder.parts) :]])
    return None
