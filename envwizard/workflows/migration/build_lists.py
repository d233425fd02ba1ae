"""Builds that take a project's dependencies from a list which becomes a lock: setuptools cannot read hashes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envwizard.model.change import Edit, ReplaceSpan
from envwizard.model.errors import EnvwizardError
from envwizard.model.facts import Facts
from envwizard.model.message import Message, msg
from envwizard.model.migration import Layer, Layout
from envwizard.model.paths import ProjectPath
from envwizard.model.rule import Files
from envwizard.model.source import TextFile
from envwizard.syntax.toml import Path, TomlDocument, parse

_OPENS = re.compile(r"\b(?:open|read_text|parse_requirements)\b")
_BUILDS = ("pyproject.toml", "setup.cfg", "setup.py")
# Where dynamic metadata names files (setuptools 61 and later, hatch-requirements-txt).
_SETUPTOOLS: Path = ("tool", "setuptools", "dynamic")
_HATCH: Path = ("tool", "hatch", "metadata", "hooks", "requirements_txt")


def builds(facts: Facts, files: Files, layout: Layout) -> tuple[list[Edit], list[Message]]:
    """Let builds read the source in place of the lock; what cannot be changed here is told."""
    there = {one.path for one in facts.requirements_files if not one.is_hashed}
    edits: list[Edit] = []
    notes: list[Message] = []
    for path in (one.path for one in facts.inventory.files if one.path.name in _BUILDS):
        for layer in layout.layers:
            if layer.lock not in there or layer.text is None:
                continue
            found, reads = _found(files, path, layer)
            if found and _is_plain(layer):
                edits += found
            elif found or reads:
                notes.append(
                    msg(
                        "{path} reads {lock}, which becomes a lock with hashes, and setuptools cannot read those: let "
                        "it read {source}, without options.",
                        path=path,
                        lock=layer.lock,
                        source=layer.source,
                    )
                )
    return edits, notes


def _found(files: Files, path: ProjectPath, layer: Layer) -> tuple[list[Edit], bool]:
    """Give the edits that name the source, and whether a setup.py reads the lock."""
    old, new = layer.lock.relative_to(path.parent), layer.source.relative_to(path.parent)
    try:
        file = files(path)
        if re.search(rf"(?<![\w./-]){re.escape(old)}(?![\w-])", file.content) is None:
            return [], False
        return list(_edits(file, old, new)), path.name == "setup.py" and _OPENS.search(file.content) is not None
    except EnvwizardError:
        return [], False


def _is_plain(layer: Layer) -> bool:
    """Tell whether the source has no options, which builds do not know."""
    return not any(line.startswith("-") for line in (layer.text or "").splitlines())


def _edits(file: TextFile, old: str, new: str) -> Iterator[Edit]:
    assert isinstance(file.path, ProjectPath)
    if file.path.name == "setup.cfg":
        for match in re.finditer(rf"^[^#\n]*\bfile:[ \t]*({re.escape(old)})[ \t]*$", file.content, re.MULTILINE):
            yield _renamed(file, match.start(1), old, new)
    elif file.path.name == "pyproject.toml":
        document = parse(file)
        for place in _places(document):
            if document.get(place, str) == old and (at := document.offsets(place)) is not None:
                start = file.content.find(old, *at)
                if start >= 0:
                    yield _renamed(file, start, old, new)


def _places(document: TomlDocument) -> Iterator[Path]:
    """Name the values that are files with dependencies."""
    extras = document.get((*_SETUPTOOLS, "optional-dependencies"), dict) or {}
    tables = [(*_SETUPTOOLS, "dependencies"), *((*_SETUPTOOLS, "optional-dependencies", one) for one in extras)]
    for place in (*((*table, "file") for table in tables), (*_HATCH, "files")):
        listed = document.get(place, list)
        if listed is None:
            yield place
        else:
            yield from ((*place, index) for index in range(len(listed)))


def _renamed(file: TextFile, at: int, old: str, new: str) -> Edit:
    assert isinstance(file.path, ProjectPath)
    start, end = file.byte_offset(at), file.byte_offset(at + len(old))
    return ReplaceSpan(file.path, file.digest, start, end, file.encode(new))
