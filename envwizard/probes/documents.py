"""READMEs and install notes: the commands that they tell people to type, the variables that they tell them to set."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envwizard.model.facts.commands import CommandLine, Document
from envwizard.model.source import Location, TextFile
from envwizard.project.reader import Sources
from envwizard.syntax.markup import CodeBlock, code_blocks
from envwizard.syntax.pieces import shifted
from envwizard.syntax.shell import commands

_NAME = re.compile(
    r"(?:read.?me|install(?:ation|ing)?|deploy(?:ment|ing)?|contributing|hacking|develop(?:ment|ing)?|set-?up|"
    r"getting.?started|quick.?start|usage)[\w.-]*?(?:\.(?:md|markdown|rst|txt))?",
    re.IGNORECASE,
)
_ENDINGS = ("", ".md", ".markdown", ".rst", ".txt")
_SHELLS = frozenset(("", "bash", "sh", "shell", "zsh", "console", "shell-session", "shellsession", "terminal", "text"))
# ``$ pip install x``, ``(venv) $ ..``, ``user@host:~$ ..``; a ``#`` may as well begin a comment.
_PROMPT = re.compile(r"^[ \t>]*(?:\([\w.-]+\)[ \t]*)?(?:[\w.-]+@[\w.-]+:?\S*)?\$[ \t]+")
# What any reader of these facts asks for; a text without it has no command of interest.
_OF_INTEREST = re.compile(r"\b(?:pip3?|python3?|gunicorn|uvicorn|flask|conda|poetry|uv|[\w-]+\.sh)\b|\.env\b")
_LISTINGS = _SHELLS | frozenset(("env", "dotenv", "ini", "properties", "conf", "plaintext"))
_VARIABLE = re.compile(r"^[ \t]*(?:export[ \t]+)?([A-Z][A-Z0-9_]*)[ \t]*=", re.MULTILINE)
_LINE = re.compile(r"^[ \t]*[^#\s]", re.MULTILINE)
# Of a listing's lines most give a variable.
_MOST = 0.6


def probe_documents(sources: Sources) -> tuple[Document, ...]:
    """Read the commands in the code blocks of READMEs, install and deployment notes."""
    paths = [path for path in sources.named(_NAME) if path.suffix in _ENDINGS]
    found = sources.each("documents", paths, _document)
    return tuple(document for document in found if document.commands or document.variables)


def _document(file: TextFile) -> Document:
    text = file.content
    if not _OF_INTEREST.search(text):
        return Document(Location(file.path), ())
    blocks = tuple(code_blocks(text, restructured=str(file.path).lower().endswith(".rst")))
    found = ((command, " / ".join(block.headings)) for block in blocks for command in _commands(file, block))
    variables = (variable for block in blocks for variable in _variables(file, block))
    return Document(Location(file.path), tuple(found), tuple(variables))


def _variables(file: TextFile, block: CodeBlock) -> Iterator[tuple[str, Location]]:
    text = file.content[block.start : block.end]
    found = list(_VARIABLE.finditer(text)) if block.language in _LISTINGS else []
    if len(found) < 2 or len(found) < _MOST * len(_LINE.findall(text)):
        return
    for match in found:
        start, end = block.start + match.start(1), block.start + match.end(1)
        yield match[1], Location(file.path, file.span(start, end))


def _commands(file: TextFile, block: CodeBlock) -> Iterator[CommandLine]:
    text = file.content[block.start : block.end]
    if block.language not in _SHELLS or not _OF_INTEREST.search(text):
        return
    for start, end in _pieces(text):
        yield from commands(text[start:end], shifted(file.span, block.start + start), file.path)


def _pieces(text: str) -> list[tuple[int, int]]:
    """Where the commands are: with prompts only behind them (the other lines are output), else the whole block."""
    found: list[tuple[int, int]] = []
    start, continued = 0, False
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        prompt = _PROMPT.match(line)
        if prompt and not continued:
            found.append((start + prompt.end(), end))
        elif continued and found:
            found[-1] = (found[-1][0], end)
        continued = line.rstrip("\r\n").endswith("\\") and bool(prompt or continued)
        start = end
    return found or [(0, len(text))]
