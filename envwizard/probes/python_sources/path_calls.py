"""The calls of a Python source that have to do with files, gathered in one pass: APIs, parsers, questions."""

from __future__ import annotations

from functools import cached_property

from tree_sitter import Node

from envwizard.probes.python_sources.path_apis import (
    APIS,
    CONFIG_READERS,
    PARSERS,
    PATH_METHODS,
    PROBE_METHODS,
    PROBES,
    READ,
    UNKNOWN,
    WRITE,
    PathApi,
    is_config_module,
    is_config_name,
    is_config_target,
    is_own_file,
)
from envwizard.syntax.python import PythonTree
from envwizard.syntax.python_paths import evaluate_path

_LAST_NAMES = frozenset(
    (*(name.rpartition(".")[2] for name in (*APIS, *PARSERS, *PROBES)), *PATH_METHODS, *PROBE_METHODS)
)


class PathCalls:
    """The calls by what they do.

    ``apis`` take a path as an argument, ``methods`` are called on what may be a Path (with the method's name), and
    ``probed`` are the texts of the paths that are asked for with ``exists()`` and the like, ``asked`` the expressions.
    """

    def __init__(self, tree: PythonTree) -> None:
        self.tree = tree
        self.apis: list[tuple[Node, str, PathApi]] = []
        self.methods: list[tuple[Node, Node, str]] = []
        self.probed: set[str] = set()
        self.asked: set[str] = set()
        self._parsers: list[tuple[Node, str]] = []
        for call in tree.nodes("call"):
            self._add(call)

    def _add(self, call: Node) -> None:
        function = call.child_by_field_name("function")
        if function is None or not self._may_count(function):
            return
        name = self.tree.call_name(call)
        if name in APIS:
            self.apis.append((call, name, APIS[name]))
            return
        if name in PARSERS:
            self._parsers.append((call, name))
            return
        if name in PROBES:
            positional, _ = self.tree.arguments(call)
            self._ask(positional[0] if positional else None)
            return
        if function.type != "attribute":
            return
        method = name.rpartition(".")[2] if name else self.tree.text(function.child_by_field_name("attribute"))
        owner = function.child_by_field_name("object")
        if owner is not None and method in PATH_METHODS:
            self.methods.append((call, owner, method))
        elif method in PROBE_METHODS:
            self._ask(owner)

    def _may_count(self, function: Node) -> bool:
        """A quick look at what is called: a method by its name, a plain name by whether something stands for it."""
        if function.type == "attribute":
            return self.tree.text(function.child_by_field_name("attribute")) in _LAST_NAMES
        if function.type == "identifier":
            name = self.tree.text(function)
            return name in APIS or name in self.tree.import_table
        return True

    def _ask(self, node: Node | None) -> None:
        if node is not None:
            self.asked.add(self.tree.text(node))
        literal = evaluate_path(self.tree, node).literal if node is not None else None
        if literal:
            self.probed.add(literal)

    def is_config(self, call: Node, name: str) -> bool:
        """Tell whether what a call opens is read as structured text."""
        return name in CONFIG_READERS or self.parser_of(call) is not None

    def reads_config(self, place: Node, literal: str, api: str) -> bool:
        """Tell whether what a place opens is configuration: by the file's name, or by what its content is given to."""
        parser = self.parser_of(place)
        if is_config_name(literal, parser[1] if parser else api):
            return True
        if parser is None or not is_own_file(literal):
            return False
        # JSON is data as well: it counts where a name or a module of settings takes it at import.
        target = self.tree.statement(parser[0])
        assigned = next((node for node in self._assignments if _holds(target, node)), None)
        if assigned is None or self.tree.context(assigned).function is not None:
            return False
        name = self.tree.text(assigned.child_by_field_name("left"))
        return is_config_target(name) or is_config_module(self.tree.file.path.name)

    def parser_of(self, place: Node) -> tuple[Node, str] | None:
        """Find the parser that reads what ``place`` opens: around it, or given the name that it is opened as."""
        alias = self._alias(place)
        for call, name in self._parsers:
            if _holds(call, place) and call.start_byte < place.start_byte:
                return call, name
            if alias is not None and call.start_byte > place.end_byte:
                if self.tree.context(call).function != self.tree.context(place).function:
                    continue
                positional, _ = self.tree.arguments(call)
                given = self.tree.text(positional[0]) if positional else ""
                if given in (alias, f"{alias}.read()"):
                    return call, name
        return None

    @cached_property
    def _assignments(self) -> list[Node]:
        return self.tree.nodes("assignment")

    def _alias(self, place: Node) -> str | None:
        parent = place.parent
        if parent is not None and parent.type == "as_pattern":
            return self.tree.text(parent.child_by_field_name("alias"))
        if parent is not None and parent.type == "assignment":
            return self.tree.text(parent.child_by_field_name("left"))
        return None


def open_mode(tree: PythonTree, positional: list[Node], keywords: dict[str, Node], index: int) -> str:
    """Tell what ``open()`` and its like do with the file, by the mode that they are given."""
    node = keywords.get("mode") or (positional[index] if len(positional) > index else None)
    text = tree.string(node) if node is not None else "r"
    if text is None:
        return UNKNOWN
    return WRITE if any(char in text for char in "wax") else READ


def _holds(outer: Node, inner: Node) -> bool:
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte
