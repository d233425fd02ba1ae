"""The environments matrix: environments across, what each one really runs with down."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from envwizard.model.environment import Environment
from envwizard.model.message import Message
from envwizard.model.source import Location


class CellState(Enum):
    """How a cell stands: what findings say of it."""

    OK = "ok"
    PROBLEM = "problem"
    WARNING = "warning"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Cell:
    """One effective value. ``value`` is the short text shown; ``origin`` says in words where it comes from."""

    value: str
    state: CellState
    origin: Message
    location: Location | None = None
    # Fingerprints of the findings that speak of this cell, loudest first.
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One row: a name and a cell per environment, in the matrix's order."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole table."""

    environments: tuple[Environment, ...]
    rows: tuple[MatrixRow, ...]
