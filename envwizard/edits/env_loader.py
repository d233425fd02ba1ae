"""A module of the project that loads its env file, and its import as an entry point's first."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tree_sitter import Node

from envwizard.edits.python_imports import first_import
from envwizard.edits.python_paths import node_at
from envwizard.model.change import CreateFile, ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Span, TextFile
from envwizard.syntax.python import PythonTree, parse

_MODULE = '''"""Loads the env file. Import it before everything else that reads the environment."""

from pathlib import Path

from dotenv import load_dotenv

load_dotenv(Path(__file__).resolve(){folder} / "{name}")
'''
_SELECTING = '''"""Loads the env files. Import it before everything else that reads the environment."""

import os
from pathlib import Path

from dotenv import load_dotenv

_FOLDER = Path(__file__).resolve(){folder}

# The environment's own file comes first: what it sets, the one below leaves alone.
load_dotenv(_FOLDER / f".env.{{os.getenv('{variable}', '{fallback}')}}")
load_dotenv(_FOLDER / "{name}")
'''


def loader_module(path: ProjectPath, env_file: ProjectPath, variable: str = "", fallback: str = "") -> CreateFile:
    """Write a module that loads ``env_file``, which lies beside or above it, wherever the program is started.

    With a ``variable`` the file of the environment that it names comes before (``.env.production``); ``fallback`` is
    the environment where the variable is not set.
    """
    climbed = len(path.parent.parts) - len(env_file.parent.parts)
    folder = ".parent" if climbed == 0 else f".parents[{climbed}]"
    text = _SELECTING if variable else _MODULE
    return CreateFile(
        path, text.format(folder=folder, name=env_file.name, variable=variable, fallback=fallback).encode()
    )


def import_first(file: TextFile, module: str, comment: str, loads: Iterable[Span] = ()) -> tuple[ReplaceSpan, ...]:
    """Import ``module`` above all other imports; docstring and ``from __future__`` stay first.

    ``loads`` are the file's own, which the module makes needless: they go where they are statements by themselves.
    """
    assert isinstance(file.path, ProjectPath)
    tree = parse(file)
    place = first_import(tree)
    if place is None:
        raise FixUnavailable(msg("{path} has no imports at its top.", path=file.path))
    # The one who reads it next must know why an import that nothing uses stands there, and stands first.
    lines = ("# First of all: it loads the env file.", f"import {module}  {comment}".rstrip())
    new = file.encode(file.newline.join(lines) + file.newline * 2)
    at = file.utf8_span(place, place).start
    edits = []
    for start, end in _needless(tree, [node for span in loads if (node := node_at(tree, span)) is not None]):
        inside = start <= at < end
        edits.append(ReplaceSpan(file.path, file.digest, start, end, new if inside else b""))
        at = -1 if inside else at
    return (*([ReplaceSpan(file.path, file.digest, at, at, new)] if at >= 0 else []), *edits)


def _needless(tree: PythonTree, loads: list[Node]) -> list[tuple[int, int]]:
    """The lines of the loads, of their import, and the blank lines that are then too many, as ranges of bytes.

    None where one of them is more than a statement on a line of its own, or would leave something without a use.
    """
    text = tree.file.content
    statements = [node.parent for node in loads]
    if not loads or "noqa" in text or not all(_stands_alone(tree, node) for node in statements):
        return []
    unused = _unused_imports(tree, loads, text)
    if unused is None:
        return []
    rows = unused | {
        row for node in statements if node is not None for row in range(node.start_point.row, node.end_point.row + 1)
    }
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    return [(tree.file.byte_offset(starts[a]), tree.file.byte_offset(starts[b])) for a, b in _runs(lines, rows)]


def _stands_alone(tree: PythonTree, node: Node | None) -> bool:
    """Tell whether a statement has its lines for itself and its block holds another one."""
    if node is None or node.type != "expression_statement" or node.parent is None:
        return False
    siblings = [child for child in node.parent.named_children if child.type != "comment"]
    lines = tree.file.content.splitlines()
    first, last = lines[node.start_point.row], lines[node.end_point.row]
    alone = first.strip().startswith(tree.text(node)[:10]) and last.rstrip().endswith(tree.text(node)[-1])
    return alone and len(siblings) > 1


def _unused_imports(tree: PythonTree, loads: list[Node], text: str) -> set[int] | None:
    """The rows of the imports that serve these loads alone; ``None`` where something else would be left over."""
    calls = " ".join(tree.text(node) for node in loads)
    if "override" in calls:
        return None
    names = set(re.findall(r"(?<![\w.])[A-Za-z_]\w*(?!\s*=[^=])", re.sub(r"(['\"]).*?\1", "", calls)))
    lines, rows = text.splitlines(), set()
    for name in names:
        if len(re.findall(rf"\b{name}\b", text)) - len(re.findall(rf"\b{name}\b", calls)) != 1:
            continue
        alone = [row for row, line in enumerate(lines) if re.fullmatch(rf"(?:from [\w.]+ )?import {name}[ \t]*", line)]
        if not alone:
            return None
        rows.add(alone[0])
    return rows


def _runs(lines: list[str], rows: set[int]) -> list[tuple[int, int]]:
    """Join rows that only blank lines part, and take the blank lines along that are too many without them."""

    def blanks(row: int, step: int) -> int:
        count = 0
        while 0 <= row + count * step < len(lines) and not lines[row + count * step].strip():
            count += 1
        return count

    found: list[tuple[int, int]] = []
    for row in sorted(rows):
        if found and row < found[-1][1]:
            continue
        end = row + 1
        while end in rows or (end + blanks(end, 1)) in rows:
            end += blanks(end, 1) + 1 if end not in rows else 1
        before, behind = blanks(row - 1, -1), blanks(end, 1)
        opens = row == 0 or lines[row - 1].rstrip().endswith(":")
        found.append((row, end + (behind if opens else min(before, behind))))
    return found
