"""Putting a statement below ``if __name__ == "__main__":``."""

from __future__ import annotations

from envwizard.edits.valid_source import valid
from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Span, TextFile

_GUARD = b'if __name__ == "__main__":'


def guarded(file: TextFile, statement: Span) -> ReplaceSpan:
    """Let the statement at the top of a source run only where the source is the program.

    Raises ``FixUnavailable`` where it shares its line with something else, or has a text over several lines in it.
    """
    assert isinstance(file.path, ProjectPath)
    raw = file.raw
    start = raw.rfind(b"\n", 0, statement.start) + 1
    stop = raw.find(b"\n", statement.end)
    stop = len(raw) if stop < 0 else stop
    behind = raw[statement.end : stop].strip()
    text = raw[statement.start : stop]
    if start != statement.start or (behind and not behind.startswith(b"#")) or b'"""' in text or b"'''" in text:
        raise FixUnavailable(msg("{path} cannot be changed without changing more.", path=file.path))
    indented = b"\n".join(b"    " + line if line.strip() else line for line in text.split(b"\n"))
    edit = ReplaceSpan(file.path, file.digest, start, stop, _GUARD + file.encode(file.newline) + indented)
    return valid(file, (edit,))[0]
