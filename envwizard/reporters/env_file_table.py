"""The table of env files: for each loader and each launch, where it looks and what it finds there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from envwizard.model.facts.env_loading import EnvFileLookup, SearchStart
from envwizard.model.harmless import harmless_line
from envwizard.model.message import Message, msg
from envwizard.model.paths import ROOT
from envwizard.reporters.columns import aligned

_HEADER = (msg("loader"), msg("started by"), msg("from"), msg("finds"))
_SHOWN_PLACES = 3


def env_files_text(lookups: Iterable[EnvFileLookup]) -> str:
    """Write the table; empty where no source of the project loads an env file."""
    rows = [_row(one) for one in lookups]
    if not rows:
        return ""
    lines = aligned([[title.render() for title in _HEADER], *rows])
    return "\n".join([msg("Env files").render(), "", *lines]) + "\n"


def env_files_data(lookups: Iterable[EnvFileLookup], text: Callable[[str], str]) -> list[dict[str, Any]]:
    """Give the table as data for JSON, always in English; ``text`` makes what names files fit for it."""
    return [
        {
            "path": text(str(one.load.path)),
            "line": one.load.line,
            "loader": one.loader,
            "written": text(one.written) or None,
            "looks_from": one.start.value,
            "launch": text(one.launch) or None,
            "environments": list(one.environments),
            "directory": text(str(one.directory)) if one.directory is not None else None,
            "searched": [text(str(path)) for path in one.searched],
            "found": text(str(one.found)) if one.found is not None else None,
            "template": text(str(one.template)) if one.template is not None else None,
            "in_image": one.in_image,
        }
        for one in lookups
    ]


def _row(lookup: EnvFileLookup) -> tuple[str, ...]:
    started = lookup.launch_name or msg("no known launch").render()
    if lookup.environments:
        started += f" ({', '.join(lookup.environments)})"
    cells = (
        f"{lookup.load} {lookup.loader.rpartition('.')[2]}",
        started,
        _from(lookup).render(),
        found(lookup).render(),
    )
    return tuple(harmless_line(cell) for cell in cells)


def _from(lookup: EnvFileLookup) -> Message:
    if lookup.start is SearchStart.SOURCE:
        return msg("the calling file")
    if lookup.start is SearchStart.DIRECTORY:
        if lookup.directory is None:
            return msg("the working directory")
        return msg("the project's root") if lookup.directory == ROOT else msg("{folder}/", folder=lookup.directory)
    return msg("a fixed path") if lookup.start is SearchStart.FIXED else msg("a computed path")


def found(lookup: EnvFileLookup) -> Message:
    """Say in words what a search comes to."""
    if lookup.found is not None:
        if lookup.in_image is False:
            return msg("{path}, which the image does not have", path=lookup.found)
        return msg("{path}", path=lookup.found)
    if not lookup.searched:
        if lookup.start is SearchStart.DIRECTORY:
            return msg("{path} there, if there is one", path=lookup.written)
        return msg("not known: {path}", path=lookup.written) if lookup.written else msg("not known")
    places = ", ".join(str(path) for path in lookup.searched[:_SHOWN_PLACES])
    if lookup.template is not None:
        return msg("nothing at {places} ({template} stands for it)", places=places, template=lookup.template)
    return msg("nothing at {places}", places=places)
