"""Python sources by tree-sitter: syntax that is broken or newer than this program costs only its own piece.

Trees speak of offsets into the UTF-8 encoding of the text; ``PythonTree.span`` turns them into spans of the file.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Query, QueryCursor

from envwizard.model.source import Location, Span, TextFile
from envwizard.syntax.python_names import Names, collect_names, dotted
from envwizard.syntax.python_scopes import Context, Scopes

_LANGUAGE = Language(tree_sitter_python.language())
# One pass over the tree collects every kind of node that is asked for.
_QUERY = Query(
    _LANGUAGE,
    """
    [(import_statement) (import_from_statement)] @import
    (call) @call
    (subscript) @subscript
    (assignment) @assignment
    (function_definition) @function
    (class_definition) @class
    [(function_definition) (class_definition) (lambda) (if_statement) (elif_clause) (else_clause) (try_statement)
     (except_clause) (case_clause) (while_statement) (for_statement)] @scope
    """,
)
# Kinds that are seldom asked for, or that most files have very many of.
_APART = {
    "string": Query(_LANGUAGE, "(string) @string"),
    "error": Query(_LANGUAGE, "[(ERROR) (MISSING)] @error"),
}
_MAX_CHAIN = 60


class PythonTree:
    """A parsed source: ``data`` is the text in UTF-8, ``root`` the tree's root.

    ``has_errors`` tells that some piece was not understood; the rest of the tree stands.
    """

    def __init__(self, file: TextFile) -> None:
        self.file = file
        self.data = file.utf8
        self._tree = Parser(_LANGUAGE).parse(self.data)
        self.root: Node = self._tree.root_node
        self.has_errors: bool = self.root.has_error
        self._origins: dict[int, str | None] = {}
        self._sorted: dict[str, list[Node]] = {}

    @cached_property
    def _captures(self) -> dict[str, list[Node]]:
        return QueryCursor(_QUERY).captures(self.root)

    def nodes(self, kind: str) -> list[Node]:
        """List the nodes of a kind in source order, a node before those inside of it.

        Kinds are ``import``, ``call``, ``subscript``, ``assignment``, ``function``, ``class``, ``string``, ``error``.
        """
        if kind not in self._sorted:
            captures = QueryCursor(_APART[kind]).captures(self.root) if kind in _APART else self._captures
            self._sorted[kind] = sorted(captures.get(kind, ()), key=lambda node: (node.start_byte, -node.end_byte))
        return self._sorted[kind]

    def span(self, node: Node) -> Span:
        """Build the span of a node."""
        return self.file.utf8_span(node.start_byte, node.end_byte)

    def location(self, node: Node) -> Location:
        """Build the location of a node."""
        return Location(self.file.path, self.span(node))

    def text(self, node: Node | None) -> str:
        """Give the source text of a node, ``""`` for ``None``."""
        return "" if node is None else self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    @cached_property
    def scopes(self) -> Scopes:
        """The functions, classes and branches of the file, to be asked for the context of a place."""
        return Scopes(self._captures.get("scope", []), self.text)

    def context(self, node: Node) -> Context:
        """Tell what a node stands in: function, class, main guard, branches."""
        return self.scopes.at(node.start_byte, node.end_byte)

    @cached_property
    def names(self) -> Names:
        """What the file's names stand for: imports, aliases, instances, constants."""
        return collect_names(self)

    @property
    def import_table(self) -> dict[str, str]:
        """Local names by import: ``ld`` -> ``dotenv.load_dotenv``; relative origins keep their leading dots."""
        return self.names.imports

    def resolve(self, node: Node | None) -> str | None:
        """Give the dotted origin of a name, attribute chain or call chain; ``None`` for any other expression.

        ``ld`` is ``dotenv.load_dotenv`` after ``from dotenv import load_dotenv as ld``; ``app.run`` is
        ``flask.Flask().run`` after ``app = Flask(__name__)``; ``Path(p).parent`` is ``pathlib.Path().parent``.
        """
        written = dotted(node, self.text)
        return None if written is None else self.names.resolve(written)

    def call_name(self, call: Node) -> str | None:
        """Give the dotted origin of what a call calls."""
        key = call.id
        if key not in self._origins:
            self._origins[key] = self.resolve(call.child_by_field_name("function"))
        return self._origins[key]

    def arguments(self, call: Node) -> tuple[list[Node], dict[str, Node]]:
        """Give a call's positional arguments up to the first ``*``, and its keyword arguments."""
        positional: list[Node] = []
        keywords: dict[str, Node] = {}
        starred = False
        holder = call.child_by_field_name("arguments")
        if holder is None or holder.type != "argument_list":
            return positional, keywords
        for child in holder.named_children:
            if child.type == "keyword_argument":
                name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
                if name is not None and value is not None:
                    keywords[self.text(name)] = value
            elif child.type in ("list_splat", "dictionary_splat"):
                starred = True
            elif child.type != "comment" and not starred:
                positional.append(child)
        return positional, keywords

    def string(self, node: Node | None) -> str | None:
        """Evaluate a string literal: raw ones and concatenations too; ``None`` for bytes, for f-strings that
        interpolate and for any other expression.
        """
        node = unwrapped(node)
        if node is None or node.type not in ("string", "concatenated_string"):
            return None
        parts = node.named_children if node.type == "concatenated_string" else [node]
        values = [self._one_string(part) for part in parts if part.type != "comment"]
        return None if None in values else "".join(value for value in values if value is not None)

    def _one_string(self, node: Node) -> str | None:
        if node.type != "string" or node.has_error:
            return None
        start = node.children[0]
        opening = self.text(start)
        prefix = opening.rstrip("\"'").lower()
        if "b" in prefix or "t" in prefix or any(child.type == "interpolation" for child in node.children):
            return None
        text = self.text(node)
        if "f" not in prefix and ("r" in prefix or "\\" not in text):
            # Not up to the last child: of a raw string that ends in backslashes it holds these too.
            closing = len(opening) - len(prefix)
            return self.data[start.end_byte : node.end_byte - closing].decode("utf-8", "replace")
        try:
            value = ast.literal_eval(self.text(start).lower().replace("f", "") + text[len(self.text(start)) :])
        except (SyntaxError, ValueError):
            return None
        return value.replace("{{", "{").replace("}}", "}") if "f" in prefix else str(value)

    def statement(self, node: Node) -> Node:
        """Give the statement that a node belongs to (the one whose parent is a block or the module)."""
        current = node
        while current.parent is not None and current.parent.type not in ("module", "block"):
            current = current.parent
        return current

    def top_level(self) -> Iterator[Node]:
        """Iterate over the module's own statements."""
        return (child for child in self.root.named_children if child.type != "comment")


def unwrapped(node: Node | None) -> Node | None:
    """Take the parentheses off an expression."""
    for _ in range(_MAX_CHAIN):
        if node is None or node.type != "parenthesized_expression":
            break
        inner = [child for child in node.named_children if child.type != "comment"]
        node = inner[0] if len(inner) == 1 else None
    return node


def parse(file: TextFile) -> PythonTree:
    """Parse a Python source. Never fails: what is not understood is in ``nodes("error")``."""
    return PythonTree(file)
