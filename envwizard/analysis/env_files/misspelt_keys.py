"""Keys that the code reads under another spelling than the one that env files and documents give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.env_files.missing_keys import given_elsewhere
from envwizard.analysis.env_files.skeleton_keys import env_reads
from envwizard.analysis.env_files.unlisted_keys import exported_keys
from envwizard.analysis.env_loading.program import is_system_key
from envwizard.model.facts import Facts
from envwizard.model.facts.python import Event
from envwizard.model.source import Location

_DIGITS = re.compile(r"\d+")
# A document or an env file that gives fewer keys of the code speaks of something else.
_FEWEST_SHARED = 2
# Shorter names differ by a letter and mean different things (``PORT`` and ``HOST``, ``DB_URL`` and ``DB_URI``).
_SHORTEST = 8


@dataclass(frozen=True, slots=True)
class MisspeltKey:
    """``read`` is what the code asks for; ``given`` the key that lies next to it and that nothing reads."""

    read: Event
    given: str
    place: Location


def misspelt_keys(facts: Facts) -> Iterator[MisspeltKey]:
    """Pair each key that is read and nowhere given with a similar one that is given and nowhere read."""
    reads = env_reads(facts)
    given = _given(facts)
    known = {key for keys in given for key in keys} | given_elsewhere(facts)
    known |= {key for file in facts.env_files for key in file.commented} | exported_keys(facts)
    in_capitals = {key.upper() for key in known}
    for key, events in sorted(reads.items()):
        # pydantic-settings takes names in any case (its documentation, "Case-sensitivity").
        anyhow = any(event.reader == "pydantic" for event in events) and key.upper() in in_capitals
        if key in known or anyhow or is_system_key(key) or not key.isidentifier():
            continue
        for keys in given:
            if sum(name in reads for name in keys) < _FEWEST_SHARED:
                continue
            other = next((name for name in keys if name not in reads and _is_alike(key, name)), None)
            if other is not None:
                yield MisspeltKey(events[0], other, keys[other])
                break


def _given(facts: Facts) -> list[dict[str, Location]]:
    """The keys that each env file, and the code blocks of each document, give."""
    found = [{entry.key: entry.location for entry in file.entries} for file in facts.env_files]
    return [*found, *(dict(document.variables) for document in facts.documents)]


def _is_alike(one: str, other: str) -> bool:
    """One letter more, less, other or exchanged with its neighbour, or the same letters in other case."""
    if one.upper() == other.upper():
        return True
    if min(len(one), len(other)) < _SHORTEST or _DIGITS.findall(one) != _DIGITS.findall(other):
        return False
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, rest_other = one[start:], other[start:]
    return (
        rest[1:] == rest_other[1:]
        or rest == rest_other[1:]
        or rest[1:] == rest_other
        or (rest[:2] == rest_other[:2][::-1] and rest[2:] == rest_other[2:])
    )
