"""What a place in a Python source stands in: functions, classes, branches, the main guard."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tree_sitter import Node

_MAIN = re.compile(r"""^\(*\s*(?:__name__\s*==\s*["']__main__["']|["']__main__["']\s*==\s*__name__)\s*\)*$""")
_TYPE_CHECKING = re.compile(r"^\(*\s*(?:typing\.|t\.)?TYPE_CHECKING\s*\)*$")


@dataclass(frozen=True, slots=True)
class Context:
    """What a place stands in.

    ``function`` is the qualified name of the innermost function (``Shop.open``, ``<lambda>``), ``None`` at import time.
    ``class_name`` is the innermost class whose body it stands in. ``conditions`` are the tests of the branches around
    it inside the same function, outermost first (``not (..)`` for an ``else``); ``in_try`` tells ``try``/``except``.
    ``main_only`` is below ``if __name__ == "__main__"``, ``type_checking`` below ``if TYPE_CHECKING``.
    """

    function: str | None = None
    class_name: str | None = None
    conditions: tuple[str, ...] = ()
    in_try: bool = False
    in_loop: bool = False
    main_only: bool = False
    type_checking: bool = False

    @property
    def guarded(self) -> bool:
        """Tell whether it is not certain that the place is reached: it stands in a branch or in ``try``."""
        return bool(self.conditions) or self.in_try


@dataclass(frozen=True, slots=True)
class _Scope:
    start: int
    end: int
    kind: str
    text: str = ""


_Text = Callable[["Node | None"], str]


class Scopes:
    """The scopes of a file; ``at`` answers in logarithmic time."""

    def __init__(self, nodes: Iterable[Node], text: Callable[[Node | None], str]) -> None:
        found = [scope for node in nodes for scope in _of(node, text)]
        # The outer one first, whatever the order of the nodes: a ``try`` may be all that a body holds.
        self._scopes = sorted(found, key=lambda scope: (scope.start, -scope.end, scope.kind == "try"))
        self._starts = [scope.start for scope in self._scopes]
        self._parents: list[int] = []
        open_: list[int] = []
        for index, scope in enumerate(self._scopes):
            while open_ and self._scopes[open_[-1]].end < scope.end:
                open_.pop()
            self._parents.append(open_[-1] if open_ else -1)
            open_.append(index)
        self._known: dict[int, Context] = {-1: Context()}

    @property
    def has_main_guard(self) -> bool:
        """Tell whether the file has an ``if __name__ == "__main__"``."""
        return any(scope.kind == "main" for scope in self._scopes)

    def at(self, start: int, end: int) -> Context:
        """Give the context of the piece ``start:end`` (UTF-8 offsets)."""
        index = bisect_right(self._starts, start) - 1
        while index >= 0 and self._scopes[index].end < end:
            index = self._parents[index]
        return self._context(index)

    def _context(self, index: int) -> Context:
        chain = []
        while index not in self._known:
            chain.append(index)
            index = self._parents[index]
        context = self._known[index]
        for one in reversed(chain):
            context = self._known[one] = _entered(context, self._scopes[one])
        return context


def _of(node: Node, text: _Text) -> Iterable[_Scope]:
    kind = node.type
    if kind in ("function_definition", "class_definition"):
        yield from _piece(node, "body", kind[:-11], text(node.child_by_field_name("name")))
    elif kind == "lambda":
        yield from _piece(node, "body", "function", "<lambda>")
    elif kind in ("if_statement", "elif_clause"):
        test = text(node.child_by_field_name("condition"))
        if kind == "elif_clause":
            yield _Scope(node.start_byte, node.end_byte, "if", f"not ({_if_above(node, text)})")
        yield from _piece(node, "consequence", _branch(test), test)
    elif kind == "else_clause":
        if (above := node.parent) is not None and above.type == "if_statement":
            yield _Scope(node.start_byte, node.end_byte, "if", f"not ({_if_above(node, text)})")
    elif kind == "try_statement":
        yield _Scope(node.start_byte, node.end_byte, "try")
    elif kind == "case_clause":
        yield _Scope(node.start_byte, node.end_byte, "if", text(node).partition(":")[0])
    elif kind in ("while_statement", "for_statement"):
        yield from _piece(node, "body", "loop", "")


def _if_above(node: Node, text: _Text) -> str:
    parent = node.parent
    return text(parent.child_by_field_name("condition")) if parent is not None else ""


def _piece(node: Node, field: str, kind: str, name: str) -> Iterable[_Scope]:
    piece = node.child_by_field_name(field)
    if piece is not None:
        yield _Scope(piece.start_byte, piece.end_byte, kind, name)


def _branch(test: str) -> str:
    if _MAIN.match(test):
        return "main"
    return "typing" if _TYPE_CHECKING.match(test) else "if"


def _entered(outer: Context, scope: _Scope) -> Context:
    """Give the context inside of ``scope``, which stands in ``outer``."""
    kind, text = scope.kind, scope.text
    if kind == "function":
        owner = outer.function or outer.class_name
        qualified = f"{owner}.{text}" if owner else text
        return Context(qualified, None, (), False, False, outer.main_only, outer.type_checking)
    name = outer.class_name
    if kind == "class":
        owner = outer.class_name or outer.function
        name = f"{owner}.{text}" if owner else text
    return Context(
        outer.function,
        name,
        (*outer.conditions, text) if kind == "if" else outer.conditions,
        outer.in_try or kind == "try",
        outer.in_loop or kind == "loop",
        outer.main_only or kind == "main",
        outer.type_checking or kind == "typing",
    )
