"""The files of SQLite databases that URLs name: those that engines are given, and those of settings that hold one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from envwizard.model.facts.python import Anchor, PathUse
from envwizard.probes.python_sources.path_apis import ENGINES, STORE
from envwizard.probes.python_sources.path_origins import Origins
from envwizard.syntax.python import PythonTree

# SQLAlchemy 2 and its like: three slashes, then the path. Tortoise 0.25: two.
_URL = re.compile(r"sqlite(?:\+\w+)?:///(?!:memory:|file:)([^?]*[^?/])")
_TORTOISE_URL = re.compile(r"sqlite://(?!:memory:)([^?]*[^?/])")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_SETTING = re.compile(r"(?:\w+_)?(?:DATABASE|DB)_UR[IL]", re.IGNORECASE)


def database_uses(tree: PythonTree, origins: Origins) -> Iterator[PathUse]:
    """List the SQLite files of the engines that a source makes, and absolute ones that a setting names.

    A relative one in a setting is told where an engine is given it: Flask-SQLAlchemy takes it from the instance folder.
    """
    if b"sqlite" not in tree.data:
        return
    for call, name, given in engine_calls(tree):
        node = origins.definition(given) if given.type == "identifier" else given
        if node is not None:
            yield from url_use(tree, tree, call, name, node, origins.is_given(node))
    for assignment in tree.nodes("assignment") if b"qlite:///" in tree.data else ():
        left, right = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
        target = _target(tree, left)
        if right is None or target is None or not _SETTING.fullmatch(target):
            continue
        found = url_use(tree, tree, assignment, target, right, in_settings_class(tree, assignment))
        yield from (use for use in found if use.anchor is Anchor.ABSOLUTE)


def engine_calls(tree: PythonTree) -> Iterator[tuple[Node, str, Node]]:
    """Give the calls that open the database of a URL, with their names and what they are given as the URL."""
    for call in tree.nodes("call"):
        name = tree.call_name(call)
        keyword = ENGINES.get(name or "")
        if name is None or keyword is None:
            continue
        positional, keywords = tree.arguments(call)
        node = keywords.get(keyword) or (positional[0] if positional and keyword == "url" else None)
        if node is not None:
            yield call, name, node


def url_use(
    tree: PythonTree, there: PythonTree, place: Node, api: str, node: Node, overridable: bool
) -> Iterator[PathUse]:
    """Give the use of a database's file at ``place`` in ``tree``, where the literal ``node`` of ``there`` names one."""
    pattern = _TORTOISE_URL if api.startswith("tortoise.") else _URL
    found = pattern.match(there.string(node) or "")
    if found is None:
        return
    context = tree.context(place)
    absolute = found[1].startswith("/") or _DRIVE.match(found[1]) is not None
    yield PathUse(
        api=api,
        literal=found[1],
        anchor=Anchor.ABSOLUTE if absolute else Anchor.CWD,
        location=tree.location(place),
        expression=there.location(node),
        mode=STORE,
        import_time=context.function is None,
        main_only=context.main_only,
        overridable=overridable,
        reached=found[1],
        in_url=True,
    )


def in_settings_class(tree: PythonTree, node: Node) -> bool:
    """Tell whether a class of settings holds a value, which the environment may then give another one."""
    if tree.context(node).class_name is None or tree.context(node).function is not None:
        return False
    current: Node | None = node
    while current is not None and current.type != "class_definition":
        current = current.parent
    bases = tree.text(current.child_by_field_name("superclasses")) if current is not None else ""
    return re.search(r"Settings|Config\b|EnvConfig", bases) is not None


def _target(tree: PythonTree, left: Node | None) -> str | None:
    if left is None or left.type not in ("identifier", "attribute", "subscript"):
        return None
    if left.type == "subscript":
        return tree.string(left.child_by_field_name("subscript"))
    return tree.text(left).rpartition(".")[2]
