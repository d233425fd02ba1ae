"""Lengths of time as compose files, units and supervisor write them."""

from __future__ import annotations

import re

_PART = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*([a-zµ]*)\s*", re.IGNORECASE)
_SECONDS = {
    "": 1.0, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "msec": 1e-3, "s": 1.0, "sec": 1.0, "second": 1.0, "seconds": 1.0,
    "m": 60.0, "min": 60.0, "minute": 60.0, "minutes": 60.0, "h": 3600.0, "hr": 3600.0, "hour": 3600.0,
    "hours": 3600.0,
}  # fmt: skip


def seconds_of(text: str | None) -> int | None:
    """Read ``1m30s`` (compose), ``1min 30s`` (systemd.time(7)) or ``90`` as whole seconds; ``None`` for all else."""
    rest, total = (text or "").strip(), 0.0
    if not rest:
        return None
    while rest:
        part = _PART.match(rest)
        if part is None or part.group(2).lower() not in _SECONDS:
            return None
        total += float(part.group(1)) * _SECONDS[part.group(2).lower()]
        rest = rest[part.end() :]
    return int(total)
