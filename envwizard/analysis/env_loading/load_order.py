"""Which variables are read before the env file that should give them is loaded, from every entry point."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from envwizard.analysis.env_loading.environs_store import environs_store
from envwizard.analysis.env_loading.program import EntryOrder, Ordered, Program
from envwizard.analysis.env_loading.started_modules import started_modules
from envwizard.model.facts import Facts
from envwizard.model.facts.launches import LateLoad
from envwizard.model.facts.python import INTO_ENVIRONMENT, Anchor, EventKind, PythonModule
from envwizard.model.paths import ProjectPath
from envwizard.syntax.python_modules import is_aside, is_entry_name


def entry_orders(facts: Facts, program: Program, launched: Collection[ProjectPath]) -> tuple[EntryOrder, ...]:
    """Run through every entry point: what a launch starts, has a name for it, guards ``__main__``, or makes an app.

    A module that only loads an env file is an entry where no other entry imports it.
    """
    started = [module for module in facts.python_modules if _is_entry(module) or module.path in launched]
    orders = [program.run(module) for module in started]
    reached = frozenset(path for order in orders for path in order.modules)
    loaders = [
        module
        for module in facts.python_modules
        if module.path not in reached and any(load.loader in INTO_ENVIRONMENT for load in module.loads)
    ]
    return (*orders, *(program.run(module) for module in loaders))


def late_loads(facts: Facts) -> tuple[LateLoad, ...]:
    """Find the reads that come before the load that was to give them their values."""
    if not any(load.loader in INTO_ENVIRONMENT for module in facts.python_modules for load in module.loads):
        return ()
    program = Program(facts)
    launched: dict[ProjectPath, list[str]] = {}
    for one in started_modules(facts, program.index):
        launched.setdefault(one.path, []).append(one.launch.id)
    own_store = environs_store(facts) is not None
    found: dict[tuple[object, object], LateLoad] = {}
    for order in entry_orders(facts, program, launched):
        launches = tuple(launched.get(order.entry, ()))
        for events in _views(order, own_store):
            for late in _late(order.entry, events, launches):
                key = (late.read, late.load)
                known = found.get(key)
                if known is None or _length(late) < _length(known):
                    found[key] = late
    return tuple(sorted(found.values(), key=_place))


def _views(order: EntryOrder, own_store: bool) -> Iterable[tuple[Ordered, ...]]:
    """The events that belong together: what environs loads into a store of its own is there for its own reads only."""
    if not own_store:
        return (order.events,)
    return (
        tuple(one for one in order.events if one.event.kind is EventKind.LOAD or one.event.reader == "environs"),
        tuple(one for one in order.events if "environs" not in (one.event.name.partition(".")[0], one.event.reader)),
    )


def _is_entry(module: PythonModule) -> bool:
    if is_aside(module.path):
        return False
    return module.has_main_guard or is_entry_name(module.path) or bool(module.applications or module.server_starts)


def _length(late: LateLoad) -> tuple[int, bool]:
    """Short ways are told rather than long ones, of those the one that starts where the load is, or a launch does."""
    return 2 * len(late.load_chain) + len(late.chain), not late.launches


def _place(late: LateLoad) -> tuple[str, int, str, int]:
    return (
        str(late.load.path),
        late.load.span.start if late.load.span else 0,
        str(late.read.path),
        late.read.span.start if late.read.span else 0,
    )


def _late(entry: ProjectPath, events: Iterable[Ordered], launches: tuple[str, ...]) -> Iterable[LateLoad]:
    reads: list[Ordered] = []
    earlier: list[Ordered] = []
    told = 0
    for one in events:
        if one.event.kind is EventKind.READ:
            reads.append(one)
            continue
        if earlier and not _is_other_file(one, earlier):
            earlier.append(one)
            continue
        exempt = one.load.selectors if one.load is not None else ()
        first = earlier[0].event.location if earlier else None
        for read in reads[told:]:
            if read.event.name not in exempt and not _is_own(read, one):
                yield LateLoad(
                    entry=entry,
                    read=read.event.location,
                    key=read.event.name,
                    default=read.event.names[0] if read.event.names else None,
                    load=one.event.location,
                    loader=one.event.name,
                    chain=read.chain,
                    load_chain=one.chain,
                    guarded=read.event.guarded,
                    reader=read.event.reader,
                    earlier=first,
                    launches=launches,
                )
        # Reads before the first load are told once, with it.
        told = len(reads) if not earlier else told
        earlier.append(one)


def _is_other_file(one: Ordered, earlier: list[Ordered]) -> bool:
    """Tell whether a further load surely reads another file than those before it: then reads are late for it."""
    load = one.load
    if load is None or one.event.guarded or load.anchor not in (Anchor.FILE, Anchor.CWD) or "{" in (load.path or "{"):
        return False
    return all(
        before.load is not None
        and before.load.path is not None
        and before.load.path.rpartition("/")[2] != (load.path or "").rpartition("/")[2]
        for before in earlier
    )


def _is_own(read: Ordered, load: Ordered) -> bool:
    """A read that is part of the load's own statement (its path, its condition)."""
    inner, outer = read.event.location, load.event.location
    if inner.path != outer.path or inner.span is None or outer.span is None:
        return False
    return outer.span.start <= inner.span.start and inner.span.end <= outer.span.end
