"""Locks that no longer answer what their source asks for, told from the text of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.dependencies.compilations import Compilation, compilations
from envwizard.analysis.dependencies.known_extras import brought_by_extra
from envwizard.analysis.dependencies.requirement_families import installed_files
from envwizard.analysis.per_facts import once_per_facts
from envwizard.model.facts import Facts
from envwizard.model.facts.dependencies import LockFile, ProjectFile, Requirement, RequirementsFile
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location

# Left out of a compiled file unless --allow-unsafe is given (pip-tools 7.6, UNSAFE_PACKAGES).
_LEFT_OUT = frozenset(("pip", "setuptools", "distribute"))
_PLATFORMS = (
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
)
_SOURCES = {
    "uv.lock": ("pyproject.toml",),
    "poetry.lock": ("pyproject.toml",),
    "pdm.lock": ("pyproject.toml",),
    "Pipfile.lock": ("Pipfile",),
}


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What a source asks for and its lock does not give.

    ``locked`` is the version that the lock has and the source forbids, ``None`` where the distribution is missing;
    then ``missing`` is its name: the requirement's own, or one that the ``extra`` of it brings along.
    """

    requirement: Requirement
    locked: str | None = None
    place: Location | None = None
    missing: str = ""
    extra: str = ""


@dataclass(frozen=True, slots=True)
class StaleLock:
    """A lock with what contradicts its sources, and the lines whose reason is gone."""

    path: ProjectPath
    contradictions: tuple[Contradiction, ...]
    leftovers: tuple[Requirement, ...] = ()
    compilation: Compilation | None = None
    lock: LockFile | None = None


@once_per_facts
def stale_locks(facts: Facts) -> tuple[StaleLock, ...]:
    """List compiled files and the locks of tools that are behind their sources."""
    own = {file.name for file in facts.project_files if file.name}
    found = [_compiled(facts, one, own) for one in compilations(facts)]
    found += [stale for lock in facts.lock_files if (stale := _of_tool(facts, lock, own)) is not None]
    return tuple(one for one in found if one.contradictions or one.leftovers)


def _compiled(facts: Facts, one: Compilation, own: set[str]) -> StaleLock:
    if any(option.startswith(("--override", "--exclude=", "--excludes")) for option in one.options):
        # A file of its own says what is locked instead of what the sources ask for.
        return StaleLock(one.file.path, ())
    asked = list(_asked(facts, one))
    locked: dict[str, list[tuple[str | None, Location]]] = {}
    for line in one.file.requirements:
        locked.setdefault(line.name, []).append((line.pinned, line.location))
    overridden = {name for source in one.sources if isinstance(source, ProjectFile) for name in source.overridden}
    skipped = own | one.left_out | overridden | (set() if "--allow-unsafe" in one.options else _LEFT_OUT)
    contradictions = tuple(_contradictions(asked, locked, skipped, one.file.compiled_with))
    return StaleLock(one.file.path, contradictions, _leftovers(facts, one, asked), one)


def _of_tool(facts: Facts, lock: LockFile, own: set[str]) -> StaleLock | None:
    """Compare the lock of uv, poetry, pdm or pipenv with the file beside it; it covers every platform."""
    path = lock.location.path
    names = _SOURCES.get(lock.kind, ())
    if not isinstance(path, ProjectPath) or not lock.distributions:
        return None
    source = next((one for one in facts.project_files if _is_beside(one, path, names)), None)
    if source is None:
        return None
    locked: dict[str, list[tuple[str | None, Location]]] = {}
    for one in lock.distributions:
        locked.setdefault(one.name, []).append((one.version, one.location))
    asked = [one for one in source.requirements if not one.marker]
    skipped = own | set(lock.unversioned) | set(source.overridden)
    # poetry and pdm lock only the groups that were asked for; uv locks all of them.
    if lock.kind != "uv.lock":
        asked = [one for one in asked if one.group is None]
    contradictions = tuple(_contradictions(asked, locked, skipped, None))
    return StaleLock(path, contradictions, lock=lock)


def _is_beside(one: ProjectFile, path: ProjectPath, names: tuple[str, ...]) -> bool:
    owner = one.location.path
    return isinstance(owner, ProjectPath) and owner.parent == path.parent and owner.name in names


def _asked(facts: Facts, one: Compilation) -> Iterator[Requirement]:
    """Everything that the sources ask for, those that they include with -r among them."""
    for source in one.sources:
        if isinstance(source, ProjectFile):
            for requirement in source.requirements:
                if requirement.group is None or "*" in one.extras or requirement.group in one.extras:
                    yield requirement
            continue
        for file in installed_files(facts, source):
            yield from file.requirements


def _contradictions(
    asked: list[Requirement],
    locked: dict[str, list[tuple[str | None, Location]]],
    skipped: set[str] | frozenset[str],
    python: str | None,
) -> Iterator[Contradiction]:
    seen: set[tuple[str, str]] = set()
    for requirement in asked:
        name = requirement.name
        if not name or name in skipped or (name, requirement.text) in seen or not _applies(requirement.marker, python):
            continue
        seen.add((name, requirement.text))
        lines = locked.get(name)
        if lines is None:
            yield Contradiction(requirement, missing=name)
            continue
        if requirement.url is None and all(
            version is not None and not _allows(requirement.specifier, version) for version, _ in lines
        ):
            yield Contradiction(requirement, locked=lines[0][0], place=lines[0][1])
            continue
        for extra in requirement.extras:
            needed = brought_by_extra(name, extra)
            if needed is not None and needed not in locked:
                yield Contradiction(requirement, missing=needed, extra=extra, place=lines[0][1])


def _applies(marker: str, python: str | None) -> bool:
    """Tell whether a marker holds on every platform for the lock's Python; not where that is not known."""
    if not marker:
        return True
    from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName

    if python is None and "python" in marker:
        return False
    version = python or "3.11"
    times = {"python_version": ".".join(version.split(".")[:2]), "python_full_version": version}
    try:
        parsed = Marker(marker)
        return all(parsed.evaluate({**platform, **times, "extra": ""}) for platform in _PLATFORMS)
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName):
        return False


def _allows(specifier: str, version: str) -> bool:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion

    try:
        return SpecifierSet(specifier).contains(version, prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        return True


def _leftovers(facts: Facts, one: Compilation, asked: list[Requirement]) -> tuple[Requirement, ...]:
    """Lines that the lock has only because of a source which does not name them any more."""
    sources = [source for source in one.sources if isinstance(source, RequirementsFile)]
    if not one.is_told or len(sources) != len(one.sources):
        return ()
    files = [file for source in sources for file in installed_files(facts, source)]
    if any(file.bad_lines or any(line.target is None for line in file.includes) for file in files):
        return ()
    if not asked or any(not requirement.name for requirement in asked):
        return ()
    names = {requirement.name for requirement in asked}
    known = {file.path.name for file in files}
    return tuple(
        line
        for line in one.file.requirements
        if line.name not in names
        and line.via
        and all(via.startswith("-r ") and via.rpartition("/")[2].removeprefix("-r ") in known for via in line.via)
    )
