"""The environments matrix: environments across, what each one really runs with down."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from envwizard.model.environment import Environment
from envwizard.model.message import Message, msg
from envwizard.model.source import Location

# The rows by their name, as people read it.
ROW_TITLES = {
    "python": msg("python"),
    "virtualenv": msg("virtualenv"),
    "env file": msg("env file"),
    "lock": msg("lock"),
    "config path": msg("config path"),
    "server": msg("server"),
    "workers": msg("workers"),
    "bind": msg("bind"),
    "reload": msg("reload"),
}
# What a cell without a value shows.
NOTHING = "–"


class CellState(Enum):
    """How a cell stands: what findings say of it."""

    OK = "ok"
    PROBLEM = "problem"
    WARNING = "warning"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ValueSource:
    """One value of a cell, where it comes from in words, and its place."""

    text: str
    origin: Message
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What is in force: all ``values``, the first one decisive; ``origin`` says in words where that comes from.

    ``sources`` says the same of every value, in the same order; one that two places give is there twice.
    """

    values: tuple[str, ...]
    state: CellState
    origin: Message
    location: Location | None = None
    # Fingerprints of the findings that speak of this cell, loudest first.
    findings: tuple[str, ...] = ()
    sources: tuple[ValueSource, ...] = ()

    @property
    def value(self) -> str:
        """All values in one text."""
        return ", ".join(self.values) or NOTHING

    @property
    def short(self) -> str:
        """The text for a table: the first two values, and how many more there are."""
        more = f" +{len(self.values) - 2}" if len(self.values) > 2 else ""
        return (", ".join(self.values[:2]) or NOTHING) + more


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One row: a name and a cell per environment, in the matrix's order."""

    name: str
    cells: tuple[Cell, ...]

    @property
    def title(self) -> Message:
        """The name for people."""
        return ROW_TITLES.get(self.name) or msg("{name}", name=self.name)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole table."""

    environments: tuple[Environment, ...]
    rows: tuple[MatrixRow, ...]
