"""Which lists of requirements matter: what a deployment installs, and what the project offers as its main list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from envwizard.analysis.dependencies.installs import Install, deployment_installs, is_for_developers
from envwizard.analysis.dependencies.requirement_families import Family, Kind, family_of, installed_files, is_pinned
from envwizard.analysis.environments.name_tokens import role_of_path
from envwizard.analysis.per_facts import once_per_facts
from envwizard.model.environment import Role
from envwizard.model.facts import Facts
from envwizard.model.facts.dependencies import ProjectFile, Requirement, RequirementsFile
from envwizard.model.paths import ProjectPath

_SPLIT = re.compile(r"[^0-9A-Za-z]+")
# Words in the name of a file that serves those who work on the project, beside those that name an environment.
TOOLING = frozenset(
    (
        "lint", "linters", "docs", "doc", "mypy", "typing", "types", "ci", "tools", "tooling", "style", "format",
        "bench", "benchmark", "benchmarks", "notebook", "notebooks", "ipython", "jupyter", "constraints", "constraint",
        "optional", "extras", "extra", "examples", "apt", "system", "conda",
    )
)  # fmt: skip
# Who makes which lock.
_LOCK_OF_TOOL = {"poetry": "poetry.lock", "uv": "uv.lock", "pdm": "pdm.lock", "pipenv": "Pipfile.lock"}


@dataclass(frozen=True, slots=True)
class JudgedFile:
    """A requirements file that matters, judged, with the deployments that install it (perhaps none)."""

    family: Family
    installs: tuple[Install, ...]


@dataclass(frozen=True, slots=True)
class UnlockedProject:
    """A project file that a deployment installs without a lock; ``lock`` is the file that its tool would read."""

    file: ProjectFile
    loose: tuple[Requirement, ...]
    installs: tuple[Install, ...]
    lock: str | None


@once_per_facts
def judged_files(facts: Facts) -> tuple[JudgedFile, ...]:
    """Judge what deployments install and, beside it, the main lists that nothing installs by name."""
    by_path: dict[ProjectPath, list[Install]] = {}
    for install in deployment_installs(facts):
        for named in install.files:
            for file in installed_files(facts, named):
                by_path.setdefault(file.path, []).append(install)
    judged = []
    for file in facts.requirements_files:
        installs = tuple(by_path.get(file.path, ()))
        if installs or _is_main(facts, file):
            judged.append(JudgedFile(family_of(facts, file), installs))
    return tuple(judged)


def _is_main(facts: Facts, file: RequirementsFile) -> bool:
    """Tell whether a file is meant to be installed: no source, no tool's list, and no lock or compiled twin beside."""
    path = file.path
    words = {word.lower() for word in _SPLIT.split(path.value)}
    named = role_of_path(path)
    if path.suffix == ".in" or words & TOOLING or (named is not None and named.role in (Role.DEVELOPMENT, Role.TEST)):
        return False
    # One that only images for development install is still the project's list where it has the name of one.
    if path.name != "requirements.txt" and is_for_developers(facts, path):
        return False
    locks = (lock.location.path for lock in facts.lock_files)
    if any(isinstance(lock, ProjectPath) and lock.parent == path.parent for lock in locks):
        return False
    names = {one.name for one in file.requirements}
    return not any(
        other is not file
        and other.path.parent in (path.parent, path.parent.join("requirements"))
        and family_of(facts, other).kind in (Kind.LOCKED, Kind.COMPILED)
        and len(names & {one.name for one in other.requirements}) * 10 >= len(names) * 8
        for other in facts.requirements_files
    )


@once_per_facts
def unlocked_projects(facts: Facts) -> tuple[UnlockedProject, ...]:
    """Find project files whose ranges a deployment resolves anew each time."""
    found: dict[ProjectFile, list[Install]] = {}
    for install in deployment_installs(facts):
        if install.install is None:
            continue
        file = _project_installed(facts, install)
        if file is not None:
            found.setdefault(file, []).append(install)
    return tuple(
        UnlockedProject(file, loose, tuple(installs), _LOCK_OF_TOOL.get(_tool(installs[0])))
        for file, installs in found.items()
        if (loose := tuple(one for one in file.requirements if one.group is None and one.name and not is_pinned(one)))
        and "dependencies" not in file.dynamic
    )


def _tool(install: Install) -> str:
    return install.install.tool if install.install is not None else "pip"


def _project_installed(facts: Facts, install: Install) -> ProjectFile | None:
    """The project file that an install resolves without a lock; ``None`` where a lock or a list comes before it."""
    command = install.install
    assert command is not None
    owner = install.location.path
    if not isinstance(owner, ProjectPath):
        return None
    if command.tool in _LOCK_OF_TOOL:
        file = _nearest(facts, owner, ("Pipfile",) if command.tool == "pipenv" else ("pyproject.toml",))
        has_lock = file is not None and any(
            lock.kind == _LOCK_OF_TOOL[command.tool] and lock.location.path == _beside(file, lock.kind)
            for lock in facts.lock_files
        )
        return None if has_lock else file
    names_project = any(word.text in (".", "./") or word.text.startswith((".[", "./[")) for word in command.packages)
    if not names_project or "--no-deps" in command.flags or command.files or command.constraints:
        return None
    installed_before = any(
        other.files and other.location.path == owner and other.location != install.location
        for other in deployment_installs(facts)
    )
    return None if installed_before else _nearest(facts, owner, ("pyproject.toml", "setup.cfg", "setup.py"))


def _nearest(facts: Facts, owner: ProjectPath, names: tuple[str, ...]) -> ProjectFile | None:
    """The project file in the folder of ``owner`` or the next one above it."""
    by_path = {file.location.path: file for file in facts.project_files}
    paths = (folder.join(name) for folder in owner.parent.upwards() for name in names)
    return next((by_path[path] for path in paths if path in by_path), None)


def _beside(file: ProjectFile, name: str) -> ProjectPath | None:
    path = file.location.path
    return path.parent.join(name) if isinstance(path, ProjectPath) else None
