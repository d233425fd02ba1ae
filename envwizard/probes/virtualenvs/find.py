"""Where a project's virtual environments are: in its tree, and where poetry, pipenv, pyenv and the like keep theirs."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Iterator

from envwizard.model.paths import ROOT, AnyPath, ProjectPath
from envwizard.project.reader import Sources
from envwizard.project.tree_reader import TreeReader

BY = "virtualenvs"
_MAX_PROJECTS = 200
_MAX_ENVIRONMENTS = 2000


def find_virtualenvs(sources: Sources) -> Iterator[tuple[AnyPath, str | None]]:
    """Give the folders that may be virtual environments of this project, each once, with who manages them."""
    seen: set[AnyPath] = set()
    for path, manager in (*_in_tree(sources), *_poetry(sources), *_named(sources), *_pyenv(sources)):
        real = sources.tree.resolve(path) or path
        if real not in seen:
            seen.add(real)
            yield path, manager


def _in_tree(sources: Sources) -> Iterator[tuple[AnyPath, str | None]]:
    for root in sources.inventory.virtualenv_roots:
        yield root, None
    for entry in sources.inventory.files:
        # .venv as a link to an environment elsewhere: the walk does not follow it.
        if entry.kind == "folder-link" and sources.tree.is_file(sources.tree.child(entry.path, "pyvenv.cfg")):
            yield entry.path, None


def _folders_with(sources: Sources, name: str) -> list[ProjectPath]:
    found = [path.parent for path in sources.named(re.compile(re.escape(name)))]
    return list(dict.fromkeys([ROOT, *found]))[:_MAX_PROJECTS]


def _poetry(sources: Sources) -> Iterator[tuple[AnyPath, str | None]]:
    """Poetry names an environment after the project and a hash of the resolved folder of its pyproject.toml."""
    tree = sources.tree
    known = [(folder, tree.names(tree.at(folder), BY)) for folder in tree.places.poetry]
    if not any(names for _, names in known) or not sources.named(re.compile(r"pyproject\.toml")):
        return
    for project in _folders_with(sources, "pyproject.toml"):
        digest = poetry_digest(os.path.realpath(tree.absolute(project)))
        pattern = re.compile(rf".*-{re.escape(digest)}-py\d+\.\d+")
        for folder, names in known:
            yield from ((tree.at(f"{folder}/{name}"), "poetry") for name in sorted(names) if pattern.fullmatch(name))


def poetry_digest(folder: str) -> str:
    """The eight characters in a poetry environment's name that stand for the project's folder."""
    raw = hashlib.sha256(os.path.normcase(folder).encode("utf-8", "surrogateescape")).digest()
    return base64.urlsafe_b64encode(raw).decode("ascii")[:8]


def _named(sources: Sources) -> Iterator[tuple[AnyPath, str | None]]:
    """Pipenv and virtualenvwrapper write the project's folder into the environment's ``.project``."""
    tree = sources.tree
    projects = {os.path.realpath(tree.absolute(folder)) for folder in _folders_with(sources, "Pipfile")}
    for folder in tree.places.named:
        for entry in sorted(tree.folder(tree.at(folder), BY), key=lambda one: one.name)[:_MAX_ENVIRONMENTS]:
            path = tree.at(f"{folder}/{entry.name}")
            raw = tree.head(tree.child(path, ".project"), BY, 4096) if entry.is_folder else None
            if raw and os.path.realpath(os.fsdecode(raw.strip()).replace("\0", "")) in projects:
                yield path, "pipenv" if sources.has(ProjectPath("Pipfile")) else "virtualenvwrapper"


def _pyenv(sources: Sources) -> Iterator[tuple[AnyPath, str | None]]:
    """pyenv-virtualenv: a .python-version that names an environment instead of a version."""
    tree: TreeReader = sources.tree
    for path in sources.named(re.compile(r"\.python-version"))[:_MAX_PROJECTS]:
        raw = tree.head(path, BY, 4096) or b""
        for word in raw.decode("utf-8", "replace").split():
            if re.fullmatch(r"[A-Za-z_][\w.-]*", word):
                place = tree.at(f"{tree.places.pyenv}/versions/{word}")
                if tree.is_file(tree.child(place, "pyvenv.cfg")):
                    yield place, "pyenv"
