"""A value that must not be seen: it masks itself wherever it is printed."""

from __future__ import annotations

from dataclasses import dataclass, field

MASK = "••••"


@dataclass(frozen=True, slots=True)
class Secret:
    """Text out of an env file. ``str`` and ``repr`` give a mask; ``reveal`` is for code that must compare it."""

    _text: str = field(repr=False)

    def reveal(self) -> str:
        """Give the text itself. Never for a report, a log, a message or a screen."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __str__(self) -> str:
        return MASK if self._text else ""

    def __repr__(self) -> str:
        return f"Secret({str(self)!r})"
