"""The names that an anchored path needs in a Python source: ``Path``, ``os.getenv``, and a constant for its folder."""

from __future__ import annotations

import re

from tree_sitter import Node

from envwizard.edits.python_imports import add_imports, below_imports, plain_import, replace_lines
from envwizard.model.change import ReplaceSpan
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Span
from envwizard.syntax.python import PythonTree

_CONSTANT = "BASE_DIR"
_OS = re.compile(rb"\bos\b")


class PathNames:
    """Says how names are written in a file, and gives the edits that bring those that it lacks.

    ``shared`` is a folder that several paths of the file start from: it gets a constant below the imports, where such a
    line can stand.
    """

    def __init__(self, tree: PythonTree, shared: ProjectPath | None = None) -> None:
        self.tree = tree
        self._missing: list[str] = []
        taken = _CONSTANT in tree.names.imports or tree.names.constants.get(_CONSTANT)
        self._shared = shared if not taken else None
        self._place = below_imports(tree) if self._shared is not None else None
        self._defined = ""
        self._uses_os = False

    def path(self) -> str:
        """Give the way to write ``Path`` in this file."""
        for local, origin in self.tree.import_table.items():
            if origin == "pathlib.Path":
                return local
        if self.tree.import_table.get("pathlib") == "pathlib":
            return "pathlib.Path"
        self._need("from pathlib import Path")
        return "Path"

    def getenv(self) -> str:
        """Give the way to write ``os.getenv`` in this file."""
        for local, origin in self.tree.import_table.items():
            if origin == "os.getenv":
                return local
        if self.tree.import_table.get("os") != "os":
            self._need("import os")
        self._uses_os = True
        return "os.getenv"

    def folder(self, node: Node, target: ProjectPath) -> tuple[str, ProjectPath]:
        """Give an expression for a folder at or above ``target``, for use at ``node``, and the folder."""
        shared = self._shared
        behind = self._place is not None and node.start_byte >= self._place[0]
        if shared is not None and behind and (target == shared or target.is_below(shared)):
            self._defined = self._climbed(shared)[0]
            return _CONSTANT, shared
        return self._climbed(target)

    def edits(self) -> tuple[ReplaceSpan, ...]:
        """Give the edits that add the missing imports, and the constant if it is used."""
        constant = f"{_CONSTANT} = {self._defined}" if self._defined else None
        added = add_imports(self.tree, self._missing, (self._place, constant) if self._place and constant else None)
        line = plain_import(self.tree, "os") if self._uses_os else None
        # Written as it is: another fix that would take the line out has to wait.
        return (*added, replace_lines(self.tree, line, keep=True)) if line is not None else added

    def without(self, replaced: Span, new: str) -> tuple[ReplaceSpan, ...]:
        """Take ``import os`` out where nothing but the text that ``new`` replaces has used it."""
        line = plain_import(self.tree, "os")
        raw = self.tree.file.raw
        rest = raw[: replaced.start] + new.encode() + raw[replaced.end :]
        if line is None or self._uses_os or b"os" not in raw[replaced.start : replaced.end]:
            return ()
        return (replace_lines(self.tree, line, keep=False),) if len(_OS.findall(rest)) == 1 else ()

    def _climbed(self, target: ProjectPath) -> tuple[str, ProjectPath]:
        assert isinstance(self.tree.file.path, ProjectPath)
        folder, climbed = self.tree.file.path.parent, 0
        while not (target == folder or target.is_below(folder)):
            folder, climbed = folder.parent, climbed + 1
        here = f"{self.path()}(__file__).resolve()"
        return (f"{here}.parent" if climbed == 0 else f"{here}.parents[{climbed}]"), folder

    def _need(self, line: str) -> None:
        if line not in self._missing:
            self._missing.append(line)
