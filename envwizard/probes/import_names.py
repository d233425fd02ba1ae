"""The modules that installed distributions bring: by RECORD, else by top_level.txt."""

from __future__ import annotations

import re
from collections.abc import Iterable

from envwizard.model.facts.virtualenvs import VirtualEnv
from envwizard.model.paths import AnyPath
from envwizard.project.reader import Sources
from envwizard.project.tree_reader import TreeReader
from envwizard.syntax.requirement_text import normalised

BY = "import names"
_INFO = re.compile(r"(.+?)(?:-[^-]+)?(?:-py\d[\d.]*)?\.(?:dist|egg)-info", re.IGNORECASE)
_MODULE = re.compile(r"[A-Za-z_]\w*")
_MAX_BYTES = 4_000_000


def probe_import_names(sources: Sources, env: VirtualEnv) -> dict[str, tuple[str, ...]]:
    """Give the importable names of each distribution of an environment by its normalised name."""
    return sources.guard(env.path, BY, lambda: _names(sources.tree, env)) or {}


def _names(tree: TreeReader, env: VirtualEnv) -> dict[str, tuple[str, ...]]:
    wanted = {one.key for one in env.distributions}
    found: dict[str, tuple[str, ...]] = {}
    for location in dict.fromkeys(one.location for one in env.distributions):
        for name in tree.names(location, BY):
            match = _INFO.fullmatch(name)
            key = normalised(match.group(1)) if match else ""
            if key in wanted and key not in found:
                found[key] = _of(tree, tree.child(location, name))
    return found


def _of(tree: TreeReader, info: AnyPath) -> tuple[str, ...]:
    record = tree.head(tree.child(info, "RECORD"), BY, _MAX_BYTES)
    if record is not None:
        return import_names(record.decode("utf-8", "replace").splitlines())
    top = tree.head(tree.child(info, "top_level.txt"), BY) or b""
    return tuple(name for line in top.decode("utf-8", "replace").split() if _MODULE.fullmatch(name := line.strip()))


def import_names(record: Iterable[str]) -> tuple[str, ...]:
    """Reckon the names out of the lines of a RECORD: modules, packages, and the packages within namespaces.

    A package is a folder with an ``__init__``; one that lies in no other package is a name (``google.cloud.storage``).
    Folders with modules but no ``__init__`` anywhere count by their own name.
    """
    packages: set[tuple[str, ...]] = set()
    modules: set[tuple[str, ...]] = set()
    for line in record:
        path = line.rpartition(",")[0].rpartition(",")[0].strip('"')
        parts = path.split("/")
        if not path.endswith((".py", ".so", ".pyd")) or not all(_MODULE.fullmatch(part) for part in parts[:-1]):
            continue
        stem = parts[-1].partition(".")[0]
        if stem == "__init__":
            packages.add(tuple(parts[:-1]))
        elif _MODULE.fullmatch(stem):
            modules.add((*parts[:-1], stem))
    names = {one for one in packages if one and not any(one[:count] in packages for count in range(1, len(one)))}
    for module in modules:
        folder = module[:-1]
        if not folder:
            names.add(module)
        elif not any(folder[:count] in packages for count in range(1, len(folder) + 1)):
            names.add(folder)
    return tuple(sorted(".".join(name) for name in names))
