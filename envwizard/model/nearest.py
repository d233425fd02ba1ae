"""A word that is not known, and the known one that was meant."""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.model.message import Message, msg


def nearest(word: str, known: Iterable[str]) -> Message | str:
    """Name the nearest known word as a sentence with a blank before it; empty where none is near."""
    import difflib  # a start need not wait for it

    near = difflib.get_close_matches(word, tuple(known), 1)
    return msg(" Did you mean {near}?", near=near[0]) if near else ""


def nearest_or_all(word: str, known: Iterable[str]) -> Message | str:
    """Name the nearest known word, or all of them where none is near."""
    words = tuple(known)
    return nearest(word, words) or msg(" Known: {words}.", words=", ".join(words))
