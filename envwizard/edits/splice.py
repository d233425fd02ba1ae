"""From edits to whole files: the bytes before and after, proved against the digests that the edits carry."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from envwizard.model.change import CreateFile, DeleteFile, Edit, FileChange, ReplaceSpan, SetMode
from envwizard.model.errors import FixUnavailable, StaleEdit
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile


def file_changes(
    edits: Iterable[Edit], read: Callable[[ProjectPath], TextFile], exists: Callable[[ProjectPath], bool]
) -> tuple[FileChange, ...]:
    """Compute what the edits make of each file they name.

    ``read`` gives a file as it is now and ``exists`` tells whether something lies at a path. Raises ``StaleEdit`` where
    a file is not the one that its edit was computed from, and ``FixUnavailable`` where two edits of a file overlap.
    """
    by_path: dict[ProjectPath, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.path, []).append(edit)
    return tuple(_change(path, group, read, exists) for path, group in by_path.items())


def _change(
    path: ProjectPath,
    edits: list[Edit],
    read: Callable[[ProjectPath], TextFile],
    exists: Callable[[ProjectPath], bool],
) -> FileChange:
    created = next((edit for edit in edits if isinstance(edit, CreateFile)), None)
    if created is not None:
        if exists(path):
            raise StaleEdit(msg("{path} exists already.", path=path))
        if len(edits) > 1:
            raise FixUnavailable(msg("Two fixes create {path} differently.", path=path))
        return FileChange(path, None, created.content, None, created.mode)
    file = read(path)
    for edit in edits:
        if not isinstance(edit, CreateFile) and edit.digest != file.digest:
            raise StaleEdit(msg("{path} changed since it was probed.", path=path))
    if any(isinstance(edit, DeleteFile) for edit in edits):
        return FileChange(path, file.raw, None, file.mode, None)
    after = splice(path, file.raw, [edit for edit in edits if isinstance(edit, ReplaceSpan)])
    modes = [edit.mode for edit in edits if isinstance(edit, SetMode)]
    return FileChange(path, file.raw, after, file.mode, modes[-1] if modes else file.mode)


def splice(path: ProjectPath, raw: bytes, replacements: Iterable[ReplaceSpan]) -> bytes:
    """Put the new bytes in place of the old; raises ``FixUnavailable`` where two replacements overlap.

    Equal replacements count once. Of two insertions at one place the first given comes first.
    """
    pieces = []
    position = 0
    for edit in sorted(dict.fromkeys(replacements), key=lambda one: (one.start, one.end)):
        if edit.start < position or not edit.start <= edit.end <= len(raw):
            raise FixUnavailable(msg("Two fixes change the same lines of {path}.", path=path))
        pieces += [raw[position : edit.start], edit.new]
        position = edit.end
    return b"".join((*pieces, raw[position:]))


def overlap(first: Iterable[Edit], second: Iterable[Edit]) -> bool:
    """Tell whether two groups of edits cannot be applied together."""
    others: dict[ProjectPath, list[Edit]] = {}
    for edit in second:
        others.setdefault(edit.path, []).append(edit)
    return any(_clash(edit, other) for edit in first for other in others.get(edit.path, ()))


def _clash(one: Edit, other: Edit) -> bool:
    if one == other:
        return False
    if isinstance(one, ReplaceSpan) and isinstance(other, ReplaceSpan):
        if one.start == one.end == other.start == other.end:
            # Two insertions at one place stand behind each other, unless a line of theirs would then be there twice.
            return any(line.strip() for line in {*one.new.splitlines()} & {*other.new.splitlines()})
        return one.start < other.end and other.start < one.end
    return not (isinstance(one, SetMode) and isinstance(other, ReplaceSpan)) and not (
        isinstance(one, ReplaceSpan) and isinstance(other, SetMode)
    )
