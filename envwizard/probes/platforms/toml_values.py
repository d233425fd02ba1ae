"""Commands and variables in the platforms' TOML files."""

from __future__ import annotations

from envwizard.model.facts.commands import CommandLine
from envwizard.model.facts.containers import Variable
from envwizard.model.secret import Secret
from envwizard.model.source import Location
from envwizard.syntax.pieces import SpanOf, shifted
from envwizard.syntax.shell import commands, exec_commands, exec_form, inner_commands
from envwizard.syntax.toml import Path, TomlDocument


def location_of(document: TomlDocument, path: Path) -> Location:
    """The place of a value; the whole file where it has none of its own."""
    return Location(document.file.path, document.span(path))


def shell_commands_at(document: TomlDocument, path: Path) -> tuple[CommandLine, ...]:
    """Read the commands of a text that a shell runs; of a list of such texts all in order."""
    texts = document.get(path, list)
    paths = [path] if texts is None else [(*path, index) for index in range(len(texts))]
    found: list[CommandLine] = []
    for one in paths:
        text = document.get(one, str)
        if text:
            found += commands(text, _span_of(document, one, text), document.file.path)
    return tuple(found)


def exec_commands_at(document: TomlDocument, path: Path) -> tuple[CommandLine, ...]:
    """Build the command of a text or a list that no shell reads, followed by the shell code that it hands over."""
    text = document.get(path, str)
    if text and text.strip():
        return exec_commands(text, _span_of(document, path, text), document.file.path)
    words = [
        ((*path, index), word) for index, word in enumerate(document.get(path, list) or ()) if isinstance(word, str)
    ]
    if not words:
        return ()
    spans = [_span_of(document, one, word) for one, word in words]
    command = exec_form(
        [(word, span(0, len(word))) for (_, word), span in zip(words, spans, strict=True)], document.file.path
    )
    return (command, *inner_commands(command, lambda index: spans[index]))


def variables_at(document: TomlDocument, path: Path) -> tuple[Variable, ...]:
    """Read a table of variables."""
    found = []
    for name, value in (document.get(path, dict) or {}).items():
        if isinstance(value, (str, int, float)):
            text = str(value).lower() if isinstance(value, bool) else str(value)
            found.append(Variable(str(name), Secret(text), location_of(document, (*path, name))))
    return tuple(found)


def _span_of(document: TomlDocument, path: Path, text: str) -> SpanOf:
    """The way from offsets in a string's text to the file; the whole string where escapes make them differ."""
    start, end = document.offsets(path) or (0, 0)
    source = document.file.content[start:end]
    skip = 3 if source.startswith(('"""', "'''")) else 1
    if skip == 3 and source[3:4] in ("\r", "\n"):
        skip += 2 if source.startswith("\r\n", 3) else 1
    if not source.startswith(text, skip):
        return lambda first, last: document.file.span(start, end)
    return shifted(document.file.span, start + skip)
