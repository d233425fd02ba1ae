"""What Django imports at its start without an import statement: the settings module and the installed applications."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from envwizard.model.source import Location
from envwizard.syntax.python import PythonTree

SETTINGS_KEY = "DJANGO_SETTINGS_MODULE"
_APPS = re.compile(r"INSTALLED_APPS|(?:LOCAL|PROJECT|OWN|MY|CUSTOM)_APPS")
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


def django_imports(tree: PythonTree) -> tuple[tuple[str, Location], ...]:
    """List the dotted names with the places where they are written."""
    if SETTINGS_KEY.encode() not in tree.data and b"_APPS" not in tree.data:
        return ()
    nodes = [*_settings(tree), *_applications(tree)]
    texts = ((tree.string(node), tree.location(node)) for node in nodes if not tree.context(node).guarded)
    return tuple((text, place) for text, place in texts if text and _DOTTED.fullmatch(text))


def _settings(tree: PythonTree) -> Iterator[Node]:
    """``os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")``: the value."""
    for call in tree.nodes("call"):
        positional, _ = tree.arguments(call)
        if len(positional) == 2 and tree.string(positional[0]) == SETTINGS_KEY:
            yield positional[1]


def _applications(tree: PythonTree) -> Iterator[Node]:
    for assignment in tree.nodes("assignment"):
        name = tree.text(assignment.child_by_field_name("left"))
        table = assignment.child_by_field_name("right")
        if table is not None and _APPS.fullmatch(name) and table.type in ("list", "tuple"):
            yield from table.named_children
