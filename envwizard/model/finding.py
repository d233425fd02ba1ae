"""What a rule found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from envwizard.model.change import Applicability
from envwizard.model.environment import Evidence
from envwizard.model.message import Message
from envwizard.model.source import Location


class Severity(Enum):
    """How much it matters, from the loudest."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for error, 1 for warning, 2 for info."""
        return ("error", "warning", "info").index(self.value)


class Confidence(Enum):
    """How sure the evidence makes us."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Pitfall(Enum):
    """The five classic ways to break; the value is the name of the rules' folder and of ``--select``."""

    ISOLATION = "isolation"
    DOTENV = "dotenv"
    LOCKING = "locking"
    PATHS = "paths"
    SERVERS = "servers"

    @property
    def number(self) -> int:
        """1 to 5."""
        return list(Pitfall).index(self) + 1


@dataclass(frozen=True, slots=True)
class FixOffer:
    """The promise of a fix, made by the check; the fix itself is computed when it is asked for."""

    title: Message
    applicability: Applicability


@dataclass(frozen=True, slots=True)
class Finding:
    """One pitfall at one place.

    ``message`` says what was found, with the concrete names; ``why`` why it bites here; ``subject`` names the thing
    meant apart from any line number, so that ``fingerprint`` survives edits elsewhere in the file.
    """

    rule: str
    severity: Severity
    confidence: Confidence
    location: Location
    message: Message
    why: Message
    subject: str
    environments: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    fix: FixOffer | None = None

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that stay the same while the thing found stays the same."""
        import hashlib  # a start need not wait for it

        text = "\0".join((self.rule, str(self.location.path), self.subject))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
