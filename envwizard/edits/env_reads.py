"""Edits that turn reads of os.environ into reads through an Env object of environs."""

from __future__ import annotations

from collections.abc import Iterable

from tree_sitter import Node

from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Span, TextFile
from envwizard.syntax.python import PythonTree, parse


def through_env(file: TextFile, reads: Iterable[Span]) -> tuple[ReplaceSpan, ...]:
    """Write ``os.getenv("A", x)`` as ``env("A", x)``, and ``os.getenv("A")`` as ``env("A", None)``, which do not fail.

    Only reads that stand below the statement that makes the Env object are written so. Raises ``FixUnavailable`` where
    the source makes none, or all reads stand above it.
    """
    tree = parse(file)
    made = _made(tree)
    if made is None:
        raise FixUnavailable(msg("{path} makes no Env object to read through.", path=file.path))
    name, end = made
    wanted = {(span.start, span.end) for span in reads}
    edits = []
    for node in (*tree.nodes("call"), *tree.nodes("subscript")):
        span = tree.span(node)
        if (span.start, span.end) in wanted and node.start_byte > end:
            edits.append(_edit(file, span, _written(tree, node, name)))
    if not edits:
        raise FixUnavailable(msg("The reads in {path} stand above the Env object.", path=file.path))
    return tuple(edits)


def _made(tree: PythonTree) -> tuple[str, int] | None:
    """The name of the Env object and where its statement ends."""
    for node in tree.nodes("assignment"):
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or left.type != "identifier" or right is None or right.type != "call":
            continue
        if tree.call_name(right) == "environs.Env" and not tree.context(node).function:
            return tree.text(left), node.end_byte
    return next(((name, 0) for name, origin in tree.names.imports.items() if origin == "environs.env"), None)


def _written(tree: PythonTree, node: Node, name: str) -> str:
    if node.type == "subscript":
        return f"{name}({tree.text(node.child_by_field_name('subscript'))})"
    given = tree.text(node.child_by_field_name("arguments"))
    arguments, keywords = tree.arguments(node)
    if len(arguments) + len(keywords) == 1:
        return f"{name}({given[1:-1].rstrip().rstrip(',')}, None)"
    return f"{name}{given}"


def _edit(file: TextFile, span: Span, text: str) -> ReplaceSpan:
    assert isinstance(file.path, ProjectPath)
    return ReplaceSpan(file.path, file.digest, span.start, span.end, file.encode(text))
