"""The edits that add imports to a Python source, at their places among those that are there."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from tree_sitter import Node

from envwizard.model.change import ReplaceSpan
from envwizard.model.paths import ProjectPath
from envwizard.syntax.python import PythonTree

# The project may run on a newer Python than envwizard: what came after 3.10 belongs to its library, too.
_STANDARD = sys.stdlib_module_names | {"tomllib", "annotationlib", "compression"}


def add_imports(
    tree: PythonTree, lines: Iterable[str], constant: tuple[tuple[int, str, str], str] | None = None
) -> tuple[ReplaceSpan, ...]:
    """Add imports of standard modules (``import os``, ``from pathlib import Path``) at the top of the file.

    They stand sorted among the imports of the standard library, or in a block of their own above the others; below the
    docstring and ``from __future__`` imports in any case. ``constant`` is a line below all imports, with its place as
    ``below_imports`` gives it.
    """
    file = tree.file
    assert isinstance(file.path, ProjectPath)
    places: dict[tuple[int, str, str], list[str]] = {}
    for line in sorted(lines, key=_order):
        places.setdefault(_place(tree, line), []).append(line)
    texts = {place: place[1] + "\n".join(group) + place[2] for place, group in places.items()}
    if constant is not None:
        (offset, before, after), line = constant
        # Behind an import that comes to stand at the same place.
        same = next((place for place in texts if place[0] == offset), None)
        texts[same or (offset, before, after)] = (texts[same] if same else "") + before + line + after
    edits = []
    for (offset, _, _), text in texts.items():
        text = text.replace("\n", file.newline)
        place = file.utf8_span(offset, offset).start
        edits.append(ReplaceSpan(file.path, file.digest, place, place, file.encode(text)))
    return tuple(edits)


def below_imports(tree: PythonTree) -> tuple[int, str, str] | None:
    """Give the place (UTF-8) behind the imports at the top, and what to put before and behind a line there.

    ``None`` where the file has none at its top, or further ones below other code.
    """
    _, imports = _head(tree)
    if not imports:
        return None
    last = imports[-1]
    kinds = ("import_statement", "import_from_statement")
    later = [node for node in tree.top_level() if node.start_byte > last.end_byte]
    if any(node.type in (*kinds, "try_statement") or (node.type == "if_statement" and "import " in tree.text(node))
           for node in later):  # fmt: skip
        return None
    offset, before, after = _below(tree, last)
    follows = tree.data[offset : offset + 1]
    return offset, before + "\n", after + ("" if follows in (b"\n", b"\r", b"") else "\n")


def plain_import(tree: PythonTree, module: str) -> Node | None:
    """Find the one statement ``import module`` that stands on a line of its own at the top level."""
    found = [
        node for node in tree.top_level() if node.type == "import_statement" and tree.text(node) == f"import {module}"
    ]
    if len(found) != 1:
        return None
    end = tree.data.find(b"\n", found[0].end_byte)
    rest = tree.data[found[0].end_byte : len(tree.data) if end < 0 else end]
    return found[0] if not rest.strip() and found[0].start_point.column == 0 else None


def replace_lines(tree: PythonTree, node: Node, *, keep: bool) -> ReplaceSpan:
    """Take a statement's line out, or write it as it is."""
    file = tree.file
    assert isinstance(file.path, ProjectPath)
    end = tree.data.find(b"\n", node.end_byte)
    span = file.utf8_span(node.start_byte, len(tree.data) if end < 0 else end + 1)
    return ReplaceSpan(file.path, file.digest, span.start, span.end, file.raw[span.start : span.end] if keep else b"")


def is_standard(module: str) -> bool:
    """Tell whether a dotted name belongs to Python's own library."""
    return module.partition(".")[0].rstrip(",") in _STANDARD


def first_import(tree: PythonTree) -> int | None:
    """Give the offset (UTF-8) of the first import behind docstring and ``from __future__``, if the file begins so."""
    _, imports = _head(tree)
    return imports[0].start_byte if imports else None


def _place(tree: PythonTree, line: str) -> tuple[int, str, str]:
    """Give the offset (UTF-8) and what to put before and behind the line."""
    head, imports = _head(tree)
    standard = [node for node in imports if is_standard(_module(tree, node))]
    if standard:
        block = _first_block(standard)
        behind = next((node for node in block if _order(tree.text(node)) > _order(line)), None)
        if behind is not None:
            return behind.start_byte, "", "\n"
        return _below(tree, block[-1])
    if imports:
        return imports[0].start_byte, "", "\n\n"
    if head is not None:
        offset, before, after = _below(tree, head)
        return offset, before + "\n", after
    return 0, "", "\n\n"


def _head(tree: PythonTree) -> tuple[Node | None, list[Node]]:
    """Give the docstring or the last ``from __future__`` import, and the imports at the top behind it."""
    head = None
    imports: list[Node] = []
    for statement in tree.top_level():
        if statement.type == "future_import_statement" or (not imports and _is_docstring(tree, statement)):
            head = statement
        elif statement.type in ("import_statement", "import_from_statement"):
            imports.append(statement)
        else:
            break
    return head, imports


def _first_block(nodes: list[Node]) -> list[Node]:
    """Take the nodes that stand on consecutive lines from the first on."""
    block = nodes[:1]
    for node in nodes[1:]:
        if node.start_point.row > block[-1].end_point.row + 1:
            break
        block.append(node)
    return block


def _below(tree: PythonTree, node: Node) -> tuple[int, str, str]:
    end = tree.data.find(b"\n", node.end_byte)
    return (len(tree.data), "\n", "") if end < 0 else (end + 1, "", "\n")


def _is_docstring(tree: PythonTree, node: Node) -> bool:
    return node.type == "expression_statement" and bool(node.named_children) and _is_text(tree, node.named_children[0])


def _is_text(tree: PythonTree, node: Node) -> bool:
    return tree.string(node) is not None


def _module(tree: PythonTree, node: Node) -> str:
    return tree.text(node).split()[1].partition(".")[0].rstrip(",")


def _order(line: str) -> tuple[bool, str]:
    """Plain imports stand before ``from`` imports, each kind sorted by module."""
    kind, module = line.split()[:2]
    return kind == "from", module.lower()
