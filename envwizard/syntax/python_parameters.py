"""The parameters of a Python source's functions, with their defaults."""

from __future__ import annotations

from collections.abc import Mapping

from tree_sitter import Node

from envwizard.syntax.python import PythonTree

# ``None`` for one without a default, by (function as in ``Context.function``, name).
Parameters = Mapping[tuple[str, str], "Node | None"]


def parameters_of(tree: PythonTree) -> dict[tuple[str, str], Node | None]:
    """Read the parameters of a file's functions with their defaults."""
    found: dict[tuple[str, str], Node | None] = {}
    for function in tree.nodes("function"):
        body, listed = function.child_by_field_name("body"), function.child_by_field_name("parameters")
        name = tree.context(body).function if body is not None else None
        for child in listed.named_children if listed is not None and name is not None else ():
            plain = child.type in ("identifier", "typed_parameter")
            written = child.named_children[0] if plain and child.named_children else child.child_by_field_name("name")
            found[name or "", tree.text(written or child)] = child.child_by_field_name("value")
    return found
