"""Edits that anchor a path of a Python source to the source's own place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from envwizard.edits.python_imports import add_imports
from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts.python import Anchor
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Span, TextFile
from envwizard.syntax.python import PythonTree, parse
from envwizard.syntax.python_paths import evaluate_path

_ANCHOR_NAME = re.compile(r"(?:.*_)?(?:BASE|ROOT|HERE|DIR|PATH|FOLDER)(?:_.*)?|here|root|base_dir|root_dir")

# What takes a path as text or as Path alike.
_TAKES_PATH = re.compile(
    r"open|io\.open|pathlib\.Path|os\.path\.(?:exists|isfile|isdir|lexists|getsize|getmtime)|shutil\.(?:rmtree|copy\w*|move)"
    r"|os\.(?:listdir|scandir|walk|stat|mkdir|makedirs|remove|unlink|rmdir|removedirs|rename|replace|access|chmod)"
)


def anchor_path(
    file: TextFile,
    expression: Span,
    base: ProjectPath | None,
    target: ProjectPath | None,
    as_text: bool = False,
    variable: str | None = None,
) -> tuple[ReplaceSpan, ...]:
    """Replace a path expression with one that starts at the folder of the source.

    ``base`` is the folder of the project that a relative expression is meant to start from; ``target`` the whole path
    where it is known, ``None`` where the expression is kept and joined to ``base`` (or stays alone without a base).
    ``as_text`` gives a string rather than a Path. ``variable`` names an environment variable that wins over the path if
    it is set and not empty.

    A constant of the source that is such a folder is used again (``BASE_DIR / "x"``); else the path is built from
    ``__file__``, and pathlib is imported if it is not. Raises ``FixUnavailable`` where the expression is not found.
    """
    tree = parse(file)
    node = _node_at(tree, expression)
    if node is None:
        raise FixUnavailable(msg("The path is not found in {path} any more.", path=file.path))
    if base is not None and target is None and not _is_written(tree, node):
        raise FixUnavailable(msg("{path} only passes the path on: mend it where it is written.", path=file.path))
    imports = _Imports(tree)
    text = tree.text(node) if base is None else _built(tree, node, base, target, imports)
    if variable is not None:
        text = f'{imports.getenv()}("{variable}") or {text}'
        if not _is_opened(tree, node):
            text = f"{imports.path()}({text})"
    if as_text and not _is_opened(tree, node):
        text = f"str({text})"
        written = tree.text(node)
        if base is not None and written[:-1].endswith("/"):
            # What is added to the text behind it counts on the slash, which a Path does not keep.
            text += f" + {written[-1]}/{written[-1]}"
    elif node.parent is not None and node.parent.type == "attribute" and variable is None and " / " in text:
        # What follows (``.open()``) is meant for the whole path, and binds closer than the slash.
        text = f"({text})"
    replaced = ReplaceSpan(_path(file), file.digest, expression.start, expression.end, file.encode(text))
    return (*imports.edits(), replaced)


def companions(file: TextFile, expressions: Iterable[Span], known: Iterable[Span]) -> tuple[Span, ...]:
    """Find the other places of a source that have to change with these: where the same path is asked for or made.

    ``expressions`` are the places that a fix changes, ``known`` those that fixes of their own may change. Raises
    ``FixUnavailable`` where the path, or one below it, goes somewhere that cannot be followed: anchored on one side
    only, the two sides would no longer mean one file.
    """
    tree = parse(file)
    nodes = [node for span in expressions if (node := _node_at(tree, span)) is not None]
    texts = {text for node in nodes if node.type == "string" and (text := _content(tree, node)).strip(".")}
    passed = [(node.start_byte, node.end_byte) for node in nodes]
    passed += [(node.start_byte, node.end_byte) for span in known if (node := _node_at(tree, span)) is not None]
    found: list[Span] = []
    for node in tree.nodes("string"):
        text = _content(tree, node)
        below = any(text.startswith(f"{one}/") for one in texts)
        if not (text in texts or below) or any(a <= node.start_byte and node.end_byte <= b for a, b in passed):
            continue
        call = node.parent.parent if node.parent is not None and node.parent.type == "argument_list" else None
        takes_path = call is not None and _TAKES_PATH.fullmatch(tree.call_name(call) or "") is not None
        if takes_path and not below:
            found.append(tree.span(node))
        elif takes_path or (_is_given(node) and "/" in tree.text(node)):
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


def _is_written(tree: PythonTree, node: Node) -> bool:
    """Tell whether a piece of the path stands in the expression, or the current directory is asked for in it."""
    if next(_descendants(node, "string"), None) is not None:
        return True
    return "cwd" in tree.text(node) or tree.text(node).endswith(("Path()", "curdir", ".absolute()"))


def _is_opened(tree: PythonTree, node: Node) -> bool:
    """Tell whether the expression is an argument of ``open``, which takes texts and Paths alike."""
    list_ = node.parent
    call = list_.parent if list_ is not None and list_.type == "argument_list" else None
    return call is not None and tree.text(call.child_by_field_name("function")) in ("open", "io.open")


def _path(file: TextFile) -> ProjectPath:
    assert isinstance(file.path, ProjectPath)
    return file.path


def _node_at(tree: PythonTree, span: Span) -> Node | None:
    start, end = (_utf8_offset(tree.file, offset) for offset in (span.start, span.end))
    node = tree.root.descendant_for_byte_range(start, end)
    return node if node is not None and (node.start_byte, node.end_byte) == (start, end) else None


def _utf8_offset(file: TextFile, offset: int) -> int:
    piece = file.raw[len(file.bom) : offset]
    return len(piece.decode(file.encoding or "utf-8").encode("utf-8"))


def _built(tree: PythonTree, node: Node, base: ProjectPath, target: ProjectPath | None, imports: _Imports) -> str:
    quote = '"' if tree.text(node).count('"') >= tree.text(node).count("'") else "'"
    if target is None:
        anchor, folder, joined = _anchor(tree, node, base, imports)
        steps = base.parts[len(folder.parts) :]
        kept = tree.text(node)
        kept = kept if node.type in ("string", "identifier", "call", "parenthesized_expression") else f"({kept})"
        if joined:
            return f"os.path.join({', '.join([anchor, *_quoted(steps, quote), kept])})"
        return " / ".join([anchor, *_quoted(steps, quote), kept])
    anchor, folder, joined = _anchor(tree, node, target, imports)
    steps = target.parts[len(folder.parts) :]
    if joined and steps:
        return f"os.path.join({', '.join([anchor, *_quoted(steps, quote)])})"
    return " / ".join([anchor, *_quoted(steps, quote)])


def _quoted(parts: tuple[str, ...], quote: str) -> list[str]:
    return [quote + part.replace("\\", "\\\\").replace(quote, "\\" + quote) + quote for part in parts]


def _anchor(tree: PythonTree, node: Node, target: ProjectPath, imports: _Imports) -> tuple[str, ProjectPath, bool]:
    """Give an expression for a folder at or above ``target``, the folder, and whether it is text rather than a Path."""
    known = _constant(tree, node, target)
    if known is not None:
        return known
    for name in _descendants(node, "identifier"):
        if (local := _local(tree, name, target, imports)) is not None:
            return local
    source = _path(tree.file).parent
    folder, climbed = source, 0
    while not (target == folder or target.is_below(folder)):
        folder, climbed = folder.parent, climbed + 1
    here = f"{imports.path()}(__file__).resolve()"
    return (f"{here}.parent" if climbed == 0 else f"{here}.parents[{climbed}]"), folder, False


def _constant(tree: PythonTree, node: Node, target: ProjectPath) -> tuple[str, ProjectPath, bool] | None:
    """Find a constant above the place that holds a folder at or above ``target``; the nearest to it wins."""
    best: tuple[str, ProjectPath, bool] | None = None
    for name, values in tree.names.constants.items():
        if len(values) != 1 or values[0].end_byte > node.start_byte or not _ANCHOR_NAME.fullmatch(name):
            continue
        value = evaluate_path(tree, values[0])
        folder = value.resolved
        if value.anchor is not Anchor.FILE or folder is None or folder.suffix == ".py":
            continue
        if (target == folder or target.is_below(folder)) and (best is None or len(folder.parts) > len(best[1].parts)):
            best = (name, folder, not _is_path(tree, values[0]))
    if best is not None and best[2] and tree.import_table.get("os") != "os":
        return None
    return best


def _local(
    tree: PythonTree, name: Node, target: ProjectPath, imports: _Imports
) -> tuple[str, ProjectPath, bool] | None:
    """Climb from the folder that a local variable of the expression holds: it would be left over without a use."""
    values = tree.names.locals.get((tree.context(name).function or "", tree.text(name)), [])
    if len(values) != 1:
        return None
    value = evaluate_path(tree, values[0])
    folder = value.resolved
    if value.anchor is not Anchor.FILE or folder is None or folder.suffix == ".py":
        return None
    text = tree.text(values[0])
    here = tree.text(name) if _is_path(tree, values[0]) else f"{imports.path()}({tree.text(name)})"
    if not re.search(r"\bresolve\(|abspath|realpath", text):
        here += ".resolve()"
    climbed = 0
    while not (target == folder or target.is_below(folder)):
        folder, climbed = folder.parent, climbed + 1
    steps = ("", ".parent")[climbed] if climbed < 2 else f".parents[{climbed - 1}]"
    return here + steps, folder, False


def _descendants(node: Node, kind: str) -> Iterator[Node]:
    if node.type == kind:
        yield node
    for child in node.named_children:
        yield from _descendants(child, kind)


def _is_path(tree: PythonTree, node: Node) -> bool:
    text = tree.text(node)
    if text.startswith(("str(", "os.path.")):
        return False
    return "Path(" in text or node.type == "binary_operator" or (node.type == "attribute" and "parent" in text)


class _Imports:
    """The names that the new text needs, and the edits that import them where the file does not."""

    def __init__(self, tree: PythonTree) -> None:
        self.tree = tree
        self._missing: list[str] = []

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
        return "os.getenv"

    def _need(self, line: str) -> None:
        if line not in self._missing:
            self._missing.append(line)

    def edits(self) -> tuple[ReplaceSpan, ...]:
        """Give the edits that add the missing imports."""
        return add_imports(self.tree, self._missing)
