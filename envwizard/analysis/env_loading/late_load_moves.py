"""Which statement has to move above which one for a late load to come first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from envwizard.model.facts import Facts
from envwizard.model.facts.launches import LateLoad
from envwizard.model.facts.python import EnvLoad, EventKind
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location


@dataclass(frozen=True, slots=True)
class LoadMove:
    """In the file of both places: what holds ``moved`` has to stand above what holds ``above``.

    ``direct`` tells that ``moved`` is the load itself, not an import or a call that leads to it.
    """

    path: ProjectPath
    moved: Location
    above: Location
    direct: bool


def load_move(facts: Facts, group: Sequence[LateLoad]) -> LoadMove | None:
    """Find the move for the late reads of one load; ``None`` where their ways part in several files.

    A load with a condition is not moved: what it depends on would have to move too. Nor is a second load, which was
    put behind the first on purpose.
    """
    if not group:
        return None
    place = group[0].load
    loads = [load for module in facts.python_modules for load in module.loads if load.location == place]
    if any(load.guarded or (load.in_function and load.selectors) for load in loads) or group[0].earlier is not None:
        return None
    moves = [_move(facts, late) for late in group]
    first = moves[0]
    if first is None or any(move is None or move.path != first.path or move.moved != first.moved for move in moves):
        return None
    found = min((move for move in moves if move is not None), key=lambda move: _start(move.above))
    return _above_own_imports(facts, found, loads) if found.direct else found


def _above_own_imports(facts: Facts, move: LoadMove, loads: Sequence[EnvLoad]) -> LoadMove:
    """Let the load stand above all that the source imports of the project: what reads nothing today may tomorrow.

    Not where the load itself needs one of those imports.
    """
    module = next((one for one in facts.python_modules if one.path == move.path), None)
    needed = {name for load in loads for name in load.selectors}
    imports = [
        event
        for event in (module.events if module is not None else ())
        if event.kind is EventKind.IMPORT
        and not (event.guarded or event.main_only)
        and _start(event.location) < min(_start(move.above), _start(move.moved))
        and _is_own(facts, move.path, event.name)
    ]
    names = {name for event in imports for name in event.names or (event.name.partition(".")[0],)}
    if not imports or names & needed:
        return move
    return replace(move, above=min((event.location for event in imports), key=_start))


def _is_own(facts: Facts, path: ProjectPath, name: str) -> bool:
    """Tell whether an import means a source of the project, seen from the folder of the importing one."""
    first = name.partition(".")[0]
    folders = [] if not first else [*path.parent.upwards()]
    own = {one for folder in folders for one in (folder.join(first), folder.join(f"{first}.py")) if one is not None}
    return not first or any(one.path in own or one.path.parent in own for one in facts.python_modules)


def _start(place: Location) -> int:
    return place.span.start if place.span is not None else 0


def late_place(late: LateLoad) -> Location:
    """Where a late load is to be seen: the import or call that leads to it, in the source that also leads to the read.

    That is the load itself where it stands in that source, or where the two ways do not meet.
    """
    shared = _shared(late)
    if shared == len(late.load_chain):
        return late.load
    above = late.chain[shared].location if shared < len(late.chain) else late.read
    step = late.load_chain[shared]
    return step.location if step.location.path == above.path and late.load.path != above.path else late.load


def _shared(late: LateLoad) -> int:
    """Count the steps that the ways to the read and to the load have in common."""
    shared = 0
    while (
        shared < min(len(late.chain), len(late.load_chain))
        and late.chain[shared].location == late.load_chain[shared].location
    ):
        shared += 1
    return shared


def _move(facts: Facts, late: LateLoad) -> LoadMove | None:
    shared = _shared(late)
    above = late.chain[shared].location if shared < len(late.chain) else late.read
    direct = shared == len(late.load_chain)
    moved = late.load if direct else late.load_chain[shared].location
    again = _in_the_loads_own_source(late, shared) if not direct else None
    if again is not None and _brings(facts, above, late.load_chain[shared].name):
        return again
    if not direct and late.load.path == above.path and not _only_loads(facts, late, shared):
        # The function does more than to load: the load is taken out of it.
        moved, direct = late.load, True
    if moved.path != above.path or not isinstance(above.path, ProjectPath):
        return None
    if not direct and _brings(facts, above, late.load_chain[shared].name):
        # ``from app import create_app`` leads to the read, and the load is in ``create_app()``.
        return None
    return LoadMove(above.path, moved, above, direct)


def _in_the_loads_own_source(late: LateLoad, shared: int) -> LoadMove | None:
    """Find the move within the source further on, where a factory does both: it imports what reads, and loads later.

    ``from app import create_app`` runs app/__init__.py, which imports the reader, and ``create_app()`` loads.
    """
    places = [*(step.location for step in late.chain[shared:]), late.read]
    steps = [*(step.location for step in late.load_chain[shared + 1 :]), late.load]
    for moved in reversed(steps):
        above = next((place for place in places if place.path == moved.path), None)
        if above is not None and isinstance(above.path, ProjectPath) and above != moved:
            return LoadMove(above.path, moved, above, moved == late.load)
    return None


def _brings(facts: Facts, statement: Location, called: str) -> bool:
    """Tell whether a statement imports what is called."""
    first = called.removesuffix("()").partition(".")[0]
    events = (event for module in facts.python_modules if module.path == statement.path for event in module.events)
    return any(
        event.kind is EventKind.IMPORT
        and event.location == statement
        and first in (event.names or (event.name.partition(".")[0],))
        for event in events
    )


def _only_loads(facts: Facts, late: LateLoad, shared: int) -> bool:
    """Tell whether the function that is called does nothing but load."""
    name = late.load_chain[shared].name.removesuffix("()")
    for module in facts.python_modules:
        for function in module.functions:
            span, load = function.location.span, late.load.span
            if module.path != late.load.path or span is None or load is None or function.name != name:
                continue
            if span.start <= load.start and load.end <= span.end:
                # As many lines as events: there is no room for anything else.
                short = span.end_line - span.line <= len(function.events)
                return short and all(event.kind is not EventKind.CALL for event in function.events)
    return False
