"""pyproject.toml: the standard tables (PEP 621, PEP 735), poetry's, and the development groups of uv and pdm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from envwizard.model.facts.dependencies import ProjectFile, Requirement
from envwizard.model.source import Location, TextFile
from envwizard.probes.project_files.poetry import poetry_requirements
from envwizard.syntax.requirement_text import normalised, requirement_of
from envwizard.syntax.toml import Path, TomlDocument, parse

_TABLES: tuple[Path, ...] = (
    ("project",), ("dependency-groups",), ("build-system",), ("tool", "poetry"), ("tool", "uv"), ("tool", "pdm"),
)  # fmt: skip


def pyproject_facts(file: TextFile) -> ProjectFile | None:
    """Read the declarations; ``None`` where the file only configures tools."""
    document = parse(file)
    if not any(document.get(table, dict) is not None for table in _TABLES):
        return None
    poetry = document.get(("tool", "poetry"), dict) or {}
    is_poetry = any(key in poetry for key in ("dependencies", "dev-dependencies", "group", "name"))
    name = document.get(("project", "name"), str) or document.get(("tool", "poetry", "name"), str)
    dynamic = document.get(("project", "dynamic"), list) or []
    return ProjectFile(
        kind="poetry" if is_poetry else "pyproject",
        location=Location(file.path),
        name=name,
        requirements=(*_standard(document), *(poetry_requirements(document) if is_poetry else ())),
        dynamic=tuple(one for one in dynamic if isinstance(one, str)),
        build_backend=document.get(("build-system", "build-backend"), str),
        is_package=_is_package(document, name),
        overridden=tuple(_overridden(document)),
        group_includes=tuple(_group_includes(document)),
        names_modules=bool(document.get(("tool", "poetry", "packages"), list)),
    )


def _is_package(document: TomlDocument, name: str | None) -> bool:
    if document.get(("tool", "poetry", "package-mode"), bool) is False:
        return False
    if document.get(("tool", "uv", "package"), bool) is False:
        return False
    return name is not None and document.get(("build-system",), dict) is not None


def _overridden(document: TomlDocument) -> Iterator[str]:
    for key in ("override-dependencies", "exclude-dependencies"):
        yield from (one.name for one in _list(document, ("tool", "uv", key), None))
    for name in document.get(("tool", "pdm", "resolution", "overrides"), dict) or {}:
        yield normalised(name)


def _standard(document: TomlDocument) -> Iterator[Requirement]:
    yield from _list(document, ("project", "dependencies"), None)
    for table in (("project", "optional-dependencies"), ("dependency-groups",), ("tool", "pdm", "dev-dependencies")):
        for group in document.get(table, dict) or {}:
            for one in _list(document, (*table, group), group):
                yield replace(one, is_extra=True) if table[0] == "project" else one
    yield from _list(document, ("tool", "uv", "dev-dependencies"), "dev")


def _group_includes(document: TomlDocument) -> Iterator[tuple[str, str]]:
    for group, entries in (document.get(("dependency-groups",), dict) or {}).items():
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and isinstance(entry.get("include-group"), str):
                yield group, entry["include-group"]


def _list(document: TomlDocument, path: Path, group: str | None) -> Iterator[Requirement]:
    """Read a list of requirements; what is no text (``{include-group = ..}``) or none (a mistake) is passed over."""
    for index, text in enumerate(document.get(path, list) or ()):
        span = document.span((*path, index))
        if isinstance(text, str) and span is not None:
            # pdm's development dependencies may be editable, written as pip would have them.
            editable = text.startswith("-e ")
            location = Location(document.file.path, span)
            requirement = requirement_of(text.removeprefix("-e "), location, group=group, editable=editable)
            if requirement is not None:
                yield requirement
