"""A service that a project expects to reach: a database, a cache, a broker."""

from __future__ import annotations

from dataclasses import dataclass

from envwizard.model.source import Location


@dataclass(frozen=True, slots=True)
class ExpectedService:
    """A service by its ``kind`` (``postgres``), where the project names it (``place``) and how (``name``).

    ``name`` is the service of a compose file or the variable that holds its address. ``port`` is where it answers on
    this machine; 0 where it lies elsewhere, or in a container that publishes no port.
    """

    kind: str
    name: str
    place: Location
    port: int = 0
    image: str | None = None


@dataclass(frozen=True, slots=True)
class ProbedService:
    """What knocking at a service's port on this machine told; ``answers`` is ``None`` where there is none to try."""

    service: ExpectedService
    answers: bool | None
