"""Which literal paths of a Python source reach a file API or a setting that holds a path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tree_sitter import Node

from envwizard.model.facts.python import Anchor, PathUse
from envwizard.model.source import Location
from envwizard.probes.python_sources.database_urls import database_uses, in_settings_class
from envwizard.probes.python_sources.path_apis import (
    DJANGO_DATABASE,
    DJANGO_TEMPLATES,
    HOME_METHODS,
    NOT_PATH_NAME,
    PATH_METHODS,
    PATH_NAME,
    READ,
    STORE,
    UNKNOWN,
    UPLOADS,
    WRITE,
    is_home,
)
from envwizard.probes.python_sources.path_calls import PathCalls, open_mode
from envwizard.probes.python_sources.path_conditions import is_for_developers
from envwizard.probes.python_sources.path_fragments import is_only_joined
from envwizard.probes.python_sources.path_origins import Origins
from envwizard.syntax.python import PythonTree, unwrapped

_PLATFORM = re.compile(r"platform|os\.name|\bwin32\b|\bdarwin\b|\bnt\b|IS_WINDOWS|WINDOWS", re.IGNORECASE)
# ``if IN_DOCKER``, ``is_container()``, ``os.path.exists("/.dockerenv")``; an ``else`` of them reads ``not (..)``.
_IN_CONTAINER = re.compile(
    r"(?!not\b).*(?:docker|kubernetes|podman|containeri[sz]ed|(?:in|is|inside)_?(?:a_)?container)",
    re.IGNORECASE | re.DOTALL,
)
# An interpolation of the source's own; those of the standard library know nothing of the environment.
_FILLED_IN = re.compile(
    rb"\binterpolation\s*=\s*(?!(?:configparser\.)?(?:None|(?:Basic|Extended|Legacy)Interpolation)\b)\w"
)
_ENVIRONMENT = re.compile(rb"os\.environ|getenv|expandvars")
_ROOT_NAME = re.compile(r"(?:.*_)?(?:root|base)(?:_?(?:dir|path|folder|directory))?", re.IGNORECASE)
_SPLICED = re.compile(rb"\{[ \t]*(\w+)[ \t]*[}!:]")
# Schemes and what else is no path of the file system.
_NO_PATH = re.compile(r"[a-zA-Z][\w+.-]*://|:memory:|file:|mailto:|<|\s*$|-$|\d+$")


def path_uses(tree: PythonTree) -> tuple[PathUse, ...]:
    """List the literal paths that reach a file API or are given to a name that says it holds a path, in source order.

    File APIs are ``open``, ``Path.read_text``, ``sqlite3.connect``, ``sys.path`` and the like (see ``path_apis``). A
    literal is followed through the file's own constants: ``expression`` is where it is written, ``location`` where it
    is used. One that comes out of an environment variable's default is marked ``overridable``.
    """
    reader = _Reader(tree)
    found = [
        *reader.calls(),
        *reader.methods(),
        *reader.assignments(),
        *reader.databases(),
        *database_uses(tree, reader.origins),
        *reader.templates(),
        *reader.homes(),
        *reader.formatted(),
    ]
    return tuple(sorted(found, key=lambda use: (_start(use), use.api)))


def _start(use: PathUse) -> int:
    return use.location.span.start if use.location.span else 0


class _Reader:
    def __init__(self, tree: PythonTree) -> None:
        self.tree = tree
        self.found = PathCalls(tree)
        self.origins = Origins(tree)

    # --- what is used -------------------------------------------------------------------------------------------

    def calls(self) -> Iterator[PathUse]:
        """Paths given to file APIs."""
        for call, name, api in self.found.apis:
            positional, keywords = self.tree.arguments(call)
            node = keywords.get(api.keyword)
            if node is None and 0 <= api.position < len(positional):
                node = positional[api.position]
            mode = api.mode
            if mode == UNKNOWN:
                mode = open_mode(self.tree, positional, keywords, 1)
            asked = node is not None and self.tree.text(node) in self.found.asked
            for one in self.origins.elements(node) if node is not None else ():
                found = self._uses(call, one, name, mode, self.found.is_config(call, name))
                yield from (replace(use, probed=True) for use in found) if asked and one is not node else found

    def methods(self) -> Iterator[PathUse]:
        """Methods of a Path that touch its file: ``Path("x").read_text()``."""
        for call, owner, name in self.found.methods:
            if not self.origins.is_path(owner):
                continue
            positional, keywords = self.tree.arguments(call)
            mode = PATH_METHODS[name]
            if mode == UNKNOWN:
                mode = open_mode(self.tree, positional, keywords, 0)
            yield from self._uses(call, owner, f"Path.{name}", mode, self.found.is_config(call, name))

    def assignments(self) -> Iterator[PathUse]:
        """Paths given to names such as ``UPLOAD_FOLDER`` (or ``app.config["UPLOAD_FOLDER"]``)."""
        # A home folder is a path under any name.
        any_name = any(home in self.tree.data for home in (b"/home/", b"Users"))
        for node in self.tree.nodes("assignment"):
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            name = self._target_name(left)
            if right is None or name is None:
                continue
            named = PATH_NAME.fullmatch(name) is not None
            if not (named or any_name) or NOT_PATH_NAME.fullmatch(name):
                continue
            value = self.origins.value(right)
            if not named and not is_home(name, value.literal or ""):
                continue
            # A bare current directory is a fault only where it stands for the project's root.
            bare = value.anchor is Anchor.CWD and (value.literal or "") in ("", ".", "./")
            if bare and (not _ROOT_NAME.fullmatch(name) or self.tree.string(right) == ""):
                continue
            if value.anchor is Anchor.CWD and self.tree.context(node).function is not None:
                continue
            if left is not None and left.type == "identifier" and is_only_joined(self.tree, name):
                continue
            yield from self._uses(node, right, name, STORE, False)

    def databases(self) -> Iterator[PathUse]:
        """The files of SQLite databases in Django's DATABASES: Django opens them as they are written."""
        if b"DATABASES" not in self.tree.data:
            return
        for node in self.tree.nodes("assignment"):
            left, table = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is None or not self.tree.text(left).startswith("DATABASES"):
                continue
            for database in [] if table is None else [table, *self._entries(table).values()]:
                entries = self._entries(database)
                engine, name = entries.get("ENGINE"), entries.get("NAME")
                if engine is not None and name is not None and (self.tree.string(engine) or "").endswith("sqlite3"):
                    yield from self._uses(name, name, DJANGO_DATABASE, STORE, False)

    def templates(self) -> Iterator[PathUse]:
        """The folders in Django's TEMPLATES: Django looks into them as they are written."""
        if b"TEMPLATES" not in self.tree.data:
            return
        for node in self.tree.nodes("assignment"):
            left, engines = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is None or engines is None or self.tree.text(left) != "TEMPLATES":
                continue
            for engine in engines.named_children:
                folders = self._entries(engine).get("DIRS")
                for folder in folders.named_children if folders is not None and folders.type == "list" else ():
                    if self.origins.value(folder).anchor is Anchor.ABSOLUTE:
                        yield from self._uses(folder, folder, DJANGO_TEMPLATES, READ, False)

    def homes(self) -> Iterator[PathUse]:
        """Paths given to methods that take one: ``upload.save("/home/me/shop/" + name)``, ``.save("uploads/a.png")``.

        Of relative ones only folders of uploads count: what else has a ``save()`` may give a name to something.
        """
        if not any(home in self.tree.data for home in (b"/home/", b"Users", b".save(")):
            return
        for call in self.tree.nodes("call"):
            function = call.child_by_field_name("function")
            if function is None or function.type not in ("attribute", "identifier"):
                continue
            name = self.tree.text(function).rpartition(".")[2]
            positional, _ = self.tree.arguments(call) if name in HOME_METHODS else ([], {})
            for node in positional[:1]:
                value = self.origins.value(node)
                if is_home(name, value.literal or ""):
                    yield from self._uses(call, node, name, UNKNOWN, False)
                elif name == "save" and value.anchor is Anchor.CWD and UPLOADS.match(value.literal or ""):
                    yield from self._uses(call, node, f"{self.tree.text(function)[-40:]}", WRITE, False)

    def _entries(self, table: Node) -> dict[str | None, Node]:
        """Give the values of a dictionary that is written out, by their keys."""
        found: dict[str | None, Node] = {}
        for pair in table.named_children if table.type == "dictionary" else ():
            key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            if pair.type == "pair" and key is not None and value is not None:
                found[self.tree.string(key)] = value
        return found

    def formatted(self) -> Iterator[PathUse]:
        """Paths spliced onto a constant that says it holds a path: ``f"{DATA_PATH}/model.bin"``."""
        if not any(PATH_NAME.fullmatch(name.decode()) for name in _SPLICED.findall(self.tree.data)):
            return
        for node in self.tree.nodes("string"):
            if self.tree.data[node.start_byte] not in b"fF":
                continue
            inner = next((child for child in node.named_children if child.type == "interpolation"), None)
            if inner is None or node.named_children[1:2] != [inner]:
                continue
            name = inner.child_by_field_name("expression")
            if name is None or name.type != "identifier" or not PATH_NAME.fullmatch(self.tree.text(name)):
                continue
            # ``f"{DATA_PATH}: is empty"`` is a sentence; what a function gives back goes to whoever knows the folder
            # (a storage's upload path).
            if self.tree.data[inner.end_byte : inner.end_byte + 1] not in (b"/", b"\\"):
                continue
            if self._is_given_back(node):
                continue
            value = self.origins.value(node)
            # What a function splices of its own names may be a key or a URL: it counts where it reaches a file API.
            definition = self.origins.definition(name)
            if definition is not None and self.tree.context(definition).function is not None:
                continue
            if value.anchor is Anchor.CWD and "/" in (value.literal or ""):
                yield from self._uses(node, node, "f-string", UNKNOWN, False)

    def _is_given_back(self, node: Node) -> bool:
        """Tell whether a function returns a text, at once or under the name that it is given."""
        parent = node.parent
        if parent is None or parent.type != "assignment":
            return parent is not None and parent.type == "return_statement"
        target = parent.child_by_field_name("left")
        around: Node | None = parent
        while around is not None and around.type != "function_definition":
            around = around.parent
        if around is None or target is None or target.type != "identifier":
            return False
        return re.search(rf"\breturn\s+{self.tree.text(target)}\s*$", self.tree.text(around), re.MULTILINE) is not None

    # --- one use ------------------------------------------------------------------------------------------------

    def _uses(self, place: Node, node: Node, api: str, mode: str, config: bool) -> Iterator[PathUse]:
        context = self.tree.context(place)
        if context.type_checking:
            return
        if node.type == "subscript":
            node = self.origins.definition(node) or node
        reached = self.origins.value(node)
        overridable = reached.anchor is Anchor.VARIABLE or in_settings_class(self.tree, place)
        variable = ""
        if reached.anchor is Anchor.VARIABLE:
            variable = reached.variable
            if reached.default is None:
                return
            reached = reached.default
        if reached.anchor not in (Anchor.CWD, Anchor.ABSOLUTE, Anchor.FILE) or reached.literal is None:
            return
        if _NO_PATH.match(reached.literal) and not (reached.literal == "" and reached.anchor is Anchor.CWD):
            return
        # Of what is anchored an image may lack what is read; nothing else is asked of it.
        if reached.anchor is Anchor.FILE and not config and (mode != READ or reached.resolved is None):
            return
        origins = self.origins.of(node) if variable or not overridable else [node]
        for origin in origins:
            value = self.origins.value(origin)
            if overridable or value.anchor is not reached.anchor or value.literal is None:
                origin, value = (origin if variable else node), reached
            conditions = (*context.conditions, *self.tree.context(origin).conditions)
            yield PathUse(
                api=api,
                literal=value.literal or "",
                anchor=reached.anchor,
                location=self.tree.location(place),
                expression=self.tree.location(origin),
                mode=mode,
                import_time=context.function is None,
                main_only=context.main_only,
                overridable=overridable or self.origins.is_given(origin) or (config and self._is_filled_in()),
                config=config and self.found.reads_config(place, reached.literal, api),
                reached=reached.literal if len(origins) == 1 else value.literal or "",
                probed=reached.literal in self.found.probed or any(_PLATFORM.search(test) for test in conditions),
                in_container=any(_IN_CONTAINER.match(test) for test in conditions),
                in_development=any(is_for_developers(test) for test in conditions),
                variable=variable,
                resolved=reached.resolved,
                is_text=not self.origins.is_path(origin),
                discarding=self._discarding(node) if reached.anchor is Anchor.ABSOLUTE else None,
                in_try=context.in_try,
            )

    def _discarding(self, node: Node) -> Location | None:
        """Find the absolute text behind the first piece of a path that is joined (Python docs, os.path.join)."""
        inner = unwrapped(node) or node
        pieces: list[Node | None] = []
        if inner.type == "binary_operator":
            # What is added to a text stands behind it, slash and all.
            divides = self.tree.text(inner.child_by_field_name("operator")) == "/"
            pieces = [inner.child_by_field_name("right")] if divides else []
        elif inner.type == "call":
            name = self.tree.call_name(inner) or ""
            first = name != "os.path.join" and not name.endswith("Path")
            if name == "os.path.join" or name.endswith(("Path", ".joinpath")):
                pieces = list(self.tree.arguments(inner)[0][0 if first else 1 :])
        found = (one for one in pieces if one is not None and re.match(r"/[^/]", self.tree.string(one) or ""))
        return next((self.tree.location(one) for one in found), None)

    def _is_filled_in(self) -> bool:
        """Tell whether a class of the source puts environment variables into what configparser reads."""
        return _FILLED_IN.search(self.tree.data) is not None and _ENVIRONMENT.search(self.tree.data) is not None

    # --- what surrounds it --------------------------------------------------------------------------------------

    def _target_name(self, left: Node | None) -> str | None:
        if left is None:
            return None
        if left.type == "identifier":
            return self.tree.text(left)
        if left.type == "attribute":
            return self.tree.text(left.child_by_field_name("attribute"))
        if left.type == "subscript":
            owner = self.tree.text(left.child_by_field_name("value"))
            return (
                self.tree.string(left.child_by_field_name("subscript"))
                if owner.endswith(("config", "environ"))
                else None
            )
        return None
