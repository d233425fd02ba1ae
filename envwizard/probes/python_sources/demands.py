"""Whether a program ends where a variable is not set: ``key = os.getenv("KEY")``, then ``if not key: raise ..``."""

from __future__ import annotations

import re

from tree_sitter import Node

from envwizard.syntax.python import PythonTree

# So many statements behind the read are looked at.
_MAX_STATEMENTS = 4
_ENDS = re.compile(r"^\s*(?:raise\b|(?:sys\.)?exit\(|quit\(|os\._exit\()", re.MULTILINE)


def is_demanded(tree: PythonTree, read: Node) -> bool:
    """Tell whether the absence of a variable, which a call gives the value of, ends the program."""
    above = read.parent
    if above is None:
        return False
    if above.type == "not_operator":
        return above.parent is not None and above.parent.type == "if_statement" and _ends(tree, above.parent)
    if above.type != "assignment" or above.parent is None:
        return False
    name = re.escape(tree.text(above.child_by_field_name("left")))
    absent = re.compile(rf"not\s+{name}$|{name}\s+is\s+None$|{name}\s*==\s*(?:\"\"|'')$")
    statement = above.parent.next_named_sibling
    for _ in range(_MAX_STATEMENTS):
        if statement is None:
            return False
        if statement.type == "if_statement":
            condition = tree.text(statement.child_by_field_name("condition")).strip("()")
            if absent.match(condition) and _ends(tree, statement):
                return True
        elif statement.type == "assert_statement" and re.match(rf"assert\s+{name}\b(?!\s*==)", tree.text(statement)):
            return True
        statement = statement.next_named_sibling
    return False


def _ends(tree: PythonTree, statement: Node) -> bool:
    return _ENDS.search(tree.text(statement.child_by_field_name("consequence"))) is not None
