"""Paths of a Python source that are spliced together from ``__file__`` and ``..``."""

from __future__ import annotations

import re

from tree_sitter import Node

from envwizard.model.facts.python import Anchor, Splice
from envwizard.probes.python_sources.path_origins import Origins
from envwizard.syntax.python import PythonTree

# A text that climbs, behind a comma, a slash, a plus or a bracket.
_CLIMBS = re.compile(rb"""[,/+(]\s*["'][\\/]{0,2}\.\.(?:[\\/][^"'\n]*)?["']""")
_JOINS = frozenset(("os.path.join", "os.path.abspath", "os.path.realpath", "os.path.normpath"))
_METHODS = frozenset(("joinpath", "resolve", "absolute", "as_posix"))
_MAX_CHAIN = 12


def may_splice(data: bytes) -> bool:
    """Tell whether a source may have such a path, told from its bytes."""
    return b"__file__" in data and _CLIMBS.search(data) is not None


def splices(tree: PythonTree) -> tuple[Splice, ...]:
    """List the outermost path expressions that climb from ``__file__`` with ``..`` and end inside the project."""
    if not may_splice(tree.data):
        return ()
    origins = Origins(tree)
    found: dict[int, Splice] = {}
    for node in tree.nodes("string"):
        text = tree.string(node)
        if text is None or not re.fullmatch(r"[\\/]{0,2}\.\.(?:[\\/].*)?", text):
            continue
        whole = _whole(tree, node)
        value = origins.value(whole) if whole is not None else None
        if whole is None or value is None or value.anchor is not Anchor.FILE or value.resolved is None:
            continue
        if value.complete and _is_written_out(tree, whole):
            is_path = origins.is_path(whole)
            found.setdefault(
                whole.start_byte, Splice(tree.location(whole), tree.text(whole), value.resolved, not is_path)
            )
    return tuple(found[start] for start in sorted(found))


def _whole(tree: PythonTree, text: Node) -> Node | None:
    """Find the outermost expression of paths that a piece of text belongs to; ``None`` where it belongs to none."""
    found: Node | None = None
    current = text
    for _ in range(_MAX_CHAIN):
        parent = current.parent
        if parent is None:
            break
        if parent.type == "binary_operator" or _is_path_call(tree, parent):
            found = parent
        elif parent.type not in ("argument_list", "parenthesized_expression", "attribute"):
            break
        current = parent
    return found


def _is_written_out(tree: PythonTree, whole: Node) -> bool:
    """Tell whether all that follows the first piece is plain text: a name may stand for another value each time."""
    if whole.type == "binary_operator":
        right = whole.child_by_field_name("right")
        left = whole.child_by_field_name("left")
        return tree.string(right) is not None and (left is None or _is_written_out(tree, left))
    if whole.type == "call":
        positional, _ = tree.arguments(whole)
        function = whole.child_by_field_name("function")
        owner = function.child_by_field_name("object") if function is not None else None
        starts_here = (tree.call_name(whole) or "").startswith(("os.path.", "pathlib.")) and positional
        pieces = positional[1:] if starts_here else positional
        first = positional[0] if starts_here else owner
        return all(tree.string(piece) is not None for piece in pieces) and (
            first is None or _is_written_out(tree, first)
        )
    if whole.type == "parenthesized_expression" and whole.named_child_count == 1:
        return _is_written_out(tree, whole.named_children[0])
    return True


def _is_path_call(tree: PythonTree, node: Node) -> bool:
    if node.type != "call":
        return False
    name = tree.call_name(node) or ""
    function = node.child_by_field_name("function")
    method = tree.text(function.child_by_field_name("attribute")) if function is not None else ""
    return name in _JOINS or name.startswith("pathlib.") or method in _METHODS
