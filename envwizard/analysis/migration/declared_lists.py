"""The lists that a declaration is made of, each a layer to be: what it asks for, what it reads, which files it gets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from envwizard.analysis.dependencies.compilations import Compilation, compilations
from envwizard.analysis.dependencies.requirement_families import Kind, family_of
from envwizard.analysis.environments.name_tokens import role_of_name, role_of_path
from envwizard.analysis.migration.declarations import lock_beside
from envwizard.model.facts import Facts
from envwizard.model.facts.dependencies import ProjectFile, Requirement, RequirementsFile, RequirementsOption
from envwizard.model.migration import Declaration, Declared
from envwizard.model.paths import ProjectPath

_WORD = re.compile(r"[^0-9A-Za-z]+")
_PLAIN = frozenset(("requirements", "requirement", "reqs", "req", "pip", "txt", "in", "freeze", "frozen", "lock", ""))
_BASE = frozenset(("base", "common", "main", "core", "default", "all"))
_RANK = {"base": 0, "production": 1, "staging": 2, "test": 4, "development": 5}
_FREEZES = frozenset((Kind.FREEZE, Kind.LOCKED, Kind.COMPILED))


@dataclass(frozen=True, slots=True)
class DeclaredList:
    """One list. ``path`` is the old file, ``source`` and ``lock`` the files of its layer.

    ``split`` tells that it lists what others need, too: ``None`` where only the graph can tell. ``kept`` tells that
    its source is there already. ``parents`` are the lists, by ``path``, that it reads with -r, ``bounds`` those that
    it names with -c. ``pins`` are the versions in force.
    """

    layer: str
    path: ProjectPath
    source: ProjectPath
    lock: ProjectPath
    requirements: tuple[Requirement, ...]
    pins: dict[str, str] = field(default_factory=dict)
    split: bool | None = False
    kept: bool = False
    parents: tuple[ProjectPath, ...] = ()
    bounds: tuple[ProjectPath, ...] = ()
    extras: tuple[str, ...] = ()
    options: tuple[RequirementsOption, ...] = ()

    @property
    def key(self) -> tuple[ProjectPath, tuple[str, ...]]:
        """What tells the lists of one declaration apart."""
        return self.path, self.extras

    @property
    def names(self) -> frozenset[str]:
        """The normalised names of its own requirements."""
        return frozenset(one.name for one in self.requirements if one.name)


def declared_lists(facts: Facts, declaration: Declaration) -> tuple[DeclaredList, ...]:
    """Give the lists in the order in which they are compiled: what others read comes first."""
    if declaration.kind in (Declared.FREEZE, Declared.REQUIREMENTS, Declared.SOURCE):
        found = _of_requirements(facts, declaration)
    else:
        found = _of_project_file(facts, declaration)
    return _ordered(_with_own_names(found))


def _of_requirements(facts: Facts, declaration: Declaration) -> list[DeclaredList]:
    files = [file for file in facts.requirements_files if file.path in declaration.paths]
    compiled = {one.file.path: one for one in compilations(facts)}
    made = {path: one for path, one in compiled.items() if any(source.location.path != path for source in one.sources)}
    lists: list[DeclaredList] = []
    for file in files:
        if file.path in made and file.path.suffix != ".in":
            continue
        if not file.requirements and not any(one.flag == "-r" for one in file.includes):
            continue
        lists.append(_of_file(facts, file, made))
    # One that only reads others needs no lock of its own: it reads theirs.
    through = {one.path: one.parents for one in lists if not one.requirements and not one.kept}
    lists = [one for one in lists if one.path not in through]
    # A list is read by its own name, by its lock's or by its source's.
    owner = {path: one.path for one in lists for path in (one.lock, one.source, one.path)}
    resolved = []
    for one in lists:
        read = (path for path in _passed(one.parents, through) if path in owner)
        bound = (path for path in _passed(one.bounds, through) if path in owner)
        parents = tuple(dict.fromkeys(owner[path] for path in read if owner[path] != one.path))
        bounds = tuple(dict.fromkeys(owner[path] for path in bound if owner[path] != one.path))
        resolved.append(replace(one, parents=parents, bounds=bounds))
    return resolved


def _passed(paths: tuple[ProjectPath, ...], through: dict[ProjectPath, tuple[ProjectPath, ...]]) -> list[ProjectPath]:
    """Follow lists that only read others to those that they read."""
    left, seen, found = list(paths), set[ProjectPath](), []
    while left:
        path = left.pop(0)
        if path not in seen:
            seen.add(path)
            left += through.get(path, ())
            found += [] if path in through else [path]
    return found


def _of_file(facts: Facts, file: RequirementsFile, made: dict[ProjectPath, Compilation]) -> DeclaredList:
    path = file.path
    parents = tuple(one.target for one in file.includes if one.flag == "-r" and one.target is not None)
    bounds = tuple(one.target for one in file.includes if one.flag == "-c" and one.target is not None)
    stem = path.value.rpartition(".")[0]
    kind = family_of(facts, file).kind
    if path.suffix == ".in":
        locks = [one for one in made.values() if any(source.location.path == path for source in one.sources)]
        lock = locks[0].file.path if locks else ProjectPath(f"{stem}.txt")
        pins = _pins(one for lock_file in locks[:1] for one in lock_file.file.requirements)
        return DeclaredList(
            layer_name(path), path, path, lock, file.requirements, pins, kept=True, parents=parents, bounds=bounds,
            options=file.options,
        )  # fmt: skip
    split = True if kind in _FREEZES else None if is_mostly_pinned(file.requirements) else False
    return DeclaredList(
        layer_name(path), path, ProjectPath(f"{stem}.in"), path, file.requirements, _pins(file.requirements), split,
        parents=parents, bounds=bounds, options=file.options,
    )  # fmt: skip


def is_mostly_pinned(requirements: Iterable[Requirement]) -> bool:
    """Tell whether a list may be a dump with a few lines added by hand."""
    asked = [one for one in requirements if one.name]
    return len(asked) > 1 and sum(one.pinned is not None or one.url is not None for one in asked) * 5 >= len(asked) * 4


def _pins(requirements: Iterable[Requirement]) -> dict[str, str]:
    return {one.name: one.pinned for one in requirements if one.name and one.pinned is not None}


def layer_name(path: ProjectPath) -> str:
    """Name the layer of a requirements file by its name: the environment, else the word, ``base`` without one."""
    named = role_of_path(ProjectPath(path.name))
    if named is not None and named.naming:
        return named.name
    words = [word.lower() for word in _WORD.split(path.name.rpartition(".")[0]) if word.lower() not in _PLAIN]
    return "base" if not words or words[0] in _BASE else "-".join(words)


def _of_project_file(facts: Facts, declaration: Declaration) -> list[DeclaredList]:
    path = declaration.paths[0]
    file = next(one for one in facts.project_files if one.location.path == path)
    groups = _groups(facts, file, declaration)
    folder = path.parent
    lock = lock_beside(facts, file)
    pins = {one.name: one.version for one in lock.distributions} if lock is not None else {}
    main = next((asked for group, asked, _ in groups if group is None), ())
    # pip-compile reads the standard tables itself, where they are not left to the build.
    readable = file.kind == "pyproject" and file.name is not None and "dependencies" not in file.dynamic
    flat = len(groups) == 1
    lists = []
    used: set[str] = set()
    for group, asked, is_extra in groups:
        names = ("base",) if group is None else (_group_layer(group), group, f"{group}-group")
        name = next(one for one in names if one not in used)
        used.add(name)
        stem = "requirements" if flat else f"requirements/{name}"
        reads = readable and (group is None or is_extra)
        output = folder.join(f"{stem}.txt")
        source = path if reads else folder.join(f"{stem}.in")
        assert output is not None and source is not None
        known = pins or _pins(
            one for other in facts.requirements_files if other.path == output for one in other.requirements
        )
        lists.append(
            DeclaredList(
                name,
                path if group is None else source,
                source,
                output,
                asked,
                dict(known),
                # A Pipfile may hold a dump that pipenv imported.
                None if is_mostly_pinned(asked) and not reads else False,
                kept=reads,
                bounds=(path,) if group is not None and main else (),
                extras=(group,) if reads and group else (),
            )
        )
    return lists


def _group_layer(group: str) -> str:
    named = role_of_name(group)
    return named.name if named is not None and named.naming else group


def _groups(
    facts: Facts, file: ProjectFile, declaration: Declaration
) -> list[tuple[str | None, tuple[Requirement, ...], bool]]:
    """The main dependencies and the groups with their requirements; extras only where they name an environment."""
    if declaration.kind is Declared.CONDA:
        return [(None, tuple(one for one in file.requirements if one.group == "pip"), False)]
    # An extra and a dependency group may have one name.
    by_group: dict[tuple[str | None, bool], list[Requirement]] = {}
    for one in file.requirements:
        by_group.setdefault((one.group, one.is_extra), []).append(one)
    for including, included in file.group_includes:
        by_group.setdefault((including, False), []).extend(by_group.get((included, False), ()))
    found = [
        (group, tuple(dict.fromkeys(asked)), is_extra)
        for (group, is_extra), asked in by_group.items()
        if not is_extra or role_of_name(group or "") is not None
    ]
    return sorted(found, key=lambda one: one[0] is not None)


def _with_own_names(lists: list[DeclaredList]) -> list[DeclaredList]:
    """Two files for one environment (``docker-dev.txt``, ``local.txt``) are told apart by their files' names."""

    def count(name: str) -> int:
        return sum(one.layer == name for one in lists)

    def own(one: DeclaredList) -> str:
        stem = one.extras[0] if one.extras else one.lock.name.rpartition(".")[0]
        same = sum(other.lock.name == one.lock.name for other in lists)
        if stem.lower() in _PLAIN and same == 1:
            return one.layer
        return stem if same == 1 and count(stem) == 0 else one.lock.value.rpartition(".")[0]

    return [one if count(one.layer) == 1 else replace(one, layer=own(one)) for one in lists]


def _ordered(lists: list[DeclaredList]) -> tuple[DeclaredList, ...]:
    left = sorted(lists, key=lambda one: (_RANK.get(one.layer, 3), one.path, one.extras))
    done: list[DeclaredList] = []
    known = {one.path for one in left}
    while left:
        ready = {one.path for one in done}
        one = next(
            (
                each
                for each in left
                if all(
                    path in ready or path == each.path or path not in known for path in (*each.parents, *each.bounds)
                )
            ),
            # Files that read each other: any order is as good.
            left[0],
        )
        left.remove(one)
        done.append(one)
    return tuple(done)


def above(one: DeclaredList, lists: Iterable[DeclaredList]) -> Iterator[DeclaredList]:
    """Give the lists that are installed with a list because it reads them, at any depth."""
    by_path = {each.path: each for each in lists}
    left, seen = [*one.parents], {one.path}
    while left:
        path = left.pop()
        if path in by_path and path not in seen:
            seen.add(path)
            left += by_path[path].parents
            yield by_path[path]
