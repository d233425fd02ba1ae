"""The settings that a server really runs with, each with the place it comes from."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from envwizard.analysis.launches.configured_values import configured_value
from envwizard.analysis.launches.options import Option, Parsed, parse
from envwizard.analysis.launches.server_tables import GUNICORN_DEFAULTS, GUNICORN_OPTIONS, TABLES, ServerTable
from envwizard.analysis.launches.variables import Given, interpolated, resolve
from envwizard.model.facts.commands import Surface, Word
from envwizard.model.facts.launches import EffectiveSetting
from envwizard.model.facts.services import ServerConfig, ServerSetting
from envwizard.model.paths import AnyPath
from envwizard.model.source import Location

_TRUE = frozenset(("1", "true", "yes", "on", "t", "y"))
_FALSE = frozenset(("0", "false", "no", "off", "f", "n", "none", ""))
_CONFIG_NAMES = {
    "bind": "bind", "workers": "workers", "reload": "reload", "worker_class": "worker_class", "preload_app": "preload",
    "threads": "threads", "use_reloader": "reload", "debug": "debug",
}  # fmt: skip
_UWSGI_NAMES = {
    "processes": "workers", "workers": "workers", "http": "bind", "http_socket": "bind", "socket": "bind",
    "uwsgi_socket": "bind", "py_autoreload": "reload", "python_autoreload": "reload", "threads": "threads",
}  # fmt: skip
# Servers for development whose run() takes what Flask's takes.
FLASK_LIKE = frozenset(("flask", "flask-socketio", "werkzeug", "quart", "dash", "bottle"))
_CALL_BINDS = {
    "waitress": ("0.0.0.0", "8080"), "aiohttp": ("0.0.0.0", "8080"), "bottle": ("127.0.0.1", "8080"),
    "dash": ("127.0.0.1", "8050"),
    **dict.fromkeys(("flask", "flask-socketio", "quart", "werkzeug"), ("127.0.0.1", "5000")),
}  # fmt: skip
_CALL_NAMES = {
    "use_reloader": "reload", "reloader": "reload", "auto_reload": "reload", "uds": "socket", "unix_socket": "socket",
    "listen": "bind", "address": "host", "hostname": "host", "preload_app": "preload",
}  # fmt: skip
_CALL_SETTINGS = frozenset(
    ("host", "port", "socket", "bind", "workers", "threads", "reload", "debug", "worker_class", "preload")
)
# supervisor's way to write a variable (supervisord.org, "Environment Variables"), and systemd's specifiers.
_OF_SUPERVISOR = re.compile(r"%\(ENV_(\w+)\)s")
_OF_UWSGI = re.compile(r"\$\(\w+\)")
_SPECIFIER = re.compile(r"(?<!%)%[A-Za-z]")
_PORT = re.compile(r"\$(?:PORT\b|\{PORT\b)")
_SWITCHES = frozenset(("reload", "preload", "debug"))


@dataclass(frozen=True, slots=True)
class CommandContext:
    """What stands around the words: variables, whether a shell expands them, a platform that sets PORT.

    ``outside`` are the variables that compose puts into its file before anybody else reads it; ``None`` elsewhere.
    """

    known: Mapping[str, Given]
    path: AnyPath
    expands: bool
    on_platform: bool
    surface: Surface | None = None
    outside: Mapping[str, Given] | None = None
    # Variables that the program may find although the launch does not give them: those of the project's env files.
    elsewhere: frozenset[str] = frozenset()

    def value(self, text: str) -> str | None:
        """The text that the server is given for a word; ``None`` where that is not known here."""
        if self.outside is not None:
            found = interpolated("", text, Location(self.path), self.outside).shown
            if found is None:
                return None
            text = found
        if self.surface is Surface.SUPERVISOR:
            text = _OF_SUPERVISOR.sub(r"${\1}", text)
            return resolve(text, self.known) if "${" in text else text
        if self.surface is Surface.SYSTEMD and _SPECIFIER.search(text):
            return None
        if self.on_platform and "PORT" not in self.known and _PORT.search(text):
            # The platform gives it, so a default behind it never counts.
            return None
        if "$" in text:
            return resolve(text, self.known) if self.expands else None
        return text


def gunicorn(
    arguments: tuple[Word, ...], context: CommandContext, config: ServerConfig | None, config_option: Option | None
) -> tuple[EffectiveSetting, ...]:
    """Resolve gunicorn's settings: defaults < configuration file < GUNICORN_CMD_ARGS < flags.

    WEB_CONCURRENCY and PORT change the defaults of workers and bind only. ``config_option`` is what names a
    configuration file; where the file itself is not known (``config`` is ``None``), what it sets is not known either.
    Order as in gunicorn's documentation, "Configuration Overview".
    """
    settings = {name: _default(name, value) for name, value in GUNICORN_DEFAULTS.items()}
    known = context.known
    if "WEB_CONCURRENCY" in known:
        settings["workers"] = _from_variable("workers", known["WEB_CONCURRENCY"], "WEB_CONCURRENCY")
    if "PORT" in known or context.on_platform:
        port = known.get("PORT")
        value = f"0.0.0.0:{port.shown}" if port is not None and port.shown else None
        place = port.location if port is not None else None
        settings["bind"] = EffectiveSetting("bind", value, "0.0.0.0:$PORT", "PORT", place)
    if config is not None:
        settings.update(_from_config(config, context))
    elif config_option is not None:
        named = f"in {config_option.text}"
        for name in ("workers", "bind"):
            settings[name] = EffectiveSetting(name, None, named, "config file", config_option.location)
    if config_option is not None or config is not None:
        text = str(config.location.path) if config is not None else (config_option.text or "" if config_option else "")
        place = config_option.location if config_option is not None else config.location if config else None
        settings["config"] = EffectiveSetting("config", text, text, "flag" if config_option else "default", place)
    words = known.get("GUNICORN_CMD_ARGS")
    if words is not None:
        for option in gunicorn_words(words).options.values():
            settings[option.name] = _from_words(option, words)
    for option in parse(arguments, context.path, GUNICORN_OPTIONS).options.values():
        if option.name not in ("config", "chdir"):
            settings[option.name] = _from_flag(option, context)
    settings.pop("chdir", None)
    return tuple(settings.values())


def gunicorn_words(variable: Given) -> Parsed:
    """Take GUNICORN_CMD_ARGS apart; the places are that of the variable."""
    try:
        texts = shlex.split(variable.value or "")
    except ValueError:
        texts = []
    span = variable.location.span
    if span is None:
        return Parsed()
    return parse([Word(text, span) for text in texts], variable.location.path, GUNICORN_OPTIONS)


def other_server(
    server: str, arguments: tuple[Word, ...], context: CommandContext, config: ServerConfig | None
) -> tuple[EffectiveSetting, ...]:
    """Resolve the settings of any other server: defaults < environment < configuration file < flags."""
    table = TABLES[server]
    settings = {name: _default(name, value) for name, value in table.defaults.items()}
    if table.host is not None:
        settings["host"] = _default("host", table.host)
        settings["port"] = _default("port", table.port)
    if table.reads_web_concurrency and "WEB_CONCURRENCY" in context.known:
        settings["workers"] = _from_variable("workers", context.known["WEB_CONCURRENCY"], "WEB_CONCURRENCY")
    for variable, name in table.variables.items():
        if variable in context.known:
            settings[name] = _from_variable(name, context.known[variable], variable)
    if config is not None:
        settings.update(_from_config(config, context))
    parsed = parse(arguments, context.path, table.options)
    _development_defaults(server, parsed, settings, context)
    for option in parsed.options.values():
        settings[option.name] = _from_flag(option, context)
    _defeat(arguments, settings, context.path)
    return _finish(settings, table)


def call(
    server: str, given: Iterable[tuple[str, str | None, str, Location]], known: Mapping[str, Given]
) -> tuple[EffectiveSetting, ...]:
    """Resolve the settings of a server that Python code starts, from its keyword arguments.

    ``uvicorn.run`` without ``workers`` looks WEB_CONCURRENCY up (uvicorn 0.54, ``Config``), but none of UVICORN_*.
    """
    if server == "gunicorn":
        settings = {name: _default(name, value) for name, value in GUNICORN_DEFAULTS.items()}
    else:
        host, port = _CALL_BINDS.get(server, ("127.0.0.1", "8000"))
        settings = {"host": _default("host", host), "port": _default("port", port)}
        settings["reload"] = _default("reload", "false")
        if server in ("uvicorn", "hypercorn", "granian"):
            settings["workers"] = _default("workers", "1")
        if server == "uvicorn" and "WEB_CONCURRENCY" in known:
            settings["workers"] = _from_variable("workers", known["WEB_CONCURRENCY"], "WEB_CONCURRENCY")
    for name, value, text, place in given:
        name = _CALL_NAMES.get(name, name)
        value = _boolean(value) if name in _SWITCHES else value
        settings[name] = EffectiveSetting(name, value, text, "call", place)
    debug = settings.get("debug")
    if server in FLASK_LIKE and debug is not None and settings["reload"].origin == "default":
        # Flask.run: the reloader follows debug unless use_reloader says otherwise.
        settings["reload"] = EffectiveSetting("reload", debug.value, f"debug={debug.text}", "call", debug.location)
    return _finish({name: one for name, one in settings.items() if name in _CALL_SETTINGS}, None)


def is_true(text: str | None) -> bool:
    """Tell whether a setting's value switches something on."""
    return text is not None and text.strip("\"'").lower() in _TRUE


def _development_defaults(
    server: str, parsed: Parsed, settings: dict[str, EffectiveSetting], context: CommandContext
) -> None:
    """What Flask, fastapi and runserver do unless told otherwise."""
    if server == "flask":
        debug = settings.get("debug")
        on = is_true(debug.value) if debug is not None and "--no-debug" not in parsed.options else False
        if "debug" in parsed.options:
            debug, on = _from_flag(parsed.options["debug"], context), True
        if on and debug is not None and "reload" not in settings:
            settings["reload"] = EffectiveSetting("reload", "true", debug.text, debug.origin, debug.location)
        settings.setdefault("reload", _default("reload", "false"))
    elif server == "fastapi":
        verb = parsed.positional[0].text if parsed.positional else "run"
        develops = verb == "dev"
        settings["host"] = settings.get("host", _default("host", "127.0.0.1" if develops else "0.0.0.0"))
        settings["port"] = settings.get("port", _default("port", "8000"))
        settings["reload"] = _default("reload", "true" if develops else "false")
        settings.setdefault("workers", _default("workers", "1"))
    elif server == "runserver":
        off = parsed.options.pop("no_reload", None)
        place = off.location if off is not None else None
        settings["reload"] = EffectiveSetting(
            "reload", "false" if off else "true", "--noreload" if off else "", "flag" if off else "default", place
        )
        parsed.options.pop("settings", None)
        word = parsed.positional[0] if parsed.positional else None
        text = word.text if word is not None else "127.0.0.1:8000"
        if text.isdigit() or (text.startswith("$") and ":" not in text):
            text = f"127.0.0.1:{text}"
        value = context.value(text)
        if value is not None and value.startswith("0:"):
            value = f"0.0.0.0:{value[2:]}"
        settings["bind"] = EffectiveSetting(
            "bind", value, text, "flag" if word is not None else "default",
            Location(context.path, word.span) if word is not None else None,
        )  # fmt: skip


def _defeat(arguments: tuple[Word, ...], settings: dict[str, EffectiveSetting], path: AnyPath) -> None:
    for word in arguments:
        if word.text == "--no-reload":
            settings["reload"] = EffectiveSetting("reload", "false", word.text, "flag", Location(path, word.span))


def _finish(settings: dict[str, EffectiveSetting], table: ServerTable | None) -> tuple[EffectiveSetting, ...]:
    """Make one bind out of host, port and socket."""
    host, port, socket = (settings.pop(name, None) for name in ("host", "port", "socket"))
    if socket is not None:
        settings["bind"] = EffectiveSetting(
            "bind", f"unix:{socket.value or socket.text}", socket.text, socket.origin, socket.location
        )
    elif host is not None and "bind" not in settings:
        port = port or _default("port", table.port if table else "8000")
        value = f"{host.value}:{port.value}" if host.value is not None and port.value is not None else None
        settings["bind"] = EffectiveSetting(
            "bind", value, f"{host.text or host.value}:{port.text or port.value}", host.origin, host.location
        )
    for name in ("env_file", "chdir", "settings", "no_reload"):
        settings.pop(name, None)
    return tuple(settings.values())


def _default(name: str, value: str) -> EffectiveSetting:
    return EffectiveSetting(name, value, value, "default", None)


def _from_variable(name: str, given: Given, origin: str) -> EffectiveSetting:
    value = given.shown
    if name in _SWITCHES:
        value = _boolean(given.value)
    return EffectiveSetting(name, value, value or origin, origin, given.location)


def _from_words(option: Option, variable: Given) -> EffectiveSetting:
    value = option.text if option.text is not None else "true"
    shown = value if not variable.private or option.text is None else None
    return EffectiveSetting(option.name, shown, shown or variable.name, "GUNICORN_CMD_ARGS", variable.location)


def _from_flag(option: Option, context: CommandContext) -> EffectiveSetting:
    if option.text is None:
        return EffectiveSetting(option.name, "true", option.spelling, "flag", option.location)
    return EffectiveSetting(option.name, context.value(option.text), option.text, "flag", option.location)


def _from_config(config: ServerConfig, context: CommandContext) -> dict[str, EffectiveSetting]:
    found: dict[str, EffectiveSetting] = {}
    for setting in config.settings:
        name = (_UWSGI_NAMES if config.server == "uwsgi" else _CONFIG_NAMES).get(setting.name)
        if name is not None:
            found[name] = _configured(name, setting, context)
    for name in _CONFIG_NAMES.values() if config.is_open else ():
        taken_over = f"in what {config.location.path} takes over"
        found.setdefault(name, EffectiveSetting(name, None, taken_over, "config file", config.location))
    return found


def _configured(name: str, setting: ServerSetting, context: CommandContext) -> EffectiveSetting:
    value = setting.value
    if setting.conditional:
        value = None
    elif value is None and name in ("bind", "workers", "threads"):
        value = _computed(name, setting, context)
    if name in _SWITCHES and value is not None:
        value = _boolean(value)
    if name == "bind" and value is not None:
        match = re.search(r"[\"']([^\"']+)[\"']", value)
        value = match.group(1) if match else value
    return EffectiveSetting(name, value, setting.expression, "config file", setting.location)


def _computed(name: str, setting: ServerSetting, context: CommandContext) -> str | None:
    """What an expression gives with the launch's variables; a default of one worker decides for nobody."""
    missing = [one for one in setting.variables if one not in context.known]
    if any(one in context.elsewhere or (one == "PORT" and context.on_platform) for one in missing):
        return None
    if _OF_UWSGI.search(setting.expression):
        value = resolve(setting.expression, context.known)
    else:
        value = configured_value(setting.expression, context.known)
    return None if missing and name != "bind" and value == "1" else value


def _boolean(text: str | None) -> str | None:
    if text is None:
        return None
    lowered = text.strip("\"'").lower()
    return "true" if lowered in _TRUE else "false" if lowered in _FALSE else None
