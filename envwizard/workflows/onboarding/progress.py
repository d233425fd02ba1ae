"""How far an installing command is, read out of the lines of pip, uv, poetry and pipenv."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from envwizard.model.workflow import StepProgress

_COLLECTING = re.compile(r"\s*(?:Collecting|Requirement already satisfied:) (\S+)")
_ALL = re.compile(r"Installing collected packages: (.+)$")
_POETRY_TOTAL = re.compile(r"Package operations: (\d+) installs?, (\d+) updates?")
_STEP = re.compile(r"\s*(?:[-•+*]\s+)(?:Installing |Updating )?([\w.-]+)(?: \(|==)")
_LINE = 120


class Reader:
    """Turns the lines of a command into progress: ``total`` is what is known before, 0 where nothing is."""

    def __init__(self, key: str, total: int, tell: Callable[[StepProgress], None]) -> None:
        self._key, self._total, self._tell = key, total, tell
        self._started = time.monotonic()
        self._seen: set[str] = set()

    def start(self, now: str) -> None:
        """Say what runs now."""
        self._say(now)

    def __call__(self, line: str) -> None:
        """Take a line."""
        if match := _POETRY_TOTAL.search(line):
            self._total = int(match.group(1)) + int(match.group(2))
        elif match := _COLLECTING.match(line) or _STEP.match(line):
            self._seen.add(re.split(r"[<>=!~;\[(]", match.group(1))[0].lower())
        elif match := _ALL.search(line):
            names = match.group(1).split(", ")
            self._seen |= {name.strip().lower() for name in names}
        self._say(line.strip()[:_LINE])

    def _say(self, now: str) -> None:
        done = len(self._seen)
        # A list names what is asked for directly; what these need comes on top.
        total = max(self._total, done) if self._total else 0
        self._tell(StepProgress(self._key, done, total, now, time.monotonic() - self._started))
