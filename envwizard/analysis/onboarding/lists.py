"""Which lists a developer's environment is filled from: requirements files, extras and groups for development."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from envwizard.analysis.dependencies.requirement_families import installed_files as read_with
from envwizard.analysis.onboarding.manager import root_files
from envwizard.analysis.virtualenvs.environment_commands import MAIN_LISTS, is_for_development
from envwizard.analysis.virtualenvs.project_virtualenvs import is_lock, requirements_of
from envwizard.model.facts import Facts
from envwizard.model.facts.dependencies import ProjectFile, Requirement, RequirementsFile
from envwizard.model.facts.virtualenvs import VirtualEnv
from envwizard.model.paths import ProjectPath

# Extras and groups that a developer needs, as PEP 735 and the projects themselves call them.
_DEVELOPING = frozenset(("dev", "develop", "development", "test", "tests", "testing"))
# Project files whose requirements pip understands without building anything.
_LOOSE = ("pyproject", "poetry", "setup.cfg")
_WORDS = re.compile(r"[-_.]+")
_AIDS = frozenset(("docs", "doc", "lint", "style", "format", "build", "release", "publish", "prod", "production",
                   "deploy", "heroku", "docker", "ci", "lambda", "gpu", "optional"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lists:
    """What to install: ``files`` with -r, else (or beside) the ``package`` with ``extras`` and ``groups``.

    ``project`` is a project file that makes no package and yet declares dependencies. ``complete`` tells that the
    files name everything that the package needs, so that it goes in with ``--no-deps``.
    """

    files: tuple[RequirementsFile, ...] = ()
    package: ProjectFile | None = None
    extras: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    complete: bool = False
    project: ProjectFile | None = None

    @property
    def loose(self) -> tuple[Requirement, ...]:
        """What a project file that makes no package asks for, where no list does."""
        if self.project is None or self.files:
            return ()
        return tuple(
            one for one in self.project.requirements if one.group is None or (one.is_extra and one.group in self.extras)
        )


def lists_of(facts: Facts, env: VirtualEnv, root: ProjectPath) -> Lists:
    """Choose the lists of a root for its environment."""
    files = _files(facts, env)
    projects = root_files(facts, root)
    packages = [file for file in projects if file.is_package]
    # setup.py and pyproject.toml side by side: the one that says more.
    package = max(packages, key=lambda file: (file.name is not None, len(file.requirements)), default=None)
    named = {one.name for file in files for one in _read(facts, file) if one.name}
    needed = {one.name for one in package.requirements if one.group is None and one.name} if package else set()
    complete = bool(files) and needed <= named
    asked = [one for file in projects for one in file.requirements if one.group]
    extras = _developing({one.group for one in asked if one.is_extra and one.group})
    groups = _developing({one.group for one in asked if not one.is_extra and one.group})
    if any(is_for_development(file) for file in files):
        extras = groups = ()
    holders = [file for file in projects if file.kind in _LOOSE and file.requirements] if package is None else []
    project = max(holders, key=lambda file: len(file.requirements), default=None)
    has_extras = package is not None or project is not None
    return Lists(files, package, extras if has_extras else (), groups, complete, project)


def developing_extras(projects: Iterable[ProjectFile]) -> tuple[str, ...]:
    """The extras that a developer needs."""
    found = {one.group for file in projects for one in file.requirements if one.is_extra and one.group}
    return _developing(found)


def _developing(names: set[str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in names if not _DEVELOPING.isdisjoint(_WORDS.split(name.lower()))))


def _files(facts: Facts, env: VirtualEnv) -> tuple[RequirementsFile, ...]:
    """The main list and those for developing; one that another of them holds altogether is not named again."""
    files = [file for file in requirements_of(facts, env) if file.requirements or file.includes]
    main = [file for file in files if _stem(file) in MAIN_LISTS]
    main = sorted(main, key=_likelihood)[:1]
    # tests/requirements.txt, docs/requirements.txt and the like are other people's.
    developing = [file for file in files if file not in main and _for_developers(file)]
    shared = {one.path for file in developing for one in read_with(facts, file)}
    if any(one.path in shared for file in main for one in read_with(facts, file)):
        # The one for developers holds what the main one has, its own additions for a deployment aside.
        main = []
    wanted = [*main, *developing]
    if not wanted and len(files) == 1:
        wanted = files
    held: set[ProjectPath] = set()
    for file in wanted:
        held |= {one.path for one in read_with(facts, file)} - {file.path}
    left = [file for file in wanted if file.path not in held]
    return tuple(file for file in left if not any(_holds(other, file) for other in left if other is not file))


def _for_developers(file: RequirementsFile) -> bool:
    words = set(_WORDS.split(file.path.name.lower()))
    return is_for_development(file) and words.isdisjoint(_AIDS)


def _likelihood(file: RequirementsFile) -> tuple[bool, int, bool]:
    """Sort locks before others, by their names, and a source behind what was made of it."""
    return not is_lock(file), MAIN_LISTS.index(_stem(file)), file.path.suffix == ".in"


def _stem(file: RequirementsFile) -> str:
    name = file.path.name.lower()
    return f"{name[:-3]}.txt" if name.endswith(".in") else name


def _holds(one: RequirementsFile, other: RequirementsFile) -> bool:
    """Tell whether a compiled list names everything of another one, and more."""
    mine = {requirement.name for requirement in one.requirements}
    theirs = {requirement.name for requirement in other.requirements}
    return is_lock(one) and theirs < mine


def _read(facts: Facts, file: RequirementsFile) -> tuple[Requirement, ...]:
    return tuple(one for part in read_with(facts, file) for one in part.requirements)


def requirements_in(facts: Facts, lists: Lists) -> tuple[Requirement, ...]:
    """Every requirement that installing the lists answers, directly."""
    found = [one for file in lists.files for one in _read(facts, file)]
    if lists.package is not None and not lists.complete:
        found += [one for one in lists.package.requirements if one.group is None]
    if lists.package is not None:
        chosen = {*lists.extras, *lists.groups}
        found += [one for one in lists.package.requirements if one.group in chosen]
    if lists.project is not None:
        found += lists.loose
        found += [one for one in lists.project.requirements if one.group in lists.groups and not one.is_extra]
    return tuple(found)


def is_local(requirement: Requirement) -> bool:
    """Tell the project itself and folders beside it, whose own code runs when they are built."""
    url = requirement.url
    return url is not None and ("://" not in url or url.startswith("file:"))
