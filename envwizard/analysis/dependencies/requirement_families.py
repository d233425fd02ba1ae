"""What kind of list a requirements file is: locked, compiled, a freeze dump, direct pins, or something that floats.

Each file is judged by its own lines; the files that it includes, that include it and that constrain it tell which
versions are pinned elsewhere and which distributions are listed elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from envwizard.analysis.dependencies.known_dependencies import TRANSITIVE, missing_dependencies
from envwizard.analysis.per_facts import once_per_facts
from envwizard.model.facts import Facts
from envwizard.model.facts.dependencies import LockFile, Requirement, RequirementsFile
from envwizard.model.paths import ProjectPath

_BRANCH_ARCHIVE = re.compile(r"/(?:main|master|develop)\.(?:zip|tar\.gz)$|/(?:zipball|tarball)/(?:main|master)$")
# From this many pins on a dump may lack a distribution or two and still be one.
_LONG = 20


class Kind(Enum):
    """The kind of a requirements file."""

    LOCKED = "locked"  # compiled, with hashes
    COMPILED = "compiled"  # compiled, without hashes
    FREEZE = "freeze"  # everything pinned, dependencies of dependencies too, and nothing says what was asked for
    PINNED = "pinned"  # everything pinned, and nothing tells whether that is all
    DIRECT = "direct"  # everything pinned, but what the pinned ones need is missing
    PARTIAL = "partial"  # some pinned, some not
    RANGES = "ranges"  # nothing pinned, some bounds
    BARE = "bare"  # names alone
    EMPTY = "empty"  # only includes, options or the project itself

    @property
    def floats(self) -> bool:
        """Tell whether two installs of it can give different versions of what it names."""
        return self in (Kind.PARTIAL, Kind.RANGES, Kind.BARE)


@dataclass(frozen=True, slots=True)
class Family:
    """A judged file. ``own`` are its own lines that count, ``loose`` those without a pin, ``missing`` (who, what)."""

    file: RequirementsFile
    kind: Kind
    own: tuple[Requirement, ...] = ()
    loose: tuple[Requirement, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()


def family_of(facts: Facts, file: RequirementsFile) -> Family:
    """Judge one file of the project."""
    return _families(facts)[file.path]


@once_per_facts
def _families(facts: Facts) -> dict[ProjectPath, Family]:
    return {file.path: _judged(facts, file) for file in facts.requirements_files}


def _judged(facts: Facts, file: RequirementsFile) -> Family:
    own = tuple(one for one in file.requirements if not _is_local(one))
    if not own:
        return Family(file, Kind.EMPTY)
    if all(one.hashes for one in own):
        return Family(file, Kind.LOCKED, own)
    if _is_compiled(file, own) or exporting_lock(facts, file) is not None or _has_source(facts, file, own):
        return Family(file, Kind.COMPILED, own)
    related = _related_files(facts, file)
    constraints = _constraints(facts, related)
    loose = tuple(one for one in own if not is_pinned(one) and one.name not in constraints)
    if loose:
        if len(loose) < len(own):
            return Family(file, Kind.PARTIAL, own, loose)
        return Family(file, Kind.RANGES if any(one.specifier for one in own) else Kind.BARE, own, loose)
    names = frozenset(one.name for other in related for one in other.requirements) | constraints
    missing = tuple(missing_dependencies(own, names))
    brought = [one for one in own if one.name in TRANSITIVE]
    if missing and not (len(own) >= _LONG and len(brought) >= 3):
        return Family(file, Kind.DIRECT, own, missing=missing)
    if len(brought) < 2 or any(_is_compiled(other, other.requirements) for other in related if other is not file):
        return Family(file, Kind.PINNED, own)
    return Family(file, Kind.FREEZE, own)


def is_pinned(requirement: Requirement) -> bool:
    """Tell whether a requirement names one release: ``==``, a commit, an archive that is no branch's."""
    if requirement.url is None:
        return requirement.pinned is not None
    if requirement.url.startswith(("git", "hg", "svn", "bzr")):
        return "@" in requirement.url.partition("://")[2].partition("/")[2]
    return not _BRANCH_ARCHIVE.search(requirement.url.partition("#")[0])


def _related_files(facts: Facts, file: RequirementsFile) -> tuple[RequirementsFile, ...]:
    """Give the file, what it includes with -r and what includes it, at any depth; those with -c left out."""
    reached = _reached(facts)
    related = set().union(*(paths for path, paths in reached.items() if file.path in paths))
    return tuple(one for one in facts.requirements_files if one.path in related)


def installed_files(facts: Facts, file: RequirementsFile) -> tuple[RequirementsFile, ...]:
    """Give the file and what it includes with -r, at any depth: what installing it reads."""
    reached = _reached(facts)[file.path]
    return tuple(one for one in facts.requirements_files if one.path in reached)


def in_hash_mode(facts: Facts, file: RequirementsFile) -> bool:
    """Tell whether pip checks hashes when it installs the file: one hash or ``--require-hashes`` in it turns it on."""
    return any(
        one.is_hashed or any(option.name == "--require-hashes" for option in one.options)
        for one in installed_files(facts, file)
    )


@once_per_facts
def _reached(facts: Facts) -> dict[ProjectPath, frozenset[ProjectPath]]:
    """Tell for each file what installing it reads, itself included."""
    included = {
        file.path: [one.target for one in file.includes if one.flag == "-r" and one.target is not None]
        for file in facts.requirements_files
    }
    return {path: _closure(path, included) for path in included}


def _closure(start: ProjectPath, included: dict[ProjectPath, list[ProjectPath]]) -> frozenset[ProjectPath]:
    found: set[ProjectPath] = set()
    left = [start]
    while left:
        path = left.pop()
        if path not in found and path in included:
            found.add(path)
            left += included[path]
    return frozenset(found)


def _constraints(facts: Facts, files: tuple[RequirementsFile, ...]) -> frozenset[str]:
    """Names that a -c file of the family pins."""
    targets = {one.target for file in files for one in file.includes if one.flag == "-c"}
    return frozenset(
        requirement.name
        for file in facts.requirements_files
        if file.path in targets
        for requirement in file.requirements
        if is_pinned(requirement)
    )


def _is_local(requirement: Requirement) -> bool:
    """Tell the project itself and its neighbours (``.``, ``-e ./lib``, ``file:..``): their own files declare them."""
    url = requirement.url
    return url is not None and "://" not in url.replace("file://", "") and not url.lower().endswith((".whl", ".tar.gz"))


def _is_compiled(file: RequirementsFile, own: tuple[Requirement, ...]) -> bool:
    return file.compiler is not None or sum(bool(one.via) for one in own) * 2 > len(own)


def exporting_lock(facts: Facts, file: RequirementsFile) -> LockFile | None:
    """Find the lock beside the file (or above it) that holds the same versions: then the lock is the source."""
    own = [one for one in file.requirements if not _is_local(one)]
    folders = {file.path.parent, file.path.parent.parent}
    for lock in facts.lock_files:
        if not isinstance(lock.location.path, ProjectPath) or lock.location.path.parent not in folders:
            continue
        locked = {(one.name, one.version) for one in lock.distributions}
        if own and sum((one.name, one.pinned) in locked for one in own) * 10 >= len(own) * 9:
            return lock
    return None


def _has_source(facts: Facts, file: RequirementsFile, own: tuple[Requirement, ...]) -> bool:
    """Tell whether all is pinned and the .in file beside it asks for a part of it (compiled with --no-header)."""
    if file.path.suffix == ".in" or not all(is_pinned(one) for one in own):
        return False
    names = {one.name for one in own}
    return any(
        source.requirements and {one.name for one in source.requirements} < names
        for source in sources_beside(facts, file)
    )


def sources_beside(facts: Facts, file: RequirementsFile) -> Iterator[RequirementsFile]:
    """Give the .in files whose name says that the file is made of them."""
    stem = file.path.value.rpartition(".")[0]
    wanted = (f"{stem}.in", f"{stem.removesuffix('.lock')}.in")
    return (one for one in facts.requirements_files if one.path.value in wanted)
