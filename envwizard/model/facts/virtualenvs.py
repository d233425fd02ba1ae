"""Interpreters, virtual environments and what is installed in them, read from disk alone."""

from __future__ import annotations

from dataclasses import dataclass

from envwizard.model.message import Message
from envwizard.model.paths import AnyPath, ExternalPath
from envwizard.model.source import Location


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python that is installed on this machine. ``source`` is ``path``, ``pyenv``, ``uv`` or ``conda``."""

    path: ExternalPath
    version: str
    source: str


@dataclass(frozen=True, slots=True)
class Distribution:
    """An installed distribution. ``name`` is as its metadata gives it, ``key`` normalised (PEP 503).

    ``requires`` are the Requires-Dist lines. ``metadata`` is ``False`` where the METADATA file is missing or broken and
    the name comes from the folder's name; ``metadata_error`` then says what is wrong with a file that is there.
    ``location`` is the site-packages that holds it; not ``local`` where that lies outside of the virtual environment
    (a system-wide site-packages, an editable project). ``has_wheel`` tells that a WHEEL file is there, which may name
    no tags.
    """

    name: str
    key: str
    version: str
    location: AnyPath
    requires: tuple[str, ...] = ()
    requires_python: str | None = None
    installer: str | None = None
    requested: bool = False
    editable: bool = False
    direct_url: str | None = None
    metadata: bool = True
    wheel_tags: tuple[str, ...] = ()
    metadata_error: str = ""
    local: bool = True
    has_wheel: bool = False


@dataclass(frozen=True, slots=True)
class BrokenDependency:
    """A line that ``pip check`` would print, in its own words, and which distribution it is about."""

    distribution: str
    text: str


@dataclass(frozen=True, slots=True)
class VirtualEnv:
    """A virtual environment. ``kind`` is ``venv``, ``virtualenv``, ``uv`` or ``conda``; ``manager`` poetry or pipenv.

    ``version`` is the full one that pyvenv.cfg tells, ``library_version`` the X.Y of its lib folder, and
    ``interpreter_version`` the X.Y of the binary that its link leads to (``None`` where it cannot be told).
    ``defects`` say, as (slug, message), what is broken: ``no-interpreter``, ``moved``, ``no-configuration``,
    ``other-interpreter``. ``configuration`` is the location of pyvenv.cfg, ``system_site_location`` of its line.
    """

    path: AnyPath
    kind: str
    manager: str | None = None
    version: str | None = None
    library_version: str | None = None
    interpreter_version: str | None = None
    interpreter: ExternalPath | None = None
    home: str | None = None
    prompt: str | None = None
    windows_layout: bool = False
    system_site_packages: bool = False
    configuration: Location | None = None
    system_site_location: Location | None = None
    named_location: str | None = None
    # ``CPython`` or ``PyPy``; ``free_threaded`` is CPython's build without the global lock (lib/python3.13t).
    implementation: str = "CPython"
    free_threaded: bool = False
    defects: tuple[tuple[str, Message], ...] = ()
    distributions: tuple[Distribution, ...] = ()
    broken_dependencies: tuple[BrokenDependency, ...] = ()

    def find(self, key: str) -> Distribution | None:
        """The installed distribution with that normalised name, if any."""
        return next((one for one in self.distributions if one.key == key), None)
