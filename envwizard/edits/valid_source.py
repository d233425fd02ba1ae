"""Edits of a Python source, given only where the source can still be parsed afterwards."""

from __future__ import annotations

from envwizard.edits.splice import splice
from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile
from envwizard.syntax.python import parse


def valid(file: TextFile, edits: tuple[ReplaceSpan, ...]) -> tuple[ReplaceSpan, ...]:
    """Give the edits back; raises ``FixUnavailable`` where they would leave what is no Python."""
    assert isinstance(file.path, ProjectPath)
    after = splice(file.path, file.raw, edits)[len(file.bom) :]
    text = after.decode(file.encoding or "utf-8", "surrogateescape")
    if parse(TextFile(file.path, after, text, file.encoding, b"", 0)).has_errors:
        raise FixUnavailable(msg("{path} cannot be changed without changing more.", path=file.path))
    return edits
