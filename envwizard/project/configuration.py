"""The project's own settings for envwizard: ``[tool.envwizard]`` in pyproject.toml, or ``.envwizard.toml``."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from envwizard.model.errors import UsageError
from envwizard.model.facts.decisions import Decisions
from envwizard.model.message import msg
from envwizard.project.decisions import DECISION_KEYS, read_decisions

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_KEYS = ("exclude", "select", "ignore")


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a project sets: ``exclude`` are patterns as in a .gitignore; ``select``/``ignore`` codes or pitfalls."""

    exclude: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    # Answers to questions, environments described by hand, the roots that count.
    decisions: Decisions = field(default_factory=Decisions)
    # The file that says so, for messages; empty where nothing is set.
    source: str = ""


def read_configuration(root: Path) -> Configuration:
    """Read the settings of the project at ``root``.

    A pyproject.toml that cannot be read or parsed counts as one without settings: its probe reports it. Raises
    ``UsageError`` for an unknown key or a wrong type, and for a .envwizard.toml that is no TOML.
    """
    pyproject = root / "pyproject.toml"
    if pyproject.is_file():
        try:
            table = tomllib.loads(pyproject.read_bytes().decode("utf-8-sig")).get("tool", {})
        except (OSError, ValueError):
            return Configuration()
        table = table.get("envwizard", {}) if isinstance(table, dict) else {}
        return _configuration(table, "[tool.envwizard] in pyproject.toml")
    own = root / ".envwizard.toml"
    if own.is_file():
        try:
            table = tomllib.loads(own.read_bytes().decode("utf-8-sig"))
        except (OSError, ValueError) as error:
            raise UsageError(msg("{path} cannot be read: {reason}", path=".envwizard.toml", reason=error)) from None
        return _configuration(table, ".envwizard.toml")
    return Configuration()


def _configuration(table: object, source: str) -> Configuration:
    if not isinstance(table, Mapping):
        raise UsageError(msg("{source} must be a table.", source=source))
    values: dict[str, tuple[str, ...]] = {}
    known = (*_KEYS, *DECISION_KEYS)
    decisions = read_decisions(table, source, source.rpartition(" ")[2])
    for key, value in table.items():
        if key in DECISION_KEYS:
            continue
        if key not in _KEYS:
            near = difflib.get_close_matches(str(key), known, 1)
            hint = f" Did you mean {near[0]}?" if near else f" Known keys: {', '.join(known)}."
            raise UsageError(msg("{source}: unknown key {key}.{hint}", source=source, key=key, hint=hint))
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise UsageError(msg("{source}: {key} must be a list of texts.", source=source, key=key))
        values[key] = tuple(value)
    return Configuration(**values, decisions=decisions, source=source if values else "")
