"""Deriving a thing once from the facts of a scan, however many rules ask for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from envwizard.model.facts import Facts

T = TypeVar("T")


def once_per_facts(derive: Callable[[Facts], T]) -> Callable[[Facts], T]:
    """Keep the result for the facts asked about last, told by identity: facts are frozen, and hashing them is slow."""
    last: list[tuple[Facts, T]] = []

    @wraps(derive)
    def derived(facts: Facts) -> T:
        if not last or last[0][0] is not facts:
            last[:] = [(facts, derive(facts))]
        return last[0][1]

    return derived
