"""What the files beside a file say about it: what looks like the developers' is theirs if production has its own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from envwizard.analysis.environments.file_belonging import Belonging
from envwizard.analysis.environments.name_tokens import role_of_name
from envwizard.model.environment import Evidence, Role
from envwizard.model.facts.inventory import Inventory
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location

STANDARD_COMPOSE = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
# A compose file under any further name: ``docker-compose.override.yml.dev`` waits to be copied.
_COMPOSE = re.compile(r"(?:docker-)?compose[._-].*", re.IGNORECASE)
# Folders in which a project keeps what it is deployed with.
_FOLDERS = frozenset(("docker", "compose", "deploy", "deployment", "production", "prod", "infra", "ops"))
# What shows that production is served by something else than the compose file in question.
_SURFACES = ("service", "kubernetes", "image", "compose file", "server configuration")


def beside(one: Belonging, other: Belonging) -> Evidence:
    """Say that production has a file of its own."""
    return Evidence(Location(other.path), msg("{path} beside {one} is production's", path=other.path, one=one.path))


def production_compose(files: Mapping[ProjectPath, Belonging], one: Belonging) -> Belonging | None:
    """Find production's own compose file beside a plain docker-compose.yml."""
    if one.path.name not in STANDARD_COMPOSE:
        return None
    return next(
        (other for other in files.values() if other.kind == "compose file" and other is not one
         and other.has(Role.PRODUCTION) and _lies_with(other, one)),
        None,
    )  # fmt: skip


def development_compose(inventory: Inventory, one: Belonging) -> ProjectPath | None:
    """Find the developers' own compose file, or their override, beside a plain docker-compose.yml."""
    if one.path.name not in STANDARD_COMPOSE:
        return None
    for entry in inventory.files:
        if entry.path.parent == one.path.parent and _COMPOSE.fullmatch(entry.path.name):
            named = role_of_name(entry.path.name)
            if named is not None and named.role is Role.DEVELOPMENT:
                return entry.path
    return None


def _lies_with(other: Belonging, one: Belonging) -> bool:
    """Tell whether a compose file lies beside a plain one; one that is named production's may lie below, in docker/."""
    if other.path.parent == one.path.parent:
        return True
    return other.is_named and other.path.parent.parent == one.path.parent and other.path.parent.name in _FOLDERS


def production_image(files: Mapping[ProjectPath, Belonging], one: Belonging) -> Belonging | None:
    """Find production's own Dockerfile beside another one, or in the folder beside its folder."""
    return next(
        (other for other in files.values() if other.kind == "image" and other is not one
         and other.has(Role.PRODUCTION) and _are_siblings(other.path, one.path)),
        None,
    )  # fmt: skip


def production_surface(files: Mapping[ProjectPath, Belonging], one: Belonging) -> Belonging | None:
    """Find something else that serves production: a unit, a Procfile, a cluster's manifest, an image for it."""
    return next(
        (other for other in files.values() if other is not one and other.kind in _SURFACES
         and (other.kind == "service" or other.has(Role.PRODUCTION)) and _serves_the_same(other.path, one.path)),
        None,
    )  # fmt: skip


def place_by_siblings(files: Mapping[ProjectPath, Belonging]) -> None:
    """Place env files, server configurations and requirements that only their neighbours explain."""
    by_folder: dict[tuple[str, ProjectPath], list[Belonging]] = {}
    for one in files.values():
        by_folder.setdefault((one.kind, one.path.parent), []).append(one)
    for (kind, _), group in by_folder.items():
        production = next((one for one in group if one.has(Role.PRODUCTION)), None)
        development = next((one for one in group if one.has(Role.DEVELOPMENT, Role.TEST)), None)
        for one in group:
            if one.roles:
                continue
            if kind in ("env file", "server configuration") and production is not None:
                one.decide(Role.DEVELOPMENT, "development", (beside(one, production),))
            elif kind == "requirements" and production is None and development is not None:
                says = msg("{path} beside it is for developers", path=development.path)
                one.decide(Role.PRODUCTION, "production", (Evidence(Location(development.path), says),))


def _are_siblings(one: ProjectPath, other: ProjectPath) -> bool:
    return one.parent == other.parent or one.parent.parent == other.parent.parent != one.parent


def _serves_the_same(surface: ProjectPath, path: ProjectPath) -> bool:
    """A unit or a manifest lies in a folder of its own below (or beside) what it serves."""
    return path.parent.value == "." or surface.is_below(path.parent) or surface.is_below(path.parent.parent)
