"""Virtual environments that git tracks, told from the list of tracked files alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from envwizard.model.aside import EXAMPLES, TEMPLATES, TEST_DATA, TESTS, is_one_of
from envwizard.model.facts import Facts
from envwizard.model.paths import ROOT, ProjectPath

# ``venv/lib/python3.11/site-packages/..``, ``Lib/site-packages/..``; what lies in it in turn does not count.
_LIBRARY = re.compile(r"(?:(?P<root>.*?)/)?(?:lib(?:64)?/(?:python|pypy)\d[\w.]*|Lib)/site-packages/")
_MARKS = ("pyvenv.cfg", "conda-meta/history")
# Where the project's root is the environment, these are the environment's and the rest is the project's.
_OWN = re.compile(
    r"pyvenv\.cfg|lib(?:64)?/(?:python|pypy)\d[^/]*|Lib/site-packages|Lib64?/python[^/]*|include/python[^/]*|conda-meta|lib64|"
    r"(?:bin|Scripts)/(?:[Aa]ctivate[\w.-]*|deactivate[\w.-]*|(?:python|pypy|pip|easy_install|wheel)[\w.-]*|pydoc\.bat)"
)
# Below these an environment is somebody's test data.
_SAMPLES = TESTS | TEST_DATA | EXAMPLES | TEMPLATES


@dataclass(frozen=True, slots=True)
class CommittedVirtualEnv:
    """An environment in the repository: ``shown`` is a tracked file that proves it, ``count`` how many are tracked.

    ``paths`` are what git would have to forget: the folder, or where the project's root is the environment, its parts.
    """

    root: ProjectPath
    shown: ProjectPath
    count: int
    paths: tuple[ProjectPath, ...]


def committed_virtualenvs(facts: Facts) -> tuple[CommittedVirtualEnv, ...]:
    """Find them; one that lies in another, in a layer for AWS Lambda or in test data is left out."""
    proofs: dict[ProjectPath, ProjectPath] = {}
    tracked = facts.git.tracked if facts.git.present else frozenset()
    # Sorted late: a repository may have a hundred thousand files, and few of them lie in an environment.
    for path, root in sorted((path, root) for path in tracked if (root := _root(path)) is not None):
        if root not in proofs or path.name == "pyvenv.cfg":
            proofs[root] = path
    found = []
    for root, shown in sorted(proofs.items()):
        nested = any(root.is_below(other) for other in proofs if other != ROOT)
        if not nested and not is_one_of(root, _SAMPLES) and not _is_layer(root, shown):
            paths = _own_paths(facts) if root == ROOT else (root,)
            count = sum(1 for path in facts.git.tracked if any(path == one or path.is_below(one) for one in paths))
            found.append(CommittedVirtualEnv(root, shown, count, paths))
    return tuple(found)


def _root(path: ProjectPath) -> ProjectPath | None:
    text = path.value
    for mark in _MARKS:
        if text == mark or text.endswith(f"/{mark}"):
            return ProjectPath(text[: -len(mark)].rstrip("/") or ".")
    if "site-packages/" not in text:
        return None
    match = _LIBRARY.match(text)
    return ProjectPath(match["root"] or ".") if match else None


def _is_layer(root: ProjectPath, shown: ProjectPath) -> bool:
    """``python/lib/python3.9/site-packages`` is how AWS Lambda wants the packages of a layer."""
    return root.name == "python" and shown.name not in ("pyvenv.cfg", "history")


def _own_paths(facts: Facts) -> tuple[ProjectPath, ...]:
    matches = (_OWN.match(path.value) for path in facts.git.tracked)
    return tuple(sorted({ProjectPath(match.group()) for match in matches if match and _is_whole(match)}))


def _is_whole(match: re.Match[str]) -> bool:
    return match.end() == len(match.string) or match.string[match.end()] == "/"
