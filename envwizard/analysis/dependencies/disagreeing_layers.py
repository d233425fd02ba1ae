"""Lists of one project that pin one distribution differently, and layers compiled without their base as constraint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.dependencies.compilations import Compilation, compilation_of
from envwizard.analysis.dependencies.deployed_requirements import TOOLING
from envwizard.analysis.dependencies.installs import installs
from envwizard.analysis.dependencies.requirement_families import installed_files
from envwizard.analysis.environments.name_tokens import role_of_path
from envwizard.analysis.per_facts import once_per_facts
from envwizard.analysis.roots import folder_of
from envwizard.model.environment import Role
from envwizard.model.facts import Facts
from envwizard.model.facts.dependencies import Requirement, RequirementsFile
from envwizard.model.paths import ProjectPath

_WORDS = re.compile(r"[^0-9A-Za-z]+")
# Names that tell a Python, a platform or a kind of machine: such lists are meant to differ.
_VARIANT = re.compile(
    r"(?:py|python|cp)\d+|\d{2,3}|linux|darwin|macos|mac|osx|windows|win|win32|arm|arm64|aarch64|x86|cpu|gpu|cuda|cu\d+|"
    r"rocm|minimum|min|minimal|lowest|oldest|latest|old|legacy|backup|bak"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One distribution with the pin of the base and that of the layer."""

    base: Requirement
    layer: Requirement


@dataclass(frozen=True, slots=True)
class LayerPair:
    """Two lists of one project. ``together`` where one install reads both, so that pip refuses them.

    ``differences`` is empty where they agree and only ``layer``, a compiled one, lacks ``base`` as its constraint.
    """

    base: RequirementsFile
    layer: RequirementsFile
    differences: tuple[Difference, ...]
    together: bool = False
    compilation: Compilation | None = None


@once_per_facts
def layer_pairs(facts: Facts) -> tuple[LayerPair, ...]:
    """List the pairs that disagree, or that agree by luck alone."""
    files = [one for one in facts.requirements_files if _counts(one)]
    together = _installed_together(facts)
    found = []
    for index, one in enumerate(files):
        for other in files[index + 1 :]:
            joint = frozenset((one.path, other.path)) in together
            if folder_of(one.location) != folder_of(other.location) and not joint:
                continue
            base, layer = (other, one) if _rank(other) < _rank(one) else (one, other)
            pair = _pair(facts, base, layer, joint)
            if pair is not None:
                found.append(pair)
    return tuple(found)


def _pair(facts: Facts, base: RequirementsFile, layer: RequirementsFile, joint: bool) -> LayerPair | None:
    compilation = compilation_of(facts, layer.path)
    pins = {one.name: one for one in base.requirements if one.pinned and not one.marker}
    differences = tuple(
        Difference(pins[one.name], one)
        for one in layer.requirements
        if one.name in pins and one.pinned and not one.marker and _differ(pins[one.name].pinned, one.pinned)
    )
    if differences:
        return LayerPair(base, layer, differences, joint, compilation)
    shared = sum(one.name in pins for one in layer.requirements)
    is_base = compilation_of(facts, base.path) is not None
    if not shared or not is_base or compilation is None or not compilation.sources:
        return None
    if _rank(base) > 0 or _rank(layer) == 0 or _is_held(facts, compilation, base):
        return None
    return LayerPair(base, layer, (), joint, compilation)


def _is_held(facts: Facts, layer: Compilation, base: RequirementsFile) -> bool:
    """Tell whether a layer's compilation knows of its base: by -c, or as a source it includes."""
    base_compilation = compilation_of(facts, base.path)
    bases = {base.path, *(one.location.path for one in (base_compilation.sources if base_compilation else ()))}
    if bases & set(layer.constraints):
        return True
    for source in layer.sources:
        if source.location.path in bases:
            return True
        if isinstance(source, RequirementsFile):
            reached = installed_files(facts, source)
            if any(one.path in bases for one in reached):
                return True
            if any(line.target in bases for one in reached for line in one.includes):
                return True
    return False


def _counts(file: RequirementsFile) -> bool:
    words = {word.lower() for word in _WORDS.split(file.path.value.rpartition(".")[0]) if word}
    if file.path.suffix == ".in" or words & TOOLING or not any(one.pinned for one in file.requirements):
        return False
    return not any(_VARIANT.fullmatch(word) for word in words)


def _installed_together(facts: Facts) -> set[frozenset[ProjectPath]]:
    """Pairs of lists that one install reads."""
    groups = [{file.path for named in use.files for file in installed_files(facts, named)} for use in installs(facts)]
    groups += [{one.path for one in installed_files(facts, file)} for file in facts.requirements_files]
    return {frozenset((one, other)) for group in groups for one in group for other in group if one != other}


def _differ(one: str | None, other: str | None) -> bool:
    from packaging.version import InvalidVersion, Version

    try:
        return one is not None and other is not None and Version(one) != Version(other)
    except InvalidVersion:
        return one != other


def _role(file: RequirementsFile) -> Role | None:
    named = role_of_path(file.path)
    return named.role if named is not None else None


def _rank(file: RequirementsFile) -> int:
    """0 for a base or main list, 1 for one that is deployed, 2 for one of developers and tests."""
    words = {word.lower() for word in _WORDS.split(file.path.name)}
    if words & {"base", "common", "main", "core"} or file.path.name == "requirements.txt":
        return 0
    return 2 if _role(file) in (Role.DEVELOPMENT, Role.TEST) else 1


def named_first(pairs: tuple[LayerPair, ...]) -> Iterator[tuple[RequirementsFile, tuple[LayerPair, ...]]]:
    """Group the pairs by their layer, in order."""
    for layer in dict.fromkeys(pair.layer.path for pair in pairs):
        mine = tuple(pair for pair in pairs if pair.layer.path == layer)
        yield mine[0].layer, mine
