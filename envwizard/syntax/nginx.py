"""nginx's format: directives with words, some with a block; also good for what only resembles it.

The reader is tolerant: files are often snippets or templates, so a brace too many or too few ends or opens a block and
nothing is an error. Template marks (``{{ x }}``, ``{% x %}``, ``${X}``) are parts of words.
(nginx.org/en/docs/beginners_guide.html, "Configuration File's Structure")
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from envwizard.model.source import TextFile

# What a template engine or envsubst will fill in. Bounded, so that marks that are never closed cost little.
_MARK = r"\{\{[^{}\n]{0,200}\}\}|\{%[^%\n]{0,200}%\}|\$\{[^{}\n]{0,200}\}"
_TOKEN = re.compile(
    r"(?P<skip>\s+|\#[^\n]*)"
    rf"|(?P<word>(?:{_MARK}|\\.|[^\s;{{}}\"'\\])(?:{_MARK}|\\.|[^\s;{{}}\\])*)"
    r"|\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^'\\]|\\.)*)'"
    r"|(?P<sign>[;{}])",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class NginxWord:
    """A word without its quotes, and where it stands in the file's text (without them)."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NginxDirective:
    """A directive: its words, the first of them its name, and the names and words of the blocks around it."""

    words: tuple[NginxWord, ...]
    blocks: tuple[tuple[str, ...], ...] = field(repr=False)

    @property
    def name(self) -> str:
        """The first word."""
        return self.words[0].text


def directives(file: TextFile) -> Iterator[NginxDirective]:
    """Read the directives that end with ``;`` in order."""
    text = file.content
    blocks: list[tuple[str, ...]] = []
    words: list[NginxWord] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            # A quote that is never closed, a backslash at the very end: plain characters.
            position += 1
            continue
        position = match.end()
        kind = match.lastgroup
        if kind in ("word", "double", "single"):
            words.append(NginxWord(match[kind], *match.span(kind)))
        elif kind == "sign":
            if match["sign"] == "{":
                blocks.append(tuple(word.text for word in words))
            elif match["sign"] == ";" and words:
                yield NginxDirective(tuple(words), tuple(blocks))
            elif match["sign"] == "}" and blocks:
                blocks.pop()
            words = []
