"""Writing reports and baselines where the user wants them."""

from __future__ import annotations

import os
from pathlib import Path

from envwizard.model.errors import FileThere, UsageError
from envwizard.model.message import msg
from envwizard.workspace.atomic import write_atomically


def write_report(path: Path, text: str, *, overwrite: bool) -> None:
    """Write a text in UTF-8, whole or not at all.

    Raises ``FileThere`` where the file is there and may not be overwritten, ``UsageError`` where the system refuses.
    """
    data = text.encode("utf-8", "backslashreplace")
    try:
        if not overwrite or not path.exists():
            _create(path, data)
        elif path.is_file():
            target = path.resolve()
            temporary = target.with_name(f".envwizard-{os.getpid()}.tmp")
            write_atomically(target, data, target.stat().st_mode & 0o7777, temporary)
        else:
            path.write_bytes(data)  # a pipe or a device, such as /dev/stdout
    except FileExistsError:
        raise FileThere(msg("{path} is there already.", path=path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(msg("{path} cannot be written: {reason}", path=path, reason=reason)) from None


def _create(path: Path, data: bytes) -> None:
    file = path.open("xb")
    try:
        with file:
            file.write(data)
    except OSError:
        path.unlink(missing_ok=True)
        raise
