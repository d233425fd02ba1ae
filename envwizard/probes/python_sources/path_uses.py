"""Which literal paths of a Python source reach a file API or a setting that holds a path."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from envwizard.model.facts.python import Anchor, PathUse
from envwizard.probes.python_sources.path_apis import (
    DJANGO_DATABASE,
    NOT_PATH_NAME,
    PATH_METHODS,
    PATH_NAME,
    READ,
    STORE,
    UNKNOWN,
    WRITE,
    is_config_name,
    is_home,
)
from envwizard.probes.python_sources.path_calls import PathCalls
from envwizard.syntax.python import PythonTree, unwrapped
from envwizard.syntax.python_paths import evaluate_path

_MAX_STEPS = 12
_PLATFORM = re.compile(r"platform|os\.name|\bwin32\b|\bdarwin\b|\bnt\b|IS_WINDOWS|WINDOWS", re.IGNORECASE)
_SETTINGS_CLASS = re.compile(r"Settings|Config\b|EnvConfig")
_ROOT_NAME = re.compile(r"(?:.*_)?(?:root|base)(?:_?(?:dir|path|folder|directory))?", re.IGNORECASE)
_SPLICED = re.compile(rb"\{[ \t]*(\w+)[ \t]*[}!:]")
# What takes a path and gives the same path.
_SAME = re.compile(
    r"(?:str|os\.fspath|os\.path\.(?:join|abspath|realpath|normpath|expanduser)|pathlib\.(?:Pure)?(?:Posix|Windows)?Path)"
)
_SAME_METHODS = frozenset(("resolve", "absolute", "as_posix", "joinpath", "expanduser", "with_suffix"))
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
        *reader.formatted(),
    ]
    return tuple(sorted(found, key=lambda use: (_start(use), use.api)))


def _start(use: PathUse) -> int:
    return use.location.span.start if use.location.span else 0


def _holds(outer: Node, inner: Node) -> bool:
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte


class _Reader:
    def __init__(self, tree: PythonTree) -> None:
        self.tree = tree
        self.found = PathCalls(tree)

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
                mode = self._open_mode(positional, keywords, 1)
            if node is not None:
                yield from self._uses(call, node, name, mode, self.found.is_config(call, name))

    def methods(self) -> Iterator[PathUse]:
        """Methods of a Path that touch its file: ``Path("x").read_text()``."""
        for call, owner, name in self.found.methods:
            if not self._is_path(owner):
                continue
            positional, keywords = self.tree.arguments(call)
            mode = PATH_METHODS[name]
            if mode == UNKNOWN:
                mode = self._open_mode(positional, keywords, 0)
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
            value = evaluate_path(self.tree, right)
            if not named and not is_home(name, value.literal or ""):
                continue
            # A bare current directory is a fault only where it stands for the project's root.
            bare = value.anchor is Anchor.CWD and (value.literal or "") in ("", ".", "./")
            if bare and (not _ROOT_NAME.fullmatch(name) or self.tree.string(right) == ""):
                continue
            if value.anchor is Anchor.CWD and self.tree.context(node).function is not None:
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
            value = evaluate_path(self.tree, node)
            if value.anchor is Anchor.CWD and "/" in (value.literal or ""):
                yield from self._uses(node, node, "f-string", UNKNOWN, False)

    # --- one use ------------------------------------------------------------------------------------------------

    def _uses(self, place: Node, node: Node, api: str, mode: str, config: bool) -> Iterator[PathUse]:
        context = self.tree.context(place)
        if context.type_checking:
            return
        if node.type == "subscript":
            node = self._definition(node) or node
        reached = evaluate_path(self.tree, node)
        overridable = reached.anchor is Anchor.VARIABLE or self._in_settings_class(place)
        if reached.anchor is Anchor.VARIABLE:
            if reached.default is None:
                return
            reached = reached.default
        if reached.anchor not in (Anchor.CWD, Anchor.ABSOLUTE, Anchor.FILE) or reached.literal is None:
            return
        if _NO_PATH.match(reached.literal) and not (reached.literal == "" and reached.anchor is Anchor.CWD):
            return
        if reached.anchor is Anchor.FILE and not config:
            return
        origins = [node] if overridable else self._origins(node)
        for origin in origins:
            value = evaluate_path(self.tree, origin)
            if overridable or value.anchor is not reached.anchor or value.literal is None:
                origin, value = node, reached
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
                overridable=overridable,
                config=config and is_config_name(reached.literal, self.found.parser_of(place) or api),
                reached=reached.literal if len(origins) == 1 else value.literal or "",
                probed=reached.literal in self.found.probed or any(_PLATFORM.search(test) for test in conditions),
                is_text=self._is_text(origin),
            )

    def _origins(self, node: Node) -> list[Node]:
        """Follow the first piece of a path expression to where it is written: ``DATA / "x"`` to the value of DATA.

        A name that is given one of several values (by platform, say) leads to all of them.
        """
        current: Node | None = node
        named: Node = node
        for _ in range(_MAX_STEPS):
            current = unwrapped(current)
            if current is None:
                break
            if current.type == "identifier" and len(given := self._given(current)) > 1:
                return given
            if current.type in ("identifier", "subscript"):
                current = self._definition(current)
                named = current or named
            elif current.type == "binary_operator":
                current = current.child_by_field_name("left")
            elif current.type == "attribute" and self.tree.text(current.child_by_field_name("attribute")) == "parent":
                current = current.child_by_field_name("object")
            elif current.type == "call":
                current = self._first_piece(current)
            elif current.type == "string" and (inner := self._leading_interpolation(current)) is not None:
                current = inner
            else:
                break
        return [named]

    def _first_piece(self, call: Node) -> Node | None:
        function = call.child_by_field_name("function")
        name = self.tree.call_name(call) or ""
        if _SAME.fullmatch(name):
            positional, _ = self.tree.arguments(call)
            return positional[0] if positional else None
        if function is None or function.type != "attribute":
            return None
        same = self.tree.text(function.child_by_field_name("attribute")) in _SAME_METHODS
        return function.child_by_field_name("object") if same else None

    def _leading_interpolation(self, node: Node) -> Node | None:
        pieces = [child for child in node.children if child.type in ("string_content", "interpolation")]
        return pieces[0].child_by_field_name("expression") if pieces and pieces[0].type == "interpolation" else None

    def _definition(self, node: Node) -> Node | None:
        """Find the one value that a name (or ``NAME["key"]``) of this file is given."""
        if node.type == "subscript":
            key = self.tree.string(node.child_by_field_name("subscript"))
            owner = node.child_by_field_name("value")
            table = self._definition(owner) if owner is not None and owner.type == "identifier" else None
            if table is None or key is None or table.type != "dictionary":
                return None
            pairs = [child for child in table.named_children if child.type == "pair"]
            values = [
                p.child_by_field_name("value") for p in pairs if self.tree.string(p.child_by_field_name("key")) == key
            ]
            return values[0] if len(values) == 1 else None
        given = self._given(node)
        return given[0] if len(given) == 1 else None

    def _given(self, name: Node) -> list[Node]:
        """List the values that a name is given above the place where it stands."""
        function = self.tree.context(name).function
        given = self.tree.names.locals.get((function, self.tree.text(name))) if function else None
        given = given or self.tree.names.constants.get(self.tree.text(name)) or []
        return [value for value in given if value.start_byte < name.start_byte and not _holds(value, name)]

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

    def _open_mode(self, positional: list[Node], keywords: dict[str, Node], index: int) -> str:
        node = keywords.get("mode") or (positional[index] if len(positional) > index else None)
        text = self.tree.string(node) if node is not None else "r"
        if text is None:
            return UNKNOWN
        return WRITE if any(char in text for char in "wax") else READ

    def _is_path(self, node: Node) -> bool:
        """Tell whether an expression is a Path: only then its ``open()`` opens a file."""
        for _ in range(_MAX_STEPS):
            inner = unwrapped(node)
            if inner is None:
                return False
            if inner.type == "binary_operator" and self.tree.text(inner.child_by_field_name("operator")) == "/":
                return True
            name = self.tree.call_name(inner) if inner.type == "call" else self.tree.resolve(inner)
            if name and name.startswith("pathlib."):
                return True
            definition = self._definition(inner) if inner.type == "identifier" else None
            if definition is None:
                return False
            node = definition
        return False

    def _is_text(self, node: Node) -> bool:
        return not self._is_path(node)

    def _in_settings_class(self, node: Node) -> bool:
        if self.tree.context(node).class_name is None or self.tree.context(node).function is not None:
            return False
        current: Node | None = node
        while current is not None and current.type != "class_definition":
            current = current.parent
        bases = self.tree.text(current.child_by_field_name("superclasses")) if current is not None else ""
        return bool(_SETTINGS_CLASS.search(bases))
