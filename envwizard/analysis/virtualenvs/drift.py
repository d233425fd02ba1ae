"""How what is installed in a virtual environment differs from what the project asks for and locks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from envwizard.analysis.virtualenvs.environment_commands import installed_files
from envwizard.analysis.virtualenvs.project_virtualenvs import lock_files_of, project_files_of, requirements_of
from envwizard.analysis.virtualenvs.target_python import marker_environment
from envwizard.model.facts import Facts
from envwizard.model.facts.dependencies import LockFile, RequirementsFile
from envwizard.model.facts.virtualenvs import Distribution, VirtualEnv
from envwizard.model.source import Location
from envwizard.syntax.requirement_text import normalised

# What an environment holds by itself, and what manages it.
_TOOLS = frozenset(
    ("pip", "setuptools", "wheel", "distribute", "pkg-resources", "pip-tools", "uv", "poetry", "pipenv", "virtualenv")
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One distribution that differs: ``asked`` is the specifier in force, ``installed`` the version, if any."""

    name: str
    asked: str
    installed: str | None
    location: Location


@dataclass(frozen=True, slots=True)
class Drift:
    """Installed otherwise than asked for, asked for and not installed, installed and asked for by nobody."""

    different: tuple[Difference, ...] = ()
    missing: tuple[Difference, ...] = ()
    undeclared: tuple[Distribution, ...] = ()


@dataclass(slots=True)
class _Asked:
    """What is asked for of one name: the installed version has to fit one of the statements."""

    required: bool = False
    statements: list[tuple[str, Location]] = field(default_factory=list)


def drift(facts: Facts, env: VirtualEnv) -> Drift | None:
    """Compare an environment with its root's requirements and locks; ``None`` where nothing is declared."""
    asked = _asked(facts, env)
    declared = _declared(facts, env)
    if not asked and not declared:
        return None
    different, missing = [], []
    for name, one in sorted(asked.items()):
        installed = env.find(name)
        specifier, location = one.statements[0]
        if installed is None:
            if one.required:
                missing.append(Difference(name, specifier, None, location))
        elif installed.direct_url is None and not any(fits(text, installed.version) for text, _ in one.statements):
            different.append(Difference(name, specifier, installed.version, location))
    # A line that cannot be read may be the one that declares it.
    legible = not any(file.bad_lines for file in requirements_of(facts, env))
    return Drift(tuple(different), tuple(missing), _undeclared(env, declared) if legible else ())


def _asked(facts: Facts, env: VirtualEnv) -> dict[str, _Asked]:
    """What the files that fill this environment say, by normalised name; markers that do not hold are left out."""
    target = {**marker_environment(env), "extra": ""}
    asked: dict[str, _Asked] = {}
    files = _files_in_force(facts, env)
    for file, required in files:
        for one in file.requirements:
            if one.name and holds(one.marker, target):
                entry = asked.setdefault(one.name, _Asked())
                entry.required |= required
                if one.specifier or not one.url:
                    entry.statements.append((one.specifier, one.location))
    locks = lock_files_of(facts, env)
    if not files:
        for lock in locks:
            _add_lock(asked, lock)
    if not files and not locks:
        for project in project_files_of(facts, env):
            for one in project.requirements:
                if one.name and one.group is None and holds(one.marker, target):
                    entry = asked.setdefault(one.name, _Asked())
                    entry.required = True
                    entry.statements.append((one.specifier, one.location))
    own = {normalised(file.name) for file in facts.project_files if file.name}
    return {name: one for name, one in asked.items() if one.statements and name not in own}


def _add_lock(asked: dict[str, _Asked], lock: LockFile) -> None:
    """A lock of a manager holds every platform and group: it tells versions, and not what has to be there."""
    for one in lock.distributions:
        if one.version:
            asked.setdefault(one.name, _Asked()).statements.append((f"=={one.version}", one.location))


def _files_in_force(facts: Facts, env: VirtualEnv) -> list[tuple[RequirementsFile, bool]]:
    """The files that speak of this environment, and whether what they name has to be there (constraints need not)."""
    known = {file.path: file for file in facts.requirements_files}
    found: dict[object, tuple[RequirementsFile, bool]] = {}
    queue = [(file, True) for file in installed_files(facts, env)]
    while queue:
        file, required = queue.pop(0)
        if found.get(file.path, (file, False))[1] or (file.path in found and not required):
            continue
        found[file.path] = (file, required)
        for include in file.includes:
            if include.target in known:
                is_constraint = include.flag.startswith(("-c", "--c"))
                queue.append((known[include.target], required and not is_constraint))
    return list(found.values())


def _declared(facts: Facts, env: VirtualEnv) -> dict[str, set[str]]:
    """Every name that any file of the root declares or locks, with the extras asked for."""
    declared: dict[str, set[str]] = {}
    files = requirements_of(facts, env)
    asked = [one for file in files for one in file.requirements]
    asked += [one for project in project_files_of(facts, env) for one in project.requirements]
    for one in asked:
        if one.name:
            declared.setdefault(one.name, set()).update(normalised(extra) for extra in one.extras)
    for lock in lock_files_of(facts, env):
        for locked in lock.distributions:
            declared.setdefault(locked.name, set())
    return declared


def _undeclared(env: VirtualEnv, declared: dict[str, set[str]]) -> tuple[Distribution, ...]:
    """What is neither declared nor needed by what is declared, by the tools or by an editable project."""
    if not declared:
        return ()
    roots = {**{name: set[str]() for name in _TOOLS}, **declared}
    roots.update((one.key, {"*"}) for one in env.distributions if one.editable)
    needed: dict[str, set[str]] = {}
    queue = list(roots.items())
    while queue:
        name, extras = queue.pop()
        if name in needed and extras <= needed[name]:
            continue
        needed.setdefault(name, set()).update(extras)
        installed = env.find(name)
        if installed is not None:
            queue.extend(_needs(installed, needed[name]))
    own = sorted(env.distributions, key=lambda one: one.key)
    return tuple(one for one in own if one.key not in needed and one.local and not one.editable)


def _needs(one: Distribution, extras: set[str]) -> Iterator[tuple[str, set[str]]]:
    """What a distribution needs: markers of version and platform are not weighed, those of extras are."""
    from packaging.requirements import InvalidRequirement
    from packaging.requirements import Requirement as ParsedRequirement

    for text in one.requires:
        try:
            requirement = ParsedRequirement(text)
        except InvalidRequirement:
            continue
        wanted = re.findall(r"""extra\s*==\s*["']([^"']+)["']""", str(requirement.marker or ""))
        if not wanted or "*" in extras or any(normalised(extra) in extras for extra in wanted):
            yield normalised(requirement.name), {normalised(extra) for extra in requirement.extras}


def holds(marker: str, target: dict[str, str]) -> bool:
    """Tell whether a marker (PEP 508) holds for the values given; one that cannot be read does not."""
    if not marker:
        return True
    from packaging.markers import InvalidMarker, Marker

    try:
        return Marker(marker).evaluate(target)
    except (InvalidMarker, ValueError, KeyError):
        return False


def fits(specifier: str, version: str) -> bool:
    """Tell whether a version satisfies a specifier; what cannot be parsed is not held against it."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion, Version

    try:
        return SpecifierSet(specifier).contains(Version(version), prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        return True


def names_of(items: Iterable[Difference | Distribution], limit: int = 4) -> str:
    """The first names, with two dots where there are more."""
    names = [item.name for item in items]
    return ", ".join(names[:limit]) + (", .." if len(names) > limit else "")
