"""Servers that a source starts as soon as it is imported, by the server that users meet."""

from __future__ import annotations

from dataclasses import dataclass

from envwizard.analysis.deployed import Started, deployed_launches, is_started_by_code
from envwizard.analysis.launches.served_modules import module_named
from envwizard.analysis.per_facts import once_per_facts
from envwizard.model.facts import Facts
from envwizard.model.facts.launches import Launch
from envwizard.model.facts.python import EventKind, PythonModule, ServerStart
from envwizard.model.paths import ROOT
from envwizard.model.source import Location

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


@once_per_facts
def starts_on_import(facts: Facts) -> tuple[StartOnImport, ...]:
    """Find the calls that a deployed server runs while it loads its application, each once."""
    found: dict[Location, StartOnImport] = {}
    for started in deployed_launches(facts):
        launch = started.launch
        if launch.server not in _SERVERS or is_started_by_code(launch) or launch.guarded:
            continue
        for module in _imported(facts, launch):
            for begun in module.server_starts:
                plain = not (begun.main_only or begun.guarded or begun.in_function is not None)
                if plain and begun.server in _BLOCKING:
                    found.setdefault(begun.location, StartOnImport(begun, module, launch, started))
    return tuple(found.values())


def _imported(facts: Facts, launch: Launch) -> list[PythonModule]:
    """The served module and those that it imports from the same folder, as far as their names tell."""
    dotted = (launch.app or "").partition(":")[0]
    folder = launch.working_directory or ROOT
    first = module_named(facts, folder, dotted)
    found = [first] if first is not None else []
    for module in found:
        for event in module.events:
            if event.kind is EventKind.IMPORT and not event.main_only and len(found) < _MOST_MODULES:
                names = (event.name, event.name.rpartition(".")[0])
                other = next((one for name in names if (one := module_named(facts, folder, name)) is not None), None)
                if other is not None and other not in found:
                    found.append(other)
    return found
