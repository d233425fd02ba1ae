"""Classes of settings (pydantic's BaseSettings): a read for each field when they are called, and their env files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from envwizard.probes.python_sources.env_calls import Read
from envwizard.syntax.python import PythonTree, unwrapped

_BASES = frozenset(
    (
        "pydantic_settings.BaseSettings",
        "pydantic.BaseSettings",
        "pydantic.v1.BaseSettings",
        "pydantic_settings.main.BaseSettings",
    )
)


@dataclass(frozen=True, slots=True)
class SettingsClass:
    """A class of settings: its name, its node, its fields as reads with their places, the expressions of its files."""

    name: str
    node: Node
    reads: tuple[tuple[Read, Node], ...]
    env_files: tuple[Node, ...]


def settings_classes(tree: PythonTree) -> tuple[SettingsClass, ...]:
    """Find the classes of settings that a file defines; a class below one of them counts as well."""
    if b"BaseSettings" not in tree.data and b"SettingsConfigDict" not in tree.data:
        return ()
    found: dict[str, SettingsClass] = {}
    for node in tree.nodes("class"):
        name = tree.text(node.child_by_field_name("name"))
        bases = _bases(tree, node)
        body = node.child_by_field_name("body")
        if body is None:
            continue
        configuration = {**dict(_keywords(tree, node)), **dict(_configuration(tree, body))}
        if not (bases & _BASES or bases & found.keys() or _is_configured(tree, body)):
            continue
        inherited = [found[base] for base in bases if base in found]
        prefix = tree.string(configuration.get("env_prefix")) or ""
        reads = {read.key: (read, place) for above in inherited for read, place in above.reads}
        reads.update({read.key: (read, place) for read, place in _fields(tree, body, prefix)})
        files = _files(tree, configuration["env_file"]) if "env_file" in configuration else ()
        files = files or tuple(file for above in inherited for file in above.env_files)
        found[name] = SettingsClass(name, node, tuple(reads.values()), files)
    return tuple(found.values())


def _bases(tree: PythonTree, node: Node) -> set[str]:
    holder = node.child_by_field_name("superclasses")
    return {origin for child in (holder.named_children if holder else ()) if (origin := tree.resolve(child))}


def _keywords(tree: PythonTree, node: Node) -> Iterator[tuple[str, Node]]:
    """``class Settings(BaseSettings, env_prefix="shop_")``."""
    holder = node.child_by_field_name("superclasses")
    for child in holder.named_children if holder is not None else ():
        name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
        if child.type == "keyword_argument" and name is not None and value is not None:
            yield tree.text(name), value


def _is_configured(tree: PythonTree, body: Node) -> bool:
    return any(
        target == "model_config" and right is not None and tree.text(right).startswith("SettingsConfigDict")
        for target, _, right in _assignments(tree, body)
    )


def _assignments(tree: PythonTree, body: Node) -> Iterator[tuple[str, Node, Node | None]]:
    """The assignments that stand directly in a class body: target, node and value."""
    for statement in body.named_children:
        node = statement.named_children[0] if statement.type == "expression_statement" else None
        if node is not None and node.type == "assignment":
            left = node.child_by_field_name("left")
            if left is not None and left.type == "identifier":
                yield tree.text(left), node, node.child_by_field_name("right")


def _configuration(tree: PythonTree, body: Node) -> Iterator[tuple[str, Node]]:
    """What ``model_config = SettingsConfigDict(..)`` or ``class Config`` say."""
    for target, _, right in _assignments(tree, body):
        if target == "model_config" and right is not None:
            if right.type == "call":
                yield from tree.arguments(right)[1].items()
            for pair in right.named_children if right.type == "dictionary" else ():
                key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
                if value is not None and (name := tree.string(key)):
                    yield name, value
    for statement in body.named_children:
        if statement.type == "class_definition" and tree.text(statement.child_by_field_name("name")) == "Config":
            inner = statement.child_by_field_name("body")
            for target, _, right in _assignments(tree, inner) if inner is not None else ():
                if right is not None:
                    yield target, right


def _fields(tree: PythonTree, body: Node, prefix: str) -> Iterator[tuple[Read, Node]]:
    for target, node, right in _assignments(tree, body):
        kind = tree.text(node.child_by_field_name("type"))
        if not kind or target.startswith("_") or target == "model_config" or "ClassVar" in kind:
            continue
        key, default = prefix + target, tree.text(right) if right is not None else None
        if right is not None and right.type == "call" and (tree.call_name(right) or "").rpartition(".")[2] == "Field":
            arguments, keywords = tree.arguments(right)
            given = arguments[0] if arguments else keywords.get("default") or keywords.get("default_factory")
            default = None if given is None or given.type == "ellipsis" else tree.text(given)
            alias = next((keywords[name] for name in ("env", "validation_alias", "alias") if name in keywords), None)
            key = tree.string(alias) or key
        elif right is not None and right.type == "ellipsis":
            default = None
        yield Read(key.upper(), default, "pydantic", insists=default is None), node


def _files(tree: PythonTree, node: Node) -> tuple[Node, ...]:
    """``env_file=".env"``, a tuple of files or the name of one."""
    inner = unwrapped(node) or node
    given = tree.names.constants.get(tree.text(inner), ()) if inner.type == "identifier" else ()
    if len(given) == 1 and (named := unwrapped(given[0])) is not None and named.type in ("tuple", "list"):
        inner = named
    if inner.type in ("tuple", "list"):
        return tuple(child for child in inner.named_children if child.type != "comment")
    return () if inner.type == "none" else (inner,)
