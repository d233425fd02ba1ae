"""The shell code that a command hands to another shell in one of its words (``sh -c 'gunicorn app'``), as commands."""

from __future__ import annotations

from collections.abc import Sequence

from envwizard.model.facts.commands import CommandLine, Word
from envwizard.model.source import Span
from envwizard.syntax.pieces import SpanOf
from envwizard.syntax.shell import inner_commands
from envwizard.syntax.shell.handed import script_words


def handed_code(command: CommandLine, known: Sequence[CommandLine] = ()) -> tuple[CommandLine, ...] | None:
    """Give the code; ``None`` where the command hands over none.

    ``known`` are commands that were read out of such words when the file was parsed: this command's are among them.

    ``known`` are commands that were read out of such words with their files: those of this command are among them.
    change it, everything in it has the place of the whole word.
    """
    indexes = script_words(command)
    if not indexes:
        return None
    first, last = command.words[indexes[0]].span.start, command.words[indexes[-1]].span.end
    read = tuple(
        one
        for one in known
        if one.location.span is not None and first <= one.location.span.start < last and one != command
    )
    if read:
        return read
    return inner_commands(command, lambda index: _spans(command.words[index]))


def _spans(word: Word) -> SpanOf:
    length = len(word.text.encode("utf-8", "surrogateescape"))
    outside = word.span.end - word.span.start - length
    exact = outside in (0, 2) and word.text.isascii() and "\n" not in word.text and word.span.line == word.span.end_line
    shift = outside // 2

    def span(start: int, end: int) -> Span:
        if not exact:
            return word.span
        at, column = word.span.start + shift, word.span.column + shift
        return Span(at + start, at + end, word.span.line, column + start, word.span.line, column + end)

    return span
