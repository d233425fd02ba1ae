"""What one source must know of the others: names of modules, instances of readers, constants that hold paths."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from tree_sitter import Node

from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile
from envwizard.syntax.path_values import PathValue
from envwizard.syntax.python import PythonTree, parse
from envwizard.syntax.python_modules import ModuleIndex, module_name, module_roots
from envwizard.syntax.python_paths import Constants, evaluate_path

# ``env = environ.Env(..)`` at the start of a line: other modules read through the name.
_READER = re.compile(rb"^(\w+)[ \t]*(?::[^=\n]+)?=[ \t]*(?:\w+\.)*(Env|FileAwareEnv|Config|AutoConfig)\(", re.MULTILINE)
_CLASSES = {
    (b"environs", b"Env"): "environs.Env",
    (b"environ", b"Env"): "environ.Env",
    (b"environ", b"FileAwareEnv"): "environ.FileAwareEnv",
    (b"decouple", b"Config"): "decouple.Config",
    (b"decouple", b"AutoConfig"): "decouple.AutoConfig",
    (b"starlette", b"Config"): "starlette.config.Config",
}

# By the custom of Python a constant is written in capitals.
_CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]+")


@dataclass(frozen=True, slots=True)
class ForeignConstant:
    """A constant of another module: what it comes to, and the source and expression that it is written in."""

    value: PathValue
    tree: PythonTree
    node: Node


Foreign = Callable[[str], "ForeignConstant | None"]


class ProjectNames:
    """The project as seen from one source. ``read`` gives another file of it, or ``None``."""

    def __init__(self, files: Iterable[ProjectPath], read: Callable[[ProjectPath], TextFile | None]) -> None:
        self._files = tuple(files)
        self._roots = module_roots(self._files)
        self._read = read
        self._readers: dict[str, str] = {}
        self._trees: dict[ProjectPath, PythonTree | None] = {}
        self._asked: set[tuple[ProjectPath, str]] = set()

    @cached_property
    def index(self) -> ModuleIndex:
        """The project's modules."""
        return ModuleIndex(self._files)

    def module_name(self, path: ProjectPath) -> str:
        """Give the dotted name of a file."""
        return module_name(path, self._roots)

    def is_project(self, dotted: str) -> bool:
        """Tell whether a dotted name may be one of the project's."""
        return self.index.is_project(dotted)

    @property
    def readers(self) -> tuple[str, ...]:
        """The names of the instances of env readers that sources make."""
        return tuple(self._readers)

    def note_readers(self, data: bytes) -> None:
        """Take note of the instances of env readers that a source makes at its top."""
        for match in _READER.finditer(data):
            for (token, kind), origin in _CLASSES.items():
                if kind == match.group(2) and re.search(rb"\b(?:from|import)\s+" + token + rb"\b", data):
                    self._readers.setdefault(match.group(1).decode(), origin)
                    break

    def origin(self, tree: PythonTree, call: Node, path: ProjectPath) -> str | None:
        """Give the dotted origin of what is called, also where it is an instance that another module made."""
        origin = tree.call_name(call)
        if origin is None or not self._readers:
            return origin
        parts = origin.split(".")
        first = parts[0]
        if first in self._readers:
            starred = any(names == (("*", "*"),) for names in (one.names for one in tree.names.statements))
            if starred and first not in tree.names.constants:
                return ".".join((self._readers[first] + "()", *parts[1:]))
            return origin
        if not self.is_project(origin):
            return origin
        for index in (len(parts) - 1, len(parts) - 2):
            known = index > 0 and parts[index] in self._readers
            if known and self.index.find(".".join(parts[:index]) or ".", path):
                return ".".join((self._readers[parts[index]] + "()", *parts[index + 1 :]))
        return origin

    def constants(self, importer: ProjectPath) -> Constants:
        """Give what evaluates constants of other modules for an importing file."""

        def value(dotted: str) -> PathValue | None:
            module, _, name = dotted.rpartition(".")
            if not name or not self.is_project(dotted):
                return None
            found = self.index.find(module or ".", importer)
            if not found or (found[-1], name) in self._asked:
                return None
            tree = self._tree(found[-1])
            given = tree.names.constants.get(name) if tree is not None else None
            if tree is None or not given or len(given) > 1:
                return None
            # Two modules that take a name from each other would ask in a circle.
            self._asked.add((found[-1], name))
            try:
                return evaluate_path(tree, given[0], self.constants(found[-1]))
            finally:
                self._asked.discard((found[-1], name))

        return value

    def written(self, importer: ProjectPath) -> Foreign:
        """Give what finds a constant of another module, or of a class there, by its dotted origin."""
        values = self.constants(importer)

        def find(dotted: str) -> ForeignConstant | None:
            owner, _, name = dotted.rpartition(".")
            if not _CONSTANT.fullmatch(name) or not self.is_project(dotted):
                return None
            module, cls = owner, ""
            found = self.index.find(module or ".", importer)
            if not found:
                module, _, cls = owner.rpartition(".")
                found = self.index.find(module or ".", importer) if cls else ()
            tree = self._tree(found[-1]) if found and found[-1] != importer else None
            if tree is None:
                return None
            given = _attributes(tree, cls, name) if cls else tree.names.constants.get(name, [])
            if len(given) != 1:
                return None
            value = evaluate_path(tree, given[0], self.constants(found[-1])) if cls else values(dotted)
            return None if value is None else ForeignConstant(value, tree, given[0])

        return find

    def _tree(self, path: ProjectPath) -> PythonTree | None:
        if path not in self._trees:
            file = self._read(path)
            self._trees[path] = None if file is None or file.text is None else parse(file)
        return self._trees[path]


def _attributes(tree: PythonTree, cls: str, name: str) -> list[Node]:
    """List what a class gives to one of its attributes; nothing where an instance of settings fills it in."""
    found = []
    for node in tree.nodes("assignment"):
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        context = tree.context(node)
        if context.function is None and context.class_name == cls and right is not None and tree.text(left) == name:
            found.append(right)
    return found
