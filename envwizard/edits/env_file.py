"""Changing lines of an env file: taken out, written in a form that all its readers take, or added at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable

from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts.envfiles import OddLine
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Span, TextFile
from envwizard.syntax.env_dialects import meant, read_line


def without_line(path: ProjectPath, file: TextFile, span: Span) -> ReplaceSpan:
    """Take the lines of a binding out, with their newline. Raises ``FixUnavailable`` where the file is not UTF-8."""
    start, end = whole_lines(path, file, span)
    if file.raw[end : end + 2] == b"\r\n":
        end += 2
    elif file.raw[end : end + 1] in (b"\n", b"\r"):
        end += 1
    return ReplaceSpan(path, file.digest, start, end, b"")


def without_value(path: ProjectPath, file: TextFile, span: Span) -> ReplaceSpan:
    """Take a binding's value out and leave its key. Raises ``FixUnavailable`` where the file is not UTF-8."""
    start, end = whole_lines(path, file, span)
    at = file.raw.index(b"=", start, end) + 1
    return ReplaceSpan(path, file.digest, at, end, b"")


def rewritten_line(path: ProjectPath, file: TextFile, span: Span, dialects: Iterable[str]) -> ReplaceSpan | None:
    """Write a binding so that every one of ``dialects`` reads what is meant; ``None`` where no such form is known.

    A comment behind the value comes to stand on a line of its own above.
    """
    start, end = whole_lines(path, file, span)
    new = portable_line(file.raw[start:end].decode("utf-8"), tuple(dialects), file.newline)
    return None if new is None else ReplaceSpan(path, file.digest, start, end, new.encode("utf-8"))


def rewritten_lines(
    path: ProjectPath, file: TextFile, lines: Iterable[tuple[OddLine, tuple[str, ...]]]
) -> tuple[ReplaceSpan, ...]:
    """Write lines anew, each for its readers' dialects. Raises ``FixUnavailable`` where one has no such form."""
    edits = []
    for line, dialects in lines:
        span = line.location.span
        edit = rewritten_line(path, file, span, dialects) if span is not None else None
        if edit is None:
            key = line.key or msg("the line")
            raise FixUnavailable(msg("No form of {key} is read alike by all who read {path}.", key=key, path=path))
        edits.append(edit)
    return tuple(edits)


def portable_line(text: str, dialects: tuple[str, ...], newline: str = "\n") -> str | None:
    """Find the plainest form of a line that all the dialects read as it is meant, and prove it by reading it."""
    wanted = meant(text)
    if wanted is None or wanted.key is None or wanted.value is None or "\0" in wanted.value:
        return None
    comment = comment_behind(text)
    above = f"# {comment}{newline}" if comment else ""
    for quote in ("", '"', "'"):
        line = f"{wanted.key}={quote}{wanted.value}{quote}"
        if meant(line) == wanted and all(read_line(dialect, line) == wanted for dialect in dialects):
            return above + line
    return None


def with_lines(path: ProjectPath, file: TextFile, lines: Iterable[str]) -> ReplaceSpan:
    """Add lines at the end of the file."""
    newline = file.newline
    lead = "" if not file.content or file.content.endswith(("\n", "\r")) else newline
    end = len(file.raw)
    return ReplaceSpan(path, file.digest, end, end, file.encode(lead + "".join(line + newline for line in lines)))


def comment_behind(text: str) -> str:
    """What stands behind the value as a comment."""
    _, _, value = text.partition("=")
    value = value.strip()
    quote = value[:1] if value[:1] in ("'", '"') else ""
    closed = re.match(rf"{quote}(?:\\.|[^{quote}\\])*{quote}", value, re.DOTALL) if quote else None
    if quote and closed is None:
        return ""
    match = re.search(r"\s#+\s*(.*)", value[closed.end() :] if closed else " " + value if value[:1] == "#" else value)
    return match.group(1).strip() if match else ""


def whole_lines(path: ProjectPath, file: TextFile, span: Span) -> tuple[int, int]:
    """The bytes of the lines that a span touches; raises ``FixUnavailable`` where the file is not UTF-8."""
    if file.encoding != "utf-8":
        raise FixUnavailable(msg("{path} is not UTF-8: that comes first.", path=path))
    start, end = span.start, span.end
    while start > len(file.bom) and file.raw[start - 1 : start] not in (b"\n", b"\r"):
        start -= 1
    while end < len(file.raw) and file.raw[end : end + 1] not in (b"\n", b"\r"):
        end += 1
    return start, end
