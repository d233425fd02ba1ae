"""Servers that a Python source starts itself: ``uvicorn.run``, ``app.run``, ``waitress.serve`` and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from envwizard.model.facts.python import ServerStart
from envwizard.model.source import Location
from envwizard.syntax.python import PythonTree, unwrapped

Setting = tuple[str, "str | None", str, Location]


@dataclass(frozen=True, slots=True)
class _Starter:
    """A call that starts a server; ``names`` are its positional parameters in order (``app`` is the application)."""

    server: str
    names: tuple[str, ...]


_FLASK = _Starter("flask", ("host", "port", "debug"))
_STARTERS = {
    "uvicorn.run": _Starter("uvicorn", ("app",)),
    "uvicorn.Config": _Starter("uvicorn", ("app", "host", "port")),
    "uvicorn.main.run": _Starter("uvicorn", ("app",)),
    "waitress.serve": _Starter("waitress", ("app",)),
    "hypercorn.asyncio.serve": _Starter("hypercorn", ("app", "config")),
    "hypercorn.trio.serve": _Starter("hypercorn", ("app", "config")),
    "hypercorn.run.run": _Starter("hypercorn", ("config",)),
    "aiohttp.web.run_app": _Starter("aiohttp", ("app",)),
    "granian.Granian": _Starter("granian", ("app", "address", "port")),
    "granian.server.Granian": _Starter("granian", ("app", "address", "port")),
    "werkzeug.serving.run_simple": _Starter("werkzeug", ("host", "port", "app", "use_reloader", "use_debugger")),
    "werkzeug.run_simple": _Starter("werkzeug", ("host", "port", "app", "use_reloader", "use_debugger")),
    "wsgiref.simple_server.make_server": _Starter("wsgiref", ("host", "port", "app")),
    "gevent.pywsgi.WSGIServer": _Starter("gevent", ("listener", "app")),
    "eventlet.wsgi.server": _Starter("eventlet", ("listener", "app")),
    "gunicorn.app.wsgiapp.run": _Starter("gunicorn", ()),
    "bottle.run": _Starter("bottle", ("app",)),
    "cherrypy.quickstart": _Starter("cherrypy", ("app",)),
    "flask.Flask().run": _FLASK,
    "flask_openapi3.OpenAPI().run": _FLASK,
    "apiflask.APIFlask().run": _FLASK,
    "quart.Quart().run": _Starter("quart", ("host", "port", "debug")),
    "sanic.Sanic().run": _Starter("sanic", ("host", "port")),
    "dash.Dash().run": _Starter("dash", ("host", "port")),
    "dash.Dash().run_server": _Starter("dash", ("host", "port")),
    "connexion.FlaskApp().run": _Starter("flask", ("port",)),
    "connexion.App().run": _Starter("flask", ("port",)),
    "flask_socketio.SocketIO().run": _Starter("flask-socketio", ("app", "host", "port")),
    "flask_sock.Sock().run": _FLASK,
}
# Keywords that only the run() of a web application takes: enough for an object that another module made.
_WEB_KEYWORDS = frozenset(
    ("host", "port", "debug", "use_reloader", "reload", "threaded", "ssl_context", "use_debugger")
)
# gunicorn's manual calls the class of an application of one's own so ("Custom Application").
_OF_GUNICORN = re.compile(r"(?:.*\.)?\w*(?:Standalone|Gunicorn)\w*\(\)\.run")
_OPTIONS = frozenset(("bind", "workers", "worker_class", "threads"))
_APP_NAMES = frozenset(("app", "application", "server", "api", "socketio", "create_app()", "make_app()"))
_MAX_STEPS = 5


def server_starts(tree: PythonTree) -> tuple[ServerStart, ...]:
    """List the servers started in the file, in source order.

    ``.run()`` counts only where its receiver is an application: made in this file by a known class, or imported under
    an application's name and run with arguments that only a web server has.
    """
    return tuple(start for call in tree.nodes("call") if (start := _start(tree, call)) is not None)


def _start(tree: PythonTree, call: Node) -> ServerStart | None:
    name = tree.call_name(call)
    if name is None:
        return None
    starter = _STARTERS.get(name)
    receiver = _receiver(call)
    if starter is None and name.endswith(".run") and receiver is not None:
        receiver = _made(tree, receiver) if _OF_GUNICORN.fullmatch(name) else receiver
        starter = _of_own_class(tree, name) or _of_gunicorn(tree, receiver, name) or _of_imported(tree, call, name)
    if starter is None:
        return None
    positional, keywords = tree.arguments(call)
    given = {**dict(zip(starter.names, positional, strict=False)), **keywords}
    app = given.pop("app", None) or given.pop("application", None) or given.pop("target", None)
    context = tree.context(call)
    return ServerStart(
        server=starter.server,
        location=tree.location(call),
        app=tree.string(app) or tree.text(app) or tree.text(receiver),
        settings=tuple(_settings(tree, given)) or tuple(_options_of_class(tree, receiver, starter)),
        main_only=context.main_only,
        in_function=context.function,
        guarded=bool(context.conditions) or context.in_try or context.class_name is not None,
    )


def _receiver(call: Node) -> Node | None:
    function = call.child_by_field_name("function")
    return function.child_by_field_name("object") if function is not None and function.type == "attribute" else None


def _of_own_class(tree: PythonTree, name: str) -> _Starter | None:
    """``StandaloneApplication(app, options).run()``: a class of this file that extends gunicorn's."""
    first = name.removesuffix(".run")
    if not first.endswith("()"):
        return None
    for node in tree.nodes("class"):
        if tree.text(node.child_by_field_name("name")) == first[:-2]:
            bases = node.child_by_field_name("superclasses")
            resolved = [tree.resolve(base) or "" for base in bases.named_children] if bases is not None else []
            if any(base.startswith("gunicorn.") for base in resolved):
                return _Starter("gunicorn", ())
            if any(base == "flask.Flask" for base in resolved):
                return _FLASK
    return None


def _made(tree: PythonTree, receiver: Node) -> Node:
    """The call that made an object, where one name holds it in between."""
    made = _assigned(tree, receiver) if receiver.type == "identifier" else None
    return made if made is not None and made.type == "call" else receiver


def _of_gunicorn(tree: PythonTree, receiver: Node, name: str) -> _Starter | None:
    """The same where the class comes from another module: its name tells it, and the options that it is given."""
    starter = _Starter("gunicorn", ())
    given = {key for key, _, _, _ in _options_of_class(tree, receiver, starter)} if _OF_GUNICORN.fullmatch(name) else ()
    return starter if _OPTIONS.intersection(given) else None


def _of_imported(tree: PythonTree, call: Node, name: str) -> _Starter | None:
    """``from shop import app`` and then ``app.run(debug=True)``."""
    owner = name.removesuffix(".run")
    if owner.rpartition(".")[2] not in _APP_NAMES:
        return None
    positional, keywords = tree.arguments(call)
    of_flask = any(
        origin.startswith(("flask.", "flask_")) or origin == "flask" for origin in tree.import_table.values()
    )
    if not _WEB_KEYWORDS & keywords.keys() and not of_flask:
        return None
    if "socketio" in owner.rpartition(".")[2]:
        return _STARTERS["flask_socketio.SocketIO().run"]
    return _FLASK if not positional or tree.string(positional[0]) is not None else None


def _settings(tree: PythonTree, given: dict[str, Node]) -> Iterator[Setting]:
    for name, node in given.items():
        yield name, _literal(tree, node), tree.text(node), tree.location(node)


def _options_of_class(tree: PythonTree, receiver: Node | None, starter: _Starter) -> Iterator[Setting]:
    """The settings of gunicorn's own application are a dictionary among the arguments."""
    if receiver is None or receiver.type != "call" or starter.server != "gunicorn":
        return
    positional, keywords = tree.arguments(receiver)
    for node in (*positional, *keywords.values()):
        table: Node | None = node
        if node.type == "identifier":
            table = _assigned(tree, node)
        if table is None or table.type != "dictionary":
            continue
        for pair in table.named_children:
            key = tree.string(pair.child_by_field_name("key")) if pair.type == "pair" else None
            value = pair.child_by_field_name("value")
            if key is not None and value is not None:
                yield key, _literal(tree, value), tree.text(value), tree.location(value)


def _literal(tree: PythonTree, node: Node | None) -> str | None:
    """Give a static value as text; a name with one literal value in this file counts as that value."""
    for _ in range(_MAX_STEPS):
        node = unwrapped(node)
        if node is None:
            return None
        text = tree.string(node)
        if text is not None:
            return text
        if node.type in ("true", "false", "none", "integer", "float"):
            return tree.text(node)
        if node.type != "identifier":
            return None
        node = _assigned(tree, node)
    return None


def _assigned(tree: PythonTree, name: Node) -> Node | None:
    function = tree.context(name).function
    given = tree.names.locals.get((function, tree.text(name))) if function else None
    given = given or tree.names.constants.get(tree.text(name))
    return given[0] if given and len(given) == 1 else None
