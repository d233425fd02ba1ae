"""Taking a keyword argument out of a call, or an entry out of the dictionary that it is given."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from envwizard.edits.valid_source import valid
from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location, TextFile
from envwizard.syntax.python import PythonTree, parse


def without_argument(file: TextFile, place: Location) -> tuple[ReplaceSpan, ...]:
    """Take out the keyword argument that stands at ``place``, or whose value does; raises ``FixUnavailable``.

    The same goes for an entry of a dictionary that a name is given (``options = {"reload": True}``). With it goes its
    comma, and its line where it has one of its own.
    """
    assert isinstance(file.path, ProjectPath)
    tree = parse(file)
    found = _argument(tree, place)
    if found is None:
        raise FixUnavailable(msg("{place} is no argument of a call.", place=place))
    arguments, index = found
    raw, span = file.raw, tree.span(arguments[index])
    line = raw.rfind(b"\n", 0, span.start) + 1
    behind = raw.find(b"\n", span.end)
    behind = len(raw) if behind < 0 else behind + 1
    if not raw[line : span.start].strip() and raw[span.end : behind].strip() in (b"", b","):
        start, end = line, behind
    elif index:
        start, end = tree.span(arguments[index - 1]).end, span.end
    else:
        start, end = span.start, tree.span(arguments[1]).start if len(arguments) > 1 else span.end
    edit = ReplaceSpan(file.path, file.digest, start, end, b"")
    if b"#" in raw[start:end]:
        raise FixUnavailable(msg("{path} cannot be changed without changing more.", path=file.path))
    return valid(file, (edit,))


def _argument(tree: PythonTree, place: Location) -> tuple[list[Node], int] | None:
    for listed in _lists(tree):
        arguments = [one for one in listed.named_children if one.type != "comment"]
        for index, one in enumerate(arguments):
            span = tree.span(one)
            inside = place.span is not None and span.start <= place.span.start and place.span.end <= span.end
            named = one.type in ("keyword_argument", "pair")
            if inside and named and place.span in (span, tree.span(one.named_children[-1])):
                return arguments, index
    return None


def _lists(tree: PythonTree) -> Iterator[Node]:
    """The arguments of calls, and the dictionaries that names are given."""
    for call in tree.nodes("call"):
        listed = call.child_by_field_name("arguments")
        if listed is not None:
            yield listed
    for assignment in tree.nodes("assignment"):
        right = assignment.child_by_field_name("right")
        if right is not None and right.type == "dictionary":
            yield right
