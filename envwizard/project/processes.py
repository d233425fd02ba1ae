"""Sharing a long list of small tasks out among the processors of the machine."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

# Below this a process costs more time than it saves.
_FEWEST = 1_500
_MOST_PROCESSES = 4


def shared_out(work: Callable[[Sequence[T]], bytes], items: Sequence[T]) -> bytes:
    """Do ``work`` on pieces of ``items`` side by side, and give the results joined in order.

    The other processes are copies of this one (fork, POSIX): nothing that ``work`` changes in them comes back, only
    what it gives. Where there is no fork, where threads run or where it is not worth while, all is done here; and so is
    the piece of a process that failed.
    """
    count = min(_MOST_PROCESSES, _processors(), len(items) // _FEWEST)
    if count < 2 or not hasattr(os, "fork") or threading.active_count() > 1:
        return work(items)
    size = -(-len(items) // count)
    pieces = [items[start : start + size] for start in range(0, len(items), size)]
    children = [_started(work, piece) for piece in pieces[1:]]
    try:
        results = [work(pieces[0])]
        for child, piece in zip(children, pieces[1:], strict=True):
            found = child.result() if child is not None else None
            results.append(work(piece) if found is None else found)
    finally:
        for child in children:
            if child is not None:
                child.end()
    return b"".join(results)


class _Child:
    def __init__(self, pid: int, pipe: int) -> None:
        self._pid, self._pipe = pid, pipe
        self._ended = False

    def result(self) -> bytes | None:
        """What the process gave; ``None`` where it did not come to its end."""
        with os.fdopen(self._pipe, "rb", closefd=False) as pipe:
            data = pipe.read()
        _, status = os.waitpid(self._pid, 0)
        self._ended = True
        return data if status == 0 else None

    def end(self) -> None:
        os.close(self._pipe)
        if not self._ended:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)


def _started(work: Callable[[Sequence[T]], bytes], piece: Sequence[T]) -> _Child | None:
    reading, writing = os.pipe()
    try:
        pid = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return None
    if pid:
        os.close(writing)
        return _Child(pid, reading)
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(work(piece))
        status = 0
    finally:
        # Not by way of the interpreter's end, which belongs to the first process.
        os._exit(status)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
