"""Which sources are worth parsing: a look at the bytes for words without which a source has no facts to give.

A source without any of these words gives no load, read, path use, server start and no application; a test compares
the facts of whole trees with and without this choice. The words are grouped by shared pieces, for speed.
"""

from __future__ import annotations

import re

from envwizard.model.paths import ProjectPath
from envwizard.syntax.python_modules import is_aside

# Something that loads an env file into the process: only then the order of imports matters.
_LOADERS = (b"dotenv", b"read_env")
# os.environ, django-environ and environs; getenv and dotenv; readers that other modules made (``env("X")``).
_READS = (
    b"environ",
    b"tenv",
    b"decouple",
    b"BaseSettings",
    b"env_file",
    b"dj_database_url",
    b"env(",
    b"env.",
    b"starlette",
)
_APPLICATIONS = (
    b"Flask", b"FastAPI", b"Celery", b"sgi_application", b"Quart", b"Sanic", b"Litestar", b"aiohttp", b"dash",
    b"Bottle", b"falcon", b"tornado", b"SocketIO", b"socketio", b"ProtocolTypeRouter", b"connexion",
)  # fmt: skip
_STARTS = (
    b"icorn",
    b"run_app",
    b"serve(",
    b"waitress",
    b"run_simple",
    b"ranian",
    b"simple_server",
    b"bjoern",
    b"daphne",
)
# What takes a path, what is mostly called a path, and the homes and drives that no project should name.
_PATHS = (
    b"open(", b"Path(", b"os.path", b"path.join", b"chdir", b"connect(", b"Handler(", b"read_csv", b"load(", b"imread",
    b"basicConfig", b"sys.path", b"listdir", b"makedirs", b"Jinja2Templates", b"StaticFiles", b"SystemLoader", b"cwd=",
    b"read_excel", b"read_json", b"load_model", b"onfigParser", b"aiofiles", b"tarfile", b"ZipFile", b"sqlite",
    b"_DIR", b"_PATH", b"_FILE", b"_FOLDER", b"_ROOT", b"/home/", b"/Users/", b":\\\\", b"C:/", b"D:/", b"E:/",
)  # fmt: skip
# A literal that looks like a path: with a slash or a drive, or a name with an extension; or the first argument of open.
_PATH_LITERAL = re.compile(
    rb"""["'](?:\.{0,2}/|~/|\.{1,2}["']|[A-Za-z]:[\\/]|[\w{}%. -]+[\\/]|[\w{}. -]+\.[A-Za-z]\w{0,6}["'])"""
    rb"""|(?:open|Path|chdir|connect|join)\(\s*[rRuUfF]?["']|getcwd|\.cwd\("""
    rb"""|(?:DIR|PATH|FILE|FOLDER|ROOT)\w{0,6}["'\]]{0,2}[ \t]*(?::[^=\n]{0,30})?=[ \t]*[rRuUfF]?["']"""
)
_VENDORED = re.compile(r"(?:^|/)(?:_vendor|vendored|_vendored|third_party|lib/python\d[\d.]*)/")


def is_vendored(path: ProjectPath) -> bool:
    """Tell whether a source is a copy of somebody else's package."""
    return _VENDORED.search(path.value) is not None


def is_template(path: ProjectPath) -> bool:
    """Tell whether a source lies in a folder of a template (``{{cookiecutter.slug}}``): it need not be Python yet."""
    return "{{" in path.value or "{%" in path.value


def loads_env_files(data: bytes) -> bool:
    """Tell whether a source may load an env file into the process."""
    return any(word in data for word in _LOADERS)


def is_wanted(path: ProjectPath, data: bytes) -> bool:
    """Tell whether a source may have facts to give. Of tests and examples only what they do with env files counts."""
    return any(word in data for word in _READS) or (
        not is_aside(path)
        and (
            any(word in data for word in _STARTS)
            or any(word in data for word in _APPLICATIONS)
            or _runs_something(data)
            or _names_paths(data)
        )
    )


def _runs_something(data: bytes) -> bool:
    """``.run(`` of something else than ``subprocess`` and ``asyncio``."""
    runs = data.count(b".run(")
    return runs > 0 and runs > data.count(b"subprocess.run(") + data.count(b"asyncio.run(")


def _names_paths(data: bytes) -> bool:
    return any(word in data for word in _PATHS) and _PATH_LITERAL.search(data) is not None
