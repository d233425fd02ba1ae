"""Edits of Python sources that move a statement above another one, with what it needs."""

from __future__ import annotations

import builtins
import re
from dataclasses import dataclass

from tree_sitter import Node

from envwizard.edits.python_imports import is_standard
from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Span, TextFile
from envwizard.syntax.python import PythonTree, parse

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
_SIMPLE = frozenset(("expression_statement", "import_statement", "import_from_statement"))
_IMPORTS = frozenset(("import_statement", "import_from_statement"))
_IMPORTING = ("import ", "from ")
_MAX_MOVED = 12


@dataclass(frozen=True, slots=True)
class Move:
    """The edits that move a statement. ``plain`` where only it and imports or constants beside it are moved: out of no
    function and no branch.
    """

    edits: tuple[ReplaceSpan, ...]
    plain: bool


def move_statement(file: TextFile, moved: Span, above: Span) -> Move:
    """Move the statement that holds ``moved`` above the one that holds ``above``.

    Imports and constants that it needs and that stand below the new place go along; comments stay with their
    statements. Where the two stand in different blocks, the statement is lifted out to the block that holds both.
    Raises ``FixUnavailable`` where the source does not allow it; the result is parsed again before it is given.
    """
    tree = parse(file)
    mover = _Mover(tree, _node(tree, moved), _node(tree, above))
    lines = mover.lines
    inserted, at = mover.insertion()
    removed = mover.removed_lines()
    after = "".join(
        (inserted if index == at else "") + ("" if index in removed else line) for index, line in enumerate(lines)
    )
    again = parse(TextFile(file.path, after.encode(), after, "utf-8", b"", file.mode))
    if again.has_errors and not tree.has_errors:
        raise FixUnavailable(msg("Moving the load within {path} would break the source.", path=file.path))
    return Move(mover.edits(inserted, at, removed), mover.plain)


class _Mover:
    def __init__(self, tree: PythonTree, moved: Node, above: Node) -> None:
        self.tree = tree
        self.lines = _LINE.findall(tree.file.content)
        inner = tree.statement(moved)
        container = _common_block(tree, inner, above)
        self.target = self._below_imports(_child_of(container, above), inner)
        outer = _child_of(container, inner)
        self.plain = outer.start_byte == inner.start_byte and outer.type in _SIMPLE
        if inner.type not in _SIMPLE:
            raise self.unavailable(inner)
        if self.target.start_byte >= inner.start_byte:
            raise self.unavailable(inner)
        self.container = container
        self.nodes = sorted(self._with_needs(inner), key=lambda node: node.start_byte)
        for node in self.nodes:
            self._check_alone(node)
        # A function that does nothing but load keeps its load: a second one does no harm, an empty block would.
        self.kept = {node.start_byte for node in self.nodes if self._is_only_one(node)}
        if self.kept - {inner.start_byte}:
            raise self.unavailable(inner)

    def _below_imports(self, target: Node, moved: Node) -> Node:
        """Climb from code to the end of the imports above it, where one looks for what is loaded; not over a need."""
        needs = {node.start_byte for name in _names_used(self.tree, moved) for node in self._bindings(name, moved)}
        place = target
        while target.type not in _IMPORTS and target.parent == self.tree.root:
            before = place.prev_named_sibling
            if before is None or before.start_byte in needs or before.type not in ("expression_statement", "comment"):
                # Only where imports are met was it worth the way.
                return place if before is not None and before.type in _IMPORTS else target
            place = before
        return target

    def unavailable(self, node: Node) -> FixUnavailable:
        line = self.tree.span(node).line
        return FixUnavailable(
            msg("{path}:{line} cannot be moved without changing more.", path=self.tree.file.path, line=line)
        )

    def _with_needs(self, statement: Node) -> list[Node]:
        """The statement and all statements below the new place that bind a name it uses."""
        found = {statement.start_byte: statement}
        todo = [statement]
        while todo:
            current = todo.pop()
            for name in _names_used(self.tree, current):
                bindings = self._bindings(name, statement)
                if not bindings and not self._comes_from_elsewhere(name):
                    raise self.unavailable(statement)
                for binding in bindings:
                    if binding.start_byte < self.target.start_byte or binding.start_byte in found:
                        continue
                    if binding.start_byte > current.start_byte:
                        continue
                    if binding.start_byte == self.target.start_byte:
                        # It cannot stand above what it needs.
                        raise self.unavailable(statement)
                    beside = binding.parent in (self.container, statement.parent)
                    if not beside or not self._may_move(binding) or len(found) >= _MAX_MOVED:
                        raise self.unavailable(statement)
                    found[binding.start_byte] = binding
                    todo.append(binding)
        return list(found.values())

    def _bindings(self, name: str, user: Node) -> list[Node]:
        """Statements that give ``name`` its meaning for ``user``: at the top, or in the same function."""
        names = self.tree.names
        function = self.tree.context(user).function
        given = [one.node for one in names.statements if name in one.binds]
        given += names.constants.get(name, [])
        for node in (*self.tree.nodes("function"), *self.tree.nodes("class")):
            if self.tree.text(node.child_by_field_name("name")) == name:
                given.append(node)
        inside = names.locals.get((function, name), []) if function else []
        found = []
        for node in (*given, *inside):
            context = self.tree.context(node)
            if context.function in (None, function):
                found.append(self.tree.statement(node))
        return found

    def _comes_from_elsewhere(self, name: str) -> bool:
        """Tell whether a name that the file does not bind is known at the new place all the same."""
        if hasattr(builtins, name) or name.startswith("__"):
            return True
        starred = (one.node for one in self.tree.names.statements if "*" in one.binds)
        return any(node.end_byte <= self.target.start_byte for node in starred)

    def _may_move(self, node: Node) -> bool:
        """Imports of other packages and plain constants; a module of the project may read variables itself."""
        if node.type in _IMPORTS:
            text = self.tree.text(node)
            return not text.startswith("from .")
        inner = node.named_children[0] if node.type == "expression_statement" and node.named_children else None
        return inner is not None and inner.type == "assignment" and node.parent is not None

    def _check_alone(self, node: Node) -> None:
        """Raise where the statement shares its lines with others."""
        span = self.tree.span(node)
        first, last = self.lines[span.line - 1], self.lines[span.end_line - 1]
        before, behind = first[: span.column - 1], last[span.end_column - 1 :].strip()
        if before.strip() or (behind and not behind.startswith("#")):
            raise self.unavailable(node)
        if span.line != span.end_line and before and any(one.type == "string" for one in _walk(node)):
            text = self.tree.text(node)
            if '"""' in text or "'''" in text:
                raise self.unavailable(node)

    def _is_only_one(self, node: Node) -> bool:
        """A block must not become empty."""
        block = node.parent
        if block is None or block.type != "block":
            return False
        gone = {one.start_byte for one in self.nodes}
        return all(child.start_byte in gone for child in block.named_children if child.type != "comment")

    def _rows(self, node: Node) -> range:
        """The lines of a statement with the comment lines right above it."""
        span = self.tree.span(node)
        first = span.line - 1
        while first > 0 and self.lines[first - 1].strip().startswith("#") and self._owns_comment(first - 1, node):
            first -= 1
        return range(first, span.end_line)

    def _owns_comment(self, row: int, node: Node) -> bool:
        """A comment at the very top (``#!``, coding, licence) belongs to the file."""
        indent = len(self.lines[row]) - len(self.lines[row].lstrip())
        return row > 1 and indent == self.tree.span(node).column - 1

    def removed_lines(self) -> set[int]:
        """The lines that go: the statements and, on either side, the blank lines that are then too many."""
        removed = {row for node in self.nodes if node.start_byte not in self.kept for row in self._rows(node)}
        for row in sorted(removed):
            if row - 1 in removed:
                continue
            end = row
            while end in removed or (
                end < len(self.lines) and not self.lines[end].strip() and self._bridges(end, removed)
            ):
                removed.add(end)
                end += 1
            before = self._blanks(row - 1, -1, removed)
            behind = self._blanks(end, 1, removed)
            at_end = end + len(behind) >= len(self.lines)
            surplus = before if at_end else min(before, behind, key=len)
            if row and self.lines[row - 1].rstrip().endswith(":"):
                # What is now first in its block stands right below its head.
                surplus = behind
            removed.update(surplus)
            if not before and not behind and self._ends_imports(row - 1, end):
                removed.difference_update([one for one in range(row, end) if not self.lines[one].strip()][:1])
        return removed

    def _ends_imports(self, above: int, below: int) -> bool:
        """Tell whether an import and code of another kind come to stand next to each other."""
        if above < 0 or below >= len(self.lines):
            return False
        return self.lines[above].startswith(_IMPORTING) and not self.lines[below].startswith((*_IMPORTING, " ", "\t"))

    def _bridges(self, row: int, removed: set[int]) -> bool:
        """Tell whether only blank lines stand between ``row`` and the next removed line."""
        while row < len(self.lines) and not self.lines[row].strip():
            row += 1
        return row in removed

    def _blanks(self, row: int, step: int, removed: set[int]) -> list[int]:
        found = []
        while 0 <= row < len(self.lines) and not self.lines[row].strip() and row not in removed:
            found.append(row)
            row += step
        return found

    def insertion(self) -> tuple[str, int]:
        """The new lines and the index of the line that they stand before."""
        newline = self.tree.file.newline
        rows = self._rows(self.target)
        at = rows.start
        indent = " " * (self.tree.span(self.target).column - 1)
        imports = [node for node in self.nodes if node.type in _IMPORTS]
        others = [node for node in self.nodes if node.type not in _IMPORTS]
        text = "".join(self._text_of(node, indent) for node in imports)
        above = self._like_import(at, imports)
        if above is not None and others:
            # Behind an import of the same kind, and so above the blank line that ends its group.
            return text + newline + "".join(self._text_of(node, indent) for node in others), above + 1
        previous = self.lines[at - 1].strip() if at else ""
        after_import = previous.startswith((*_IMPORTING, ")"))
        opens_block = previous.endswith(":")
        if previous and not opens_block and not (imports and after_import):
            text = newline + text
        if others:
            text += newline if imports else ""
            text += "".join(self._text_of(node, indent) for node in others) + newline
        return text, at

    def _like_import(self, at: int, imports: list[Node]) -> int | None:
        """The row above the blank line before ``at``, where it imports another package as ``imports`` do."""
        row = at - 1
        while row > 0 and not self.lines[row].strip():
            row -= 1
        words = self.lines[row].split() if 0 <= row < at - 1 and self.lines[row].startswith(_IMPORTING) else []
        if len(words) < 2 or not imports:
            return None
        kinds = [is_standard(name) for name in (words[1], *(self.tree.text(node).split()[1] for node in imports))]
        return row if not any(kinds) and not words[1].startswith(".") else None

    def _text_of(self, node: Node, indent: str) -> str:
        rows = self._rows(node)
        newline = self.tree.file.newline
        own = self.tree.span(node).column - 1
        pieces = []
        for row in rows:
            line = self.lines[row].rstrip("\r\n")
            pieces.append(indent + line[min(own, len(line) - len(line.lstrip())) :] if line.strip() else "")
        return "".join(piece + newline for piece in pieces)

    def edits(self, inserted: str, at: int, removed: set[int]) -> tuple[ReplaceSpan, ...]:
        """The insertion and one removal for each run of lines."""
        file = self.tree.file
        assert isinstance(file.path, ProjectPath)
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line))
        place = file.byte_offset(starts[at])
        edits = [ReplaceSpan(file.path, file.digest, place, place, file.encode(inserted))]
        rows = sorted(removed)
        while rows:
            end = next((index for index in range(1, len(rows)) if rows[index] != rows[0] + index), len(rows))
            first, last = file.byte_offset(starts[rows[0]]), file.byte_offset(starts[rows[end - 1] + 1])
            edits.append(ReplaceSpan(file.path, file.digest, first, last, b""))
            rows = rows[end:]
        return tuple(edits)


def _names_used(tree: PythonTree, node: Node) -> set[str]:
    """The names that a statement looks up; attributes and the names of keyword arguments are none."""
    if node.type in _IMPORTS:
        return set()
    found: set[str] = set()
    todo = [node]
    while todo:
        current = todo.pop()
        if current.type == "identifier":
            found.add(tree.text(current))
        elif current.type == "attribute":
            todo.extend(current.children_by_field_name("object"))
        elif current.type == "keyword_argument":
            todo.extend(current.children_by_field_name("value"))
        elif current.type == "assignment":
            todo.extend(current.children_by_field_name("right"))
        else:
            todo.extend(current.named_children)
    return found


def _walk(node: Node) -> list[Node]:
    found, todo = [], [node]
    while todo:
        current = todo.pop()
        found.append(current)
        todo.extend(current.named_children)
    return found


def _node(tree: PythonTree, span: Span) -> Node:
    file = tree.file
    start, end = (
        len(file.raw[len(file.bom) : offset].decode(file.encoding or "utf-8").encode("utf-8"))
        for offset in (span.start, span.end)
    )
    node = tree.root.descendant_for_byte_range(start, end)
    if node is None or (node.start_byte, node.end_byte) != (start, end):
        raise FixUnavailable(msg("The load is not found in {path} any more.", path=file.path))
    return node


def _common_block(tree: PythonTree, first: Node, second: Node) -> Node:
    """The innermost block (or the module) that holds both."""
    block: Node | None = first
    while block is not None:
        block = block.parent
        if (
            block is not None
            and block.type in ("block", "module")
            and block.start_byte <= second.start_byte
            and second.end_byte <= block.end_byte
        ):
            return block
    return tree.root


def _child_of(block: Node, node: Node) -> Node:
    for child in block.named_children:
        if child.start_byte <= node.start_byte and node.end_byte <= child.end_byte:
            return child
    return node
