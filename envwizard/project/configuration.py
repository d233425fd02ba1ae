"""The project's own settings for envwizard: ``[tool.envwizard]`` in pyproject.toml, or ``.envwizard.toml``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from envwizard.model.decisions import Decisions
from envwizard.model.errors import UsageError
from envwizard.model.message import msg
from envwizard.model.nearest import nearest_or_all
from envwizard.model.suppression import Ignore, PathIgnore
from envwizard.project.decisions import DECISION_KEYS, read_decisions

_PYPROJECT, _OWN = "pyproject.toml", ".envwizard.toml"
_TABLE = "[tool.envwizard] in pyproject.toml"


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a project sets. ``exclude`` are patterns as in a .gitignore, ``select`` names of rules or pitfalls."""

    exclude: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    # What is suppressed: everywhere, and in files that match a pattern.
    ignore: tuple[Ignore, ...] = ()
    per_path_ignores: tuple[PathIgnore, ...] = ()
    # The file with the findings that were there at the start, relative to the root; empty where there is none.
    baseline: str = ""
    # Answers to questions, environments described by hand, the roots that count.
    decisions: Decisions = field(default_factory=Decisions)
    # What says so, for messages, and its file; empty where nothing is set.
    source: str = ""
    path: str = ""


def read_configuration(root: Path) -> Configuration:
    """Read the settings of the project at ``root``.

    A pyproject.toml that cannot be read or parsed counts as one without settings: its probe reports it. Raises
    ``UsageError`` for an unknown key or a wrong type, for a .envwizard.toml that is no TOML, and where both files have
    settings.
    """
    shared, own = _pyproject_table(root / _PYPROJECT), _own_table(root / _OWN)
    if shared is not None and own is not None:
        raise UsageError(msg("{table} and {file} both have settings. Keep one of them.", table=_TABLE, file=_OWN))
    if shared is not None:
        return _configuration(shared, _TABLE, _PYPROJECT)
    return Configuration() if own is None else _configuration(own, _OWN, _OWN)


def _pyproject_table(path: Path) -> object:
    """Give the table ``[tool.envwizard]``, ``None`` where there is none; most files end the search by their bytes."""
    try:
        raw = path.read_bytes()
        table = _parse(raw).get("tool") if b"envwizard" in raw else None
    except (OSError, ValueError):
        return None
    return table.get("envwizard") if isinstance(table, dict) else None


def _own_table(path: Path) -> object:
    if not path.is_file():
        return None
    try:
        return _parse(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(msg("{path} cannot be read: {reason}", path=_OWN, reason=error)) from None


def _parse(raw: bytes) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    return tomllib.loads(raw.decode("utf-8-sig"))


def _configuration(table: object, source: str, path: str) -> Configuration:
    if not isinstance(table, Mapping):
        raise UsageError(msg("{source} must be a table.", source=source))
    values: dict[str, Any] = {}
    decisions = read_decisions(table, source, path)
    for key, value in table.items():
        if key in DECISION_KEYS:
            continue
        if key not in _READERS:
            hint = nearest_or_all(key, (*_READERS, *DECISION_KEYS))
            raise UsageError(msg("{source}: unknown key {key}.{hint}", source=source, key=key, hint=hint))
        values[key.replace("-", "_")] = _READERS[key](value, msg("{source}: {key}", source=source, key=key).render())
    told = bool(table)
    return Configuration(**values, decisions=decisions, source=source if told else "", path=path if told else "")


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise UsageError(msg("{where} must be a text.", where=where))
    return value


def _texts(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise UsageError(msg("{where} must be a list of texts.", where=where))
    return tuple(value)


def _ignores(value: object, where: str) -> tuple[Ignore, ...]:
    """Read ``["EW403"]`` or, with a reason for each, ``{ EW403 = "why" }``."""
    if isinstance(value, Mapping) and all(isinstance(reason, str) for reason in value.values()):
        return tuple(Ignore(name, reason.strip()) for name, reason in value.items())
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(map(Ignore, value))
    example = '["EW403"] or { EW403 = "why" }'
    raise UsageError(
        msg("{where} must be a list of codes or a table of codes with reasons: {example}", where=where, example=example)
    )


def _path_ignores(value: object, where: str) -> tuple[PathIgnore, ...]:
    if not isinstance(value, Mapping):
        example = '"scripts/**" = ["EW401"]'
        raise UsageError(msg("{where} must be a table of patterns: {example}", where=where, example=example))
    return tuple(PathIgnore(pattern, _ignores(codes, f'{where}."{pattern}"')) for pattern, codes in value.items())


# A key and what reads its value (given the value and a name for it in messages); the field of ``Configuration`` that
# takes it has the key's name, with underscores.
_READERS: dict[str, Callable[[object, str], Any]] = {
    "exclude": _texts,
    "select": _texts,
    "ignore": _ignores,
    "per-path-ignores": _path_ignores,
    "baseline": _text,
}
