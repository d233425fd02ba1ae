"""Running through a program on paper: what a source, and what it imports and calls, reads and loads, in order.

An import runs the imported module once, its parent packages first; a class body, a default and a decorator run with
the module; a function runs where it is called, which is followed two calls deep. What stands below ``if __name__ ==
"__main__"`` runs in a source that is started as a script only. Both branches of an ``if`` count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from envwizard.model.facts import Facts
from envwizard.model.facts.launches import ImportStep
from envwizard.model.facts.python import INTO_ENVIRONMENT, EnvLoad, Event, EventKind, PythonModule
from envwizard.model.paths import ProjectPath
from envwizard.syntax.python_modules import ModuleIndex

_MAX_DEPTH = 150
_MAX_CALLS = 2
# Given by the system, the shell or a runner, never by an env file.
_SYSTEM_KEYS = frozenset(
    (
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "PWD", "LANG", "TERM", "TMPDIR", "TEMP", "TMP", "VIRTUAL_ENV",
        "CONDA_PREFIX", "PYTHONPATH", "HOSTNAME", "USERNAME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "DISPLAY",
        "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "RUN_MAIN", "WERKZEUG_RUN_MAIN", "PYTEST_CURRENT_TEST",
        "CI", "GITHUB_ACTIONS", "KUBERNETES_SERVICE_HOST", "DYNO", "DJANGO_SETTINGS_MODULE",
    )
)  # fmt: skip
# Those that read a file of their own need no load before them.
_NEED_LOAD = frozenset(("os", "environs", "django-environ", "pydantic"))


@dataclass(frozen=True, slots=True)
class Ordered:
    """An event with the steps from the entry to it."""

    event: Event
    chain: tuple[ImportStep, ...]
    # The load's details, where the event is a load.
    load: EnvLoad | None = None


@dataclass(frozen=True, slots=True)
class EntryOrder:
    """What happens when an entry point runs: reads and loads in order, and the modules that run."""

    entry: ProjectPath
    events: tuple[Ordered, ...]
    modules: frozenset[ProjectPath]

    @property
    def loads(self) -> tuple[Ordered, ...]:
        """The loads among the events."""
        return tuple(one for one in self.events if one.event.kind is EventKind.LOAD)


@dataclass(slots=True)
class _Run:
    """One entry point's run so far."""

    entry: PythonModule
    as_main: bool
    events: list[Ordered] = field(default_factory=list)
    imported: set[ProjectPath] = field(default_factory=set)
    calls: set[tuple[ProjectPath, str]] = field(default_factory=set)


class Program:
    """The project's sources, to be run through from any of them."""

    def __init__(self, facts: Facts) -> None:
        self.modules = {module.path: module for module in facts.python_modules}
        self.index = ModuleIndex((*self.modules, *(entry.path for entry in facts.inventory.files)))
        self.loads = {load.location: load for module in facts.python_modules for load in module.loads}
        self.functions = {
            (module.path, function.name): function.events
            for module in facts.python_modules
            for function in module.functions
        }

    def run(self, entry: PythonModule, *, as_main: bool = True) -> EntryOrder:
        """Run through a source, started as a script or (not ``as_main``) imported by a server."""
        run = _Run(entry, as_main)
        # ``shop.wsgi`` is imported as part of ``shop``; a script of a package may be too (``python -m``).
        for package in self._packages(entry.path):
            self._import(run, package, (), 0)
        self._import(run, entry.path, (), 0)
        return EntryOrder(entry.path, tuple(run.events), frozenset(run.imported))

    def _packages(self, path: ProjectPath) -> list[ProjectPath]:
        found: list[ProjectPath] = []
        folder = path.parent
        while (package := folder.join("__init__.py")) in self.modules and package is not None:
            found.append(package)
            folder = folder.parent
        return [package for package in reversed(found) if package != path]

    def _import(self, run: _Run, path: ProjectPath, chain: tuple[ImportStep, ...], calls: int) -> None:
        module = self.modules.get(path)
        if path in run.imported or module is None or len(chain) > _MAX_DEPTH:
            return
        run.imported.add(path)
        self._follow(run, module, module.events, chain, calls)

    def _follow(
        self, run: _Run, module: PythonModule, events: Iterable[Event], chain: tuple[ImportStep, ...], calls: int
    ) -> None:
        for event in events:
            if event.main_only and not (run.as_main and module.path == run.entry.path):
                continue
            if event.kind is EventKind.READ:
                if needs_load(event):
                    run.events.append(Ordered(event, chain))
            elif event.kind is EventKind.LOAD:
                if event.name in INTO_ENVIRONMENT:
                    run.events.append(Ordered(event, chain, self.loads.get(event.location)))
            elif event.kind is EventKind.IMPORT:
                for path in self.index.imported(event.name, event.names, module.path, run.entry.path):
                    self._import(run, path, (*chain, ImportStep(event.location, event.name)), calls)
            elif calls < _MAX_CALLS and event.names:
                self._call(run, module, event, chain, calls)

    def _call(self, run: _Run, module: PythonModule, event: Event, chain: tuple[ImportStep, ...], calls: int) -> None:
        target = self._function(module, event.names[0], run.entry.path, 0)
        if target is None or target in run.calls:
            return
        path = target[0]
        run.calls.add(target)
        step = ImportStep(event.location, f"{event.name}()")
        self._follow(run, self.modules[path], self.functions[target], (*chain, step), calls + 1)

    def _function(
        self, module: PythonModule, origin: str, entry: ProjectPath, depth: int
    ) -> tuple[ProjectPath, str] | None:
        """Find the function that a dotted origin names, also where a package hands it on; a class runs ``__init__``."""
        for name in (origin, f"{origin}.__init__"):
            if (module.path, name) in self.functions:
                return module.path, name
        if depth > 3:
            return None
        parts = origin.split(".")
        for end in range(len(parts) - 1, 0, -1):
            prefix = ".".join(parts[:end])
            found = self.index.find(prefix or ".", module.path, entry)
            if not found or found[-1] not in self.modules or found[-1] == module.path:
                continue
            other, rest = self.modules[found[-1]], ".".join(parts[end:])
            for name in (rest, f"{rest}.__init__"):
                if (other.path, name) in self.functions:
                    return other.path, name
            for event in other.events:
                if event.kind is EventKind.IMPORT and (parts[end] in event.names or "*" in event.names):
                    dotted = event.name + rest if event.name.endswith(".") else f"{event.name}.{rest}"
                    target = self._function(other, dotted, entry, depth + 1)
                    if target is not None:
                        return target
            return None
        return None


def is_system_key(name: str) -> bool:
    """Tell whether the system, the shell or a runner gives a variable."""
    return name in _SYSTEM_KEYS


def needs_load(read: Event) -> bool:
    """Tell whether a read finds its variable only after an env file was loaded into the environment."""
    if not read.name or read.name in _SYSTEM_KEYS or read.reader not in _NEED_LOAD:
        return False
    # The reads of a class of settings with an env file of its own are marked as guarded.
    return read.reader != "pydantic" or not read.guarded
