"""A dependency as a TOML entry, ``name = "constraint"`` or ``name = {version = .., git = ..}``: poetry and Pipfile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from envwizard.model.facts.dependencies import Requirement
from envwizard.model.source import Location
from envwizard.syntax.requirement_options import has_credentials, masked
from envwizard.syntax.requirement_text import normalised
from envwizard.syntax.toml import Path, TomlDocument

Table = Mapping[str, Any]


def table_requirement(
    document: TomlDocument,
    path: Path,
    name: str,
    group: str | None,
    specifier: Callable[[str], str | None],
    marker: Callable[[Table], str],
) -> Requirement | None:
    """Read the entry at ``path``; ``specifier`` translates its constraint and ``marker`` what limits it."""
    span = document.span(path)
    if span is None:
        return None
    source = document.file.raw[span.start : span.end].decode("utf-8", "replace")
    value = document.get(path, object)
    table: Table = value if isinstance(value, dict) else {"version": value}
    version, extras = _text(table, "version"), table.get("extras")
    url = _url(table)
    return Requirement(
        name=normalised(name),
        text=masked(f"{name} = {source}"),
        location=Location(document.file.path, span),
        specifier=specifier(version) or "" if version else "",
        extras=tuple(sorted(one for one in extras if isinstance(one, str))) if isinstance(extras, list) else (),
        marker=marker(table),
        url=masked(url) if url else None,
        editable=True in (table.get("develop"), table.get("editable")),
        group=group,
        has_credentials=url is not None and has_credentials(url),
    )


def _url(table: Table) -> str | None:
    """Give where the distribution comes from, if not from an index; the first revision named counts."""
    git = _text(table, "git")
    if git is None:
        return _text(table, "url", "path", "file")
    revision = _text(table, "rev", "tag", "branch", "ref")
    return f"git+{git}@{revision}" if revision else f"git+{git}"


def _text(table: Table, *keys: str) -> str | None:
    return next((table[key] for key in keys if isinstance(table.get(key), str)), None)
