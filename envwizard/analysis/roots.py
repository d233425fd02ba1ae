"""Which folders of a repository are Python projects of their own, what belongs to each, and the choice among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

from envwizard.analysis.per_facts import once_per_facts
from envwizard.model.aside import DOCUMENTS, EXAMPLES, TEMPLATES, TEST_DATA, TESTS, TUTORIALS, is_one_of
from envwizard.model.environment import Evidence
from envwizard.model.errors import UsageError
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CiJob
from envwizard.model.facts.containers import ComposeFile
from envwizard.model.facts.dependencies import LockFile, ProjectFile, RequirementsFile
from envwizard.model.facts.launches import Launch
from envwizard.model.facts.roots import PythonRoot
from envwizard.model.message import msg
from envwizard.model.nearest import nearest, nearest_or_all
from envwizard.model.paths import ROOT, AnyPath, ProjectPath
from envwizard.model.source import Location

T = TypeVar("T")
# What lies below these is shown to readers or run by tests; what is built in these is built for the root around them.
_NO_ROOTS = (TESTS | TEST_DATA | DOCUMENTS | EXAMPLES | TUTORIALS | TEMPLATES) | frozenset(
    (".github", ".circleci", ".devcontainer", "docker", "deploy", "deployment", "ci")
)
_REQUIREMENTS_FOLDERS = frozenset(("requirements", "requirement", "reqs"))
_MAIN = frozenset(("requirements.txt", "requirements.in", "requirement.txt", "reqs.txt"))
# Python files at a repository's top that are no program of its own.
_TOOLS = frozenset(("setup.py", "conftest.py", "noxfile.py", "tasks.py", "versioneer.py", "hatch_build.py"))
_MOST_EVIDENCE = 4
# Facts that belong to the root they lie in, and to no other.
_OWN = (
    "virtualenvs", "requirements_files", "project_files", "lock_files", "python_versions", "env_files",
    "python_modules", "server_configs",
)  # fmt: skip
# Facts that may serve a root from a folder above it.
_SERVING = (
    "dockerfiles", "compose_files", "kubernetes_containers", "config_values", "proxy_upstreams", "shell_scripts",
    "makefiles", "ci_workflows", "documents", "services",
)  # fmt: skip


def python_roots(facts: Facts) -> tuple[PythonRoot, ...]:
    """List the roots: folders with a project file or a lock, or with requirements and Python sources.

    A folder ``requirements`` holds files of the one above it. A project without any is one root all the same.
    """
    modules = [entry.path for entry in facts.inventory.files if entry.path.value.endswith(".py")]
    holding = {path.value.rpartition("/")[0] for path in modules}
    sources = {above for folder in holding for above in ProjectPath(folder or ".").upwards()}
    found: dict[ProjectPath, list[Evidence]] = {}
    names: dict[ProjectPath, str] = {}
    for file in _declaring(facts):
        folder = folder_of(file.location)
        if folder is None or is_one_of(folder, _NO_ROOTS):
            continue
        if isinstance(file, RequirementsFile) and folder != ROOT and not (folder in sources and _is_main(file.path)):
            continue
        says = Evidence(Location(file.location.path), msg("{path} lies here", path=file.location.path))
        found.setdefault(folder, []).append(says)
        if isinstance(file, ProjectFile) and file.name:
            names.setdefault(folder, file.name)
    if not found or any("/" not in path.value and path.name not in _TOOLS for path in modules):
        found.setdefault(ROOT, [])
    return tuple(
        PythonRoot(
            folder,
            names.get(folder) or folder.name or facts.project_name or ".",
            tuple(dict.fromkeys(found[folder]))[:_MOST_EVIDENCE],
        )
        for folder in sorted(found)
    )


def _declaring(facts: Facts) -> tuple[ProjectFile | LockFile | RequirementsFile, ...]:
    return (*facts.project_files, *facts.lock_files, *facts.requirements_files)


def folder_of(location: Location) -> ProjectPath | None:
    """The folder that a requirements, project or lock file stands for; ``None`` outside of the project."""
    if not isinstance(location.path, ProjectPath):
        return None
    folder = location.path.parent
    inside = next((above for above in folder.upwards() if above.name.lower() in _REQUIREMENTS_FOLDERS), None)
    return inside.parent if inside is not None else folder


def _is_main(path: ProjectPath) -> bool:
    """Tell whether a requirements file is the one of its folder, not a list of extras beside some module."""
    return path.name.lower() in _MAIN or path.parent.name.lower() in _REQUIREMENTS_FOLDERS


@once_per_facts
def _roots(facts: Facts) -> frozenset[ProjectPath]:
    return frozenset(root.path for root in facts.roots or python_roots(facts))


def root_of(facts: Facts, path: AnyPath) -> ProjectPath | None:
    """The nearest root around a path; ``None`` where it lies in none (a deploy folder beside the roots)."""
    if not isinstance(path, ProjectPath):
        return None
    roots = _roots(facts)
    return next((folder for folder in path.upwards() if folder in roots), None)


def root_around(facts: Facts, path: AnyPath) -> ProjectPath:
    """The nearest root around a path, and the project's own folder where it lies in none."""
    return root_of(facts, path) or ROOT


@once_per_facts
def _declaring_folders(facts: Facts) -> frozenset[ProjectPath]:
    return frozenset(folder for file in _declaring(facts) if (folder := folder_of(file.location)) is not None)


def declaring_folder(facts: Facts, path: AnyPath) -> ProjectPath:
    """The nearest folder around a path that anything is declared for, be it a root or not (``docs``, a lambda's).

    For what is installed by such a list: a virtual environment beside it.
    """
    folders = path.upwards() if isinstance(path, ProjectPath) else ()
    return next((one for one in folders if one in _declaring_folders(facts)), ROOT)


def root_of_launch(facts: Facts, launch: Launch) -> ProjectPath | None:
    """The root that a launch starts: that of its working directory, else of its program's source, else of its file."""
    places: list[AnyPath] = []
    if launch.working_directory is not None and launch.working_directory != ROOT:
        places.append(launch.working_directory)
    if launch.app is not None and launch.app.endswith(".py") and (path := ProjectPath.of(launch.app)) is not None:
        places.append(path)
    places.append(launch.command.location.path)
    return root_of(facts, places[0])


def same_root(facts: Facts, one: AnyPath, other: AnyPath) -> bool:
    """Tell whether two paths belong to one root; what lies in none may belong to any."""
    first, second = root_of(facts, one), root_of(facts, other)
    return first is None or second is None or first == second


def only_root(facts: Facts) -> ProjectPath | None:
    """The repository's one root; ``None`` where it has several."""
    roots = _roots(facts)
    return next(iter(roots)) if len(roots) == 1 else None


def served_roots(facts: Facts, job: CiJob) -> tuple[ProjectPath, ...]:
    """The roots that a CI job works on: those of the folders it runs in, else of the files that its commands name.

    A job that names none, or anything of the project's own folder, works on that; or on the only root below it.
    """
    if (only := only_root(facts)) is not None:
        return (only,)
    roots = _roots(facts)
    files = {entry.path for entry in facts.inventory.files}
    words = (word.rpartition("=")[2] for command in job.commands for word in command.argv)
    places = job.folders or tuple(word for word in words if (path := ROOT.join(word)) in files or path in roots)
    served = dict.fromkeys(root_around(facts, ROOT.join(place) or ROOT) for place in places)
    return tuple(served) if served and ROOT not in served else (ROOT,)


def with_chosen(facts: Facts) -> Facts:
    """Leave out what belongs to roots that were not chosen; with no choice everything stays.

    Raises ``UsageError`` where a chosen name is no root's, naming the nearest.
    """
    names = facts.decisions.roots
    if not names:
        return facts
    chosen = {_named(name, facts.roots) for name in names}
    changes: dict[str, Any] = {
        "roots": tuple(replace(root, chosen=root.path in chosen) for root in facts.roots),
        **{field: _own(getattr(facts, field), facts, chosen) for field in _OWN},
        **{field: _serving(getattr(facts, field), facts, chosen) for field in _SERVING},
    }
    changes["compose_files"] = tuple(_services(file, facts, chosen) for file in changes["compose_files"])
    return replace(facts, **changes)


def chosen_launches(launches: tuple[Launch, ...], facts: Facts) -> tuple[Launch, ...]:
    """Leave out launches of roots that were not chosen."""
    chosen = {root.path for root in facts.roots if root.chosen}
    if len(chosen) == len(facts.roots):
        return launches
    return tuple(one for one in launches if _may_serve(root_of_launch(facts, one), chosen))


def _named(name: str, roots: Iterable[PythonRoot]) -> ProjectPath:
    wanted = name.strip().rstrip("/").removeprefix("./") or "."
    known = {key: root.path for root in roots for key in (root.name, root.path.value)}
    if wanted in known:
        return known[wanted]
    hint = nearest(wanted, known) or nearest_or_all(wanted, sorted({root.path.value for root in roots}))
    raise UsageError(msg("There is no Python root {name} in this project.{hint}", name=name, hint=hint))


def _path(fact: Any) -> AnyPath:
    path: AnyPath = fact.path if hasattr(fact, "path") else fact.location.path
    return path


def _own(found: tuple[T, ...], facts: Facts, chosen: set[ProjectPath]) -> tuple[T, ...]:
    return tuple(one for one in found if (root := root_of(facts, _path(one))) is None or root in chosen)


def _serving(found: tuple[T, ...], facts: Facts, chosen: set[ProjectPath]) -> tuple[T, ...]:
    return tuple(one for one in found if _may_serve(root_of(facts, _path(one)), chosen))


def _services(file: ComposeFile, facts: Facts, chosen: set[ProjectPath]) -> ComposeFile:
    """Leave out the services that are built from another root."""
    path = file.location.path
    if not isinstance(path, ProjectPath):
        return file
    kept = []
    for service in file.services:
        context = path.parent.join(service.build_context) if service.build_context is not None else None
        if context is None or _may_serve(root_of(facts, context), chosen):
            kept.append(service)
    return replace(file, services=tuple(kept))


def _may_serve(root: ProjectPath | None, chosen: set[ProjectPath]) -> bool:
    """What lies in a chosen root, in none, or in a root around a chosen one may serve it."""
    return root is None or root in chosen or any(one.is_below(root) for one in chosen)
