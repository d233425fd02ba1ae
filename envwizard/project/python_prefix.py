"""Which Python an interpreter is, told from the folders around it: it is never run."""

from __future__ import annotations

import posixpath
import re

from envwizard.model.paths import AnyPath, ExternalPath
from envwizard.project.tree_reader import TreeReader

# python3.11, pypy3.10, python3.13t, python3.11.exe; python311.exe does not exist.
_BINARY = re.compile(r"(?:python|pypy)(\d\.\d+)t?(?:\.exe)?", re.IGNORECASE)
LIBRARY = re.compile(r"(python|pypy)(\d\.\d+)(t?)")
# <prefix>/include/python3.11/patchlevel.h
_PATCH_LEVEL = re.compile(rb'^\s*#\s*define\s+PY_VERSION\s+"([^"]+)"', re.MULTILINE)
# pyenv's versions/3.11.7, uv's cpython-3.11.7-linux-x86_64-gnu, Homebrew's Cellar/python@3.11/3.11.7
_IN_PATH = re.compile(r"(?:^|[/-])(\d\.\d+\.\d+(?:(?:a|b|rc)\d+)?)(?=[/-]|$)")
_CONDA = re.compile(r"python-(\d\.\d+\.\d+)-[^-]+\.json")


def minor_of(version: str) -> str:
    """Give the X.Y of a version."""
    return ".".join(version.split(".")[:2])


def conda_python(tree: TreeReader, prefix: AnyPath, by: str) -> str | None:
    """Tell the full Python version of a conda environment from its ``conda-meta`` folder."""
    names = tree.names(tree.child(prefix, "conda-meta"), by)
    return next((found.group(1) for name in names if (found := _CONDA.fullmatch(name))), None)


def prefix_of(binary: AnyPath, tree: TreeReader) -> AnyPath:
    """Give the folder that an interpreter is installed in: above ``bin``, or the binary's own on Windows."""
    folder = tree.child(binary, "..")
    above = tree.child(folder, "..")
    return above if posixpath.basename(str(folder)).lower() in ("bin", "scripts") else folder


def interpreter_version(tree: TreeReader, binary: AnyPath, by: str) -> str | None:
    """Tell the version of an interpreter whose links have been followed: full where known, else X.Y, else ``None``."""
    prefix = prefix_of(binary, tree)
    named = _BINARY.fullmatch(posixpath.basename(str(binary)))
    minor = named.group(1) if named else _only_library(tree, prefix, by)
    if minor is None:
        return conda_python(tree, prefix, by) or _from_path(tree.absolute(prefix), "")
    for header in (f"include/python{minor}/patchlevel.h", f"include/python{minor}t/patchlevel.h"):
        raw = tree.head(tree.child(prefix, header), by)
        if raw is not None and (found := _PATCH_LEVEL.search(raw)):
            version = found.group(1).decode("ascii", "replace").rstrip("+")
            if minor_of(version) == minor:
                return version
    conda = conda_python(tree, prefix, by)
    if conda and minor_of(conda) == minor:
        return conda
    return _from_path(tree.absolute(prefix), minor) or minor


def _only_library(tree: TreeReader, prefix: AnyPath, by: str) -> str | None:
    """The X.Y of ``lib/pythonX.Y`` where exactly one folder there holds a standard library."""
    library = tree.child(prefix, "lib")
    found = (LIBRARY.fullmatch(entry.name) for entry in tree.folder(library, by) if entry.is_folder)
    holding = {one.group(2) for one in found if one and tree.is_file(tree.child(library, f"{one.group()}/os.py"))}
    return holding.pop() if len(holding) == 1 else None


def _from_path(prefix: str, minor: str) -> str | None:
    found: list[str] = _IN_PATH.findall(prefix.replace("\\", "/"))
    return next((one for one in reversed(found) if not minor or minor_of(one) == minor), None)


def external(tree: TreeReader, path: AnyPath) -> ExternalPath:
    """Name a place by its absolute path, shown as it would be seen from the project."""
    return path if isinstance(path, ExternalPath) else ExternalPath(tree.absolute(path), str(path))
