"""The places of a source that mean the same path as those that a fix anchors."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tree_sitter import Node

from envwizard.edits.python_paths import node_at
from envwizard.model.errors import FixUnavailable
from envwizard.model.message import msg
from envwizard.model.source import Span, TextFile
from envwizard.syntax.python import PythonTree, parse

# What takes a path as text or as Path alike.
_TAKES_PATH = re.compile(
    r"open|io\.open|pathlib\.Path|os\.path\.(?:exists|isfile|isdir|lexists|getsize|getmtime)|shutil\.(?:rmtree|copy\w*|move)"
    r"|os\.(?:listdir|scandir|walk|stat|mkdir|makedirs|remove|unlink|rmdir|removedirs|rename|replace|access|chmod)"
)
# What starts another program, with the path among its words.
_STARTS = re.compile(
    r"subprocess|\bos\.(?:system|popen)|(?:^|[._])(?:run|call|cmd|command|exec|shell)(?:$|_)", re.IGNORECASE
)


def companions(file: TextFile, expressions: Iterable[Span], known: Iterable[Span]) -> tuple[Span, ...]:
    """Find the other places of a source that have to change with these: where the same path is asked for or made.

    ``expressions`` are the places that a fix changes, ``known`` those that fixes of their own may change. Raises
    ``FixUnavailable`` where the path, or one below it, goes somewhere that cannot be followed: anchored on one side
    only, the two sides would no longer mean one file.
    """
    tree = parse(file)
    nodes = [node for span in expressions if (node := node_at(tree, span)) is not None]
    texts = {text for node in nodes if node.type == "string" and (text := _content(tree, node)).strip(".")}
    others = [node for span in known if (node := node_at(tree, span)) is not None]
    # What asks for the same path as one of these goes along with it.
    told_apart = {_content(tree, node) for node in others if node.type == "string"}
    passed = [(node.start_byte, node.end_byte) for node in (*nodes, *others)]
    found: list[Span] = []
    for node in tree.nodes("string"):
        text = _content(tree, node)
        below = any(text.startswith(f"{one}/") for one in texts)
        told = any(re.search(rf"\s(?:\./)?{re.escape(one)}(?:\s|$)", text) for one in texts)
        if text in told_apart - texts or not (text in texts or below or told):
            continue
        if any(a <= node.start_byte and node.end_byte <= b for a, b in passed):
            continue
        call = node.parent.parent if node.parent is not None and node.parent.type == "argument_list" else None
        name = (tree.call_name(call) or tree.text(call.child_by_field_name("function"))) if call is not None else ""
        first = node.parent is not None and node.parent.named_children[:1] == [node]
        takes_path = _TAKES_PATH.fullmatch(name) is not None or (name == "os.path.join" and first)
        if takes_path and text in texts:
            found.append(tree.span(node))
        elif takes_path or (_STARTS.search(name) if told else _is_given(node) and "/" in tree.text(node)):
            raise FixUnavailable(
                msg(
                    "{place} uses {text} as well: anchor both by hand.", place=tree.location(node), text=tree.text(node)
                )
            )
    return tuple(found)


def _content(tree: PythonTree, node: Node) -> str:
    text = tree.string(node)
    if text is None:
        text = "".join(tree.text(child) for child in node.children[1:-1])
    return text.removeprefix("./").rstrip("/")


def _is_given(node: Node) -> bool:
    """Tell whether a text is handed on: an argument, or the value of a name."""
    parent = node.parent
    return parent is not None and parent.type in ("argument_list", "keyword_argument", "assignment")
