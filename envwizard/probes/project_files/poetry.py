"""The dependency tables of poetry. Specifiers and markers are told in the words of PEP 440 and PEP 508."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from envwizard.model.facts.dependencies import Requirement
from envwizard.probes.project_files.tables import Table, table_requirement
from envwizard.syntax.requirement_text import normalised
from envwizard.syntax.toml import Path, TomlDocument
from envwizard.syntax.version_constraints import poetry_specifier

_POETRY: Path = ("tool", "poetry")
_CLAUSE = re.compile(r"([=<>!~]+)(.+)")


def poetry_requirements(document: TomlDocument) -> Iterator[Requirement]:
    """Read the main dependencies, the groups and the development dependencies of old; Python itself is left out."""
    extras = _extras(document)
    yield from _table(document, (*_POETRY, "dependencies"), None, extras)
    yield from _table(document, (*_POETRY, "dev-dependencies"), "dev", {})
    for group in document.get((*_POETRY, "group"), dict) or {}:
        yield from _table(document, (*_POETRY, "group", group, "dependencies"), group, {})


def _extras(document: TomlDocument) -> dict[str, str]:
    """Name the extra that installs each optional dependency."""
    table = document.get((*_POETRY, "extras"), dict) or {}
    return {
        normalised(name): extra
        for extra, names in table.items()
        if isinstance(names, list)
        for name in names
        if isinstance(name, str)
    }


def _table(document: TomlDocument, path: Path, group: str | None, extras: Mapping[str, str]) -> Iterator[Requirement]:
    for name, value in (document.get(path, dict) or {}).items():
        if name == "python":
            continue
        # A list gives several constraints, each for its own Python or platform.
        places: list[Path] = [(*path, name)]
        if isinstance(value, list):
            places = [(*path, name, index) for index in range(len(value))]
        optional = isinstance(value, dict) and value.get("optional") is True
        chosen = extras.get(normalised(name), "optional") if optional else group
        for place in places:
            if requirement := table_requirement(document, place, name, chosen, poetry_specifier, _marker):
                yield requirement


def _marker(table: Table) -> str:
    markers, python, platform = (table.get(key) for key in ("markers", "python", "platform"))
    parts = [markers] if isinstance(markers, str) and markers else []
    if isinstance(python, str):
        clauses = (_CLAUSE.fullmatch(clause) for clause in (poetry_specifier(python) or "").split(","))
        parts += [f'python_version {clause.group(1)} "{clause.group(2)}"' for clause in clauses if clause]
    if isinstance(platform, str):
        parts.append(f'sys_platform == "{platform}"')
    return " and ".join(f"({part})" if " or " in part and len(parts) > 1 else part for part in parts)
