"""The modules that entry points import before an env file is loaded: chains of imports must have no gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from envwizard.model.facts.python import INTO_ENVIRONMENT, Event, EventKind, PythonModule
from envwizard.model.paths import ProjectPath
from envwizard.syntax.python_modules import ModuleIndex

# Imports nested deeper than this are circles that the search took for different modules.
_MAX_DEPTH = 200
_MAX_MODULES = 3000

Read = Callable[[ProjectPath], "PythonModule | None"]


def follow_imports(entries: Iterable[ProjectPath], index: ModuleIndex, read: Read) -> bool:
    """Read what each entry imports, in order, up to the first load. ``False`` where there was too much of it."""
    follower = _Follower(index, read)
    for entry in entries:
        follower.entry = entry
        follower.done = set()
        follower.visit(entry, 0)
    return len(follower.seen) < _MAX_MODULES


class _Follower:
    def __init__(self, index: ModuleIndex, read: Read) -> None:
        self.index = index
        self.read = read
        self.seen: set[ProjectPath] = set()
        self.entry = ProjectPath(".")
        self.done: set[ProjectPath] = set()

    def visit(self, path: ProjectPath, depth: int) -> bool:
        """Follow one module; ``True`` where an env file has been loaded on the way."""
        if path in self.done or depth > _MAX_DEPTH or len(self.seen) >= _MAX_MODULES:
            return False
        self.done.add(path)
        self.seen.add(path)
        module = self.read(path)
        if module is None:
            return False
        functions = {function.name: function.events for function in module.functions}
        return self.follow(path, module.events, functions, depth)

    def follow(
        self, path: ProjectPath, events: Iterable[Event], functions: dict[str, tuple[Event, ...]], depth: int
    ) -> bool:
        for event in events:
            if event.main_only and path != self.entry:
                continue
            if event.kind is EventKind.LOAD and event.name in INTO_ENVIRONMENT and not event.guarded:
                return True
            if event.kind is EventKind.IMPORT and self.imports(path, event, depth):
                return True
            # A function that is called takes its imports along; what it loads is for the order of events to tell.
            called = event.names[0] if event.kind is EventKind.CALL and event.names else ""
            if called in functions:
                self.follow(path, (one for one in functions[called] if one.kind is EventKind.IMPORT), {}, depth + 1)
        return False

    def imports(self, path: ProjectPath, event: Event, depth: int) -> bool:
        loaded = False
        for file in self.index.imported(event.name, event.names, path, self.entry):
            loaded = self.visit(file, depth + 1) or loaded
        return loaded
