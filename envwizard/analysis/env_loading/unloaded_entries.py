"""Entry points that read variables which only other entry points load."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from envwizard.analysis.env_loading.environs_store import environs_store
from envwizard.analysis.env_loading.program import EntryOrder, Ordered, Program, needs_load
from envwizard.analysis.env_loading.started_modules import StartedModule, started_modules
from envwizard.model.facts import Facts
from envwizard.model.facts.launches import Launch
from envwizard.model.facts.python import INTO_ENVIRONMENT, Event, EventKind, PythonModule
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location
from envwizard.syntax.python_modules import is_aside

# Sources that servers and workers import, by their names.
_IMPORTED_NAMES = frozenset(("wsgi.py", "asgi.py", "celery.py"))
_STARTED_NAMES = frozenset(("manage.py", "main.py", "app.py", "run.py", "__main__.py"))


@dataclass(frozen=True, slots=True)
class UnloadedEntry:
    """An entry point that reads variables and loads no env file, though another one loads it for the same code.

    ``reads`` are what it (or what it imports) reads, at import first; ``at_import`` how many of them. ``loads`` are the
    loads of the other entry points; ``guarded`` is one in this source that runs only below its main guard.
    ``launches`` start the entry and give it none of the variables; empty where no launch is known to start it.
    """

    entry: ProjectPath
    reads: tuple[Ordered, ...]
    at_import: int
    loads: tuple[tuple[ProjectPath, Location], ...]
    guarded: Location | None
    launches: tuple[Launch, ...]


def unloaded_entries(facts: Facts) -> Iterator[UnloadedEntry]:
    """Find the entry points that depend on an env file and never load it.

    Launchers that load .env themselves (the flask command, pipenv run) need no load; a variable that a launch is given
    needs none either.
    """
    if any(load.loader in INTO_ENVIRONMENT for module in facts.python_modules for load in module.loads):
        yield from _Entries(facts).unloaded()


class _Entries:
    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.program = Program(facts)
        self.started = list(started_modules(facts, self.program.index))
        self.own_store = environs_store(facts) is not None
        self.known = frozenset(entry.key for file in facts.env_files for entry in file.entries)
        # A load that finds nothing is none, where the project's env files are known.
        lookups = facts.env_file_lookups if self.known else ()
        found = {one.load for one in lookups if one.found is not None or one.template is not None}
        self.empty = {one.load for one in lookups if one.searched} - found

    def unloaded(self) -> Iterator[UnloadedEntry]:
        loading = [order for order in self.runs() if self.loads(order)]
        if not loading:
            return
        given = self.keys_of(loading)
        for path, launches in self.entries():
            module = self.program.modules.get(path)
            if module is None:
                continue
            as_main = any(one.as_main for one in launches)
            order = self.program.run(module, as_main=as_main)
            if self.loads(order) or any(one.loads_itself for one in launches):
                continue
            bare = [one.launch for one in launches if not one.launch.env_files and not self.config_loads(one.launch)]
            if launches and not bare:
                continue
            injected = self.injected(bare)
            wanted = given - injected
            at_import = [one for one in order.events if self.counts(one.event, wanted)]
            later = [
                one for one in self.in_functions(order) if one.event.name not in {read.event.name for read in at_import}
            ]
            later = [one for one in later if self.counts(one.event, wanted)]
            if not at_import and not (later and launches):
                # A source that nothing is known to start, and that reads in functions only: too little to go by.
                continue
            yield UnloadedEntry(
                path,
                (*at_import, *later),
                len(at_import),
                tuple(dict.fromkeys((other.entry, self.loads(other)[0].event.location) for other in loading)),
                next((load.location for load in module.loads if load.main_only), None),
                tuple(bare),
            )

    def runs(self) -> Iterator[EntryOrder]:
        """The entry points as they are started: by launches, and by hand."""
        for module in self.facts.python_modules:
            if is_aside(module.path):
                continue
            if module.has_main_guard or module.path.name in _STARTED_NAMES | _IMPORTED_NAMES:
                yield self.program.run(module, as_main=module.path.name not in _IMPORTED_NAMES)
        for one in self.started:
            if one.path in self.program.modules and not is_aside(one.path):
                yield self.program.run(self.program.modules[one.path], as_main=one.as_main)

    def entries(self) -> Iterator[tuple[ProjectPath, list[StartedModule]]]:
        """What launches start, and what servers import by its name though no launch is known."""
        groups: dict[tuple[ProjectPath, bool], list[StartedModule]] = {}
        for one in self.started:
            if not is_aside(one.path):
                groups.setdefault((one.path, one.as_main), []).append(one)
        for (path, _), launches in groups.items():
            yield path, launches
        known = {path for path, _ in groups}
        for module in self.facts.python_modules:
            if module.path.name in _IMPORTED_NAMES and module.path not in known and not is_aside(module.path):
                yield module.path, []

    def loads(self, order: EntryOrder) -> list[Ordered]:
        """The loads of a run that may find a file."""
        return [one for one in order.loads if one.event.location not in self.empty]

    def keys_of(self, loading: Iterable[EntryOrder]) -> frozenset[str]:
        """The keys that loads give: those of env files and examples, else all that is read where one is loaded."""
        read = {
            one.event.name for order in loading for one in (*order.events, *self.in_functions(order)) if one.event.name
        }
        return frozenset(read & self.known) if self.known else frozenset(read)

    def counts(self, event: Event, wanted: frozenset[str]) -> bool:
        if event.kind is not EventKind.READ or event.name not in wanted or event.guarded:
            return False
        return needs_load(event) and not (self.own_store and event.reader == "os")

    def in_functions(self, order: EntryOrder) -> Iterator[Ordered]:
        """What the functions read of the modules that a run imports."""
        for path in sorted(order.modules):
            module: PythonModule = self.program.modules[path]
            for function in module.functions:
                yield from (Ordered(event, ()) for event in function.events if event.kind is EventKind.READ)

    def injected(self, launches: Iterable[Launch]) -> frozenset[str]:
        """The variables that every one of some launches is given."""
        names = [frozenset(variable.name for variable in launch.variables) for launch in launches]
        return frozenset.intersection(*names) if names else frozenset()

    def config_loads(self, launch: Launch) -> bool:
        """Tell whether the server's own configuration, which runs before the program, loads an env file."""
        module = self.program.modules.get(launch.config) if launch.config is not None else None
        return module is not None and any(load.loader in INTO_ENVIRONMENT for load in module.loads)
