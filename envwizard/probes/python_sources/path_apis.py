"""The calls that take a path to a file or folder: which argument it is, and what happens to the file."""

from __future__ import annotations

import re
from dataclasses import dataclass

READ, WRITE, STORE, UNKNOWN = "read", "write", "store", "unknown"


@dataclass(frozen=True, slots=True)
class PathApi:
    """``position`` is the index of the path among the arguments (-1: keyword only), ``keyword`` its name."""

    position: int
    keyword: str
    mode: str


def _apis(mode: str, names: str, position: int = 0, keyword: str = "path") -> dict[str, PathApi]:
    return {name: PathApi(position, keyword, mode) for name in names.split()}


# By the dotted origin of what is called. open() and its like say the mode in another argument.
APIS: dict[str, PathApi] = {
    **_apis(UNKNOWN, "open io.open codecs.open gzip.open bz2.open lzma.open aiofiles.open anyio.open_file "
                     "tarfile.open zipfile.ZipFile", 0, "file"),
    **_apis(READ, "os.open os.listdir os.scandir os.walk os.stat os.chdir os.path.getsize linecache.getline"),
    **_apis(STORE, "sqlite3.connect aiosqlite.connect asqlite.connect shelve.open dbm.open duckdb.connect "
                   "peewee.SqliteDatabase playhouse.sqlite_ext.SqliteExtDatabase playhouse.sqliteq.SqliteQueueDatabase "
                   "playhouse.pool.PooledSqliteDatabase playhouse.apsw_ext.APSWDatabase apsw.Connection",
            0, "database"),
    **_apis(STORE, "sqlitedict.SqliteDict", 0, "filename"),
    **_apis(STORE, "sqlite_utils.Database", 0, "filename_or_conn"),
    **_apis(STORE, "tinydb.TinyDB lmdb.open chromadb.PersistentClient pickledb.PickleDB", 0, "path"),
    # The login of a Telegram account: without its file a new code is asked for.
    **_apis(STORE, "telethon.TelegramClient telethon.sync.TelegramClient", 0, "session"),
    **_apis(READ, "PIL.ImageFont.truetype", 0, "font"),
    **_apis(READ, "glob.glob glob.iglob", 0, "pathname"),
    **_apis(READ, "shutil.copy shutil.copy2 shutil.copyfile shutil.copytree", 0, "src"),
    **_apis(READ, "openpyxl.load_workbook docx.Document docxtpl.DocxTemplate pygame.image.load pygame.mixer.Sound "
                  "imageio.imread skimage.io.imread matplotlib.image.imread face_recognition.load_image_file "
                  "cv2.CascadeClassifier onnxruntime.InferenceSession vosk.Model", 0, "filename"),
    # What a bot sends.
    **_apis(READ, "discord.File nextcord.File disnake.File aiogram.types.FSInputFile aiogram.types.InputFile "
                  "telebot.types.InputFile", 0, "path"),
    **_apis(READ, "gettext.bindtextdomain gettext.translation", 1, "localedir"),
    **_apis(READ, "ssl.SSLContext().load_cert_chain ssl.create_default_context().load_cert_chain", 0, "certfile"),
    **_apis(READ, "selenium.webdriver.Chrome selenium.webdriver.Firefox selenium.webdriver.Edge "
                  "selenium.webdriver.chrome.service.Service selenium.webdriver.firefox.service.Service "
                  "selenium.webdriver.edge.service.Service", 0, "executable_path"),
    **_apis(WRITE, "logging.FileHandler logging.handlers.RotatingFileHandler logging.handlers.TimedRotatingFileHandler "
                   "logging.handlers.WatchedFileHandler", 0, "filename"),
    **_apis(WRITE, "os.makedirs os.mkdir", 0, "name"),
    **_apis(READ, "pandas.read_csv pandas.read_json pandas.read_excel pandas.read_parquet pandas.read_pickle "
                  "pandas.read_table pandas.read_feather polars.read_csv polars.read_parquet", 0, "filepath_or_buffer"),
    **_apis(READ, "numpy.load numpy.loadtxt numpy.genfromtxt joblib.load torch.load cv2.imread PIL.Image.open "
                  "geopandas.read_file pyarrow.parquet.read_table", 0, "file"),
    **_apis(READ, "keras.models.load_model tensorflow.keras.models.load_model keras.saving.load_model "
                  "gensim.models.KeyedVectors.load gensim.models.Word2Vec.load "
                  "gensim.models.KeyedVectors.load_word2vec_format", 0, "filepath"),
    **_apis(WRITE, "joblib.dump torch.save cv2.imwrite numpy.save", 1, "f"),
    **_apis(READ, "toml.load configparser.ConfigParser().read configparser.RawConfigParser().read "
                  "configparser.SafeConfigParser().read omegaconf.OmegaConf.load configobj.ConfigObj anyconfig.load "
                  "logging.config.fileConfig", 0, "filenames"),
    # Keys of service accounts and clients, which lie beside the sources and never in git.
    **_apis(READ, "google.oauth2.service_account.Credentials.from_service_account_file "
                  "google.oauth2.credentials.Credentials.from_authorized_user_file "
                  "google_auth_oauthlib.flow.InstalledAppFlow.from_client_secrets_file "
                  "google_auth_oauthlib.flow.Flow.from_client_secrets_file "
                  "oauth2client.service_account.ServiceAccountCredentials.from_json_keyfile_name "
                  "gspread.service_account", 0, "filename"),
    "firebase_admin.credentials.Certificate": PathApi(0, "cert", READ),
    **_apis(STORE, "telegram.ext.PicklePersistence telegram.ext.picklepersistence.PicklePersistence", 0, "filepath"),
    **_apis(READ, "fastapi.staticfiles.StaticFiles starlette.staticfiles.StaticFiles", -1, "directory"),
    **_apis(READ, "fastapi.templating.Jinja2Templates starlette.templating.Jinja2Templates", 0, "directory"),
    "jinja2.FileSystemLoader": PathApi(0, "searchpath", READ),
    "jinja2.loaders.FileSystemLoader": PathApi(0, "searchpath", READ),
    "logging.basicConfig": PathApi(-1, "filename", WRITE),
    "sys.path.append": PathApi(0, "path", READ),
    "sys.path.insert": PathApi(1, "path", READ),
    "site.addsitedir": PathApi(0, "sitedir", READ),
    **_apis(READ, "subprocess.run subprocess.Popen subprocess.call subprocess.check_call subprocess.check_output",
            -1, "cwd"),
}  # fmt: skip

# The last name of a call on a Path: what it does with the file.
PATH_METHODS = {
    "open": UNKNOWN, "read_text": READ, "read_bytes": READ, "iterdir": READ, "glob": READ, "rglob": READ, "stat": READ,
    "write_text": WRITE, "write_bytes": WRITE, "mkdir": WRITE, "touch": WRITE, "unlink": WRITE,
}  # fmt: skip

# Methods of whatever object that write to or read from the path they are given; only a home folder is believed there.
HOME_METHODS = frozenset(
    ("save", "savefig", "to_csv", "to_excel", "to_json", "to_parquet", "to_pickle", "to_file", "read_file", "from_file",
     "from_filename", "imsave", "imread", "send_file", "send_from_directory", "load_weights", "save_weights",
     "save_model", "from_pretrained", "save_pretrained")
)  # fmt: skip

# Relative folders of what users hand in, as they are given to ``.save()``.
UPLOADS = re.compile(
    r"(?:\./)?(?:[\w.-]+/)*(?:user_?)?(?:uploads?|uploaded\w*|media|attachments?|avatars?)/", re.IGNORECASE
)

# Asking first makes a path a candidate.
PROBES = frozenset(("os.path.exists", "os.path.isfile", "os.path.isdir", "os.path.lexists", "os.access"))
PROBE_METHODS = frozenset(("exists", "is_file", "is_dir"))

# What reads an open file (or its text) as configuration; for JSON the file's name must say so too.
PARSERS = frozenset(
    (
        "yaml.safe_load", "yaml.load", "yaml.full_load", "yaml.unsafe_load", "ruamel.yaml.YAML().load", "toml.load",
        "toml.loads", "tomllib.load", "tomllib.loads", "tomli.load", "tomli.loads", "tomlkit.load", "tomlkit.parse",
        "configparser.ConfigParser().read_file", "configparser.ConfigParser().read_string",
        "configparser.RawConfigParser().read_file", "json.load", "json.loads", "orjson.loads", "ujson.load",
        "yaml.safe_load_all", "pytoml.load", "hjson.load", "json5.load", "simplejson.load",
    )
)  # fmt: skip
CONFIG_READERS = frozenset(
    (
        "toml.load", "configparser.ConfigParser().read", "configparser.RawConfigParser().read",
        "configparser.SafeConfigParser().read", "omegaconf.OmegaConf.load", "configobj.ConfigObj", "anyconfig.load",
        "logging.config.fileConfig",
    )
)  # fmt: skip
_CONFIG_SUFFIX = re.compile(r"\.(?:ya?ml|toml|ini|cfg|conf|env)$", re.IGNORECASE)
_CONFIG_WORD = re.compile(
    r"(?:^|[/._-])(?:conf|config|configs|configuration|settings?|secrets?|credentials?|options)(?:[/._-]|$)", re.I
)
# Files of these names are not the application's own configuration.
_OTHERS = re.compile(
    r"(?:^|/)(?:pyproject\.toml|setup\.cfg|package\.json|tox\.ini|openapi\.ya?ml|swagger\.ya?ml|docker-compose.*\.ya?ml"
    r"|alembic\.ini|manifest\.json|composer\.json|mkdocs\.yml)$",
    re.IGNORECASE,
)
# Names of settings that hold a path.
PATH_NAME = re.compile(
    r"GOOGLE_APPLICATION_CREDENTIALS|tesseract_cmd|(?:.*_)?(?:dir|directory|path|paths|folder|file|filename|filepath|root|root_dir|db|database|exe|executable|binary|location"
    r"|(?:base|root|data|log|logs|config|upload|project|home)_?(?:dir|path|folder|file))",
    re.IGNORECASE,
)
# Names that end alike and hold no path of a file system.
NOT_PATH_NAME = re.compile(
    r"(?:.*_)?(?:url|uri|route|endpoint|api|login|logout|script|cookie|session_cookie|csrf_cookie|root|health\w*|metrics|docs|"
    r"redirect|static_url|openapi|prefix|admin)_path|.*(?:url|uri|route|endpoint|prefix|xpath|import|module|class|dotted|json|key|"
    r"cookie|jmes|css)_?(?:path|root)|root_path|(?:db|database)_name|xpath",
    re.IGNORECASE,
)

# Django's setting for the file of a SQLite database.
DJANGO_DATABASE = "DATABASES.NAME"
# And the one for the folders of its templates.
DJANGO_TEMPLATES = "TEMPLATES.DIRS"
# What opens the database that a URL names, and the keyword of the URL. Flask-SQLAlchemy's SQLALCHEMY_DATABASE_URI is
# none of them: it takes a relative path from the instance folder.
ENGINES = {
    **dict.fromkeys(
        (
            "sqlalchemy.create_engine", "sqlalchemy.engine.create_engine", "sqlalchemy.ext.asyncio.create_async_engine",
            "sqlmodel.create_engine", "databases.Database", "dataset.connect", "playhouse.db_url.connect",
            "apscheduler.jobstores.sqlalchemy.SQLAlchemyJobStore",
        ),
        "url",
    ),
    **dict.fromkeys(
        (
            "tortoise.Tortoise.init", "tortoise.contrib.fastapi.register_tortoise",
            "tortoise.contrib.fastapi.RegisterTortoise", "tortoise.contrib.aiohttp.register_tortoise",
            "tortoise.contrib.sanic.register_tortoise", "tortoise.contrib.quart.register_tortoise",
        ),
        "db_url",
    ),
}  # fmt: skip
_HOME = re.compile(r"(?:/home/|/Users/|[A-Za-z]:[\\/]+Users[\\/]+)[^/\\]+[\\/]+[^/\\]+[\\/]")
_ROUTE_NAME = re.compile(r"url|uri|route|redirect|link|href|page|endpoint|prefix", re.IGNORECASE)


def is_path_name(name: str) -> bool:
    """Tell whether a name says that it holds a path."""
    return PATH_NAME.fullmatch(name) is not None and NOT_PATH_NAME.fullmatch(name) is None


def is_home(name: str, path: str) -> bool:
    """Tell whether a path below somebody's home folder is given to a name: no route looks so."""
    return _HOME.match(path) is not None and not _ROUTE_NAME.search(name)


def is_own_file(path: str) -> bool:
    """Tell whether a file may be the application's own: no tool is known to read it under that name."""
    return _OTHERS.search(path) is None


def is_config_target(name: str) -> bool:
    """Tell whether a name says that it holds configuration: ``CONFIG``, ``app_settings``."""
    return _CONFIG_WORD.search(name) is not None


def is_config_module(name: str) -> bool:
    """Tell whether a source of that name holds the settings of the program: ``settings.py``, ``config.py``."""
    return name.removesuffix(".py").lower() in ("settings", "config", "configuration", "conf")


def is_config_name(path: str, parser: str) -> bool:
    """Tell whether a file that ``parser`` reads is configuration by its name."""
    if _OTHERS.search(path):
        return False
    return (
        bool(_CONFIG_WORD.search(path))
        if "json" in parser
        else bool(_CONFIG_SUFFIX.search(path) or _CONFIG_WORD.search(path))
    )
