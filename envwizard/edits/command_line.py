"""Changing the words of a command where they stand: a JSON list, a YAML list, shell code, a unit's line.

Every edit is proved: the words are read again out of the changed text and must be the ones wanted. Where they are not
(escapes, folding, a word that no piece of the file shows as it is), ``FixUnavailable`` is raised and nothing changes.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from envwizard.edits.splice import splice
from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import EnvwizardError, FixUnavailable
from envwizard.model.facts.commands import CommandLine
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile
from envwizard.syntax.shell import commands, split_exec

_ITEM = re.compile(rb"[ \t]*-[ \t]+")
_QUOTES = (b'"', b"'")


@dataclass(frozen=True, slots=True)
class _Token:
    """A word's place in the raw bytes with its quotes. ``style`` is ``flow``, ``block`` or ``blank``."""

    start: int
    end: int
    text: str
    style: str


def remove_words(file: TextFile, command: CommandLine, first: int, last: int) -> tuple[ReplaceSpan, ...]:
    """Take out the words from index ``first`` to ``last``, with the blanks, comma or line that joins them."""
    tokens = _tokens(file, command)
    if first <= 0:
        raise FixUnavailable(msg("The program itself cannot be removed from {path}.", path=file.path))
    start, end = tokens[first - 1].end, tokens[last].end
    if tokens[first].style == "block":
        start = file.raw.rfind(b"\n", 0, tokens[first].start)
        behind = file.raw.find(b"\n", end)
        end = len(file.raw) if behind < 0 else behind - (file.raw[behind - 1 : behind] == b"\r")
        start -= file.raw[start - 1 : start] == b"\r"
    elif tokens[first - 1].style == "flow" and _starts_list(file, tokens[first]):
        # The first word of a list of its own (a CMD behind an ENTRYPOINT): the comma behind it goes.
        start = tokens[first].start
        end = tokens[last + 1].start if last + 1 < len(tokens) and not _starts_list(file, tokens[last + 1]) else end
    wanted = [*command.argv[:first], *command.argv[last + 1 :]]
    return _proved(file, command, tokens, first, (start, end, b""), wanted)


def add_words(file: TextFile, command: CommandLine, words: Sequence[str]) -> tuple[ReplaceSpan, ...]:
    """Put words behind the last one, in the style of the list or the line. They must need no quotes in a shell."""
    tokens = _tokens(file, command)
    last = tokens[-1]
    raw = file.raw
    if last.style == "flow":
        quote = raw[last.start : last.start + 1]
        quote = quote if quote in _QUOTES else b""
        gap = b", "
        if len(tokens) > 1 and not _starts_list(file, last):
            gap = raw[tokens[-2].end : last.start]
        new = b"".join(gap + quote + word.encode() + quote for word in words)
        at = last.end
    elif last.style == "block":
        line = raw.rfind(b"\n", 0, last.start) + 1
        behind = raw.find(b"\n", last.end)
        at = len(raw) if behind < 0 else behind - (raw[behind - 1 : behind] == b"\r")
        mark = raw[line : last.start]
        new = b"".join(file.newline.encode() + mark + _yaml(word) for word in words)
    else:
        at = last.end
        new = "".join(f" {word}" for word in words).encode()
    return _proved(file, command, tokens, len(tokens) - 1, (at, at, new), [*command.argv, *words])


def replace_words(
    file: TextFile, command: CommandLine, first: int, last: int, words: Sequence[str]
) -> tuple[ReplaceSpan, ...]:
    """Put other words in the place of those from index ``first`` to ``last``. They must need no quotes in a shell.

    ``FixUnavailable`` is raised where a comment stands between the old ones.
    """
    tokens = _tokens(file, command)
    style = tokens[first].style
    start, end = tokens[first].start, tokens[last].end
    is_commented = style == "block" and b"#" in file.raw[start:end]
    if is_commented or any(token.style != style for token in tokens[first : last + 1]):
        raise FixUnavailable(msg("The command in {path} cannot be changed word by word.", path=file.path))
    if style == "block":
        mark = file.raw[file.raw.rfind(b"\n", 0, start) + 1 : start].decode("utf-8", "replace")
        new = f"{file.newline}{mark}".join(_yaml(word).decode() for word in words)
    elif style == "flow":
        quote = file.raw[start : start + 1].decode("utf-8", "replace")
        quote = quote if quote in ("'", '"') else ""
        new = ", ".join(f"{quote}{word}{quote}" for word in words)
    else:
        new = " ".join(words)
    wanted = [*command.argv[:first], *words, *command.argv[last + 1 :]]
    return _proved(file, command, tokens, first, (start, end, new.encode()), wanted)


def replace_in_word(file: TextFile, command: CommandLine, index: int, old: str, new: str) -> tuple[ReplaceSpan, ...]:
    """Replace the one occurrence of ``old`` in a word."""
    tokens = _tokens(file, command)
    token = tokens[index]
    found = file.raw[token.start : token.end].split(old.encode())
    if len(found) != 2:
        raise FixUnavailable(msg("{old} does not stand in {path} as it is.", old=old, path=file.path))
    start = token.start + len(found[0])
    wanted = [*command.argv]
    wanted[index] = wanted[index].replace(old, new)
    edit = (start, start + len(old.encode()), new.encode())
    return _proved(file, command, tokens, index, edit, wanted)


def _tokens(file: TextFile, command: CommandLine) -> list[_Token]:
    found: list[_Token] = []
    raw = file.raw
    for word in command.words:
        start, end = word.span.start, word.span.end
        quote = raw[start - 1 : start] if start else b""
        if quote in _QUOTES and raw[end : end + 1] == quote and raw[start : start + 1] != quote:
            # The quotes around a word, unless they are those of shell code that is this one word.
            start, end = start - 1, end + 1
        style = "blank"
        if command.exec_form or not found or found[-1].style != "blank":
            style = _style(raw, start, end)
        found.append(_Token(start, end, word.text, style))
    ordered = all(one.end <= two.start for one, two in itertools.pairwise(found))
    if not found or not ordered or (file.encoding or "") not in ("utf-8", "ascii"):
        raise FixUnavailable(msg("The command in {path} cannot be changed word by word.", path=file.path))
    return found


def _style(raw: bytes, start: int, end: int) -> str:
    line = raw.rfind(b"\n", 0, start) + 1
    if _ITEM.fullmatch(raw, line, start):
        rest = raw[end:].split(b"\n", 1)[0].strip()
        if not rest or rest.startswith(b"#"):
            return "block"
    before, behind = raw[:start].rstrip()[-1:], raw[end:].lstrip()[:1]
    return "flow" if before in (b"[", b",") and behind in (b"]", b",") else "blank"


def _starts_list(file: TextFile, token: _Token) -> bool:
    return file.raw[: token.start].rstrip()[-1:] == b"["


def _yaml(word: str) -> bytes:
    plain = re.fullmatch(r"[A-Za-z./-][\w./=:-]*[\w/]|--[\w-]+", word) and not word.endswith(":")
    return word.encode() if plain else json.dumps(word).encode()


def _proved(
    file: TextFile,
    command: CommandLine,
    tokens: list[_Token],
    touched: int,
    edit: tuple[int, int, bytes],
    wanted: list[str],
) -> tuple[ReplaceSpan, ...]:
    """Apply the edit of the token ``touched``, read the words again and compare; joined lists are read one by one."""
    assert isinstance(file.path, ProjectPath)
    start, end, new = edit
    replacement = ReplaceSpan(file.path, file.digest, start, end, new)
    after = splice(file.path, file.raw, (replacement,))
    shift = len(after) - len(file.raw)
    got: list[str] = []
    moved = 0
    for run in _runs(file, tokens):
        first, last = run[0].start + moved, run[-1].end + moved
        if tokens[touched] in run:
            first, moved = min(first, start), shift
            last = max(last, end) + shift
        got += _read(after[first:last].decode("utf-8", "replace"), run[0].style, command, file)
    if got != wanted:
        raise FixUnavailable(msg("The command in {path} cannot be changed without changing more.", path=file.path))
    return (replacement,)


def _runs(file: TextFile, tokens: list[_Token]) -> list[list[_Token]]:
    runs: list[list[_Token]] = []
    for token in tokens:
        if not runs or token.style != runs[-1][-1].style or (token.style == "flow" and _starts_list(file, token)):
            runs.append([])
        runs[-1].append(token)
    return runs


def _read(piece: str, style: str, command: CommandLine, file: TextFile) -> list[str]:
    try:
        if style == "flow":
            return _flow(piece)
        if style == "block":
            return [text for line in piece.splitlines() if (text := _item(line))]
        if command.exec_form:
            # A unit's line goes on behind a backslash at its end (systemd.syntax(7)).
            piece = re.sub(r"\\\r?\n", "  ", piece)
            return list(split_exec(piece, lambda _a, _b: command.words[0].span, file.path).argv)
        found = commands(piece, lambda _a, _b: command.words[0].span, file.path)
    except (ValueError, EnvwizardError):
        return []
    # The commands that stand in others, ``--workers $(nproc)``, are told before those.
    outer = list(found[-1].argv) if found else []
    return outer if len(found) == 1 + " ".join(outer).count("$(") else []


def _flow(piece: str) -> list[str]:
    if not piece.strip():
        return []
    quoted = piece.lstrip().startswith('"')
    return [str(one) for one in json.loads(f"[{piece}]")] if quoted else [_bare(one) for one in piece.split(",")]


def _item(line: str) -> str:
    return _bare(re.sub(r"^\s*-\s+", "", line).partition(" #")[0])


def _bare(text: str) -> str:
    text = text.strip()
    if text[:1] == '"':
        return str(json.loads(text))
    return text[1:-1].replace("''", "'") if text[:1] == "'" else text
