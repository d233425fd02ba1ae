"""Servers that a source starts as soon as it is imported, by the server that users meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.deployed import Started, deployed_launches, is_started_by_code
from envwizard.model.facts import Facts
from envwizard.model.facts.launches import Launch
from envwizard.model.facts.python import EventKind, PythonModule, ServerStart
from envwizard.model.paths import ROOT, ProjectPath

_SERVERS = frozenset(("gunicorn", "uvicorn", "hypercorn", "granian", "uwsgi", "waitress", "daphne"))
# Calls that serve until they are ended; the others may only make an object.
_BLOCKING = frozenset(("flask", "werkzeug", "quart", "dash", "bottle", "flask-socketio", "waitress", "aiohttp"))
_MOST_MODULES = 40


@dataclass(frozen=True, slots=True)
class StartOnImport:
    """A server call at the top of a source that ``launch`` imports, at once or by way of other sources."""

    begun: ServerStart
    module: PythonModule
    launch: Launch
    started: Started


def starts_on_import(facts: Facts) -> Iterator[StartOnImport]:
    """Find the calls that a deployed server runs while it loads its application, each once."""
    seen: set[object] = set()
    for started in deployed_launches(facts):
        launch = started.launch
        if launch.server not in _SERVERS or is_started_by_code(launch) or launch.guarded:
            continue
        for module in _imported(facts, launch):
            for begun in module.server_starts:
                plain = not (begun.main_only or begun.guarded or begun.in_function is not None)
                if plain and begun.server in _BLOCKING and begun.location not in seen:
                    seen.add(begun.location)
                    yield StartOnImport(begun, module, launch, started)


def _imported(facts: Facts, launch: Launch) -> list[PythonModule]:
    """The served module and those that it imports from the same folder, as far as their names tell."""
    dotted = (launch.app or "").partition(":")[0]
    folder = launch.working_directory or ROOT
    first = _module(facts, folder, dotted)
    found = [first] if first is not None else []
    for module in found:
        for event in module.events:
            if event.kind is EventKind.IMPORT and not event.main_only and len(found) < _MOST_MODULES:
                other = _module(facts, folder, event.name) or _module(facts, folder, event.name.rpartition(".")[0])
                if other is not None and other not in found:
                    found.append(other)
    return found


def _module(facts: Facts, folder: ProjectPath, dotted: str) -> PythonModule | None:
    if not dotted or not all(part.isidentifier() for part in dotted.split(".")):
        return None
    path = dotted.replace(".", "/")
    ends = (folder.join(f"{path}.py"), folder.join(f"{path}/__init__.py"))
    return next((one for one in facts.python_modules if one.path in ends), None)
