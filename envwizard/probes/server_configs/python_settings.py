"""The settings that a server configuration written in Python gives: what it assigns or imports at its top level."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from envwizard.model.facts.services import ServerSetting
from envwizard.model.source import TextFile
from envwizard.syntax.python import PythonTree, parse, unwrapped

_ENVIRONMENT = frozenset(("os.getenv", "os.environ.get", "os.environ.pop", "decouple.config"))
_OPENING = frozenset(("globals", "locals", "vars", "exec", "setattr"))
_MAX_STEPS = 6


def python_settings(file: TextFile) -> tuple[tuple[ServerSetting, ...], bool]:
    """Give the settings of a Python configuration, and whether it may give others that cannot be seen."""
    tree = parse(file)
    if tree.has_errors and file.path.name.lower().endswith(".conf"):
        # An upstart, nginx or supervisor file of that name.
        return (), False
    settings = (*_imported(tree), *_assigned(tree))
    return tuple(sorted(settings, key=_start)), _is_open(tree)


def _start(setting: ServerSetting) -> int:
    return setting.location.span.start if setting.location.span is not None else 0


def _is_open(tree: PythonTree) -> bool:
    """Tell whether names come into being that no assignment shows: by ``import *``, ``globals()``, ``exec``."""
    if any(name == "*" for statement in tree.names.statements for name, _ in statement.names):
        return True
    return any(tree.call_name(call) in _OPENING for call in tree.nodes("call"))


def _imported(tree: PythonTree) -> Iterator[ServerSetting]:
    """``from conf.base import bind, workers`` gives settings too, whose values stand elsewhere."""
    for statement in tree.names.statements:
        place = tree.location(statement.node)
        for name, local in statement.names:
            if name != "*":
                yield ServerSetting(local, None, tree.text(statement.node), place, place, used=True)


def _assigned(tree: PythonTree) -> Iterator[ServerSetting]:
    read = _names_read(tree)
    for node in tree.nodes("assignment"):
        context = tree.context(node)
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if context.function is not None or context.class_name is not None or left is None or right is None:
            continue
        while right.type == "assignment" and (inner := right.child_by_field_name("right")) is not None:
            right = inner
        if left.type != "identifier":
            continue
        yield ServerSetting(
            name=tree.text(left),
            value=_static(tree, right),
            expression=tree.text(right),
            location=tree.location(node),
            value_location=tree.location(right),
            variables=tuple(dict.fromkeys(_variables(tree, right, 0))),
            conditional=context.guarded or context.in_loop,
            used=tree.text(left) in read,
        )


def _names_read(tree: PythonTree) -> set[str]:
    """The names that the file looks up anywhere: what is only assigned is there for gunicorn."""
    found: set[str] = set()
    todo = [tree.root]
    while todo:
        node = todo.pop()
        for child in node.named_children:
            if child.type != "identifier":
                todo.append(child)
            elif not _is_bound(node, child):
                found.add(tree.text(child))
    return found


def _is_bound(parent: Node, name: Node) -> bool:
    """Tell whether a name is written rather than read: the target of an assignment, a keyword, an attribute."""
    if parent.type in ("assignment", "named_expression"):
        return parent.child_by_field_name("left" if parent.type == "assignment" else "name") == name
    if parent.type == "keyword_argument":
        return parent.child_by_field_name("name") == name
    return parent.type == "attribute" and parent.child_by_field_name("attribute") == name


def _static(tree: PythonTree, node: Node | None, steps: int = 0) -> str | None:
    """Give a value that needs nothing from outside, as text; lists of such values are joined with commas."""
    node = unwrapped(node)
    if node is None or steps > _MAX_STEPS:
        return None
    text = tree.string(node)
    if text is not None:
        return text
    if node.type in ("true", "false", "none", "integer", "float"):
        return tree.text(node)
    if node.type in ("list", "tuple"):
        items = [_static(tree, child, steps + 1) for child in node.named_children if child.type != "comment"]
        return None if None in items else ",".join(item for item in items if item is not None)
    if node.type == "unary_operator":
        return tree.text(node) if node.named_children and node.named_children[0].type == "integer" else None
    if node.type == "string":
        return _formatted(tree, node, steps)
    if node.type == "identifier":
        given = tree.names.constants.get(tree.text(node), [])
        if len(given) == 1 and given[0].start_byte < node.start_byte:
            return _static(tree, given[0], steps + 1)
    return None


def _formatted(tree: PythonTree, node: Node, steps: int) -> str | None:
    """An f-string whose pieces are all static."""
    pieces: list[str | None] = []
    for child in node.children:
        if child.type == "string_content":
            pieces.append(tree.text(child))
        elif child.type == "interpolation":
            plain = child.child_by_field_name("format_specifier") is None
            pieces.append(_static(tree, child.child_by_field_name("expression"), steps + 1) if plain else None)
    return None if None in pieces else "".join(piece for piece in pieces if piece is not None)


def _variables(tree: PythonTree, node: Node, steps: int) -> Iterator[str]:
    """Name the environment variables that an expression reads, through the constants of the file too."""
    if steps > _MAX_STEPS:
        return
    if node.type == "call" and tree.call_name(node) in _ENVIRONMENT:
        positional, _ = tree.arguments(node)
        name = tree.string(positional[0]) if positional else None
        if name is not None:
            yield name
    elif node.type == "subscript" and tree.resolve(node.child_by_field_name("value")) == "os.environ":
        name = tree.string(node.child_by_field_name("subscript"))
        if name is not None:
            yield name
    elif node.type == "identifier":
        for given in tree.names.constants.get(tree.text(node), ()):
            if given.end_byte < node.start_byte:
                yield from _variables(tree, given, steps + 2)
    for child in node.named_children:
        yield from _variables(tree, child, steps if child.type != "identifier" else steps + 1)
