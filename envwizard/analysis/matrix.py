"""The environments matrix: for each environment what it really runs with, where that comes from, and how it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from envwizard.analysis.deployed import launches_of
from envwizard.analysis.matrix_sources import (
    Value,
    config_values,
    env_file_values,
    lock_values,
    python_values,
    virtualenv_values,
)
from envwizard.model.environment import Environment
from envwizard.model.facts import Facts
from envwizard.model.facts.launches import EffectiveSetting, Launch
from envwizard.model.finding import Finding, Severity
from envwizard.model.matrix import Cell, CellState, Matrix, MatrixRow, ValueSource
from envwizard.model.message import Message, msg

_STATES = {Severity.ERROR: CellState.PROBLEM, Severity.WARNING: CellState.WARNING, Severity.INFO: CellState.OK}
# The rules that speak of a row: by code or by the beginning of one.
_ROWS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("python", ("EW106", "EW107", "EW109")),
    ("virtualenv", ("EW101", "EW102", "EW103", "EW104", "EW105", "EW108", "EW111")),
    ("env file", ("EW2",)),
    ("lock", ("EW3",)),
    ("config path", ("EW411", "EW412", "EW502", "EW503")),
    ("server", ("EW504", "EW506")),
    ("workers", ("EW501", "EW505")),
    ("bind", ("EW521", "EW522", "EW523", "EW524")),
    ("reload", ("EW511", "EW512")),
)
_SERVES = (
    "gunicorn",
    "uvicorn",
    "hypercorn",
    "granian",
    "daphne",
    "waitress",
    "uwsgi",
    "flask",
    "fastapi",
    "runserver",
)


def matrix(facts: Facts, findings: Iterable[Finding]) -> Matrix:
    """Build the table. A cell shows the value in force for the launch that users (or developers) of it meet first."""
    columns = [_Column(facts, environment) for environment in facts.environments]
    found = tuple(findings)
    rows = tuple(
        MatrixRow(name, tuple(_cell(column, _VALUES[name](column), codes, found) for column in columns))
        for name, codes in _ROWS
    )
    return Matrix(facts.environments, rows)


@dataclass(slots=True)
class _Column:
    """One environment with its launches, servers first."""

    facts: Facts
    environment: Environment

    @property
    def launches(self) -> list[Launch]:
        """The launches, those of servers first, those behind a test last."""
        return sorted(
            launches_of(self.facts, self.environment), key=lambda one: (one.server not in _SERVES, one.guarded)
        )

    @property
    def launch(self) -> Launch | None:
        """The launch that the server rows speak of."""
        return next((one for one in self.launches if one.server in _SERVES), None)


def _server(column: _Column) -> list[Value]:
    launches = [one for one in column.launches if one.server in _SERVES] or column.launches
    return [
        Value(one.server, msg("{surface} {name}", surface=one.surface.value, name=one.name), one.command.location)
        for one in launches
    ]


def _setting(name: str) -> Callable[[_Column], list[Value]]:
    def values(column: _Column) -> list[Value]:
        launch = column.launch
        setting = launch.setting(name) if launch is not None else None
        if launch is None or setting is None:
            return []
        place = setting.location or launch.command.location
        return [Value(_shown(setting), _origin(setting), place, any_of=launch.command.location)]

    return values


def _shown(setting: EffectiveSetting) -> str:
    value = setting.value if setting.value is not None else setting.text
    if setting.name == "reload":
        return {"true": "on", "false": "off"}.get(value, value)
    return value


def _origin(setting: EffectiveSetting) -> Message:
    if setting.origin == "default":
        return msg("the server's default")
    if setting.origin == "flag":
        return msg("a flag of the command")
    if setting.origin == "config file":
        return msg("the configuration file")
    if setting.origin == "call":
        return msg("the call in the code")
    return msg("the variable {name}", name=setting.origin)


_VALUES: dict[str, Callable[[_Column], list[Value]]] = {
    "python": lambda column: python_values(column.facts, column.environment),
    "virtualenv": lambda column: virtualenv_values(column.facts, column.environment, column.launches),
    "env file": lambda column: env_file_values(column.facts, column.environment, column.launches),
    "lock": lambda column: lock_values(column.facts, column.environment),
    "config path": lambda column: config_values(column.launches),
    "server": _server,
    "workers": _setting("workers"),
    "bind": _setting("bind"),
    "reload": _setting("reload"),
}


def _cell(column: _Column, values: list[Value], codes: tuple[str, ...], findings: tuple[Finding, ...]) -> Cell:
    shown = list(dict.fromkeys(value.text for value in values))
    if not shown:
        return Cell((), CellState.NONE, msg("nothing in the project says it"))
    touching = sorted(_touching(column, values, codes, findings), key=lambda one: one.severity.rank)
    state = _STATES[touching[0].severity] if touching else CellState.OK
    return Cell(
        tuple(shown),
        state,
        values[0].origin,
        values[0].location,
        tuple(finding.fingerprint for finding in touching),
        tuple(dict.fromkeys(ValueSource(one.text, one.origin, one.location) for one in values)),
    )


def _touching(
    column: _Column, values: list[Value], codes: tuple[str, ...], findings: tuple[Finding, ...]
) -> Iterator[Finding]:
    places = {place for value in values for place in (value.location, value.any_of) if place is not None}
    paths = {place.path for place in places}
    for finding in findings:
        if not finding.rule.startswith(codes):
            continue
        if finding.environments:
            if column.environment.name in finding.environments:
                yield finding
        elif finding.location in places or finding.location.path in paths:
            yield finding
