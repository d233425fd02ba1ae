"""Paths that one source writes as a constant and another one opens: ``open(settings.DATA_FILE)``."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from envwizard.model.facts.python import Anchor, PathUse
from envwizard.model.paths import ProjectPath
from envwizard.probes.python_sources.database_urls import engine_calls, in_settings_class, url_use
from envwizard.probes.python_sources.names import ForeignConstant, ProjectNames
from envwizard.probes.python_sources.path_apis import PATH_METHODS, UNKNOWN
from envwizard.probes.python_sources.path_calls import PathCalls, open_mode
from envwizard.probes.python_sources.path_origins import Origins
from envwizard.syntax.path_values import PathValue
from envwizard.syntax.python import PythonTree
from envwizard.syntax.python_modules import is_aside, is_run_by_hand


def foreign_uses(tree: PythonTree, path: ProjectPath, project: ProjectNames) -> tuple[PathUse, ...]:
    """List the uses of paths that a file API is given by a constant of another module of the project.

    ``expression`` is the place in the other module, ``location`` the use here. What is anchored to a source is left
    out: it leads to the same file from everywhere.
    """
    if is_aside(path):
        return ()
    return tuple(_Reader(tree, path, project).uses())


class _Reader:
    def __init__(self, tree: PythonTree, path: ProjectPath, project: ProjectNames) -> None:
        self.tree = tree
        self.by_hand = is_run_by_hand(path)
        self.written = project.written(path)
        self.known: dict[str, ForeignConstant | None] = {}
        self.local = Origins(tree)
        self.origins = Origins(tree, self._value)

    def uses(self) -> Iterator[PathUse]:
        calls = PathCalls(self.tree)
        for call, name, api in calls.apis:
            positional, keywords = self.tree.arguments(call)
            node = keywords.get(api.keyword)
            if node is None and 0 <= api.position < len(positional):
                node = positional[api.position]
            mode = open_mode(self.tree, positional, keywords, 1) if api.mode == UNKNOWN else api.mode
            yield from self._use(calls, call, node, name, mode)
        for call, owner, name in calls.methods:
            positional, keywords = self.tree.arguments(call)
            mode = PATH_METHODS[name]
            mode = open_mode(self.tree, positional, keywords, 0) if mode == UNKNOWN else mode
            yield from self._use(calls, call, owner, f"Path.{name}", mode, method=True)
        for call, name, node in engine_calls(self.tree):
            constant = self._constant(self.tree.resolve(node) or "")
            if constant is not None:
                overridable = in_settings_class(constant.tree, constant.node)
                yield from url_use(self.tree, constant.tree, call, name, constant.node, overridable)

    def _use(
        self, calls: PathCalls, call: Node, node: Node | None, api: str, mode: str, *, method: bool = False
    ) -> Iterator[PathUse]:
        last = self.origins.last(node) if node is not None else None
        # What the source itself knows is told by its own uses.
        if node is None or last is None or self.local.value(node).anchor is not Anchor.UNKNOWN:
            return
        constant = self._constant(self.tree.resolve(last) or "")
        if constant is None:
            return
        there = Origins(constant.tree)
        is_path = there.is_path(constant.node)
        if method and not (is_path or self.origins.is_path(node)):
            return
        written, reached = constant.value, self.origins.value(node)
        variable = written.variable
        if written.anchor is Anchor.VARIABLE:
            if written.default is None:
                return
            written = written.default
            reached = written
        if written.anchor not in (Anchor.CWD, Anchor.ABSOLUTE) or not (written.literal or "").strip("./"):
            return
        context = self.tree.context(call)
        if context.type_checking or "://" in (written.literal or ""):
            return
        config = calls.is_config(call, api)
        yield PathUse(
            api=api,
            literal=written.literal or "",
            anchor=written.anchor,
            location=self.tree.location(call),
            expression=constant.tree.location(constant.node),
            mode=mode,
            import_time=context.function is None,
            main_only=context.main_only or self.by_hand,
            overridable=constant.value.anchor is Anchor.VARIABLE or self.origins.is_given(last),
            config=config and calls.reads_config(call, reached.literal or "", api),
            reached=reached.literal or written.literal or "",
            probed=reached.literal in calls.probed or self._is_asked(calls, last),
            variable=variable,
            is_text=not is_path,
            in_try=context.in_try,
        )

    def _is_asked(self, calls: PathCalls, last: Node) -> bool:
        """Tell whether the source asks for the constant with ``exists()`` before."""
        return self.tree.text(last) in calls.asked

    def _constant(self, dotted: str) -> ForeignConstant | None:
        if dotted not in self.known:
            self.known[dotted] = self.written(dotted)
        return self.known[dotted]

    def _value(self, dotted: str) -> PathValue | None:
        constant = self._constant(dotted)
        return None if constant is None else constant.value
