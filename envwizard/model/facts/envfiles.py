"""Env files: what their bytes are and which keys they give."""

from __future__ import annotations

from dataclasses import dataclass

from envwizard.model.paths import ProjectPath
from envwizard.model.secret import Secret
from envwizard.model.source import Location


@dataclass(frozen=True, slots=True)
class EnvEntry:
    """A ``KEY=value`` line. ``location`` spans the line, ``key_location`` the key alone."""

    key: str
    value: Secret
    location: Location
    key_location: Location
    quote: str = ""
    exported: bool = False


@dataclass(frozen=True, slots=True)
class EnvFile:
    """An env file of any name.

    ``state`` is ``readable``, ``unreadable`` (no permission), ``folder`` or ``dangling``. ``encoding`` is ``None``
    where the bytes are no UTF-8 and no byte order mark tells another; ``bad_byte`` is the offset of the first byte that
    is no UTF-8 and ``bad_location`` its line. ``is_template`` marks ``.env.example`` and its like.
    """

    location: Location
    state: str = "readable"
    entries: tuple[EnvEntry, ...] = ()
    bad_lines: tuple[Location, ...] = ()
    encoding: str | None = "utf-8"
    bom: str | None = None
    bad_byte: int | None = None
    bad_location: Location | None = None
    has_nul: bool = False
    mode: int = 0o644
    is_template: bool = False

    @property
    def path(self) -> ProjectPath:
        """The file's path."""
        assert isinstance(self.location.path, ProjectPath)
        return self.location.path

    def get(self, key: str) -> EnvEntry | None:
        """The entry in force for a key: the last one."""
        return next((entry for entry in reversed(self.entries) if entry.key == key), None)
