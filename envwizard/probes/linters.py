"""The configuration of ruff, flake8, isort, pylint and bandit, wherever they look for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from envwizard.model.facts.linters import LinterConfig
from envwizard.model.source import Location, TextFile
from envwizard.project.reader import Sources
from envwizard.syntax.ini import Dialect, IniSection, parse_ini
from envwizard.syntax.toml import TomlDocument, parse

_BY = "linters"
_RUFF = re.compile(r"\.?ruff\.toml")
_TOML = re.compile(r"pyproject\.toml|\.?pylintrc\.toml")
_INI = re.compile(r"\.flake8|setup\.cfg|tox\.ini|\.?pylintrc|\.isort\.cfg")
_HOOKS = re.compile(r"\.pre-commit-config\.ya?ml")
_HOOK = re.compile(
    r"^[ \t]*-[ \t]+id:[ \t]*['\"]?(ruff|flake8|isort|pylint|bandit)(?:-check)?['\"]?[ \t]*(?:#.*)?$", re.MULTILINE
)
_RUFF_RELEASE = re.compile(r"ruff-pre-commit['\"]?[^\n]*\n(?:[ \t]*#[^\n]*\n)*[ \t]+rev:[ \t]*['\"]?v?([\d.]+)")
_LIST = re.compile(r"[,\s]+")
# ``tests/*:E402,F401`` of flake8's per-file-ignores: codes until the next word with a colon.
_PER_FILE = re.compile(
    r"([^\s:]+(?:,\s*[^\s:]+)*?)\s*:\s*((?:[A-Z]+\d*[,\s]*)+?)(?=\s*(?:[^\s:]+(?:,\s*[^\s:]+)*\s*:|$))"
)


def probe_linters(sources: Sources) -> tuple[LinterConfig, ...]:
    """Read what each configuration says; a file without a word for a linter gives nothing.

    Where a folder has several for one linter, they come in the order in which the linter would take the first.
    """
    found = [
        *sources.each(_BY, sources.named(_RUFF), lambda file: (_ruff(file, parse(file).data),)),
        *sources.each(_BY, sources.named(_TOML), lambda file: tuple(_of_toml(file, parse(file)))),
        *sources.each(_BY, sources.named(_INI), lambda file: tuple(_of_ini(file))),
        *sources.each(_BY, sources.named(_HOOKS), lambda file: tuple(_of_hooks(file))),
    ]
    return tuple(config for configs in found for config in configs)


def _of_toml(file: TextFile, document: TomlDocument) -> Iterator[LinterConfig]:
    tools = document.get(("tool",), dict) or {}
    if isinstance(table := tools.get("ruff"), dict):
        yield _ruff(file, table)
    if isinstance(tools.get("isort"), dict):
        yield LinterConfig("isort", Location(file.path), excluded=_texts(tools["isort"].get("extend_skip")))
    if isinstance(table := tools.get("bandit"), dict):
        yield LinterConfig(
            "bandit",
            Location(file.path),
            selected=_texts(table.get("tests")) or None,
            ignored=_texts(table.get("skips")),
            excluded=_texts(table.get("exclude_dirs")),
        )
    if isinstance(table := tools.get("pylint"), dict):
        tables = [table, *(one for one in table.values() if isinstance(one, dict))]
        disabled = tuple(code for one in tables for code in _texts(one.get("disable")))
        enabled = tuple(code for one in tables for code in _texts(one.get("enable")))
        excluded = tuple(name for one in tables for name in _texts(one.get("ignore")))
        yield LinterConfig("pylint", Location(file.path), added=enabled, ignored=disabled, excluded=excluded)


def _ruff(file: TextFile, table: Mapping[str, Any]) -> LinterConfig:
    """Read ruff's table: its lint settings stand in ``lint`` or, in the form of old, directly in it."""
    inner = table.get("lint")
    lint = {**table, **inner} if isinstance(inner, dict) else table
    per_file = {**_table(lint.get("per-file-ignores")), **_table(lint.get("extend-per-file-ignores"))}
    return LinterConfig(
        "ruff",
        Location(file.path),
        selected=_texts(lint["select"]) if "select" in lint else None,
        added=_texts(lint.get("extend-select")),
        ignored=(*_texts(lint.get("ignore")), *_texts(lint.get("extend-ignore"))),
        per_file=tuple((pattern, _texts(codes)) for pattern, codes in per_file.items()),
        excluded=(*_texts(table.get("exclude")), *_texts(table.get("extend-exclude")), *_texts(lint.get("exclude"))),
    )


def _of_ini(file: TextFile) -> Iterator[LinterConfig]:
    ini = parse_ini(file, Dialect.CONFIGPARSER)
    for section in ini.sections:
        name = section.name.lower()
        if name == "flake8":
            yield _flake8(file, section)
        elif name in ("isort", "settings") and (name == "isort" or file.path.name == ".isort.cfg"):
            yield LinterConfig("isort", Location(file.path), excluded=_values(section, "extend_skip"))
    pylint = [one for one in ini.sections if file.path.name.endswith("pylintrc") or one.name.startswith("pylint")]
    if pylint:
        yield LinterConfig(
            "pylint",
            Location(file.path),
            added=tuple(code for one in pylint for code in _values(one, "enable")),
            ignored=tuple(code for one in pylint for code in _values(one, "disable")),
            excluded=tuple(name for one in pylint for name in _values(one, "ignore")),
        )


def _flake8(file: TextFile, section: IniSection) -> LinterConfig:
    per_file = _PER_FILE.findall(section.string("per-file-ignores") or section.string("per_file_ignores") or "")
    return LinterConfig(
        "flake8",
        Location(file.path),
        selected=_values(section, "select") or None,
        added=_values(section, "extend-select"),
        ignored=(*_values(section, "ignore"), *_values(section, "extend-ignore")),
        per_file=tuple(
            (pattern, tuple(filter(None, _LIST.split(codes))))
            for patterns, codes in per_file
            for pattern in filter(None, _LIST.split(patterns))
        ),
        excluded=(*_values(section, "exclude"), *_values(section, "extend-exclude")),
    )


def _of_hooks(file: TextFile) -> Iterator[LinterConfig]:
    """A hook says that the linter runs; its own file, where there is one, says how."""
    release = _RUFF_RELEASE.search(file.content)
    for tool in dict.fromkeys(_HOOK.findall(file.content)):
        pinned = release.group(1) if release and tool == "ruff" else None
        yield LinterConfig(tool, Location(file.path), release=pinned)


def _values(section: IniSection, key: str) -> tuple[str, ...]:
    """Read a list: between commas or lines, with comments behind ``#``. Both spellings of a key are taken."""
    entry = section.get(key) or section.get(key.replace("-", "_"))
    lines = (line.partition("#")[0] for line in entry.text.split("\n")) if entry else ()
    return tuple(word for line in lines for word in _LIST.split(line) if word)


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(word for word in _LIST.split(value) if word)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
