"""The value of a path expression: an anchor and what is known behind it, and what becomes of it step by step."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from envwizard.model.facts.python import Anchor
from envwizard.model.paths import ProjectPath

_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


@dataclass(frozen=True, slots=True)
class PathValue:
    """What a path expression comes to.

    ``literal`` is the text behind the anchor as written (``config/app.yaml``), with ``{name}`` where it is not
    ``complete``. ``resolved`` is the path in the project, known only for ``Anchor.FILE``. ``default`` is the value
    that stands in where an ``Anchor.VARIABLE`` is not set.
    """

    anchor: Anchor
    literal: str | None = None
    resolved: ProjectPath | None = None
    complete: bool = True
    default: PathValue | None = None
    # The folder that is known of a path that is not ``complete``.
    folder: ProjectPath | None = None
    # The variable that ``Anchor.VARIABLE`` reads, where its name is written out.
    variable: str = ""


UNKNOWN = PathValue(Anchor.UNKNOWN, complete=False)


def literal_path(text: str) -> PathValue:
    """Classify a literal: absolute (POSIX, drive, UNC) or relative to the current directory."""
    absolute = text.startswith(("/", "\\\\")) or _DRIVE.match(text) is not None
    return PathValue(Anchor.ABSOLUTE if absolute else Anchor.CWD, text)


def climbed(value: PathValue, levels: int) -> PathValue:
    """Go up to the parent, ``levels`` times."""
    resolved = value.resolved
    if resolved is not None:
        parts = resolved.parts
        # Above the project's root nothing is known.
        resolved = None if levels > len(parts) else ProjectPath("/".join(parts[: len(parts) - levels]) or ".")
    literal = value.literal
    if literal:
        parts_written = literal.rstrip("/").split("/")
        literal = "/".join(parts_written[:-levels])
    return replace(value, literal=literal, resolved=resolved)


def join_paths(base: PathValue, piece: PathValue, written: str) -> PathValue:
    """Follow a piece from a path; ``written`` stands for a piece that is not known."""
    if piece.anchor is Anchor.ABSOLUTE or base.anchor is Anchor.UNKNOWN:
        return piece if piece.anchor is Anchor.ABSOLUTE else UNKNOWN
    if base.anchor is Anchor.VARIABLE:
        return PathValue(Anchor.VARIABLE)
    if piece.literal is None or piece.anchor is not Anchor.CWD or not piece.complete:
        text = piece.literal if piece.literal is not None else f"{{{written}}}"
        literal = f"{base.literal or ''}/{text}".lstrip("/")
        return replace(base, literal=literal, resolved=None, complete=False, folder=base.folder or base.resolved)
    literal = f"{base.literal.rstrip('/')}/{piece.literal}" if base.literal else piece.literal
    resolved = base.resolved.join(piece.literal) if base.resolved is not None and base.complete else None
    return replace(base, literal=literal, resolved=resolved)


def concatenated(value: PathValue, text: str | None, written: str) -> PathValue:
    """Add text to the end of a path, as ``+`` and f-strings do."""
    if value.anchor in (Anchor.UNKNOWN, Anchor.VARIABLE) or (value.anchor is Anchor.ABSOLUTE and value.literal is None):
        # Below a home or the system's folder for temporary files, wherever that is: what follows is no absolute path.
        return value
    if text is None:
        return replace(value, literal=f"{value.literal or ''}{{{written}}}", resolved=None, complete=False)
    resolved = None
    if value.resolved is not None and value.complete:
        resolved = ProjectPath.of(value.resolved.value + text)
    literal = (value.literal or "") + text
    if value.anchor is Anchor.FILE and not value.literal:
        literal = text.lstrip("/")
    return replace(value, literal=literal, resolved=resolved)


def agreed(values: Sequence[PathValue]) -> PathValue:
    """Of several possible values give what they have in common."""
    if not values or any(value.anchor is not values[0].anchor for value in values):
        return UNKNOWN
    first = values[0]
    if all(value == first for value in values):
        return first
    return PathValue(first.anchor, first.literal, None, complete=False)
