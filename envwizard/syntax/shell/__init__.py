"""Shell code: the simple commands in it, with their words unquoted and every place known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from envwizard.model.facts.commands import Assignment, CommandLine, Condition, Word
from envwizard.model.paths import AnyPath
from envwizard.model.source import Location, Span
from envwizard.syntax.pieces import Pieces, SpanOf
from envwizard.syntax.shell.blocks import BlockReader, Draft
from envwizard.syntax.shell.handed import reads_shell_code, script_words
from envwizard.syntax.shell.words import RawWord, WordReader

_DEEPEST = 5


def commands(text: str, span: SpanOf, path: AnyPath) -> tuple[CommandLine, ...]:
    """Read the commands in a piece of shell code, in the order in which they run.

    Commands in substitutions come before the one that they belong to, those in a here-document behind it. Code handed
    to another shell is read too, behind the command that hands it over: ``sh -c '..'``, ``su x -c '..'`` and
    ``ssh host '..'`` with ``Condition("string", the command)``, a here-document that a shell or ssh reads with
    ``Condition("heredoc", the command)``.

    Args:
        text: the code. Windows newlines are allowed.
        span: gives the span in the file for offsets in characters of ``text``.
        path: the file.
    """
    return tuple(_commands(text, span, path, _DEEPEST))


def exec_form(words: Sequence[tuple[str, Span]], path: AnyPath) -> CommandLine:
    """Build the command of a JSON form, which no shell expands: its words are literal as they are."""
    place = words[0][1].through(words[-1][1]) if words else None
    return CommandLine(Location(path, place), tuple(Word(text, span) for text, span in words), exec_form=True)


def split_exec(text: str, span: SpanOf, path: AnyPath) -> CommandLine:
    """Split a line in words as systemd, supervisor and ``shlex`` do; operators and ``$`` are plain characters.

    Every word counts as literal: no shell expands it. Newlines are blanks.
    """
    return exec_form([(word.text, span(word.start, word.end)) for word in _split(text)], path)


def exec_commands(text: str, span: SpanOf, path: AnyPath) -> tuple[CommandLine, ...]:
    """Like ``split_exec``, followed by the commands of the shell code in it (``sh -c '..'``)."""
    words = _split(text)
    command = exec_form([(word.text, span(word.start, word.end)) for word in words], path)
    return (command, *inner_commands(command, lambda index: words[index].pieces.span(span)))


def inner_commands(command: CommandLine, spans: Callable[[int], SpanOf]) -> tuple[CommandLine, ...]:
    """Read the shell code that a command hands to another shell in its words; empty where it hands over none.

    Args:
        command: the command, of whatever form.
        spans: gives, for the index of a word, the span function for offsets in that word's text.
    """
    return tuple(_inner(command, spans, _DEEPEST))


def _commands(text: str, span: SpanOf, path: AnyPath, depth: int) -> list[CommandLine]:
    found: list[CommandLine] = []
    for draft in BlockReader(text, 0, len(text)).read():
        command = _command(text, draft, span, path)
        found.append(command)
        if depth and command.words:
            pieces = [word.pieces for word in draft.words]
            found += _inner(command, lambda index, pieces=pieces: pieces[index].span(span), depth)  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
            if draft.heredoc and reads_shell_code(command):
                body = _body(text, draft)
                inner = _commands(body.text, body.span(span), path, depth - 1)
                found += _within(inner, command, Condition("heredoc", " ".join(command.argv)))
    return found


def _command(text: str, draft: Draft, span: SpanOf, path: AnyPath) -> CommandLine:
    def word(raw: RawWord) -> Word:
        return Word(raw.text, span(raw.start, raw.end), raw.quote, raw.literal)

    return CommandLine(
        Location(path, span(draft.start, draft.end)),
        tuple(word(raw) for raw in draft.words),
        tuple(Assignment(name, word(raw), draft.exported) for name, raw in draft.assignments),
        draft.conditions,
        function=draft.function,
        heredoc=_body(text, draft).text if draft.heredoc else None,
        redirects=tuple(word(raw) for _, raw in draft.redirects),
        redirect_operators=tuple(operator for operator, _ in draft.redirects),
    )


def _body(text: str, draft: Draft) -> Pieces:
    start, end = draft.heredoc or (0, 0)
    if not draft.heredoc_tabs:
        return Pieces([(text[start:end], start)])
    pieces = []
    for line in text[start:end].splitlines(keepends=True):
        stripped = line.lstrip("\t")
        pieces.append((stripped, start + len(line) - len(stripped)))
        start += len(line)
    return Pieces(pieces)


def _inner(command: CommandLine, spans: Callable[[int], SpanOf], depth: int) -> list[CommandLine]:
    indexes = script_words(command)
    if not indexes or not depth:
        return []
    text, starts = "", []
    for index in indexes:
        starts.append(len(text) + bool(text))
        text = f"{text} {command.words[index].text}" if text else command.words[index].text

    def span(start: int, end: int) -> Span:
        first, last = (max(n for n, at in enumerate(starts) if at <= max(offset, 0)) for offset in (start, end - 1))
        if first == last:
            return spans(indexes[first])(start - starts[first], end - starts[first])
        return command.words[indexes[first]].span.through(command.words[indexes[last]].span)

    outer = " ".join(command.argv[: indexes[0]])
    inner = _commands(text, span, command.location.path, depth - 1)
    return _within(inner, command, Condition("string", outer))


def _within(inner: list[CommandLine], command: CommandLine, condition: Condition) -> list[CommandLine]:
    around = (*command.conditions, condition)
    return [replace(one, conditions=around + one.conditions, function=command.function) for one in inner]


def _split(text: str) -> list[RawWord]:
    words, position = [], 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        word = WordReader(text, len(text), lambda start, close: start).read_plain(position)
        words.append(word)
        position = word.end
    return words
