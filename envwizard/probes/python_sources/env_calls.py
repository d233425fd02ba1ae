"""Which calls load an env file and which read a variable, by the dotted origin of what is called."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from envwizard.probes.python_sources.demands import is_demanded
from envwizard.syntax.python import PythonTree

# Origin of the call -> loader. python-dotenv, django-dotenv, environs, django-environ, decouple, starlette, Flask.
_LOADERS = {
    "dotenv.load_dotenv": "dotenv.load_dotenv",
    "dotenv.main.load_dotenv": "dotenv.load_dotenv",
    # After ``from dotenv import *``.
    "load_dotenv": "dotenv.load_dotenv",
    "dotenv.read_dotenv": "dotenv.read_dotenv",
    "dotenv.dotenv_values": "dotenv.dotenv_values",
    "dotenv.main.dotenv_values": "dotenv.dotenv_values",
    "environs.Env().read_env": "environs.read_env",
    "environs.Env.read_env": "environs.read_env",
    "environs.env.read_env": "environs.read_env",
    "environ.Env().read_env": "environ.read_env",
    "environ.Env.read_env": "environ.read_env",
    "environ.FileAwareEnv().read_env": "environ.read_env",
    "environ.FileAwareEnv.read_env": "environ.read_env",
    "environ.read_env": "environ.read_env",
    "decouple.RepositoryEnv": "decouple.RepositoryEnv",
    "starlette.config.Config": "starlette.Config",
    "flask.cli.load_dotenv": "flask.cli.load_dotenv",
}
_PATH_KEYWORDS = ("dotenv_path", "env_file", "path", "source", "dotenv")
_OS_READS = frozenset(("os.getenv", "os.environ.get", "os.environ.pop", "os.getenvb", "os.environb.get"))
_ENV_CLASSES = {
    "environs.Env()": "environs",
    "environs.env": "environs",
    "environ.Env()": "django-environ",
    "environ.FileAwareEnv()": "django-environ",
    "decouple.config": "decouple",
    "decouple.Config()": "decouple",
    "decouple.AutoConfig()": "decouple",
    "starlette.config.Config()": "starlette",
}
_READER_PACKAGES = ("environ", "decouple.", "starlette.", "dj_database_url.")
# What django-environ reads where no key is given.
_STANDARD_KEYS = {
    "db": "DATABASE_URL", "db_url": "DATABASE_URL", "cache": "CACHE_URL", "cache_url": "CACHE_URL",
    "email": "EMAIL_URL", "email_url": "EMAIL_URL", "search_url": "SEARCH_URL", "channels": "CHANNELS_URL",
    "dj_db_url": "DATABASE_URL", "dj_cache_url": "CACHE_URL", "dj_email_url": "EMAIL_URL",
}  # fmt: skip
_NOTHING = (None, '""', "''")
_NO_READS = frozenset(
    ("read_env", "prefixed", "add_parser", "parser_for", "seal", "dump", "set", "unset", "get_value_from_default")
)


@dataclass(frozen=True, slots=True)
class Read:
    """A variable that is read: the key ("" where it is computed), the default's source text, and through what.

    Where it ``insists``, an exception is raised for a variable that is not set.
    """

    key: str
    default: str | None
    reader: str
    insists: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """A call that reads an env file, with the expression of its path if there is one.

    ``streamed`` tells that it reads from something that is no file.
    """

    loader: str
    path: Node | None
    streamed: bool = False


def load_of(tree: PythonTree, call: Node, origin: str) -> Load | None:
    """Tell whether a call loads an env file."""
    loader = _LOADERS.get(origin)
    if loader is None:
        return None
    arguments, keywords = tree.arguments(call)
    if loader == "starlette.Config" and not arguments and "env_file" not in keywords:
        return None
    path = arguments[0] if arguments else next((keywords[name] for name in _PATH_KEYWORDS if name in keywords), None)
    if path is not None and path.type == "none":
        path = None
    if loader == "dotenv.dotenv_values" and _updates_environment(tree, call):
        loader = "os.environ.update"
    return Load(loader, path, path is None and "stream" in keywords)


def _updates_environment(tree: PythonTree, call: Node) -> bool:
    """``os.environ.update(dotenv_values(..))`` loads into the process."""
    above = call.parent.parent if call.parent is not None else None
    return above is not None and above.type == "call" and tree.call_name(above) == "os.environ.update"


def read_of(tree: PythonTree, call: Node, origin: str) -> Read | None:
    """Tell whether a call reads a variable."""
    if origin in _OS_READS:
        return _read(tree, call, "os", None)
    if not origin.startswith(_READER_PACKAGES):
        return None
    if origin == "dj_database_url.config":
        keywords = tree.arguments(call)[1]
        key = tree.string(keywords["env"]) if "env" in keywords else "DATABASE_URL"
        return Read(key or "", tree.text(keywords["default"]) if "default" in keywords else None, "os")
    for prefix, reader in _ENV_CLASSES.items():
        if origin == prefix:
            return _read(tree, call, reader, None)
        if origin.startswith(prefix + "."):
            method = origin[len(prefix) + 1 :]
            if "." in method or "(" in method or method in _NO_READS or reader in ("decouple", "starlette"):
                return None
            return _read(tree, call, reader, _STANDARD_KEYS.get(method) if reader == "django-environ" else None)
    return None


def read_of_subscript(tree: PythonTree, node: Node) -> Read | None:
    """Tell whether ``os.environ[..]`` is read here (and not set or deleted)."""
    owner = node.child_by_field_name("value")
    if tree.resolve(owner) not in ("os.environ", "os.environb"):
        return None
    above = node.parent
    if above is not None:
        if above.type in ("assignment", "augmented_assignment") and above.child_by_field_name("left") == node:
            return None
        if above.type in ("delete_statement", "expression_list", "pattern_list"):
            return None
    return Read(_key(tree, node.child_by_field_name("subscript")), None, "os", insists=True)


def _read(tree: PythonTree, call: Node, reader: str, standard: str | None) -> Read | None:
    arguments, keywords = tree.arguments(call)
    named = next((keywords[name] for name in ("key", "var", "name", "option") if name in keywords), None)
    first = arguments[0] if arguments else named
    if first is None:
        default = _default(tree, keywords, [])
        return Read(standard, default, reader, "default" not in keywords) if standard else None
    key = _key(tree, first)
    if reader in ("environs", "django-environ") and key and _is_prefixed(tree, call):
        key = ""
    default = _default(tree, keywords, arguments)
    if default is None and reader == "django-environ":
        default = _scheme(tree, call).get(key)
    given = default is not None or "default" in keywords or len(arguments) > 1
    if reader != "os":
        return Read(key, default, reader, insists=not given)
    # A default that the program does not go on with is none.
    demanded = default in _NOTHING and is_demanded(tree, call)
    return Read(key, None if demanded else default, reader, demanded)


def _default(tree: PythonTree, keywords: dict[str, Node], arguments: list[Node]) -> str | None:
    node = keywords.get("default") or (arguments[1] if len(arguments) > 1 else None)
    return None if node is None or node.type == "none" else tree.text(node)


def _key(tree: PythonTree, node: Node | None) -> str:
    """The key as a literal, or through a constant of the module; ``""`` where it is computed."""
    text = tree.string(node)
    if text is None and node is not None and node.type == "identifier":
        given = tree.names.constants.get(tree.text(node), [])
        text = tree.string(given[0]) if len(given) == 1 else None
    return text or ""


def _is_prefixed(tree: PythonTree, call: Node) -> bool:
    """``with env.prefixed("APP_"):`` changes the keys inside of it."""
    if b".prefixed(" not in tree.data:
        return False
    node: Node | None = call
    while node is not None:
        if node.type == "with_statement" and ".prefixed(" in tree.text(node).partition("\n")[0]:
            return True
        node = node.parent
    return False


def _scheme(tree: PythonTree, call: Node) -> dict[str, str]:
    """The defaults that ``env = environ.Env(DEBUG=(bool, False))`` gives."""
    function = call.child_by_field_name("function")
    name = tree.text(function).partition(".")[0]
    for made in tree.names.constants.get(name, []):
        if made.type == "call":
            keywords = tree.arguments(made)[1]
            return {
                key: tree.text(value.named_children[1])
                for key, value in keywords.items()
                if value.type == "tuple" and value.named_child_count == 2
            }
    return {}
