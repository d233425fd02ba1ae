"""Configuration files of gunicorn (Python) and hypercorn (TOML, Python): which settings they give.

gunicorn takes every name of the module as a setting and ignores those it does not know (gunicorn 27.0.1), so every
assignment is kept. uvicorn has no configuration file of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from envwizard.model.facts.services import ServerConfig, ServerSetting
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location, TextFile
from envwizard.project.reader import Sources
from envwizard.syntax.python import PythonTree, parse, unwrapped

_NAME = re.compile(r"(?i)[\w.-]*gunicorn[\w.-]*\.(?:py|conf)|guniconf\.py|hypercorn[\w.-]*\.(?:toml|py)")
_TEST = re.compile(r"(?:^|/)(?:tests?|docs?|examples?)/|(?:^|/)test_[^/]*$")
# A file by such a name counts only if it gives one of these; otherwise it is a script that starts the server.
_TELLING = frozenset(
    (
        "bind", "workers", "worker_class", "threads", "timeout", "graceful_timeout", "keepalive", "loglevel",
        "accesslog", "errorlog", "preload_app", "reload", "max_requests", "max_requests_jitter", "proc_name",
        "wsgi_app", "daemon", "pidfile", "chdir", "raw_env", "worker_connections", "forwarded_allow_ips",
        "worker_tmp_dir", "logconfig", "access_log_format", "capture_output", "user", "group", "umask", "certfile",
        "keyfile", "backlog",
    )
)  # fmt: skip
_ENVIRONMENT = frozenset(("os.getenv", "os.environ.get", "os.environ.pop", "decouple.config"))
_MAX_STEPS = 6


def probe_server_configs(sources: Sources) -> tuple[ServerConfig, ...]:
    """Read the server configuration files that their names tell, sorted by path."""
    paths = [path for path in sources.named(_NAME) if not _TEST.search(path.value)]
    return tuple(found for found in sources.each("server_configs", paths, _read) if found.settings)


def _read(file: TextFile) -> ServerConfig:
    assert isinstance(file.path, ProjectPath)
    server = "hypercorn" if "hypercorn" in file.path.name.lower() else "gunicorn"
    settings = tuple(_toml_settings(file) if file.path.suffix == ".toml" else _python_settings(file))
    if not any(setting.name in _TELLING for setting in settings):
        settings = ()
    return ServerConfig(server, Location(file.path), settings)


def _toml_settings(file: TextFile) -> Iterator[ServerSetting]:
    from envwizard.syntax.toml import parse as parse_toml

    document = parse_toml(file)
    for name, value in document.data.items():
        place, key = document.span((name,)), document.key_span((name,))
        if place is None or isinstance(value, dict):
            continue
        expression = file.content[slice(*document.offsets((name,)) or (0, 0))]
        yield ServerSetting(
            name=name,
            value=_toml_text(value),
            expression=expression,
            location=Location(file.path, key or place),
            value_location=Location(file.path, place),
        )


def _toml_text(value: object) -> str | None:
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, list):
        # hypercorn binds to several addresses; gunicorn writes several with commas.
        return ",".join(str(item) for item in value)
    return str(value)


def _python_settings(file: TextFile) -> Iterator[ServerSetting]:
    tree = parse(file)
    if tree.has_errors and file.path.name.lower().endswith(".conf"):
        # An upstart, nginx or supervisor file of that name.
        return
    for node in tree.nodes("assignment"):
        context = tree.context(node)
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if context.function is not None or context.class_name is not None or left is None or right is None:
            continue
        while right.type == "assignment" and (inner := right.child_by_field_name("right")) is not None:
            right = inner
        if left.type != "identifier":
            continue
        yield ServerSetting(
            name=tree.text(left),
            value=_static(tree, right),
            expression=tree.text(right),
            location=tree.location(node),
            value_location=tree.location(right),
            variables=tuple(dict.fromkeys(_variables(tree, right, 0))),
            conditional=context.guarded or context.in_loop,
        )


def _static(tree: PythonTree, node: Node | None, steps: int = 0) -> str | None:
    """Give a value that needs nothing from outside, as text; lists of such values are joined with commas."""
    node = unwrapped(node)
    if node is None or steps > _MAX_STEPS:
        return None
    text = tree.string(node)
    if text is not None:
        return text
    if node.type in ("true", "false", "none", "integer", "float"):
        return tree.text(node)
    if node.type in ("list", "tuple"):
        items = [_static(tree, child, steps + 1) for child in node.named_children if child.type != "comment"]
        return None if None in items else ",".join(item for item in items if item is not None)
    if node.type == "unary_operator":
        return tree.text(node) if node.named_children and node.named_children[0].type == "integer" else None
    if node.type == "string":
        return _formatted(tree, node, steps)
    if node.type == "identifier":
        given = tree.names.constants.get(tree.text(node), [])
        if len(given) == 1 and given[0].start_byte < node.start_byte:
            return _static(tree, given[0], steps + 1)
    return None


def _formatted(tree: PythonTree, node: Node, steps: int) -> str | None:
    """An f-string whose pieces are all static."""
    pieces: list[str | None] = []
    for child in node.children:
        if child.type == "string_content":
            pieces.append(tree.text(child))
        elif child.type == "interpolation":
            plain = child.child_by_field_name("format_specifier") is None
            pieces.append(_static(tree, child.child_by_field_name("expression"), steps + 1) if plain else None)
    return None if None in pieces else "".join(piece for piece in pieces if piece is not None)


def _variables(tree: PythonTree, node: Node, steps: int) -> Iterator[str]:
    """Name the environment variables that an expression reads, through the constants of the file too."""
    if steps > _MAX_STEPS:
        return
    if node.type == "call" and tree.call_name(node) in _ENVIRONMENT:
        positional, _ = tree.arguments(node)
        name = tree.string(positional[0]) if positional else None
        if name is not None:
            yield name
    elif node.type == "subscript" and tree.resolve(node.child_by_field_name("value")) == "os.environ":
        name = tree.string(node.child_by_field_name("subscript"))
        if name is not None:
            yield name
    elif node.type == "identifier":
        for given in tree.names.constants.get(tree.text(node), ()):
            if given.end_byte < node.start_byte:
                yield from _variables(tree, given, steps + 2)
    for child in node.named_children:
        yield from _variables(tree, child, steps if child.type != "identifier" else steps + 1)
