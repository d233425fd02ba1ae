"""From a parsed source to its facts: what happens in order when it is imported, and in each of its functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from tree_sitter import Node

from envwizard.model.facts.containers import Variable
from envwizard.model.facts.python import Anchor, EnvLoad, Event, EventKind, Function, PythonModule
from envwizard.model.paths import ProjectPath
from envwizard.model.secret import Secret
from envwizard.model.source import Location
from envwizard.probes.python_sources.django_imports import django_imports
from envwizard.probes.python_sources.env_calls import Load, Read, load_of, read_of, read_of_subscript
from envwizard.probes.python_sources.foreign_paths import foreign_uses
from envwizard.probes.python_sources.names import ProjectNames
from envwizard.probes.python_sources.path_uses import path_uses
from envwizard.probes.python_sources.selectors import selectors
from envwizard.probes.python_sources.server_starts import server_starts
from envwizard.probes.python_sources.settings_classes import SettingsClass, settings_classes
from envwizard.probes.python_sources.splices import splices
from envwizard.syntax.path_values import PathValue
from envwizard.syntax.python import PythonTree
from envwizard.syntax.python_names import import_statements
from envwizard.syntax.python_paths import evaluate_path
from envwizard.syntax.python_scopes import Context
from envwizard.syntax.token_shapes import QUOTED_TOKEN

_APPLICATIONS = {
    "flask.Flask": "flask",
    "fastapi.FastAPI": "fastapi",
    "starlette.applications.Starlette": "starlette",
    "quart.Quart": "quart",
    "sanic.Sanic": "sanic",
    "litestar.Litestar": "litestar",
    "aiohttp.web.Application": "aiohttp",
    "celery.Celery": "celery",
    "dash.Dash": "dash",
    "bottle.Bottle": "bottle",
    "falcon.App": "falcon",
    "falcon.asgi.App": "falcon-asgi",
    "tornado.web.Application": "tornado",
    "flask_socketio.SocketIO": "flask-socketio",
    "socketio.ASGIApp": "socketio-asgi",
    "socketio.WSGIApp": "socketio-wsgi",
    "channels.routing.ProtocolTypeRouter": "django-asgi",
    "django.core.wsgi.get_wsgi_application": "django-wsgi",
    "django.core.asgi.get_asgi_application": "django-asgi",
    "connexion.FlaskApp": "flask",
    "connexion.AsyncApp": "starlette",
}
_APPLICATION_NAMES = tuple({origin.rpartition(".")[2].encode() for origin in _APPLICATIONS})
# They import the settings that DJANGO_SETTINGS_MODULE names.
_DJANGO_STARTS = frozenset(
    (
        "django.core.wsgi.get_wsgi_application", "django.core.asgi.get_asgi_application", "django.setup",
        "django.core.management.execute_from_command_line", "django.core.management.call_command",
    )
)  # fmt: skip
_SETTINGS_KEY = "DJANGO_SETTINGS_MODULE"
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


@dataclass(frozen=True, slots=True)
class _Placed:
    """An event, where in the order it happens and what it stands in."""

    at: int
    event: Event
    context: Context


def read_module(tree: PythonTree, path: ProjectPath, project: ProjectNames, ordered: bool) -> PythonModule:
    """Gather the facts of one source; of its events only imports where it is not to be ``ordered``."""
    builder = _Builder(tree, path, project, ordered)
    builder.collect()
    return PythonModule(
        location=Location(path),
        name=project.module_name(path),
        events=tuple(placed.event for placed in builder.placed if placed.context.function is None),
        functions=builder.functions(),
        loads=tuple(builder.loads),
        path_uses=(*path_uses(tree), *foreign_uses(tree, path, project)),
        splices=splices(tree),
        server_starts=server_starts(tree),
        applications=_applications(tree),
        django_imports=django_imports(tree),
        has_main_guard=tree.scopes.has_main_guard,
        has_errors=tree.has_errors,
        tokens=_tokens(tree, path),
    )


def _tokens(tree: PythonTree, path: ProjectPath) -> tuple[Variable, ...]:
    found = []
    for match in QUOTED_TOKEN.finditer(tree.data):
        place = Location(path, tree.file.utf8_span(match.start("token"), match.end("token")))
        found.append(Variable((match["name"] or b"").decode(), Secret(match["token"].decode()), place))
    return tuple(found)


def read_imports(tree: PythonTree, path: ProjectPath, project: ProjectNames) -> PythonModule:
    """Gather what one source imports when it is imported itself, and the applications that it makes."""
    events = []
    for statement in import_statements(tree):
        context = tree.context(statement.node)
        if context.function is None and not context.type_checking:
            names = tuple(name for name, _ in statement.names)
            place = tree.location(statement.node)
            kind = EventKind.IMPORT
            events.append(Event(kind, statement.module, place, names, context.guarded, context.main_only))
    return PythonModule(
        location=Location(path),
        name=project.module_name(path),
        events=tuple(events),
        applications=_applications(tree),
        django_imports=django_imports(tree),
        has_main_guard=tree.scopes.has_main_guard,
        has_errors=tree.has_errors,
    )


class _Builder:
    def __init__(self, tree: PythonTree, path: ProjectPath, project: ProjectNames, ordered: bool) -> None:
        self.tree = tree
        self.path = path
        self.project = project
        self.ordered = ordered
        self.placed: list[_Placed] = []
        self.loads: list[EnvLoad] = []
        self.reads: list[tuple[Node, str]] = []
        self.classes = settings_classes(tree)

    @cached_property
    def own(self) -> frozenset[str]:
        """The names of the functions and classes of the file."""
        nodes = (*self.tree.nodes("function"), *self.tree.nodes("class"))
        return frozenset(self.tree.text(node.child_by_field_name("name")) for node in nodes)

    def collect(self) -> None:
        """Find all events. What a call is given is worked out before the call happens: order is by ends."""
        for statement in self.tree.names.statements:
            names = tuple(name for name, _ in statement.names)
            self.add(statement.node, EventKind.IMPORT, statement.module, names)
        if self.ordered:
            self.collect_calls()
        self.placed.sort(key=lambda placed: placed.at)

    def collect_calls(self) -> None:
        """Find what is read, loaded and called."""
        for node in self.tree.nodes("subscript"):
            read = read_of_subscript(self.tree, node)
            if read is not None:
                self.add_read(node, read)
        found: list[tuple[Node, Load]] = []
        for node in self.tree.nodes("call"):
            origin = self.project.origin(self.tree, node, self.path)
            if origin is None:
                continue
            if (load := load_of(self.tree, node, origin)) is not None:
                self.add(node, EventKind.LOAD, load.loader)
                found.append((node, load))
            elif (read := read_of(self.tree, node, origin)) is not None:
                self.add_read(node, read)
            else:
                self.add_call(node, origin)
        for node, load in found:
            self.add_load(node, load.loader, load.path, load.streamed)
        for one in self.classes:
            for file in one.env_files:
                self.add_load(file, "pydantic_settings.env_file", file)

    def add(
        self,
        node: Node,
        kind: EventKind,
        name: str,
        names: tuple[str, ...] = (),
        reader: str = "",
        insists: bool = False,
    ) -> None:
        context = self.tree.context(node)
        if context.type_checking:
            return
        insists = insists and not context.guarded
        event = Event(kind, name, self.tree.location(node), names, context.guarded, context.main_only, reader, insists)
        self.placed.append(_Placed(node.end_byte, event, context))

    def add_read(self, node: Node, read: Read) -> None:
        names = () if read.default is None else (read.default,)
        self.reads.append((node, read.key))
        self.add(node, EventKind.READ, read.key, names, read.reader, read.insists)

    def add_call(self, node: Node, origin: str) -> None:
        if origin in _DJANGO_STARTS:
            settings = self.settings_module()
            if settings:
                self.add(node, EventKind.IMPORT, settings)
            return
        imported = self.imported_by(node, origin)
        if imported is not None:
            module, names = imported
            self.add(node, EventKind.IMPORT, module, names)
            return
        # ``Service().start`` is the method of the class ``Service``.
        plain = origin.replace("()", "")
        if plain.partition(".")[0] in self.own or self.project.is_project(plain):
            self.add(node, EventKind.CALL, self.tree.text(node.child_by_field_name("function")), (plain,))

    def imported_by(self, node: Node, origin: str) -> tuple[str, tuple[str, ...]] | None:
        """A module that a call imports by a string: ``("app.main", ())``."""
        last = origin.rpartition(".")[2]
        if origin not in ("uvicorn.run", "importlib.import_module", "__import__") and last != "from_object":
            return None
        arguments, keywords = self.tree.arguments(node)
        text = self.tree.string(arguments[0] if arguments else keywords.get("app") or keywords.get("name"))
        module, colon, _ = (text or "").partition(":")
        if not _DOTTED.fullmatch(module):
            return None
        if last == "from_object":
            # ``config.Production`` may be a module or a class in ``config``.
            above, _, name = module.rpartition(".")
            return (above, (name,)) if above else (module, ())
        return (module, ()) if colon or origin != "uvicorn.run" else None

    def settings_module(self) -> str | None:
        """The settings that the file gives to Django: ``os.environ.setdefault("DJANGO_SETTINGS_MODULE", "x")``."""
        if _SETTINGS_KEY.encode() not in self.tree.data:
            return None
        for node in self.tree.nodes("call"):
            arguments = self.tree.arguments(node)[0]
            if len(arguments) == 2 and self.tree.string(arguments[0]) == _SETTINGS_KEY:
                value = self.tree.string(arguments[1])
                if value:
                    return value
        for node in self.tree.nodes("assignment"):
            left = self.tree.text(node.child_by_field_name("left"))
            if left.startswith("os.environ[") and _SETTINGS_KEY in left:
                return self.tree.string(node.child_by_field_name("right"))
        return None

    def add_load(self, node: Node, loader: str, path: Node | None, streamed: bool = False) -> None:
        context = self.tree.context(node)
        if context.type_checking:
            return
        value = PathValue(Anchor.UNKNOWN) if streamed else self.load_path(loader, path)
        main_only, function = context.main_only, context.function
        place = None if path is None else self.tree.location(path)
        keys = selectors(self.tree, node, path, context, self.reads)
        self.loads.append(
            EnvLoad(
                loader, self.tree.location(node), value.anchor, value.literal, value.resolved, place, main_only,
                function, context.guarded, keys, value.folder,
            )
        )  # fmt: skip

    def load_path(self, loader: str, path: Node | None) -> PathValue:
        if path is None:
            # Flask's own looks from the current directory; the others from the calling file.
            return PathValue(Anchor.CWD, ".env") if loader.startswith("flask.") else PathValue(Anchor.NONE)
        return evaluate_path(self.tree, path, self.project.constants(self.path))

    def functions(self) -> tuple[Function, ...]:
        """The functions that have events, and the classes of settings."""
        events: dict[str, list[Event]] = {}
        for placed in self.placed:
            if placed.context.function is not None:
                events.setdefault(placed.context.function, []).append(placed.event)
        found = []
        for node in self.tree.nodes("function") if events else ():
            name = self.tree.text(node.child_by_field_name("name"))
            context = self.tree.context(node)
            owner = context.class_name or context.function
            qualified = f"{owner}.{name}" if owner else name
            if qualified in events:
                found.append(Function(qualified, self.tree.location(node), tuple(events.pop(qualified))))
        found.extend(Function(name, rest[0].location, tuple(rest)) for name, rest in events.items())
        return (*found, *(self.settings_function(one) for one in self.classes))

    def settings_function(self, one: SettingsClass) -> Function:
        events = tuple(
            Event(
                EventKind.READ, read.key, self.tree.location(place),
                () if read.default is None else (read.default,),
                # Reads its own file too: no other load has to come first.
                guarded=bool(one.env_files), reader="pydantic", insists=read.insists,
            )
            for read, place in one.reads
        )  # fmt: skip
        return Function(one.name, self.tree.location(one.node), events)


def _applications(tree: PythonTree) -> tuple[tuple[str, str], ...]:
    """The variables that hold applications, and the functions that make them."""
    if not any(name in tree.data for name in _APPLICATION_NAMES):
        return ()
    names = tree.names
    found = [
        (name, kind)
        for name, origin in names.instances.items()
        if (kind := _APPLICATIONS.get(origin)) and "." not in name
    ]
    makers: dict[str, str] = {}
    for (function, _), values in names.locals.items():
        for value in values:
            kind = _APPLICATIONS.get(tree.call_name(value) or "") if value.type == "call" else None
            if kind and "." not in function:
                makers.setdefault(function, kind)
    made = [
        (name, makers[origin])
        for name, origin in names.instances.items()
        if origin in makers and name in names.constants
    ]
    top = [pair for pair in found if pair[0] in names.constants]
    return (*top, *made, *((f"{function}()", kind) for function, kind in makers.items()))
