"""Whether the project changed since it was scanned: by the times and sizes of what the scan read and listed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from envwizard.model.facts import Facts

# Files looked at in one go, and the share of a processor's time that looking may take.
_AT_ONCE = 500
_SHARE = 0.1
# In nanoseconds: how far apart the clocks of the machine and of its file systems may tick.
_TICK = 20_000_000


class Watch:
    """What one scan saw, to be compared with what is there now.

    The scan began at ``since`` (``time.time_ns()``); it read the files ``besides`` as well.
    """

    def __init__(self, root: Path, facts: Facts, since: int, besides: Iterable[str] = ()) -> None:
        self._paths = tuple(dict.fromkeys((*_watched(root, facts), *besides)))
        self._since = since
        self._signs: list[int] | None = None

    def changed(self, cancelled: Callable[[], bool] = lambda: False) -> bool:
        """Look at everything once, leaving the processor to others in between; tell whether anything changed.

        The first look also notices what changed while the scan was reading. A watch that was ``cancelled`` says no.
        """
        signs: list[int] = []
        known = self._signs
        first_seen = time.time_ns()
        for start in range(0, len(self._paths), _AT_ONCE):
            began = time.perf_counter()
            for place, path in enumerate(self._paths[start : start + _AT_ONCE], start):
                sign, when = _sign(path)
                if (self._since + _TICK < when <= first_seen) if known is None else known[place] != sign:
                    return True
                signs.append(sign)
            if cancelled():
                return False
            if start + _AT_ONCE < len(self._paths):
                time.sleep((time.perf_counter() - began) * (1 / _SHARE - 1))
        self._signs = signs
        return False

    def __len__(self) -> int:
        return len(self._paths)


def _sign(path: str) -> tuple[int, int]:
    """Sum a file up, and tell when it was last changed in any way."""
    try:
        status = os.stat(path)  # noqa: PTH116 - no Path for each of many thousand files
    except (OSError, ValueError):
        return 0, 0
    times = (status.st_mtime_ns, status.st_ctime_ns)
    return hash((*times, status.st_size, status.st_mode, status.st_ino)), max(times)


def _watched(root: Path, facts: Facts) -> Iterator[str]:
    top = os.fspath(root)
    yield top
    yield from (f"{top}/{path.value}" for path in facts.inventory.folders)
    yield from (f"{top}/{path.value}" for path in facts.looked_at)
    for environment in facts.inventory.virtualenv_roots:
        yield from _environment(root / environment.value)
    if facts.git.present:
        repository = next((one for one in (root, *root.parents) if (one / ".git").is_dir()), None)
        if repository is not None:
            yield from (os.fspath(repository / ".git" / name) for name in ("index", "HEAD"))


def _environment(folder: Path) -> Iterable[str]:
    """What pip changes in a virtual environment."""
    yield os.fspath(folder / "pyvenv.cfg")
    for pattern in ("lib/python*/site-packages", "Lib/site-packages"):
        yield from map(os.fspath, folder.glob(pattern))
