"""The calls of a Python source that have to do with files, gathered in one pass: APIs, parsers, questions."""

from __future__ import annotations

from tree_sitter import Node

from envwizard.probes.python_sources.path_apis import (
    APIS,
    CONFIG_READERS,
    PARSERS,
    PATH_METHODS,
    PROBE_METHODS,
    PROBES,
    PathApi,
)
from envwizard.syntax.python import PythonTree
from envwizard.syntax.python_paths import evaluate_path

_LAST_NAMES = frozenset(
    (*(name.rpartition(".")[2] for name in (*APIS, *PARSERS, *PROBES)), *PATH_METHODS, *PROBE_METHODS)
)


class PathCalls:
    """The calls by what they do.

    ``apis`` take a path as an argument, ``methods`` are called on what may be a Path (with the method's name), and
    ``probed`` are the texts of the paths that are asked for with ``exists()`` and the like.
    """

    def __init__(self, tree: PythonTree) -> None:
        self.tree = tree
        self.apis: list[tuple[Node, str, PathApi]] = []
        self.methods: list[tuple[Node, Node, str]] = []
        self.probed: set[str] = set()
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
        literal = evaluate_path(self.tree, node).literal if node is not None else None
        if literal:
            self.probed.add(literal)

    def is_config(self, call: Node, name: str) -> bool:
        """Tell whether what a call opens is read as structured text."""
        return name in CONFIG_READERS or self.parser_of(call) is not None

    def parser_of(self, place: Node) -> str | None:
        """Find the parser that reads what ``place`` opens: around it, or given the name that it is opened as."""
        alias = self._alias(place)
        for call, name in self._parsers:
            if call.start_byte < place.start_byte and place.end_byte <= call.end_byte:
                return name
            if alias is not None and call.start_byte > place.end_byte:
                if self.tree.context(call).function != self.tree.context(place).function:
                    continue
                positional, _ = self.tree.arguments(call)
                given = self.tree.text(positional[0]) if positional else ""
                if given in (alias, f"{alias}.read()"):
                    return name
        return None

    def _alias(self, place: Node) -> str | None:
        parent = place.parent
        if parent is not None and parent.type == "as_pattern":
            return self.tree.text(parent.child_by_field_name("alias"))
        if parent is not None and parent.type == "assignment":
            return self.tree.text(parent.child_by_field_name("left"))
        return None
