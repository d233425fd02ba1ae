"""The few colours of the text report, as terminals take them (ECMA-48, SGR)."""

from __future__ import annotations

from dataclasses import dataclass

from envwizard.model.finding import Severity

_SEVERITIES = {Severity.ERROR: "1;31", Severity.WARNING: "33", Severity.INFO: "36"}


@dataclass(frozen=True, slots=True)
class Paint:
    """Wraps text that is harmless already; without colours it gives the text as it is."""

    colours: bool

    def bold(self, text: str) -> str:
        """Print bold."""
        return self._in("1", text)

    def faint(self, text: str) -> str:
        """Print what matters less."""
        return self._in("2", text)

    def severity(self, severity: Severity, text: str) -> str:
        """Print in the colour of a severity."""
        return self._in(_SEVERITIES[severity], text)

    def _in(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colours else text


PLAIN, COLOURED = Paint(False), Paint(True)
