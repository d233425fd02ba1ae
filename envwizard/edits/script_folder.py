"""Letting a shell script go to its own folder before it does anything else."""

from __future__ import annotations

from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Span, TextFile

_GO = b'cd "$(dirname "$0")" || exit 1'


def go_to_own_folder(file: TextFile, first: Span) -> ReplaceSpan:
    """Put a ``cd`` to the script's folder on a line of its own before the line of the command at ``first``.

    Raises ``FixUnavailable`` where that line goes on from the one before it.
    """
    line = file.raw.rfind(b"\n", 0, first.start) + 1
    if file.raw[:line].rstrip(b"\r\n").endswith((b"\\", b"&&", b"||", b"|", b"(", b"{")):
        raise FixUnavailable(msg("The command in {path} is part of a larger one.", path=file.path))
    indent = file.raw[line : first.start]
    assert isinstance(file.path, ProjectPath)
    before = indent[: len(indent) - len(indent.lstrip())]
    return ReplaceSpan(file.path, file.digest, line, line, before + _GO + file.encode(file.newline))
