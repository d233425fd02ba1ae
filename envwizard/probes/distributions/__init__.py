"""What is installed in virtual environments, in the order in which pip goes through it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from envwizard.model.facts.virtualenvs import Distribution, VirtualEnv
from envwizard.model.paths import AnyPath
from envwizard.probes.distributions.installed import InfoFolder, read_distribution
from envwizard.probes.distributions.search_path import BY, search_path
from envwizard.project.reader import Sources
from envwizard.project.tree_reader import TreeReader
from envwizard.syntax.requirement_text import normalised

__all__ = ["probe_distributions"]

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")


def probe_distributions(sources: Sources, virtualenvs: tuple[VirtualEnv, ...]) -> tuple[VirtualEnv, ...]:
    """Fill the ``distributions`` of virtual environments; of several with one name the first on the path counts."""
    filled: list[VirtualEnv] = []
    for env in virtualenvs:
        sources.check_cancelled()
        found = sources.guard(env.path, BY, partial(_installed, sources.tree, env))
        filled.append(replace(env, distributions=found or ()))
    return tuple(filled)


def _installed(tree: TreeReader, env: VirtualEnv) -> tuple[Distribution, ...]:
    old = is_before_3_11(env)
    found: dict[str, Distribution] = {}
    for location in search_path(tree, env):
        local = tree.is_below(location, env.path)
        for info in _sorted_infos(tree, location) if old else _grouped_infos(tree, location):
            one = read_distribution(tree, info, local, requires_txt=old)
            if one is not None and one.key not in found and _NAME.fullmatch(one.key):
                found[one.key] = one
    return tuple(found.values())


def is_before_3_11(env: VirtualEnv) -> bool:
    """Tell whether pip reads this environment with pkg_resources: up to Python 3.10."""
    minor = re.fullmatch(r"3\.(\d+)", env.library_version or "")
    return minor is not None and int(minor.group(1)) < 11


def _grouped_infos(tree: TreeReader, location: AnyPath) -> Iterator[InfoFolder]:
    """As importlib.metadata lists them: in the folder's own order, those of one name together; legacy links last."""
    groups: dict[str, list[InfoFolder]] = {}
    eggs: list[InfoFolder] = []
    links: list[str] = []
    egg = location.name
    for name in tree.names(location, BY):
        low = name.lower()
        if low.endswith((".dist-info", ".egg-info")):
            distribution = low.rpartition(".")[0].partition("-")[0]
            info = InfoFolder(name, location, tree.child(location, name))
            groups.setdefault(normalised(distribution), []).append(info)
        elif low == "egg-info" and egg.lower().endswith(".egg"):
            eggs.append(InfoFolder(egg, location, tree.child(location, name)))
        elif name.endswith(".egg-link"):
            links.append(name)
    for group in groups.values():
        yield from group
    yield from eggs
    for link in links:
        raw = tree.head(tree.child(location, link), BY, 4096) or b""
        target = next((line.strip() for line in raw.decode("utf-8", "replace").splitlines() if line.strip()), "")
        if target and tree.is_folder(place := tree.child(location, target)):
            for name in tree.names(place, BY):
                if name.lower().endswith((".dist-info", ".egg-info")):
                    yield InfoFolder(name, place, tree.child(place, name))


def _sorted_infos(tree: TreeReader, location: AnyPath) -> Iterator[InfoFolder]:
    """As pkg_resources lists them: by name; a metadata folder without files does not count."""
    egg = location.name
    if egg.lower().endswith(".egg") and tree.is_file(tree.child(location, "EGG-INFO/PKG-INFO")):
        yield InfoFolder(egg, location, tree.child(location, "EGG-INFO"))
        return
    for entry in sorted(tree.folder(location, BY), key=lambda one: one.name):
        low = entry.name.lower()
        folder = tree.child(location, entry.name)
        if low.endswith(".egg-info") or (low.endswith(".dist-info") and entry.is_folder):
            if entry.is_folder and not tree.folder(folder, BY):
                continue
            yield InfoFolder(entry.name, location, folder)
