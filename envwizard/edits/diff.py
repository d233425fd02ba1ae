"""The diff of one file: lines for people, and what lines cannot show said in words."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import replace

from envwizard.model.change import FileChange
from envwizard.model.diff import DiffLine, FileAction, FileDiff, Hunk
from envwizard.model.message import Message, msg
from envwizard.project.decode import decode
from envwizard.syntax.requirement_options import masked

_CONTEXT = 3
_OTHER_CODECS = ("cp1252", "latin-1", "gb18030", "big5", "shift_jis", "euc-kr", "cp1251", "cp1250", "cp437")

# Takes the text of a line and gives the text that may be shown.
Mask = Callable[[str], str]


def file_diff(change: FileChange, mask: Mask | None = None) -> FileDiff:
    """Build the diff of a change. ``mask`` hides the secrets of a line; such hunks are marked.

    Without one the credentials in URLs are hidden.
    """
    mask = mask or masked
    before, after = _text(change.before), _text(change.after)
    action = FileAction.EDIT
    if change.before is None:
        action = FileAction.NEW
    elif change.after is None:
        action = FileAction.DELETE
    elif change.before == change.after:
        action = FileAction.MODE
    notes = tuple(_notes(change))
    told = before is not None or change.before is None
    if before is None and after is not None and change.before is not None and b"\0" not in change.before:
        # Bytes of another encoding are shown as a reader of UTF-8 meets them: the new lines show what they stand for.
        before = change.before.decode("utf-8", "backslashreplace")
    if before is None or after is None:
        return FileDiff(change.path, action, (), 0, 0, (*notes, msg("not shown: the file is no text")))
    old, new = _lines(before), _lines(after)
    hunks = tuple(_hunk(group, old, new, mask) for group in _groups(old, new))
    if not told:
        hunks = tuple(replace(hunk, masked=True) for hunk in hunks)
    marks = [line.kind for hunk in hunks for line in hunk.lines]
    return FileDiff(change.path, action, hunks, marks.count("+"), marks.count("-"), notes)


def _groups(old: list[str], new: list[str]) -> list[list[tuple[str, int, int, int, int]]]:
    """Compare after cutting equal ends off: edits are small and difflib is slow on long files."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    start = max(head - _CONTEXT, 0)
    keep = max(tail - _CONTEXT, 0)
    matcher = difflib.SequenceMatcher(None, old[start : len(old) - keep], new[start : len(new) - keep], False)
    groups = matcher.get_grouped_opcodes(_CONTEXT)
    return [[(tag, a + start, b + start, c + start, d + start) for tag, a, b, c, d in group] for group in groups]


def _hunk(group: list[tuple[str, int, int, int, int]], old: list[str], new: list[str], mask: Mask) -> Hunk:
    lines: list[DiffLine] = []
    hidden = False

    def add(kind: str, text: str, old_number: int | None, new_number: int | None) -> None:
        nonlocal hidden
        shown = text.removesuffix("\n")
        harmless = mask(shown)
        hidden = hidden or harmless != shown
        lines.append(DiffLine(kind, harmless, old_number, new_number, text.endswith("\n")))

    for tag, old_start, old_end, new_start, new_end in group:
        if tag == "equal":
            for step in range(old_end - old_start):
                add(" ", old[old_start + step], old_start + step + 1, new_start + step + 1)
            continue
        for number in range(old_start, old_end):
            add("-", old[number], number + 1, None)
        for number in range(new_start, new_end):
            add("+", new[number], None, number + 1)
    first, last = group[0], group[-1]
    old_count, new_count = last[2] - first[1], last[4] - first[3]
    old_line, new_line = first[1] + (old_count > 0), first[3] + (new_count > 0)
    return Hunk(old_line, old_count, new_line, new_count, tuple(lines), hidden)


def _stands_for(before: bytes, after: bytes) -> str | None:
    """The encoding by which the old bytes are the new text, where there is one."""
    text = decode(after)[0]
    return next((codec for codec in _OTHER_CODECS if before.decode(codec, "replace") == text), None)


def _lines(text: str) -> list[str]:
    r"""Split at ``\n`` only, as patch and git do; a carriage return stays with its line."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _text(raw: bytes | None) -> str | None:
    return "" if raw is None else decode(raw)[0]


def _notes(change: FileChange) -> list[Message]:
    notes = []
    if change.before is not None and change.after is not None:
        _, old_codec, old_mark = decode(change.before)
        _, new_codec, new_mark = decode(change.after)
        if old_mark and not new_mark:
            notes.append(msg("byte order mark removed"))
        if new_mark and not old_mark:
            notes.append(msg("byte order mark added"))
        if old_codec != new_codec:
            notes.append(
                msg(
                    "encoding: {old} becomes {new}",
                    old=old_codec or _stands_for(change.before, change.after) or "none known",
                    new=new_codec or "none known",
                )
            )
        if change.before != change.after and b"\r\n" in change.before and b"\r\n" in change.after:
            notes.append(msg("line ends are CRLF and stay so"))
    old_mode, new_mode = change.mode_before, change.mode_after
    if old_mode is not None and new_mode is not None and old_mode != new_mode:
        notes.append(msg("mode: {old} becomes {new}", old=f"{old_mode:o}", new=f"{new_mode:o}"))
    return notes
