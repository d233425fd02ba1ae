"""Proves that a change leaves a file readable: what its format's parser took before, it takes afterwards too."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable

from envwizard.model.change import FileChange
from envwizard.model.errors import SyntaxProblem
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile
from envwizard.project.decode import decode

Reads = Callable[[TextFile], object]


def breaks(change: FileChange) -> bool:
    """Tell whether the file could be parsed before the change, or is new, and cannot be parsed after it."""
    reads = _parser(change.path)
    if reads is None or change.after is None or change.before == change.after:
        return False
    was_read = change.before is None or _is_read(reads, _text_file(change.path, change.before))
    return was_read and not _is_read(reads, _text_file(change.path, change.after))


def _parser(path: ProjectPath) -> Reads | None:
    """The parser of the file's format; ``None`` for formats that take any text."""
    name = path.name.lower()
    if name.endswith((".py", ".pyi")):
        return _python
    if name.endswith(".toml"):
        from envwizard.syntax.toml import parse as toml

        return toml
    if name.endswith((".yml", ".yaml")):
        from envwizard.syntax.yaml import documents

        return documents
    if name.endswith(".json"):
        from envwizard.syntax.yaml import json_document

        return json_document
    if name in ("dockerfile", "containerfile") or name.startswith("dockerfile.") or name.endswith(".dockerfile"):
        from envwizard.syntax.dockerfile import parse as dockerfile

        return dockerfile
    return None


def _text_file(path: ProjectPath, raw: bytes) -> TextFile:
    text, encoding, bom = decode(raw, python=path.name.endswith(".py"))
    return TextFile(path, raw, text, encoding, bom, 0o644)


def _is_read(reads: Reads, file: TextFile) -> bool:
    if file.text is None:
        return False
    try:
        reads(file)
    except SyntaxProblem:
        return False
    return True


def _python(file: TextFile) -> None:
    """Syntax younger than the Python that runs envwizard, which its own parser refuses, is left to tree-sitter."""
    from envwizard.model.message import msg
    from envwizard.syntax.python import parse

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(file.content)
    except (SyntaxError, ValueError, RecursionError):
        if parse(file).has_errors:
            raise SyntaxProblem(msg("is no Python")) from None
