"""Pipfile: its packages by category. ``packages`` is the main one, ``dev-packages`` the group ``dev``."""

from __future__ import annotations

from envwizard.model.facts.dependencies import ProjectFile
from envwizard.model.source import Location, TextFile
from envwizard.probes.project_files.tables import Table, table_requirement
from envwizard.syntax.toml import parse

# Tables of a Pipfile that hold no packages (pipenv.pypa.io, Pipfile).
_OTHER = frozenset(("source", "requires", "scripts", "pipenv", "pipfile"))
_GROUPS = {"packages": None, "dev-packages": "dev"}
_MARKER_KEYS = (
    "os_name", "sys_platform", "platform_machine", "platform_python_implementation", "platform_system",
    "python_version", "python_full_version", "implementation_name",
)  # fmt: skip


def pipfile_facts(file: TextFile) -> ProjectFile:
    """Read the packages of all categories."""
    document = parse(file)
    requirements = tuple(
        requirement
        for category, table in document.data.items()
        if category not in _OTHER and isinstance(table, dict)
        for name in table
        if (
            requirement := table_requirement(
                document, (category, name), name, _GROUPS.get(category, category), _specifier, _marker
            )
        )
    )
    return ProjectFile("pipfile", Location(file.path), None, requirements)


def _specifier(version: str) -> str:
    return "" if version.strip() == "*" else version.strip()


def _marker(table: Table) -> str:
    """Join the markers; a marker's name may be a key of its own: ``{sys_platform = "== 'win32'"}``."""
    parts = [table["markers"]] if isinstance(table.get("markers"), str) else []
    parts += [f"{key} {table[key]}" for key in _MARKER_KEYS if isinstance(table.get(key), str)]
    return " and ".join(parts)
