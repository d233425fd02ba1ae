"""Deployment environments: development, test, staging, production. (The Python kind is always ``VirtualEnv``.)"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from envwizard.model.message import Message
from envwizard.model.source import Location


class Role(Enum):
    """What an environment is for."""

    DEVELOPMENT = "development"
    TEST = "test"
    STAGING = "staging"
    PRODUCTION = "production"
    UNKNOWN = "unknown"

    @property
    def is_deployed(self) -> bool:
        """Tell whether users meet it: staging and production."""
        return self in (Role.STAGING, Role.PRODUCTION)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place that speaks for a statement, and what it says."""

    location: Location
    message: Message


@dataclass(frozen=True, slots=True)
class Environment:
    """A deployment environment that the project has, the files that belong to it and why it is believed."""

    name: str
    role: Role
    evidence: tuple[Evidence, ...]
