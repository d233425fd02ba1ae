"""Putting one more shell command behind another, in the style of the file around it."""

from __future__ import annotations

from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts.commands import CommandLine
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile


def is_plain(command: CommandLine) -> bool:
    """Tell whether a command can be followed by another one: run by a shell, in no branch, without redirections."""
    return not (
        command.exec_form
        or not command.words
        or command.redirects
        or command.heredoc is not None
        or any(condition.is_branch for condition in command.conditions)
    )


def insert_behind(file: TextFile, command: CommandLine, text: str) -> ReplaceSpan:
    """Run ``text`` after ``command``: on a line of its own where the command has one, else joined with ``&&``.

    Raises ``FixUnavailable`` where the command does not stand plainly in the file.
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
    continued = raw[:line].rstrip(b"\r\n").endswith(b"\\")
    newline = file.newline.encode()
    if not is_plain(command) or not (after in (b"", b"\\") or after.startswith((b"&&", b";", b"#"))):
        raise FixUnavailable(msg("The command in {path} is part of a larger one.", path=file.path))
    new = text.encode()
    if before.strip() in (b"", b"-", b"@") and not continued and not after:
        new = newline + before + new
    elif before.strip() == b"&&" and continued:
        new = b" \\" + newline + before + new
    elif after.startswith(b";"):
        new = b"; " + new
    else:
        new = b" && " + new
    assert isinstance(file.path, ProjectPath)
    return ReplaceSpan(file.path, file.digest, end, end, new)
