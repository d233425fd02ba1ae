"""Which places of a source have to change for one path, and which only pass it on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tree_sitter import Node

from envwizard.edits.python_paths import is_reference, node_at
from envwizard.model.source import Span, TextFile
from envwizard.syntax.python import PythonTree, parse

_JOINS = ("os.path.join", "pathlib.Path", "str", "os.path.abspath", "os.path.normpath", "os.path.realpath")


@dataclass(frozen=True, slots=True)
class Place:
    """An expression to anchor. ``as_text`` where a string must take its place; ``in_pieces`` where names stay in it."""

    span: Span
    as_text: bool
    in_pieces: bool = False


def own_places(file: TextFile, places: Iterable[tuple[Span, bool]]) -> list[Place]:
    """Leave out what only names the path (``FILES["log"]``) where it is also written, and the piece of a larger one.

    In ``LOG_DIR = "logs"`` and ``LOG_DIR = os.path.join(os.getcwd(), LOG_DIR)`` the second alone has to change.
    """
    tree = parse(file)
    known = [(span, as_text, node_at(tree, span)) for span, as_text in places]
    written = [one for one in known if one[2] is None or not is_reference(tree, one[2])]
    kept = []
    for span, as_text, node in written or known:
        name = _assigned(tree, node)
        users = [other for _, _, other in known if other is not None and other is not node and _uses(tree, other, name)]
        if not users:
            inner = any(_uses(tree, node, _assigned(tree, other)) for _, _, other in known if other is not node)
            kept.append(Place(span, as_text, in_pieces=inner))
    return kept


def whole_path(file: TextFile, expression: Span, name: str) -> Span | None:
    """Find the expression that ends with a file's name, where ``expression`` is only the folder that it starts from.

    ``None`` where the name stands at no or at several places.
    """
    tree = parse(file)
    node = node_at(tree, expression)
    if node is not None and name in tree.text(node):
        return expression
    strings = [one for one in tree.nodes("string") if (tree.string(one) or "").rpartition("/")[2] == name]
    if len(strings) != 1:
        return None
    found = strings[0]
    while (outer := found.parent) is not None:
        call = outer.parent if outer.type == "argument_list" else None
        if call is not None and (tree.call_name(call) or "") in _JOINS:
            found = call
        elif outer.type in ("binary_operator", "parenthesized_expression"):
            found = outer
        else:
            break
    return tree.span(found) if found is not strings[0] else None


def _assigned(tree: PythonTree, node: Node | None) -> str | None:
    """The name that is given the expression as its value."""
    outer = node.parent if node is not None else None
    if outer is None or outer.type != "assignment" or outer.child_by_field_name("right") != node:
        return None
    left = outer.child_by_field_name("left")
    return tree.text(left) if left is not None and left.type == "identifier" else None


def _uses(tree: PythonTree, node: Node | None, name: str | None) -> bool:
    if node is None or name is None or node.type == "string":
        return False
    return re.search(rf"\b{re.escape(name)}\b", tree.text(node)) is not None
