"""Diffs as a patch in the unified format (POSIX diff -u, with git's headers for new, deleted and re-moded files)."""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.model.diff import FileAction, FileDiff, Hunk
from envwizard.model.harmless import harmless


def patch_text(diffs: Iterable[FileDiff]) -> str:
    """Write diffs as one patch. Notes and masked hunks are said in lines that begin with ``#``."""
    return "".join(line + "\n" for diff in diffs for line in _file(diff))


def _file(diff: FileDiff) -> list[str]:
    old = "/dev/null" if diff.action is FileAction.NEW else f"a/{diff.path}"
    new = "/dev/null" if diff.action is FileAction.DELETE else f"b/{diff.path}"
    lines = [f"# {note.render()}" for note in diff.notes]
    if any(hunk.masked for hunk in diff.hunks):
        lines.append("# values are masked: only envwizard itself can apply this")
    lines += [f"--- {old}", f"+++ {new}"]
    return [_harmless(line) for line in (*lines, *(line for hunk in diff.hunks for line in _hunk(hunk)))]


def _hunk(hunk: Hunk) -> list[str]:
    lines = [f"@@ -{_range(hunk.old_start, hunk.old_count)} +{_range(hunk.new_start, hunk.new_count)} @@"]
    for line in hunk.lines:
        lines.append(line.kind + line.text)
        if not line.newline:
            lines.append("\\ No newline at end of file")
    return lines


def _harmless(line: str) -> str:
    r"""The carriage return at the end of a CRLF file's line stays: without it the patch would not apply."""
    return harmless(line.removesuffix("\r")) + ("\r" if line.endswith("\r") else "")


def _range(start: int, count: int) -> str:
    return str(start) if count == 1 else f"{start},{count}"
