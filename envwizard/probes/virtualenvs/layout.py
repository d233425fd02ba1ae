"""The folders of a virtual environment: where the binaries, the interpreter and the library are."""

from __future__ import annotations

import os
from dataclasses import dataclass

from envwizard.model.message import Message, msg
from envwizard.model.paths import AnyPath
from envwizard.project.python_prefix import LIBRARY, interpreter_version, minor_of
from envwizard.project.tree_reader import TreeReader

_BINARIES = ("python", "python3", "pypy", "pypy3")


@dataclass(frozen=True, slots=True)
class Layout:
    """What lies in an environment. ``binaries`` is ``bin`` or ``Scripts``, ``None`` where neither is there.

    ``interpreter`` is the binary with its links followed, ``problem`` says why there is none. ``libraries`` are the
    folders ``lib/pythonX.Y`` by their X.Y.
    """

    binaries: AnyPath | None
    windows: bool
    interpreter: AnyPath | None
    interpreter_version: str | None
    problem: Message | None
    libraries: dict[str, str]

    def library(self, said: str | None) -> tuple[str | None, str | None]:
        """The X.Y of the library and its folder's name: the interpreter's, else the one said, else the newest."""
        wanted = [minor_of(one) for one in (self.interpreter_version, said) if one]
        newest = sorted(self.libraries, key=lambda one: [int(part) for part in one.split(".")], reverse=True)
        minor = next((one for one in (*wanted, *newest) if one in self.libraries), None)
        return minor, self.libraries[minor] if minor else None


def read_layout(tree: TreeReader, root: AnyPath, home: str | None, by: str) -> Layout:
    """Read the folders of an environment; ``home`` is what its pyvenv.cfg says."""
    names = {entry.name.lower(): entry.name for entry in tree.folder(root, by) if entry.is_folder}
    windows = "scripts" in names and "bin" not in names
    binaries = tree.child(root, names["scripts" if windows else "bin"]) if windows or "bin" in names else None
    libraries: dict[str, str] = {}
    for library in ("lib", "lib64"):
        if library in names and not windows:
            for entry in tree.folder(tree.child(root, names[library]), by):
                if entry.is_folder and (found := LIBRARY.fullmatch(entry.name)):
                    libraries.setdefault(found.group(2), f"{names[library]}/{entry.name}")
    interpreter, version, problem = None, None, None
    if windows and binaries is not None:
        interpreter, problem = _windows_interpreter(tree, binaries, home)
    elif binaries is not None:
        interpreter, problem = _interpreter(tree, binaries, by)
        version = interpreter_version(tree, interpreter, by) if interpreter is not None else None
        if interpreter is not None and tree.is_below(interpreter, tree.resolve(root) or root):
            version = None  # A copy of the binary: what lies around it is the environment itself.
    return Layout(binaries, windows, interpreter, version, problem, libraries)


def _interpreter(tree: TreeReader, binaries: AnyPath, by: str) -> tuple[AnyPath | None, Message | None]:
    present = tree.names(binaries, by)
    for name in (one for one in _BINARIES if one in present):
        if (real := tree.resolve(tree.child(binaries, name))) is not None and tree.is_file(real):
            return real, None
    dead = next((one for one in _BINARIES if one in present), None)
    if dead is None:
        return None, msg("{folder} holds no python", folder=binaries)
    link = tree.child(binaries, dead)
    target = tree.dead_end(link)
    if target is None:
        return None, msg("{link} is no file", link=link)
    return None, msg("{link} leads to {target}, which does not exist", link=link, target=tree.at(target))


def _windows_interpreter(
    tree: TreeReader, binaries: AnyPath, home: str | None
) -> tuple[AnyPath | None, Message | None]:
    """On Windows ``Scripts/python.exe`` is a launcher, and ``home`` in pyvenv.cfg names the interpreter's folder."""
    launcher = tree.child(binaries, "python.exe")
    if not tree.is_file(launcher):
        return None, msg("{folder} holds no python.exe", folder=binaries)
    if home and os.path.isabs(home) and not tree.is_folder(tree.at(home)):  # noqa: PTH117 - text, not a file
        return None, msg("pyvenv.cfg names {home} as the interpreter's folder, and it does not exist", home=home)
    return launcher, None
