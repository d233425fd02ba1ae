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
class OddLine:
    """A line of an env file that some program reads differently from what is meant, or that no reader can take.

    ``key`` is empty where the line gives none. ``meant`` tells that what the writer had in mind is certain.
    ``readings`` are (program, what it makes of the line) for each program that goes wrong: ``value`` (another value),
    ``name`` (another key), ``dropped``, ``refused`` (it stops there). ``traits`` say what is odd: ``export``,
    ``spaces``, ``comment``, ``quotes``, ``lines``, ``variable``, ``escape``, ``colon``, ``no value``, ``unclosed``,
    ``no assignment``, ``words``, ``name``, ``characters``.
    """

    location: Location
    key: str
    traits: tuple[str, ...]
    readings: tuple[tuple[str, str], ...]
    meant: bool

    def reading(self, dialect: str) -> str | None:
        """What a program makes of the line, ``None`` where it reads what is meant."""
        return dict(self.readings).get(dialect)


@dataclass(frozen=True, slots=True)
class IgnoreFile:
    """A ``.gitignore`` or ``.dockerignore``. ``patterns`` are its lines as written, comments and blanks included."""

    location: Location
    patterns: tuple[str, ...]

    @property
    def path(self) -> ProjectPath:
        """The file's path."""
        assert isinstance(self.location.path, ProjectPath)
        return self.location.path


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
    odd_lines: tuple[OddLine, ...] = ()
    # Keys of assignments that are commented out.
    commented: tuple[str, ...] = ()

    @property
    def path(self) -> ProjectPath:
        """The file's path."""
        assert isinstance(self.location.path, ProjectPath)
        return self.location.path

    def get(self, key: str) -> EnvEntry | None:
        """The entry in force for a key: the last one."""
        return next((entry for entry in reversed(self.entries) if entry.key == key), None)
