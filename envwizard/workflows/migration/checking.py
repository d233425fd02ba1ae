"""Staying locked: which compiled files no longer answer their sources, told without the network (EW304)."""

from __future__ import annotations

from envwizard.analysis.dependencies.stale_locks import Contradiction, stale_locks
from envwizard.model.facts import Facts
from envwizard.model.message import Message, msg


def behind(facts: Facts) -> tuple[Message, ...]:
    """Give a sentence for each requirement that a lock lacks or forbids; pins that nobody needs are no fault."""
    return tuple(_says(one, str(stale.path)) for stale in stale_locks(facts) for one in stale.contradictions)


def _says(one: Contradiction, lock: str) -> Message:
    requirement = one.requirement
    if one.locked is not None:
        return msg(
            "{place} asks for {text}, and {lock} pins {name}=={version}.",
            place=requirement.location,
            text=requirement.text,
            lock=lock,
            name=requirement.name,
            version=one.locked,
        )
    return msg(
        "{place} asks for {text}, and {lock} lacks {missing}.",
        place=requirement.location,
        text=requirement.text,
        lock=lock,
        missing=one.missing,
    )
