"""One file and the environments that evidence puts it into, while the evidence is being weighed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from envwizard.model.environment import Evidence, Role
from envwizard.model.paths import ProjectPath

UNKNOWN = "unknown"


@dataclass(slots=True)
class Belonging:
    """A file, what kind it is and, once evidence decides, the environments it belongs to (most have one)."""

    path: ProjectPath
    kind: str
    roles: dict[str, Role] = field(default_factory=dict)
    evidence: dict[str, list[Evidence]] = field(default_factory=dict)
    # True where the user has decided: nothing is asked about it; and where its own name decides.
    is_settled: bool = False
    is_named: bool = False
    # What contradicts the decision, or the evidence itself; and the environment it leans to without a decision.
    against: list[Evidence] = field(default_factory=list)
    leaning: str | None = None

    def decide(self, role: Role, name: str, evidence: Iterable[Evidence]) -> None:
        """Add an environment that the file belongs to."""
        self.roles[name] = role
        self.evidence.setdefault(name, []).extend(evidence)

    def has(self, *roles: Role) -> bool:
        """Tell whether it belongs to an environment with one of these roles."""
        return any(role in roles for role in self.roles.values())
