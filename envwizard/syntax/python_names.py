"""What the names of a Python source stand for: imports, plain aliases, instances and constants."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tree_sitter import Node

if TYPE_CHECKING:
    from envwizard.syntax.python import PythonTree

_MAX_CHAIN = 60
_PLAIN = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


@dataclass(frozen=True, slots=True)
class Import:
    """One import statement.

    ``module`` is the dotted module (leading dots for relative ones); ``names`` what ``from`` takes as (name, local
    name), ``*`` included, empty for ``import module``. ``node`` is the whole statement; ``alias`` is the name that
    ``import module as alias`` binds.
    """

    module: str
    names: tuple[tuple[str, str], ...]
    node: Node
    alias: str | None = None

    @property
    def binds(self) -> frozenset[str]:
        """The names that the statement binds."""
        if self.names:
            return frozenset(local for _, local in self.names)
        return frozenset((self.alias or self.module.partition(".")[0],))


@dataclass(slots=True)
class Names:
    """The names of one file. The first meaning of a name counts, the module's own before those inside functions."""

    imports: dict[str, str] = field(default_factory=dict)
    # ``app`` -> ``flask.Flask``: names that are given the result of a call.
    instances: dict[str, str] = field(default_factory=dict)
    # Module-level names with the expressions that they are given, in order.
    constants: dict[str, list[Node]] = field(default_factory=dict)
    # The same for names inside functions, by (function as in ``Context.function``, name).
    locals: dict[tuple[str, str], list[Node]] = field(default_factory=dict)
    # What ``app.config["KEY"]`` and the like are given, by (owner as written, key), in order.
    entries: dict[tuple[str, str], list[Node]] = field(default_factory=dict)
    statements: list[Import] = field(default_factory=list)

    def resolve(self, written: str) -> str:
        """Put the origin in the place of the first name of a dotted name."""
        first, dot, rest = written.partition(".")
        bare = first.rstrip("()")
        calls = first[len(bare) :]
        origin = self.imports.get(bare)
        if origin is None and not calls and bare in self.instances:
            origin = self.instances[bare] + "()"
        if origin is None and dot:
            # ``self.app = Flask()`` and then ``self.app.run()``
            second, dot, rest_ = rest.partition(".")
            instance = self.instances.get(f"{first}.{second}")
            if instance is not None:
                return f"{instance}(){dot}{rest_}"
            dot = "."
        return f"{bare if origin is None else origin}{calls}{dot}{rest}"


def dotted(node: Node | None, text: Callable[[Node | None], str]) -> str | None:
    """Give the dotted text of a name, an attribute chain or calls in it (``Path().parent``); else ``None``."""
    parts: list[str] = []
    suffix = ""
    for _ in range(_MAX_CHAIN):
        if node is None:
            return None
        kind = node.type
        if kind in ("identifier", "attribute"):
            written = text(node)
            # Mostly the text is the dotted name as it stands; only what has calls in it is taken apart.
            if kind == "identifier" or _PLAIN.fullmatch(written):
                parts.append(written + suffix)
                return ".".join(reversed(parts))
            parts.append(text(node.child_by_field_name("attribute")) + suffix)
            suffix = ""
            node = node.child_by_field_name("object")
        elif kind == "call":
            suffix = "()" + suffix
            node = node.child_by_field_name("function")
        elif kind == "parenthesized_expression" and node.named_child_count == 1:
            node = node.named_children[0]
        else:
            return None
    return None


def import_statements(tree: PythonTree) -> list[Import]:
    """Read the imports of a file, in source order."""
    names = Names()
    for node in tree.nodes("import"):
        _add_import(names, node, tree.text)
    return names.statements


def collect_names(tree: PythonTree) -> Names:
    """Read the imports and the assignments of a file."""
    names = Names()
    for node in tree.nodes("import"):
        _add_import(names, node, tree.text)
    late: list[tuple[str, str]] = []
    for node in tree.nodes("assignment"):
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None and left.type == "subscript" and right is not None:
            owner, key = dotted(left.child_by_field_name("value"), tree.text), left.child_by_field_name("subscript")
            if owner is not None and owner.endswith("config") and (name := tree.string(key)) is not None:
                names.entries.setdefault((owner, name), []).append(right)
            continue
        target = dotted(left, tree.text)
        if target is None or right is None:
            continue
        context = tree.context(node)
        at_top = context.function is None and context.class_name is None
        if at_top and "." not in target:
            names.constants.setdefault(target, []).append(right)
        elif context.function is not None:
            names.locals.setdefault((context.function, target), []).append(right)
        origin = dotted(right, tree.text)
        if origin is None or target == origin:
            continue
        if at_top:
            _add_meaning(names, target, names.resolve(origin))
        else:
            late.append((target, origin))
    for target, origin in late:
        if target not in names.constants:
            _add_meaning(names, target, names.resolve(origin))
    return names


def _add_meaning(names: Names, target: str, origin: str) -> None:
    """``app = Flask()`` makes an instance; ``getenv = os.getenv`` an alias of something imported."""
    if origin.endswith("()"):
        names.instances.setdefault(target, origin[:-2])
    elif "." in origin:
        names.imports.setdefault(target, origin)


def _add_import(names: Names, node: Node, text: Callable[[Node | None], str]) -> None:
    if node.type == "import_statement":
        for child in node.children_by_field_name("name"):
            module, alias = _name_and_alias(child, text)
            names.statements.append(Import(module, (), node, alias))
            # ``import a.b`` binds ``a``; ``import a.b as c`` binds the sub-module.
            local = alias or module.partition(".")[0]
            names.imports.setdefault(local, module if alias else local)
        return
    module = text(node.child_by_field_name("module_name")).replace(" ", "")
    taken: list[tuple[str, str]] = []
    for child in node.children_by_field_name("name"):
        name, alias = _name_and_alias(child, text)
        taken.append((name, alias or name))
        names.imports.setdefault(alias or name, module + name if module.endswith(".") else f"{module}.{name}")
    if any(child.type == "wildcard_import" for child in node.children):
        taken.append(("*", "*"))
    names.statements.append(Import(module, tuple(taken), node))


def _name_and_alias(node: Node, text: Callable[[Node | None], str]) -> tuple[str, str | None]:
    if node.type == "aliased_import":
        return text(node.child_by_field_name("name")), text(node.child_by_field_name("alias"))
    return text(node), None
