"""What a mount over the code carries besides the code: data that the program writes, files that others serve."""

from __future__ import annotations

from collections.abc import Iterator

from envwizard.analysis.images.mounted_code import MountedCode
from envwizard.model.environment import Evidence
from envwizard.model.facts import Facts
from envwizard.model.facts.python import Anchor, PathUse
from envwizard.model.message import msg
from envwizard.model.paths import ROOT

_TESTS = frozenset(("test", "tests"))


def data_below(one: MountedCode, facts: Facts) -> tuple[Evidence, ...]:
    """Tell what would go with the container if the mount were taken away, as far as the project says it."""
    return (*_shared(one), *_written(one, facts))


def _shared(one: MountedCode) -> Iterator[Evidence]:
    """Other mounts of a folder below the mounted one: what one service writes there another one serves."""
    source = one.volume.source.rstrip("/")
    for service in one.compose.services:
        for volume in service.volumes:
            if volume.is_bind and volume.source.startswith(f"{source}/") and volume.source.rstrip("/") != source:
                yield Evidence(
                    volume.location, msg("{service} has {source} of it", service=service.name, source=volume.source)
                )


def _written(one: MountedCode, facts: Facts) -> Iterator[Evidence]:
    """What the sources of the mounted folder write beside themselves or in the folder that they are started in."""
    for module in facts.python_modules:
        mounted = one.folder in (ROOT, module.path.parent) or module.path.is_below(one.folder)
        if mounted and _TESTS.isdisjoint(module.path.parts):
            for use in filter(_stays_below, module.path_uses):
                yield Evidence(use.location, msg("the code keeps {path} there", path=use.reached or use.literal))


def _stays_below(use: PathUse) -> bool:
    return use.mode in ("write", "store") and use.anchor in (Anchor.FILE, Anchor.CWD) and not use.overridable
