"""Sources that are called like those that people run by hand or try things out with, and that the program imports."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from envwizard.model.facts.python import PythonModule
from envwizard.model.paths import ProjectPath
from envwizard.syntax.python_modules import is_aside, is_run_by_hand, is_trial

# Workers import what is written with these, whoever names it.
_TASKS = re.compile(rb"^[ \t]*(?:from|import)[ \t]+(?:celery|dramatiq|huey|arq|rq)\b", re.MULTILINE)


def parts_of_program(
    modules: Iterable[PythonModule], paths: Iterable[ProjectPath], peek: Callable[[ProjectPath], bytes | None]
) -> frozenset[ProjectPath]:
    """Tell which of ``modules`` with a by-hand or trial name others import that have none.

    That is read off the bytes of all ``paths``.
    """
    asked = {one.path for one in modules if (one.path_uses or one.splices) and _is_asked(one.path)}
    found = {path for path in asked if _TASKS.search(peek(path) or b"")}
    importers = [path for path in paths if not _is_asked(path) and not is_aside(path)] if asked - found else []
    patterns = {path: _import_of(path) for path in asked - found}
    for importer in importers:
        data = peek(importer)
        for path in patterns.keys() - found if data is not None else ():
            word, pattern = patterns[path]
            if data is not None and word in data and pattern.search(data):
                found.add(path)
    return frozenset(found)


def _is_asked(path: ProjectPath) -> bool:
    return is_run_by_hand(path) or is_trial(path)


def _import_of(path: ProjectPath) -> tuple[bytes, re.Pattern[bytes]]:
    """What an import of a source looks like: its folder's name and its own, or its own where it lies in the root."""
    *folders, name = path.parts
    stem = re.escape(name.rpartition(".")[0].encode())
    if not folders or not is_run_by_hand(path.parent.join("x.py") or path):
        # ``from shop import tasks``, ``from .tasks import refresh``, ``import tasks``
        form = rb"(?:from[ \t]+[\w.]*\b%s[ \t]+import\b|from[ \t]+[\w.]+[ \t]+import[ \t][^\n]*\b%s\b|import[ \t]+%s\b)"
        return stem, re.compile(rb"^[ \t]*" + form % (stem, stem, stem), re.MULTILINE)
    folder = re.escape(folders[-1].encode())
    if stem == b"__init__":
        return folder, re.compile(
            rb"^[ \t]*(?:from[ \t]+[\w.]*\b%s[ \t]+import\b|import[ \t]+%s\b)" % (folder, folder), re.M
        )
    form = rb"(?:(?:from|import)[ \t]+[\w.]*\b%s\.%s\b|from[ \t]+[\w.]*\b%s[ \t]+import[ \t(][^\n]*\b%s\b)"
    return stem, re.compile(rb"^[ \t]*" + form % (folder, stem, folder, stem), re.MULTILINE)
