"""Configuration files of gunicorn (Python), hypercorn (TOML, Python) and uWSGI (INI): which settings they give.

gunicorn takes every name of the module as a setting and ignores those it does not know (gunicorn 27.0.1), so every
assignment is kept. uvicorn has no configuration file of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from envwizard.model.aside import DOCUMENTS, EXAMPLES, TESTS, lies_in
from envwizard.model.facts.services import ServerConfig, ServerSetting
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location, TextFile
from envwizard.project.reader import Sources

_NAME = re.compile(r"(?i)[\w.-]*gunicorn[\w.-]*\.(?:py|conf)|guniconf\.py|hypercorn[\w.-]*\.(?:toml|py)|[\w.-]+\.ini")
_ASIDE = TESTS | DOCUMENTS | EXAMPLES
_UWSGI = re.compile(rb"^[ \t]*\[uwsgi\]", re.MULTILINE)
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
# gunicorn's own name for its configuration, and what people make of it: these are none but configurations.
_SURE = re.compile(r"(?i)gunicorn(?:[._-][\w.-]*)?\.conf\.py|guniconf\.py")


def probe_server_configs(sources: Sources, named: Iterable[str] = ()) -> tuple[ServerConfig, ...]:
    """Read the server configuration files, sorted by path: those that their names tell and those that commands name.

    ``named`` are paths as commands write them, from whatever folder; a file counts whose path ends alike.
    """
    told = {path for path in sources.named(_NAME) if not (lies_in(path, _ASIDE) or path.name.startswith("test_"))}
    wanted = set(_named(sources, named))

    def read(file: TextFile) -> tuple[ServerConfig, ...]:
        assert isinstance(file.path, ProjectPath)
        return _read(file, sure=file.path in wanted or _SURE.fullmatch(file.path.name) is not None)

    told -= {path for path in told if path.name.lower().endswith(".ini") and not _is_uwsgi(sources, path)}
    paths = sorted(told | wanted, key=lambda path: path.value)
    return tuple(found for read_one in sources.each("server_configs", paths, read) for found in read_one)


def _is_uwsgi(sources: Sources, path: ProjectPath) -> bool:
    file = sources.read(path, "server_configs")
    return file is not None and _UWSGI.search(file.raw) is not None


def _named(sources: Sources, texts: Iterable[str]) -> Iterator[ProjectPath]:
    for text in texts:
        name = text.rpartition("/")[2]
        if not name:
            continue
        same = sources.named(re.compile(re.escape(name)))
        tail = "/" + text.lstrip("./")
        yield from [path for path in same if f"/{path.value}".endswith(tail)] or same


def _read(file: TextFile, sure: bool) -> tuple[ServerConfig, ...]:
    if file.path.name.lower().endswith(".ini"):
        from envwizard.probes.server_configs.uwsgi_ini import uwsgi_settings

        found = uwsgi_settings(file)
        return (ServerConfig("uwsgi", Location(file.path), found),) if found is not None else ()
    server = "hypercorn" if "hypercorn" in file.path.name.lower() else "gunicorn"
    if file.path.name.endswith(".toml"):
        settings, is_open = tuple(_toml_settings(file)), False
    else:
        from envwizard.probes.server_configs.python_settings import python_settings

        settings, is_open = python_settings(file)
    if not sure and not any(setting.name in _TELLING for setting in settings):
        return ()
    return (ServerConfig(server, Location(file.path), settings, is_open),)


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
