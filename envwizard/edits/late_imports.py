"""Comments for the linters at imports that come to stand below code."""

from __future__ import annotations

import re

from tree_sitter import Node

from envwizard.model.change import ReplaceSpan
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Span, TextFile
from envwizard.syntax.python import PythonTree, parse

_IMPORTS = ("import_statement", "import_from_statement")
# Before an import no linter minds these, nor blocks: flake8 7.3, pylint 4.0, ruff 0.15 alike.
_ALLOWED = (*_IMPORTS, "future_import_statement", "comment", "if_statement", "try_statement", "with_statement")
_DUNDER = re.compile(r"__\w+__\s*(?::[^=]*)?=[^=]")
# ruff alone lets these pass (E402 of ruff 0.15 and 0.17: changes to sys.path and os.environ, matplotlib.use).
_PASSED = re.compile(r"(?:sys\.path\.\w+\(|sys\.path\[|os\.environ\b|os\.putenv\(|matplotlib\.use\()")
_NOQA = re.compile(r"#[ \t]*noqa(?P<codes>:[ \t]*[A-Z]+\d+(?:[ \t]*,[ \t]*[A-Z]+\d+)*)?", re.IGNORECASE)


def suppress_late_imports(
    file: TextFile, above: Span, moved: tuple[ReplaceSpan, ...], comment: str
) -> tuple[ReplaceSpan, ...]:
    """Put ``comment`` at the imports at the top level from ``above`` on, which ``moved`` puts code before.

    None where code stands before them already: what the linters said of them they say still. Imports that ``moved``
    takes away need none either.
    """
    tree = parse(file)
    assert isinstance(file.path, ProjectPath)
    statements = [node for node in tree.root.named_children if node.type != "comment"]
    if not comment or not any(_holds(tree, node, above) for node in statements):
        return ()
    edits = []
    for node in statements:
        span = tree.span(node)
        if not _may_stand_above(tree, node, first=node is statements[0]):
            break
        gone = any(edit.start <= span.start < edit.end for edit in moved)
        if node.type in _IMPORTS and span.start >= _line_start(file, above) and not gone:
            edits.append(_commented(tree, node, comment))
    return tuple(edit for edit in edits if edit is not None)


def _holds(tree: PythonTree, node: Node, above: Span) -> bool:
    """Tell whether the place is a statement of the module itself: a load that is moved into a block is no matter."""
    span = tree.span(node)
    simple = node.type in (*_IMPORTS, "expression_statement")
    return simple and span.start <= above.start and above.end <= span.end


def _line_start(file: TextFile, span: Span) -> int:
    return max(file.raw.rfind(b"\n", 0, span.start), file.raw.rfind(b"\r", 0, span.start)) + 1


def _may_stand_above(tree: PythonTree, node: Node, *, first: bool) -> bool:
    if node.type in _ALLOWED:
        return True
    text = tree.text(node)
    if first and node.type == "expression_statement" and tree.string(node.named_children[0]) is not None:
        return True
    return bool(_DUNDER.match(text) or _PASSED.match(text))


def _commented(tree: PythonTree, node: Node, comment: str) -> ReplaceSpan | None:
    """Add the comment to the first line of an import, behind or into the comment that is there."""
    file = tree.file
    assert isinstance(file.path, ProjectPath)
    start = tree.span(node).start
    line = re.compile(rb"[^\r\n]*").match(file.raw, start)
    assert line is not None
    text = line.group().decode(file.encoding or "utf-8")
    there, ours = _NOQA.search(text), _NOQA.match(comment)
    if there is not None and ours is not None:
        rest = comment[ours.end() :]
        codes = there.group("codes")
        added = [code for code in re.findall(r"[A-Z]+\d+", ours.group()) if codes and code not in codes]
        at = start + len(file.encode(text[: there.end()]))
        new = "".join(f", {code}" for code in added)
        return ReplaceSpan(file.path, file.digest, at, at, file.encode(new + rest)) if new or rest else None
    at = start + len(file.encode(text.rstrip()))
    return ReplaceSpan(file.path, file.digest, at, start + len(line.group()), file.encode(f"  {comment}"))
