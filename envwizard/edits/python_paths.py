"""Edits that anchor a path of a Python source to the source's own place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from envwizard.edits.path_names import PathNames
from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts.python import Anchor
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Span, TextFile
from envwizard.syntax.python import PythonTree, parse
from envwizard.syntax.python_paths import evaluate_path

# The path of SQLite's URL begins behind three slashes.
_URL = re.compile(r"(?P<scheme>\w+(?:\+\w+)?:///)[^?/][^?]*(?P<query>(?:\?.*)?)")
_CWD = re.compile(r"(?:os\.)?getcwd\(\)|(?:pathlib\.)?Path\.cwd\(\)|os\.curdir|(?:pathlib\.)?Path\(\)")
_ANCHOR_NAME = re.compile(r"(?:.*_)?(?:BASE|ROOT|HERE|DIR|PATH|FOLDER)(?:_.*)?|here|root|base_dir|root_dir")


def anchor_path(
    file: TextFile,
    expression: Span,
    base: ProjectPath | None,
    target: ProjectPath | None,
    as_text: bool = False,
    variable: str | None = None,
    shared: ProjectPath | None = None,
) -> tuple[ReplaceSpan, ...]:
    """Replace a path expression with one that starts at the folder of the source.

    ``base`` is the folder of the project that a relative expression is meant to start from; ``target`` the whole path
    where it is known, ``None`` where the expression is kept and joined to ``base`` (or stays alone without a base).
    ``as_text`` gives a string rather than a Path. ``variable`` names an environment variable that wins over the path if
    it is set and not empty. ``shared`` is a folder that several paths of the source start from: it gets a constant.

    A constant of the source that is such a folder is used again (``BASE_DIR / "x"``); else the path is built from
    ``__file__``, and pathlib is imported if it is not. Raises ``FixUnavailable`` where the expression is not found.
    """
    tree = parse(file)
    node = node_at(tree, expression)
    if node is None:
        raise FixUnavailable(msg("The path is not found in {path} any more.", path=file.path))
    if base is not None and not _is_written(tree, node):
        # A name only passes the path on: it is mended where it is written.
        source = _value_of(tree, node)
        if source is None or not _is_written(tree, source):
            raise FixUnavailable(msg("{path} only passes the path on: mend it where it is written.", path=file.path))
        node, expression, as_text = source, tree.span(source), as_text or not _is_path(tree, source)
    imports = PathNames(tree, shared)
    text = tree.text(node) if base is None else _built(tree, node, base, target, imports)
    if variable is not None:
        text = f'{imports.getenv()}("{variable}") or {text}'
        if base is None and not _is_path(tree, node):
            # Both sides are texts already.
            as_text = False
        elif not _is_opened(tree, node):
            text = f"{imports.path()}({text})"
    if as_text and not _is_opened(tree, node):
        text = text if text.startswith("os.path.join(") else f"str({text})"
        written = tree.text(node)
        if base is not None and written[:-1].endswith("/"):
            # What is added to the text behind it counts on the slash, which a Path does not keep.
            text += f" + {written[-1]}/{written[-1]}"
    elif node.parent is not None and node.parent.type == "attribute" and variable is None and " / " in text:
        # What follows (``.open()``) is meant for the whole path, and binds closer than the slash.
        text = f"({text})"
    replaced = ReplaceSpan(_path(file), file.digest, expression.start, expression.end, file.encode(text))
    return (*imports.edits(), *imports.without(expression, text), replaced)


def anchor_url(file: TextFile, literal: Span, target: ProjectPath) -> tuple[ReplaceSpan, ...]:
    """Replace the path in the URL of a database (``sqlite:///./shop.db``) with one that starts at the source's folder.

    Raises ``FixUnavailable`` where the place holds no plain text of that kind.
    """
    tree = parse(file)
    node = node_at(tree, literal)
    url = _URL.fullmatch(tree.string(node) or "") if node is not None and node.type == "string" else None
    if node is None or url is None or "{" in url.group():
        raise FixUnavailable(msg("The path is not found in {path} any more.", path=file.path))
    quote = tree.text(node)[-1]
    imports = PathNames(tree)
    anchor, folder, joined = _anchor(tree, node, target, imports)
    pieces = [anchor, *_quoted(target.parts[len(folder.parts) :], "'" if quote == '"' else '"')]
    path = f"os.path.join({', '.join(pieces)})" if joined and len(pieces) > 1 else " / ".join(pieces)
    text = f"f{quote}{url['scheme']}{{{path}}}{url['query']}{quote}"
    replaced = ReplaceSpan(_path(file), file.digest, literal.start, literal.end, file.encode(text))
    return (*imports.edits(), replaced)


def is_reference(tree: PythonTree, node: Node) -> bool:
    """Tell whether an expression only names a path that is written elsewhere: a variable, an entry of a dictionary."""
    return not _is_written(tree, node)


def _is_written(tree: PythonTree, node: Node) -> bool:
    """Tell whether a piece of the path stands in the expression, or the current directory is asked for in it."""
    if node.type == "subscript":
        return False
    if next(_descendants(node, "string"), None) is not None:
        return True
    return "cwd" in tree.text(node) or tree.text(node).endswith(("Path()", "curdir", ".absolute()"))


def _value_of(tree: PythonTree, node: Node) -> Node | None:
    """The one value that a name has, in its function or in the source."""
    name = tree.text(node)
    values = tree.names.locals.get((tree.context(node).function or "", name), []) if node.type == "identifier" else []
    values = values or tree.names.constants.get(name, [])
    return values[0] if len(values) == 1 else None


def _is_opened(tree: PythonTree, node: Node) -> bool:
    """Tell whether the expression is an argument of ``open``, which takes texts and Paths alike."""
    list_ = node.parent
    while list_ is not None and list_.type in ("boolean_operator", "parenthesized_expression"):
        list_ = list_.parent
    call = list_.parent if list_ is not None and list_.type == "argument_list" else None
    return call is not None and tree.text(call.child_by_field_name("function")) in ("open", "io.open")


def folder_expression(
    file: TextFile, place: Span, folder: ProjectPath, getenv: bool = True
) -> tuple[str, str, tuple[ReplaceSpan, ...]]:
    """Give the text of a Path to a folder of the project for use at ``place``, that of ``os.getenv``, and the imports.

    The second is empty where ``getenv`` is not wanted.

    Raises ``FixUnavailable`` where the place is not found.
    """
    tree = parse(file)
    node = node_at(tree, place)
    if node is None:
        raise FixUnavailable(msg("The load is not found in {path} any more.", path=file.path))
    imports = PathNames(tree)
    anchor, base, joined = _anchor(tree, node, folder, imports)
    anchor = f"{imports.path()}({anchor})" if joined else anchor
    text = " / ".join([anchor, *_quoted(folder.parts[len(base.parts) :], '"')])
    return text, imports.getenv() if getenv else "", imports.edits()


def _path(file: TextFile) -> ProjectPath:
    assert isinstance(file.path, ProjectPath)
    return file.path


def node_at(tree: PythonTree, span: Span) -> Node | None:
    """Give the node that stands exactly at a place, if there is one."""
    start, end = (_utf8_offset(tree.file, offset) for offset in (span.start, span.end))
    node = tree.root.descendant_for_byte_range(start, end)
    return node if node is not None and (node.start_byte, node.end_byte) == (start, end) else None


def _utf8_offset(file: TextFile, offset: int) -> int:
    piece = file.raw[len(file.bom) : offset]
    return len(piece.decode(file.encoding or "utf-8").encode("utf-8"))


def _built(tree: PythonTree, node: Node, base: ProjectPath, target: ProjectPath | None, imports: PathNames) -> str:
    quote = '"' if tree.text(node).count('"') >= tree.text(node).count("'") else "'"
    if target is None:
        anchor, folder, joined = _anchor(tree, node, base, imports)
        steps = _quoted(base.parts[len(folder.parts) :], quote)
        pieces = [anchor, *steps, *_pieces(tree, node, quote)]
        return f"os.path.join({', '.join(pieces)})" if joined else " / ".join(pieces)
    anchor, folder, joined = _anchor(tree, node, target, imports)
    pieces = [anchor, *_quoted(target.parts[len(folder.parts) :], quote)]
    return f"os.path.join({', '.join(pieces)})" if joined and len(pieces) > 1 else " / ".join(pieces)


def _pieces(tree: PythonTree, node: Node, quote: str) -> list[str]:
    """Take a relative path expression apart, so that its pieces can follow on a folder."""
    known = tree.string(node)
    if known is not None:
        return _quoted(tuple(part for part in known.split("/") if part not in ("", ".")), quote)
    if node.type == "binary_operator" and tree.text(node.child_by_field_name("operator")) == "/":
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None and right is not None:
            return [*_pieces(tree, left, quote), tree.text(right)]
    if node.type == "call" and tree.call_name(node) in ("pathlib.Path", "os.path.join"):
        arguments, keywords = tree.arguments(node)
        if arguments and not keywords and all(one.type != "list_splat" for one in arguments):
            first = 1 if len(arguments) > 1 and _CWD.fullmatch(tree.text(arguments[0])) else 0
            return [piece for one in arguments[first:] for piece in _pieces(tree, one, quote)]
    if node.type == "parenthesized_expression" and node.named_child_count == 1:
        return _pieces(tree, node.named_children[0], quote)
    text = tree.text(node)
    if node.type == "string":
        # A Path keeps no slash at its end.
        return [re.sub(r"/(['\"])$", r"\1", re.sub(r"^(\w*['\"])\./", r"\1", text))]
    return [text if node.type in ("identifier", "call", "attribute", "subscript") else f"({text.strip('()')})"]


def _quoted(parts: Iterable[str], quote: str) -> list[str]:
    return [quote + part.replace("\\", "\\\\").replace(quote, "\\" + quote) + quote for part in parts]


def _anchor(tree: PythonTree, node: Node, target: ProjectPath, imports: PathNames) -> tuple[str, ProjectPath, bool]:
    """Give an expression for a folder at or above ``target``, the folder, and whether it is text rather than a Path."""
    known = _constant(tree, node, target)
    if known is not None:
        return known
    for name in _descendants(node, "identifier"):
        if (local := _local(tree, name, target, imports)) is not None:
            return local
    return (*imports.folder(node, target), False)


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
    tree: PythonTree, name: Node, target: ProjectPath, imports: PathNames
) -> tuple[str, ProjectPath, bool] | None:
    """Climb from the folder that a name of the expression holds: a local one would be left over without a use."""
    source = _value_of(tree, name)
    if source is None or "environ" in tree.text(source):
        return None
    value = evaluate_path(tree, source)
    folder = value.resolved
    if value.anchor is not Anchor.FILE or folder is None or folder.suffix == ".py":
        return None
    text = tree.text(source)
    here = tree.text(name) if _is_path(tree, source) else f"{imports.path()}({tree.text(name)})"
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
