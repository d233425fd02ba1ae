"""Which sources are worth parsing: a look at the bytes for what no source with facts to give can do without.

Almost all facts come from calls of something imported, so the names after ``import`` and ``from`` decide, and for what
takes a path whether a literal may reach it (``literal_reach``). A test compares the findings in whole trees with and
without this choice. Patterns start with a fixed text: that is what makes them fast.
"""

from __future__ import annotations

import re
from functools import lru_cache

from envwizard.model.paths import ProjectPath
from envwizard.probes.python_sources.literal_reach import names_paths
from envwizard.probes.python_sources.splices import may_splice
from envwizard.syntax.python_modules import is_aside, is_run_by_hand

_FROM = re.compile(rb"from[ \t]+(\w+)")
_IMPORT = re.compile(rb"import[ \t]+([\w., \t]+)")
_APART = bytes.maketrans(b".,\t", b"   ")
# With one of these a project may load an env file into the process: only then the order of imports matters.
_LOADERS = frozenset((b"dotenv", b"environs"))
_DJANGO_ENVIRON = re.compile(rb"^[ \t]*(?:import[ \t]+|from[ \t]+)environ\b", re.MULTILINE)
# Those read env files for themselves.
_OWN_FILES = {b"decouple": b"onfig", b"starlette": b"Config(", b"pydantic": b"env_file",
              b"pydantic_settings": b"env_file"}  # fmt: skip
_READERS = frozenset((b"environs", b"environ", b"decouple", b"starlette"))
_SETTINGS = frozenset((b"decouple", b"environs", b"starlette", b"pydantic", b"pydantic_settings", b"dj_database_url"))
# Web frameworks and what starts servers; some are imported for much else too and count with a word.
_STARTS = frozenset(
    (
        b"uvicorn", b"waitress", b"hypercorn", b"granian", b"gunicorn", b"eventlet", b"cherrypy", b"bottle",
        b"flask_socketio", b"socketio",
    )
)  # fmt: skip
_STARTS_BY_WORD = {
    b"aiohttp": b"run_app", b"werkzeug": b"run_simple", b"wsgiref": b"make_server", b"gevent": b"WSGIServer",
    b"flask": b"run(", b"flask_openapi3": b"run(", b"apiflask": b"run(", b"quart": b"run(", b"sanic": b"run(",
    b"dash": b".run", b"connexion": b"run(", b"flask_sock": b"run(",
}  # fmt: skip
_APPLICATIONS = frozenset(
    (
        b"flask", b"fastapi", b"starlette", b"quart", b"sanic", b"litestar", b"celery", b"dash", b"bottle", b"falcon",
        b"tornado", b"flask_socketio", b"socketio", b"channels", b"connexion",
    )
)  # fmt: skip
_APPLICATION_CALLS = (b"sgi_application", b"web.Application")
# Servers are told these applications by name: which kind they are decides how they can be served.
_MADE = {
    b"flask": b"Flask(", b"fastapi": b"FastAPI(", b"starlette": b"Starlette(", b"quart": b"Quart(",
    b"litestar": b"Litestar(",
}  # fmt: skip
# ``app.run(..)`` where another module made the application; ``create_app().run(..)``.
_APP_RUN = re.compile(
    rb"\.run\((?:(?<=\bapp.run\()|(?<=\bapplication.run\()|(?<=\bserver.run\()|(?<=\bapi.run\()|(?<=socketio.run\())"
)
_MADE_RUN = re.compile(rb"_app\([^()\n]*\)\.run\(")
# In a piece that was not understood: words of whatever gives facts.
_TELLING = re.compile(
    rb"environ|tenv|read_env|decouple|BaseSettings|env_file|\benv[(.]|starlette|\.run\(|icorn|run_app|run_simple|serve\("
    rb"|Flask|FastAPI|Celery|sgi_application|open\(|Path\(|chdir|connect\(|Handler\(|read_csv|sys\.path|listdir|makedirs"
    rb"|_(?:DIR|PATH|FILE|FOLDER|ROOT)\b|/home/|/Users/"
)
_VENDORED = re.compile(r"(?:^|/)(?:_vendor|vendored|_vendored|third_party|lib/python\d[\d.]*)/")


def is_vendored(path: ProjectPath) -> bool:
    """Tell whether a source is a copy of somebody else's package."""
    return _is_vendored_folder(path.value.rpartition("/")[0])


@lru_cache(maxsize=4096)
def _is_vendored_folder(folder: str) -> bool:
    return _VENDORED.search(f"{folder}/") is not None


def is_template(path: ProjectPath) -> bool:
    """Tell whether a source lies in a folder of a template (``{{cookiecutter.slug}}``): it need not be Python yet."""
    return "{{" in path.value or "{%" in path.value


def imported_names(data: bytes) -> set[bytes]:
    """List the first parts of what a source imports, and what it takes from there; prose may add to it."""
    return {*_FROM.findall(data), *b" ".join(_IMPORT.findall(data)).translate(_APART).split()}


def loads_env_files(data: bytes, names: set[bytes]) -> bool:
    """Tell whether a source may load an env file into the process."""
    if not _LOADERS.isdisjoint(names):
        return True
    if b"environ" in names and _DJANGO_ENVIRON.search(data):
        return True
    return b"flask" in names and b"load_dotenv" in data


def reads_own_file(data: bytes, names: set[bytes]) -> bool:
    """Tell whether a source may read an env file for itself, without putting it into the process."""
    known = _OWN_FILES.keys() & names
    return bool(known) and any(_OWN_FILES[name] in data for name in known)


def makes_readers(names: set[bytes]) -> bool:
    """Tell whether a source may make a reader of variables that other modules take (``env = Env()``)."""
    return not _READERS.isdisjoint(names)


def is_wanted(path: ProjectPath, data: bytes, names: set[bytes]) -> bool:
    """Tell whether a source may start a server, make what one serves or use a path. Tests, examples do not count."""
    if is_aside(path):
        return False
    if b"get_wsgi_application" in data or any(_MADE[name] in data for name in _MADE.keys() & names):
        return True
    return _starts_server(data, names) or names_paths(data, names, is_run_by_hand(path)) or may_splice(data)


def is_wanted_for_order(path: ProjectPath, data: bytes, names: set[bytes], readers: tuple[bytes, ...]) -> bool:
    """Tell whether a source may read variables or make an application: asked where the project loads an env file.

    ``readers`` are the names of the readers that modules of the project make.
    """
    if b"environ" in data or b"tenv" in data or not _SETTINGS.isdisjoint(names):
        return True
    if any(name + sign in data for name in readers for sign in (b"(", b".")):
        return True
    if is_aside(path):
        return False
    return not _APPLICATIONS.isdisjoint(names) or any(word in data for word in _APPLICATION_CALLS)


def may_tell(piece: bytes) -> bool:
    """Tell whether facts may be lost with a piece of a source that was not understood."""
    return _TELLING.search(piece) is not None


def _starts_server(data: bytes, names: set[bytes]) -> bool:
    if not _STARTS.isdisjoint(names) or any(_STARTS_BY_WORD[name] in data for name in _STARTS_BY_WORD.keys() & names):
        return True
    return b".run(" in data and (_APP_RUN.search(data) is not None or _MADE_RUN.search(data) is not None)
