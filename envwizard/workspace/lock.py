"""One writer at a time for a project."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from envwizard.model.errors import ApplyError
from envwizard.model.message import msg

try:
    import fcntl
except ImportError:  # Windows has no flock; there the journal's numbered folders keep two writers apart
    fcntl = None  # type: ignore[assignment] # absent on Windows only


@contextlib.contextmanager
def project_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of a project's journal; raises ``ApplyError`` where another envwizard holds it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ApplyError(
            msg(
                "The undo journal in {folder} cannot be opened ({reason}). Nothing was changed.",
                folder=folder,
                reason=error.strerror or error,
            )
        ) from None
    try:
        if fcntl is not None:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ApplyError(
                    msg("Another envwizard is changing this project. Try again when it is done.")
                ) from None
        yield
    finally:
        os.close(descriptor)
