"""Variables that decide whether an env file is loaded, or which: reading them before the load is how it must be."""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from envwizard.syntax.python import PythonTree
from envwizard.syntax.python_scopes import Context

_MAX_NAMES = 50


def selectors(
    tree: PythonTree, load: Node, path: Node | None, context: Context, reads: Sequence[tuple[Node, str]]
) -> tuple[str, ...]:
    """List the keys (and imported names, which mostly are called like their keys) that a load depends on.

    Looked at are the tests of the branches around the load and its path, and what they are made of: constants, what
    a loop goes over, what functions of the module give back.
    """
    start = _tests(tree, load)
    if path is not None:
        start.append(path)
    loops = _loops(load)
    pieces: list[Node] = []
    names: list[str] = []
    seen: set[str] = set()
    while start and len(pieces) < _MAX_NAMES:
        piece = start.pop()
        pieces.append(piece)
        plain, attributes = _identifiers(piece, tree)
        names.extend(name for name in attributes if name.isupper())
        for name in plain:
            if name in seen:
                continue
            seen.add(name)
            given = list(tree.names.constants.get(name, ()))
            # A name inside a function that was followed here is one of that function.
            for function in dict.fromkeys((context.function, tree.context(piece).function)):
                given += tree.names.locals.get((function, name), ()) if function else ()
            given += [values for target, values in loops if name in _identifiers(target, tree)[0]]
            given += _given_back(tree, name)
            start.extend(given)
            for one in given:
                start.extend(_tests(tree, one))
            origin = tree.names.imports.get(name)
            if origin is not None and not given:
                names.append(origin.rpartition(".")[2])
    keys = [
        key
        for node, key in reads
        if key and any(piece.start_byte <= node.start_byte and node.end_byte <= piece.end_byte for piece in pieces)
    ]
    return tuple(dict.fromkeys((*keys, *names)))


def _loops(node: Node) -> list[tuple[Node, Node]]:
    """The loops around a node inside the same function: the target, and what it goes over."""
    found: list[tuple[Node, Node]] = []
    current = node.parent
    while current is not None and current.type not in ("function_definition", "module", "class_definition"):
        if current.type == "for_statement":
            target, values = current.child_by_field_name("left"), current.child_by_field_name("right")
            if target is not None and values is not None:
                found.append((target, values))
        current = current.parent
    return found


def _given_back(tree: PythonTree, name: str) -> list[Node]:
    """What a function of the module gives back: the values behind ``return`` with the tests that lead there."""
    found: list[Node] = []
    todo = [
        node.child_by_field_name("body")
        for node in tree.nodes("function")
        if tree.text(node.child_by_field_name("name")) == name and tree.context(node).function is None
    ]
    while todo:
        current = todo.pop()
        if current is None or current.type in ("function_definition", "class_definition", "lambda"):
            continue
        if current.type == "return_statement":
            found.extend(current.named_children)
            found.extend(_tests(tree, current))
        todo.extend(current.named_children)
    return found


def _tests(tree: PythonTree, node: Node) -> list[Node]:
    """The tests of the ``if`` around a node, an ``else`` counting with all tests before it."""
    found: list[Node] = []
    current = node.parent
    while current is not None and current.type not in ("function_definition", "module", "class_definition"):
        if current.type in ("if_statement", "elif_clause", "while_statement"):
            test = current.child_by_field_name("condition")
            if test is not None and "__name__" not in tree.text(test):
                found.append(test)
        elif current.type == "block":
            found.extend(_tests_of_exits(node, current))
        elif current.type == "match_statement":
            found.extend(current.children_by_field_name("subject"))
        elif current.type == "conditional_expression":
            found.extend(current.named_children[1:2])
        current = current.parent
    return found


def _tests_of_exits(node: Node, block: Node) -> list[Node]:
    """``if PROD: return`` above a load decides over it as well as an ``if`` around it."""
    found = []
    for statement in block.named_children:
        if statement.start_byte >= node.start_byte:
            break
        body = statement.child_by_field_name("consequence") if statement.type == "if_statement" else None
        last = body.named_children[-1].type if body is not None and body.named_children else ""
        if last in ("return_statement", "raise_statement", "continue_statement"):
            found.extend(statement.children_by_field_name("condition"))
    return found


def _identifiers(node: Node, tree: PythonTree) -> tuple[list[str], list[str]]:
    """The plain names in an expression, and the attributes: of ``settings.PROD`` mostly the key is called so too."""
    found: list[str] = []
    attributes: list[str] = []
    todo = [node]
    while todo and len(found) < _MAX_NAMES:
        current = todo.pop()
        if current.type == "identifier":
            found.append(tree.text(current))
        elif current.type == "keyword_argument":
            todo.extend(current.children_by_field_name("value"))
        elif current.type == "attribute":
            todo.extend(current.children_by_field_name("object"))
            attributes.append(tree.text(current.child_by_field_name("attribute")))
        else:
            todo.extend(current.named_children)
    return found, attributes
