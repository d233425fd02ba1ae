"""Which place a virtual environment says it lies in: its activate script and the first lines of its scripts."""

from __future__ import annotations

import os
import posixpath
import re
from collections import Counter
from dataclasses import dataclass

from envwizard.model.paths import AnyPath
from envwizard.project.tree_reader import TreeReader

# VIRTUAL_ENV="/a/b", export VIRTUAL_ENV=/a/b, VIRTUAL_ENV='/a/b'; one of several lines is literal.
_ACTIVATE = re.compile(
    r"""^[ \t]*(?:export[ \t]+)?VIRTUAL_ENV=(?:"([^"$`\n]+)"|'([^'\n]+)'|([^\s"'$`;]+))[ \t]*$""", re.M
)
# The plain first line, and the one for paths with blanks or longer than the kernel takes.
_SHEBANG = re.compile(rb"#![ \t]*(/[^\s]*)/(?:python|pypy)[\w.]*[ \t]*(?:-\S+)?\r?\n")
_LONG_SHEBANG = re.compile(rb"""#!/bin/sh\r?\n'''exec' "?(/[^"$\n]*)/(?:python|pypy)[\w.]*"? "\$0\"""")
_MAX_SCRIPTS = 80
_HEAD = 1024


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """Another place than the environment's own: who names it and whether an environment still lies there."""

    folder: str
    in_activate: bool
    scripts: tuple[str, ...]
    exists: bool


def other_place(tree: TreeReader, root: AnyPath, binaries: AnyPath, by: str) -> NamedPlace | None:
    """Tell which other place the environment names; ``None`` where it names its own or none.

    The activate script decides. Without a literal path in it (uv's relocatable ones compute theirs) most of the
    scripts have to agree on one other place: a single one may be meant for another interpreter.
    """
    if os.sep == "/" and posixpath.basename(str(binaries)) == "Scripts":
        return None  # Paths of Windows cannot be compared here.
    activated = _activated(tree, binaries, by)
    scripts = _scripts(tree, binaries, by)
    elsewhere = {name: folder for name, folder in scripts.items() if not tree.same(tree.at(folder), root)}
    if activated is not None:
        if tree.same(tree.at(activated), root):
            if len(elsewhere) * 2 <= len(scripts):
                return None
        else:
            named = tuple(name for name, folder in elsewhere.items() if tree.same(tree.at(folder), tree.at(activated)))
            return NamedPlace(activated, True, named, _is_environment(tree, activated))
    if len(elsewhere) * 2 <= len(scripts):
        return None
    folder, _ = Counter(elsewhere.values()).most_common(1)[0]
    if tree.is_folder(tree.at(folder)) and not _is_environment(tree, folder):
        return None  # Scripts for an interpreter that is no virtual environment.
    named = tuple(name for name, other in elsewhere.items() if other == folder)
    return NamedPlace(folder, False, named, _is_environment(tree, folder))


def _activated(tree: TreeReader, binaries: AnyPath, by: str) -> str | None:
    file = tree.text(tree.child(binaries, "activate"), by)
    if file is None:
        return None
    found = ("".join(groups) for groups in _ACTIVATE.findall(file.content))
    return next((folder for folder in found if os.path.isabs(folder)), None)  # noqa: PTH117 - text, not a file


def _scripts(tree: TreeReader, binaries: AnyPath, by: str) -> dict[str, str]:
    """The folder that each script names as its environment."""
    named: dict[str, str] = {}
    for entry in sorted(tree.folder(binaries, by), key=lambda one: one.name)[:_MAX_SCRIPTS]:
        if entry.is_folder or entry.name.startswith(("python", "pypy", "activate", "Activate")):
            continue
        raw = tree.head(tree.child(binaries, entry.name), by, _HEAD) or b""
        found = _SHEBANG.match(raw) or _LONG_SHEBANG.match(raw)
        if found:
            named[entry.name] = posixpath.dirname(os.fsdecode(found.group(1)))
    return {name: folder for name, folder in named.items() if folder not in ("/", "/usr", "/usr/local")}


def _is_environment(tree: TreeReader, folder: str) -> bool:
    place = tree.at(folder)
    return tree.is_file(tree.child(place, "pyvenv.cfg")) or tree.is_folder(tree.child(place, "conda-meta"))
