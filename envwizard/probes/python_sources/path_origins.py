"""Where the first piece of a path expression is written: through names, tables, parameters and calls of one source."""

from __future__ import annotations

import re
from functools import cached_property

from tree_sitter import Node

from envwizard.syntax.path_values import PathValue
from envwizard.syntax.python import PythonTree, unwrapped
from envwizard.syntax.python_parameters import parameters_of
from envwizard.syntax.python_paths import Constants, entry_of, evaluate_path

_MAX_STEPS = 12
# What takes a path and gives the same path.
_SAME = re.compile(
    r"(?:str|os\.fspath|os\.path\.(?:join|abspath|realpath|normpath|expanduser)|pathlib\.(?:Pure)?(?:Posix|Windows)?Path)"
)
# Methods of a Path that give a Path.
_KEEPING = frozenset(("resolve", "absolute", "joinpath", "expanduser", "with_suffix", "with_name"))
_SAME_METHODS = frozenset(("resolve", "absolute", "as_posix", "joinpath", "expanduser", "with_suffix"))


class Origins:
    """Follows path expressions of one source to where they are written; ``constants`` gives those of other modules."""

    def __init__(self, tree: PythonTree, constants: Constants | None = None) -> None:
        self.tree = tree
        self.constants = constants

    def value(self, node: Node) -> PathValue:
        """Evaluate a path expression; parameters stand for their defaults."""
        return evaluate_path(self.tree, node, self.constants, self._parameters)

    def is_given(self, origin: Node) -> bool:
        """Tell whether a path is the default of a parameter that calls may give another value.

        It is in force where the file calls the function without that argument, or with the same path, and never with
        another one.
        """
        parameter = self._parameter_around(origin)
        if parameter is None:
            return False
        function, name, index = parameter
        calls = [call for call in self.tree.nodes("call") if self._calls(call, function)]
        return not calls or any(self._gives_other(call, name, index, origin) for call in calls)

    def of(self, node: Node) -> list[Node]:
        """Follow the first piece of a path expression to where it is written: ``DATA / "x"`` to the value of DATA.

        A name that is given one of several values (by platform, say) leads to all of them.
        """
        return self._followed(node)[0]

    def last(self, node: Node) -> Node | None:
        """Give the name or attribute that a path expression starts with, where this source does not say what it is."""
        return self._followed(node)[1]

    def _followed(self, node: Node) -> tuple[list[Node], Node | None]:
        current: Node | None = node
        named: Node = node
        last: Node | None = None
        for _ in range(_MAX_STEPS):
            current = unwrapped(current)
            if current is None:
                break
            last = current if current.type in ("identifier", "attribute") else None
            if current.type == "identifier" and len(given := self._given(current)) > 1:
                return given, None
            if current.type in ("identifier", "subscript"):
                current = self.definition(current)
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
        return [named], last

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

    def definition(self, node: Node) -> Node | None:
        """Find the one value that a name (or ``NAME["key"]``) of this file is given."""
        if node.type == "subscript":
            return entry_of(self.tree, node)
        given = self._given(node)
        return given[0] if len(given) == 1 else None

    def _given(self, name: Node) -> list[Node]:
        """List the values that a name is given above the place where it stands."""
        function = self.tree.context(name).function
        given = self.tree.names.locals.get((function, self.tree.text(name))) if function else None
        if not given and function and (function, self.tree.text(name)) in self._parameters:
            default = self._parameters[function, self.tree.text(name)]
            return [] if default is None else [default]
        given = given or self.tree.names.constants.get(self.tree.text(name)) or []
        return [value for value in given if value.start_byte < name.start_byte and not _holds(value, name)]

    def elements(self, node: Node) -> list[Node]:
        """List what a loop gives to its name, one after the other, where that is written out; else the node itself."""
        current = node.parent if node.type == "identifier" else None
        name = self.tree.text(node)
        while current is not None and current.type != "function_definition":
            left, right = current.child_by_field_name("left"), current.child_by_field_name("right")
            if current.type == "for_statement" and right is not None and self.tree.text(left) == name:
                given = self.definition(right) if right.type == "identifier" else right
                listed = given is not None and given.type in ("list", "tuple", "set")
                return [one for one in given.named_children if one.type != "comment"] if given and listed else [node]
            current = current.parent
        return [node]

    def is_path(self, node: Node) -> bool:
        """Tell whether an expression is a Path: only then its ``open()`` opens a file."""
        for _ in range(_MAX_STEPS):
            inner = unwrapped(node)
            if inner is None:
                return False
            if inner.type == "binary_operator" and self.tree.text(inner.child_by_field_name("operator")) == "/":
                return True
            method = self._method(inner)
            if method is not None and method[1] in _KEEPING:
                # ``(Path(__file__).parent / "..").resolve()``
                node = method[0]
                continue
            name = self.tree.call_name(inner) if inner.type == "call" else self.tree.resolve(inner)
            if name and name.startswith("pathlib."):
                return True
            definition = self.definition(inner) if inner.type == "identifier" else None
            if definition is None:
                return False
            node = definition
        return False

    def _method(self, node: Node) -> tuple[Node, str] | None:
        """What a method is called on, and its name."""
        function = node.child_by_field_name("function") if node.type == "call" else None
        owner = function.child_by_field_name("object") if function is not None else None
        if function is None or owner is None or owner.type != "parenthesized_expression":
            return None
        return owner, self.tree.text(function.child_by_field_name("attribute"))

    @cached_property
    def _parameters(self) -> dict[tuple[str, str], Node | None]:
        return parameters_of(self.tree)

    def _parameter_around(self, origin: Node) -> tuple[str, str, int] | None:
        """The function, the parameter and its index whose default ``origin`` is."""
        for (function, name), default in self._parameters.items():
            if default is not None and _holds(default, origin):
                names = [other for owner, other in self._parameters if owner == function]
                index = names.index(name) - (names[0] in ("self", "cls"))
                return function, name, index
        return None

    def _calls(self, call: Node, function: str) -> bool:
        last = function.rpartition(".")[2]
        if last == "__init__":
            last = function.split(".")[-2]
        written = self.tree.text(call.child_by_field_name("function"))
        return written.rpartition(".")[2] == last

    def _gives_other(self, call: Node, name: str, index: int, origin: Node) -> bool:
        positional, keywords = self.tree.arguments(call)
        given = keywords.get(name) or (positional[index] if 0 <= index < len(positional) else None)
        return given is not None and self.value(given).literal != self.value(origin).literal


def _holds(outer: Node, inner: Node) -> bool:
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte
