"""Reading and parsing sources, each once, and telling what of them was not understood."""

from __future__ import annotations

from tree_sitter import Node

from envwizard.model.facts.python import PythonModule
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.report import FailureKind
from envwizard.model.source import TextFile
from envwizard.probes.python_sources import selection
from envwizard.probes.python_sources.modules import read_imports, read_module
from envwizard.probes.python_sources.names import ProjectNames
from envwizard.project.reader import Sources
from envwizard.syntax.python import PythonTree, parse

BY = "python_sources"
# A piece of so many lines that is not understood is worth telling of, whatever words are in it.
_MANY_LINES = 10


class Reader:
    """Gives the facts of sources by path, each read once.

    ``ordered`` asks for all that happens in a source; without it only imports are told.
    """

    def __init__(self, sources: Sources, ordered: bool) -> None:
        self._sources = sources
        self._ordered = ordered
        self._modules: dict[ProjectPath, PythonModule | None] = {}
        self.project = ProjectNames(
            (entry.path for entry in sources.inventory.files), lambda path: sources.read(path, BY)
        )

    @property
    def modules(self) -> tuple[PythonModule, ...]:
        """The modules read so far, sorted by path."""
        return tuple(module for _, module in sorted(self._modules.items()) if module is not None)

    def module(self, path: ProjectPath) -> PythonModule | None:
        """Read one source; ``None`` where that failed (the failure is noted)."""
        if path not in self._modules:
            self._modules[path] = None
            self._modules[path] = self._sources.parse(path, BY, lambda file: self._parsed(file, path))
        return self._modules[path]

    def imports(self, path: ProjectPath) -> PythonModule | None:
        """Read the imports and applications of a source alone; ``None`` where that failed (the failure is noted)."""
        return self._sources.parse(path, BY, lambda file: read_imports(parse(file), path, self.project))

    def _parsed(self, file: TextFile, path: ProjectPath) -> PythonModule:
        tree = parse(file)
        module = read_module(tree, path, self.project, self._ordered)
        if tree.has_errors and not selection.is_template(path):
            lost = _lost_piece(tree)
            if lost is not None:
                reason = msg(
                    "line {line}: syntax that envwizard does not know; the rest of the file was read",
                    line=tree.span(lost).line,
                )
                self._sources.fail(FailureKind.UNPARSED, path, BY, reason)
        return module


def _lost_piece(tree: PythonTree) -> Node | None:
    """The first piece that was not understood and in which facts may have been lost."""
    for node in tree.nodes("error"):
        if node.is_missing:
            continue
        lines = node.end_point[0] - node.start_point[0] + 1
        if lines >= _MANY_LINES or selection.may_tell(tree.data[node.start_byte : node.end_byte]):
            return node
    return None
