"""What Python sources do when they are imported, and which files they touch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location


class EventKind(Enum):
    """Something that happens in order when a module (or a function) runs."""

    IMPORT = "import"
    LOAD = "load"
    READ = "read"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Event:
    """One event at its place.

    IMPORT: ``name`` is the dotted module (leading dots for relative ones), ``names`` what ``from`` takes.
    LOAD: ``name`` is the loader (``dotenv.load_dotenv``, ``environs.read_env``, ..), see :class:`EnvLoad` for its path.
    READ: ``name`` is the key ("" where it is computed), ``names`` holds the default's source text if one is given.
    CALL: ``name`` is the called project-local function as written (``main``, ``app.create_app``).
    ``guarded`` events stand in an ``if`` on the environment or in ``try``; ``main_only`` under ``if __name__``.
    """

    kind: EventKind
    name: str
    location: Location
    names: tuple[str, ...] = ()
    guarded: bool = False
    main_only: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A function of a module with the events of its body."""

    name: str
    location: Location
    events: tuple[Event, ...]


class Anchor(Enum):
    """What a path argument is relative to."""

    NONE = "none"  # no argument
    FILE = "file"  # built from __file__
    CWD = "cwd"  # a relative literal, Path("."), os.getcwd()
    ABSOLUTE = "absolute"
    VARIABLE = "variable"  # from an environment variable or an option
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class EnvLoad:
    """A call that reads an env file.

    ``loader`` as in LOAD events; ``anchor`` tells what its path argument is relative to, ``path`` the literal part of
    it as written, ``resolved`` the project path where it can be computed for FILE anchors. ``argument`` is the place
    of the path's expression, ``None`` for a bare call.
    """

    loader: str
    location: Location
    anchor: Anchor
    path: str | None = None
    resolved: ProjectPath | None = None
    argument: Location | None = None
    main_only: bool = False
    in_function: str | None = None


@dataclass(frozen=True, slots=True)
class PathUse:
    """A literal path that reaches a file API or a path-like setting.

    ``api`` is the call (``open``, ``pathlib.Path``, ``yaml.safe_load(open)``, ..) or the name assigned to;
    ``literal`` the text, ``anchor`` what it is relative to. ``mode`` is ``read``, ``write``, ``store`` (a setting) or
    ``unknown``. ``overridable`` where an environment variable, option or parameter stands on the way.
    ``config`` where the file is parsed as configuration. ``expression`` is the place of the whole path expression.
    """

    api: str
    literal: str
    anchor: Anchor
    location: Location
    expression: Location
    mode: str = "unknown"
    import_time: bool = True
    main_only: bool = False
    overridable: bool = False
    config: bool = False


@dataclass(frozen=True, slots=True)
class ServerStart:
    """A server started from Python: ``uvicorn.run``, ``app.run``, ``waitress.serve``, ..

    ``settings`` are its keyword arguments as (name, literal or None, source text, place). ``app`` is the import string
    or the expression.
    """

    server: str
    location: Location
    app: str
    settings: tuple[tuple[str, str | None, str, Location], ...] = ()
    main_only: bool = False
    in_function: str | None = None


@dataclass(frozen=True, slots=True)
class PythonModule:
    """One Python source. ``name`` is its dotted name as imports from the nearest root would spell it.

    ``has_errors`` tells that tree-sitter met syntax it does not know: the facts hold for the rest of the file.
    ``applications`` are (variable, kind) of Flask(), FastAPI(), Celery(), get_wsgi_application() and the like.
    """

    location: Location
    name: str
    events: tuple[Event, ...] = ()
    functions: tuple[Function, ...] = ()
    loads: tuple[EnvLoad, ...] = ()
    path_uses: tuple[PathUse, ...] = ()
    server_starts: tuple[ServerStart, ...] = ()
    applications: tuple[tuple[str, str], ...] = ()
    has_main_guard: bool = False
    has_errors: bool = False

    @property
    def path(self) -> ProjectPath:
        """The file's path."""
        assert isinstance(self.location.path, ProjectPath)
        return self.location.path
