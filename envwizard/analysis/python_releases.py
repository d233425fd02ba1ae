"""Until when each minor version of Python gets security fixes (devguide.python.org/versions)."""

from __future__ import annotations

import datetime

# The day after which nothing more comes; where only the month is announced, its last day.
ENDS = {
    "2.7": datetime.date(2020, 1, 1),
    "3.3": datetime.date(2017, 9, 29),
    "3.4": datetime.date(2019, 3, 18),
    "3.5": datetime.date(2020, 9, 30),
    "3.6": datetime.date(2021, 12, 23),
    "3.7": datetime.date(2023, 6, 27),
    "3.8": datetime.date(2024, 10, 7),
    "3.9": datetime.date(2025, 10, 31),
    "3.10": datetime.date(2026, 10, 31),
    "3.11": datetime.date(2027, 10, 31),
    "3.12": datetime.date(2028, 10, 31),
    "3.13": datetime.date(2029, 10, 31),
    "3.14": datetime.date(2030, 10, 31),
    "3.15": datetime.date(2031, 10, 31),
}
# A version comes out five years before its end; some months later its wheels are there.
_SETTLED = datetime.timedelta(days=5 * 365 - 180)


def today() -> datetime.date:
    """Give the date that a version's end is measured against."""
    return datetime.datetime.now(tz=datetime.timezone.utc).date()


def ended() -> tuple[str, ...]:
    """The minor versions that get no more security fixes, oldest first."""
    day = today()
    return tuple(minor for minor, end in ENDS.items() if end < day)


def oldest_supported() -> str:
    """The minor version whose end is the next to come; the newest known where all have ended."""
    over = ended()
    return next((minor for minor in ENDS if minor not in over), list(ENDS)[-1])


def settled() -> tuple[str, ...]:
    """The minor versions that are supported and have been out for half a year, oldest first."""
    day = today()
    return tuple(minor for minor, end in ENDS.items() if end >= day and end - day <= _SETTLED)
