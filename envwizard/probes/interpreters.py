"""The interpreters of this machine: on the search path, and those of pyenv, uv and conda. None of them is run."""

from __future__ import annotations

import re

from envwizard.model.facts.virtualenvs import Interpreter
from envwizard.model.paths import AnyPath
from envwizard.project.python_prefix import external, interpreter_version
from envwizard.project.reader import Sources
from envwizard.project.tree_reader import TreeReader

_BY = "interpreters"
_NAME = re.compile(r"(?:python|pypy)(?:3(?:\.\d+)?)?(?:\.exe)?")
_MAX_FOLDERS = 100


def probe_interpreters(sources: Sources) -> tuple[Interpreter, ...]:
    """List the interpreters of Python 3, each once, those on the search path first and in its order.

    ``version`` is full where the folders around the binary tell it, else X.Y. pyenv's shims are scripts and no
    interpreters; an environment's python counts as the one that its link leads to.
    """
    tree, places = sources.tree, sources.tree.places
    candidates: list[tuple[AnyPath, str]] = []
    for folder in places.search_path[:_MAX_FOLDERS]:
        if not folder.rstrip("/\\").endswith("shims"):
            candidates += [(path, "path") for path in _binaries(tree, tree.at(folder))]
    for root, source in ((f"{places.pyenv}/versions", "pyenv"), *((one, "uv") for one in places.uv)):
        candidates += [(path, source) for path in _installed(tree, tree.at(root))]
    for one in places.conda:
        prefixes = [tree.at(one), *_folders(tree, tree.at(f"{one}/envs"))]
        candidates += [(path, "conda") for prefix in prefixes for path in _binaries(tree, tree.child(prefix, "bin"))]
    found: dict[AnyPath, Interpreter] = {}
    for path, source in candidates:
        sources.check_cancelled()
        real = tree.resolve(path)
        if real is None or real in found or not tree.is_file(real) or _is_script(tree, real):
            continue
        version = interpreter_version(tree, real, _BY)
        if version and version.startswith("3"):
            found[real] = Interpreter(external(tree, real), version, source)
    return tuple(found.values())


def _binaries(tree: TreeReader, folder: AnyPath) -> list[AnyPath]:
    names = sorted(name for name in tree.names(folder, _BY) if _NAME.fullmatch(name))
    # python3 before python3.12: the plain name is the one that a shell takes.
    return [tree.child(folder, name) for name in names]


def _folders(tree: TreeReader, folder: AnyPath) -> list[AnyPath]:
    return [tree.child(folder, entry.name) for entry in tree.folder(folder, _BY) if entry.is_folder]


def _installed(tree: TreeReader, root: AnyPath) -> list[AnyPath]:
    """The interpreters below a folder of installations; virtual environments among them are left out."""
    prefixes = sorted(_folders(tree, root), key=str, reverse=True)
    own = [prefix for prefix in prefixes if not tree.is_file(tree.child(prefix, "pyvenv.cfg"))]
    return [path for prefix in own for path in (*_binaries(tree, tree.child(prefix, "bin")), *_windows(tree, prefix))]


def _windows(tree: TreeReader, prefix: AnyPath) -> list[AnyPath]:
    return [path for path in (tree.child(prefix, "python.exe"),) if tree.is_file(path)]


def _is_script(tree: TreeReader, path: AnyPath) -> bool:
    return (tree.head(path, _BY, 2) or b"#!") == b"#!"
