"""The compare step: every version before and after, and why one is not what it was."""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.model.message import Message, msg
from envwizard.model.migration import Layout, Move, PinChange
from envwizard.workflows.migration.compiling import CompiledLayer, parsed

_ORDER = (Move.MOVED, Move.GONE, Move.NEW, Move.SAME)


def compare_pins(layout: Layout, compiled: Iterable[CompiledLayer]) -> tuple[PinChange, ...]:
    """List every distribution of every layer: those that moved first, then gone, new and the same."""
    from packaging.version import InvalidVersion, Version

    def same(one: str, other: str) -> bool:
        try:
            return Version(one) == Version(other)
        except InvalidVersion:
            return one == other

    layers = tuple(compiled)
    bounds = {one.layer.name: _bounds(one, layers) for one in layers}
    anywhere = {name for one in layers for name in pins_of(one)}
    found: list[PinChange] = []
    for one in layers:
        name = one.layer.name
        before, after, asked = layout.pins.get(name, {}), pins_of(one), _asked_by(one)
        for package in sorted({*before, *after}):
            old, new = before.get(package), after.get(package)
            if old is not None and new is not None:
                move = Move.SAME if same(old, new) else Move.MOVED
                reason = None if move is Move.SAME else _moved(package, one, new, bounds[name])
            elif new is not None:
                move, reason = Move.NEW, _new(asked.get(package, ()))
            elif package in anywhere:
                # It stands in the lock of another layer now.
                continue
            else:
                move, reason = Move.GONE, msg("no source asks for it, and nothing that is asked for needs it")
            found.append(PinChange(package, name, old, new, move, reason))
    return tuple(sorted(found, key=lambda change: _ORDER.index(change.move)))


def headline(changes: Iterable[PinChange]) -> Message:
    """Say how many versions moved, are new, gone and the same."""
    kinds = [change.move for change in changes]
    return msg(
        "{moved} moved, {new} new, {gone} gone, {same} the same",
        moved=kinds.count(Move.MOVED),
        new=kinds.count(Move.NEW),
        gone=kinds.count(Move.GONE),
        same=kinds.count(Move.SAME),
    )


def pins_of(compiled: CompiledLayer) -> dict[str, str]:
    """Give the versions that a lock pins, by name."""
    return {one.name: one.pinned for one in parsed(compiled.text).requirements if one.pinned is not None}


def _asked_by(compiled: CompiledLayer) -> dict[str, tuple[str, ...]]:
    return {one.name: one.via for one in parsed(compiled.text).requirements}


def _bounds(one: CompiledLayer, layers: tuple[CompiledLayer, ...]) -> dict[str, str]:
    """The versions that the locks of other layers hold this one to, each with the path of the lock."""
    found = {}
    for other in layers:
        if other.layer.lock in one.layer.constraints:
            found.update(dict.fromkeys(pins_of(other), other.layer.lock.value))
    return found


def _moved(package: str, one: CompiledLayer, new: str, bounds: dict[str, str]) -> Message:
    if one.given_up.get(package):
        return msg("the old version does not fit: {causes}", causes=one.given_up[package])
    if package in bounds:
        return msg("{lock} holds it to {version}", lock=bounds[package], version=new)
    return msg("the old version is not among those that its sources and indexes allow")


def _new(via: tuple[str, ...]) -> Message:
    return msg("asked for by {names}", names=", ".join(via)) if via else msg("its source asks for it")
