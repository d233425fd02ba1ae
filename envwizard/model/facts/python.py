"""What Python sources do when they are imported, and which files they touch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from envwizard.model.facts.containers import Variable
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

    IMPORT: ``name`` is the dotted module (leading dots for relative ones), ``names`` what ``from`` takes. A module that
    is named in a string and imported there (``uvicorn.run("app.main:app")``, Django's settings) counts too.
    LOAD: ``name`` is the loader (``dotenv.load_dotenv``, ``environs.read_env``, ..), see :class:`EnvLoad` for its path.
    READ: ``name`` is the key ("" where it is computed), ``names`` holds the default's source text if one is given;
    ``reader`` says through what: ``os``, ``environs``, ``django-environ``, ``decouple``, ``starlette`` or ``pydantic``.
    CALL: ``name`` is the called function or class of the project as written (``main``, ``app.create_app``), ``names``
    holds its dotted origin (``app.factory.create_app``, a leading dot where it is relative).
    ``guarded`` events stand in an ``if`` on the environment or in ``try``; ``main_only`` under ``if __name__``. A READ
    that ``insists`` raises where the variable is not set: ``os.environ["A"]``, and ``os.getenv("A")`` only where the
    program then ends.
    """

    kind: EventKind
    name: str
    location: Location
    names: tuple[str, ...] = ()
    guarded: bool = False
    main_only: bool = False
    reader: str = ""
    insists: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A function of a module with the events of its body.

    ``name`` is qualified: ``Shop.open`` for a method. A class of settings that reads the environment when it is called
    (pydantic's ``BaseSettings``) stands here under its own name, with a read for each field.
    """

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


# The loaders that put what they read into the process's environment, where other code then finds it (environs did so
# before 15.0, and since then keeps it for itself: for its own reads it is the load all the same).
INTO_ENVIRONMENT = frozenset(
    (
        "dotenv.load_dotenv",
        "dotenv.read_dotenv",
        "environs.read_env",
        "environ.read_env",
        "flask.cli.load_dotenv",
        "os.environ.update",
    )
)


@dataclass(frozen=True, slots=True)
class EnvLoad:
    """A call that reads an env file.

    ``loader`` as in LOAD events; ``anchor`` tells what its path argument is relative to, ``path`` the literal part of
    it as written, ``resolved`` the project path where it can be computed for FILE anchors. ``argument`` is the place
    of the path's expression, ``None`` for a bare call. ``path`` has ``{name}`` in it where it is computed in part.
    ``selectors`` are variables that decide whether it loads, or which file: in the ``if`` around it or in its argument.
    """

    loader: str
    location: Location
    anchor: Anchor
    path: str | None = None
    resolved: ProjectPath | None = None
    argument: Location | None = None
    main_only: bool = False
    in_function: str | None = None
    guarded: bool = False
    selectors: tuple[str, ...] = ()
    # The folder that a path in part computed starts from (``BASE_DIR / f".env.{name}"``), for FILE anchors.
    folder: ProjectPath | None = None


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
    # The whole text that reaches the API, where more is joined to ``literal``; ``{name}`` stands for what is not known.
    reached: str = ""
    # Asked for with exists() or chosen by platform: a candidate rather than a demand.
    probed: bool = False
    # Used below a condition that says that the program runs in a container.
    in_container: bool = False
    # Used, or written, below a condition that says that developers run the program (``if DEBUG``).
    in_development: bool = False
    # The expression is plain text, not a Path: whatever takes its place must be text where more is added to it.
    is_text: bool = True
    # An absolute piece that is joined behind others, which it throws away: ``os.path.join(BASE, "/static")``.
    discarding: Location | None = None
    # The environment variable that gives the path where it is set; ``literal`` is what its default says then.
    variable: str = ""
    # The path in the project, known only for what is anchored to the source.
    resolved: ProjectPath | None = None
    # Written within a URL (``sqlite:///shop.db``): a Path cannot take the place of the expression.
    in_url: bool = False
    # Within ``try``: the program may do without the file.
    in_try: bool = False


@dataclass(frozen=True, slots=True)
class Splice:
    """A path that climbs from ``__file__`` by text: ``os.path.join(os.path.dirname(__file__), "..", "data")``.

    ``resolved`` is the path in the project; ``is_text`` tells that the expression is a string rather than a Path.
    """

    location: Location
    text: str
    resolved: ProjectPath
    is_text: bool = True


@dataclass(frozen=True, slots=True)
class ServerStart:
    """A server started from Python: ``uvicorn.run``, ``app.run``, ``waitress.serve``, ..

    ``settings`` are its keyword arguments as (name, literal or None, source text, place). ``app`` is the import string
    or the expression. ``guarded`` where a test other than that of ``__main__`` stands around it.
    """

    server: str
    location: Location
    app: str
    settings: tuple[tuple[str, str | None, str, Location], ...] = ()
    main_only: bool = False
    in_function: str | None = None
    guarded: bool = False


@dataclass(frozen=True, slots=True)
class PythonModule:
    """One Python source. ``name`` is its dotted name as imports from the nearest root would spell it.

    ``has_errors`` tells that tree-sitter met syntax it does not know: the facts hold for the rest of the file.
    ``applications`` are (variable, kind) of Flask(), FastAPI(), Celery(), get_wsgi_application() and the like: the
    kind is ``flask``, ``fastapi``, ``starlette``, ``celery``, ``django-wsgi``, ``django-asgi`` and so on; the variable
    of an application factory ends with ``()``.
    """

    location: Location
    name: str
    events: tuple[Event, ...] = ()
    functions: tuple[Function, ...] = ()
    loads: tuple[EnvLoad, ...] = ()
    path_uses: tuple[PathUse, ...] = ()
    splices: tuple[Splice, ...] = ()
    server_starts: tuple[ServerStart, ...] = ()
    applications: tuple[tuple[str, str], ...] = ()
    # What Django imports at its start though no statement says so: the settings that a start names, INSTALLED_APPS.
    django_imports: tuple[tuple[str, Location], ...] = ()
    has_main_guard: bool = False
    has_errors: bool = False
    # Texts that have the shape of a service's token, with the name that they are given to ("" for none).
    tokens: tuple[Variable, ...] = ()
    # Its name is that of a source run by hand (``tools/store.py``), and sources of the program import it.
    is_imported: bool = False

    @property
    def path(self) -> ProjectPath:
        """The file's path."""
        assert isinstance(self.location.path, ProjectPath)
        return self.location.path
