"""The value of an expression in a server's Python configuration, with the variables that a launch gives put in.

Understood are literals, ``os.getenv``, ``os.environ``, ``int``, ``str``, ``+``, ``or`` and f-strings; nothing is run.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from envwizard.analysis.launches.variables import Given

_LONGEST = 1_000
_GETTERS = frozenset(("os.getenv", "getenv", "os.environ.get", "environ.get"))
_STORES = frozenset(("os.environ", "environ"))


class _Unknown(Exception):
    """The value depends on something that is not known before the start."""


def configured_value(expression: str, known: Mapping[str, Given]) -> str | None:
    """Give the value as text; ``None`` where it is not known, is to be kept or no plain value."""
    if len(expression) > _LONGEST:
        return None
    try:
        value = _value(ast.parse(expression, mode="eval").body, known)
    except (_Unknown, SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else None


def _value(node: ast.expr, known: Mapping[str, Given]) -> object:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(_value(part, known)) for part in node.values)
    if isinstance(node, ast.FormattedValue) and node.format_spec is None and node.conversion == -1:
        return _value(node.value, known)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _value(node.left, known), _value(node.right, known)
        if isinstance(left, str) and isinstance(right, str):
            return left + right
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        values = [_value(one, known) for one in node.values]
        return next((value for value in values if value), values[-1])
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) in _STORES and isinstance(node.slice, ast.Constant):
        return _variable(node.slice.value, None, known)
    if isinstance(node, ast.Call) and not node.keywords:
        return _called(ast.unparse(node.func), node.args, known)
    raise _Unknown


def _called(name: str, arguments: list[ast.expr], known: Mapping[str, Given]) -> object:
    if name in _GETTERS and arguments and isinstance(arguments[0], ast.Constant):
        default = arguments[1] if len(arguments) > 1 else None
        return _variable(arguments[0].value, default, known)
    if name in ("int", "str") and len(arguments) == 1:
        value = _value(arguments[0], known)
        if isinstance(value, (str, int)):
            return int(value) if name == "int" else str(value)
    raise _Unknown


def _variable(name: object, default: ast.expr | None, known: Mapping[str, Given]) -> object:
    one = known.get(name) if isinstance(name, str) else None
    if one is not None:
        if one.shown is None:
            raise _Unknown
        return one.shown
    if default is None:
        raise _Unknown
    return _value(default, known)
