"""Python's cyclic garbage collector, left off while very many objects come into being that are kept anyway."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collection() -> Iterator[None]:
    """Leave the collector off; what has come into being until the end is not looked through any more.

    A scan of a large tree takes half as long again with it, for hardly anything in it is part of a circle. What is no
    longer used is freed all the same.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
