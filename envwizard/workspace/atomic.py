"""Writing one file so that a reader meets the old bytes or the new ones, never a half."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def write_atomically(target: Path, data: bytes, mode: int, temporary: Path) -> None:
    """Write ``data`` to ``temporary`` beside ``target``, sync it, dress it as the old file and move it into place.

    ``target`` must be no link. Times are new; mode is ``mode``; owner and extended attributes are the old file's.
    """
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            _dress(temporary, target)
        temporary.chmod(mode)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder outlive a power cut, where the system can."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return  # Windows opens no folders
    try:
        os.fsync(descriptor)
    except OSError:
        pass  # some file systems sync no folders
    finally:
        os.close(descriptor)


def _dress(temporary: Path, like: Path) -> None:
    old, new = like.stat(), temporary.stat()
    shutil.copystat(like, temporary)
    os.utime(temporary)
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid) and hasattr(os, "chown"):
        os.chown(temporary, old.st_uid, old.st_gid)
