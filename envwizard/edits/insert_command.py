"""Putting one more shell command behind another, in the style of the file around it."""

from __future__ import annotations

import re

from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts.commands import CommandLine
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile

_LOOP = re.compile(rb"(?:^|[;&|])[ \t]*(?:for|while|until|select)\b", re.MULTILINE)
_LOOP_END = re.compile(rb"(?:^|[;&|])[ \t]*done\b", re.MULTILINE)
_COMMENT = re.compile(rb"^[ \t]*#.*$", re.MULTILINE)
_TESTED = re.compile(rb"(?:^|[;&|\s])(?:if|elif|while|until|!)\s(?!.*\b(?:then|do)\b)")


def is_plain(command: CommandLine) -> bool:
    """Tell whether a command can be followed by another one: run by a shell, in no branch, without redirections."""
    return not (
        command.exec_form
        or not command.words
        or command.redirects
        or command.heredoc is not None
        or any(condition.is_branch for condition in command.conditions)
    )


def insert_behind(file: TextFile, command: CommandLine, text: str, *, alone: bool = True) -> ReplaceSpan:
    """Run ``text`` after ``command``: on a line of its own where the command has one, else joined with ``&&``.

    The edit takes in the whole command, so that another fix of it and this one wait for each other; where it is not
    ``alone``, it inserts only, beside other edits of the same fix to that command. Raises ``FixUnavailable`` where the
    command does not stand plainly in the file.
    """
    raw = file.raw
    last = command.words[-1].span
    end = last.end
    if raw[end : end + 1] in (b'"', b"'") and raw[last.start - 1 : last.start] == raw[end : end + 1]:
        end += 1
    start = min(word.span.start for word in command.words)
    start = min([start, *(one.value.span.start - len(one.name) - 1 for one in command.assignments)])
    line = raw.rfind(b"\n", 0, start) + 1
    before = raw[line:start]
    stop = raw.find(b"\n", end)
    after = raw[end : len(raw) if stop < 0 else stop].strip()
    plain = after in (b"", b"\\") or after.startswith((b"&&", b";", b"#"))
    if not is_plain(command) or not plain or _TESTED.search(before) or _in_loop(raw[:start]):
        raise FixUnavailable(msg("The command in {path} is part of a larger one.", path=file.path))
    if after.startswith(b"#") and before.strip() in (b"", b"-", b"@"):
        # The comment stays with its command.
        end, after = end + len(raw[end:stop].rstrip(b"\r") if stop > 0 else raw[end:]), b""
    new = _joined(file, (start, end), before, after, text.encode())
    assert isinstance(file.path, ProjectPath)
    first = start if alone else end
    return ReplaceSpan(file.path, file.digest, first, end, raw[first:end] + new)


def _in_loop(before: bytes) -> bool:
    code = _COMMENT.sub(b"", before)
    return len(_LOOP.findall(code)) > len(_LOOP_END.findall(code))


def _joined(file: TextFile, place: tuple[int, int], before: bytes, after: bytes, new: bytes) -> bytes:
    """Write what joins the new command to the old one, as the lines around it are written."""
    raw, (start, end) = file.raw, place
    newline = file.newline.encode()
    continued = raw[: start - len(before)].rstrip(b"\r\n").endswith(b"\\")
    if before.strip() in (b"", b"-", b"@") and not continued and not after:
        return newline + before + new
    if before.strip() == b"&&" and continued:
        return b" \\" + newline + before + new
    if after == b"&& \\":
        return b" && \\" + newline + _indent(raw, raw.find(b"\n", end) + 1) + new
    if b"\n" in raw[start:end] and not after:
        return b" \\" + newline + _indent(raw, raw.rfind(b"\n", 0, end) + 1) + b"&& " + new
    return (b"; " if after.startswith(b";") else b" && ") + new


def _indent(raw: bytes, line: int) -> bytes:
    return raw[line : len(raw) - len(raw[line:].lstrip(b" \t"))]
