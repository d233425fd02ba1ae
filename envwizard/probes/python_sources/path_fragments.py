"""Constants that are pieces of paths: joined onto a folder wherever they are used, so no path of their own."""

from __future__ import annotations

import re

from tree_sitter import Node

from envwizard.syntax.python import PythonTree

# What joins its arguments to a path; what a method is called on comes before all of them.
_JOINS = re.compile(r"(?:.*\.)?(?:join|joinpath|safe_join|Path|PurePath)")
_METHODS = re.compile(r".*\.joinpath")


def is_only_joined(tree: PythonTree, name: str) -> bool:
    """Tell whether the file joins a name onto something else at every place that uses it, and at one at least.

    A place in a text (``f"{NAME} is missing"``) makes no path and counts neither way; ``f"{NAME}/x"`` makes one.
    """
    joined = False
    for match in re.finditer(rb"\b%s\b" % re.escape(name.encode()), tree.data):
        node = tree.root.descendant_for_byte_range(match.start(), match.end())
        if node is None or node.type != "identifier" or _is_target(node):
            continue
        parent = node.parent
        if parent is None or _is_told(tree, parent):
            continue
        if not _is_joined(tree, node, parent):
            return False
        joined = True
    return joined


def _is_target(node: Node) -> bool:
    parent = node.parent
    return parent is not None and parent.type == "assignment" and parent.child_by_field_name("left") == node


def _is_told(tree: PythonTree, parent: Node) -> bool:
    return parent.type == "interpolation" and tree.data[parent.end_byte : parent.end_byte + 1] not in (b"/", b"\\")


def _is_joined(tree: PythonTree, node: Node, parent: Node) -> bool:
    if parent.type == "binary_operator":
        operator = parent.child_by_field_name("operator")
        return tree.text(operator) == "/" and parent.child_by_field_name("right") == node
    if parent.type != "argument_list" or parent.parent is None or parent.parent.type != "call":
        return False
    function = tree.text(parent.parent.child_by_field_name("function"))
    if _METHODS.fullmatch(function):
        return True
    return _JOINS.fullmatch(function) is not None and parent.named_children[:1] != [node]
