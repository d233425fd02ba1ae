"""Markdown and reStructuredText, as far as their code blocks and headings go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(r"^[ \t>]*(```+|~~~+)[ \t]*\{?\.?([\w+-]*)")
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*$")
_UNDERLINE = re.compile(r"^([=\-~^\"'`#*+.:_])\1{2,}[ \t]*$")
_DIRECTIVE = re.compile(r"^([ \t]*)\.\.[ \t]+(?:code-block|code|sourcecode|prompt|tabs?)::[ \t]*([\w+-]*)")
_LITERAL = re.compile(r"^([ \t]*)(?!\.\.[ \t]).*::[ \t]*$")
_INDENT = re.compile(r"^[ \t]*")


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """A block of code: offsets of its content in the text, its language in lower case, the headings above it."""

    start: int
    end: int
    language: str
    headings: tuple[str, ...]


def code_blocks(text: str, restructured: bool = False) -> Iterator[CodeBlock]:
    """Find the code blocks of a text: fenced and indented ones of Markdown, directives and ``::`` of reStructuredText.

    An unclosed fence reaches to the end of the text, as it does for every renderer.
    """
    reader = _Reader(text, restructured)
    while reader.at < len(reader.lines):
        yield from reader.step()


class _Reader:
    def __init__(self, text: str, restructured: bool) -> None:
        self.restructured = restructured
        self.lines: list[tuple[int, str]] = []
        self.at = 0
        self.headings: list[tuple[int, str]] = []
        self.underlines: list[str] = []
        start = 0
        for line in text.splitlines(keepends=True):
            self.lines.append((start, line.rstrip("\r\n")))
            start += len(line)
        self.length = len(text)

    def step(self) -> Iterator[CodeBlock]:
        """Take one line, or the block that begins with it."""
        _, line = self.lines[self.at]
        directive = (_DIRECTIVE.match(line) or _LITERAL.match(line)) if self.restructured else None
        fence = None if self.restructured else _FENCE.match(line)
        if fence:
            yield self.fenced(fence.group(1), fence.group(2).lower())
        elif directive:
            language = directive.group(2).lower() if directive.re is _DIRECTIVE else ""
            self.at += 1
            yield from self.indented(len(directive.group(1).expandtabs(4)), language)
        elif (
            not self.restructured
            and self.is_indented(line)
            and (self.at == 0 or not self.lines[self.at - 1][1].strip())
        ):
            yield from self.indented(3, "")
        else:
            self.heading(line)
            self.at += 1

    def fenced(self, mark: str, language: str) -> CodeBlock:
        """Take a fenced block; the closing fence is at least as long as the opening one."""
        first = self.at + 1
        last = first
        while last < len(self.lines) and not self.lines[last][1].strip(" \t>").startswith(mark):
            last += 1
        self.at = last + 1
        start = self.lines[first][0] if first < len(self.lines) else self.length
        return self.block(start, self.lines[last][0] if last < len(self.lines) else self.length, language)

    def indented(self, outer: int, language: str) -> Iterator[CodeBlock]:
        """Take the lines that are indented further than ``outer``; options of a directive come before them."""
        while self.at < len(self.lines) and (not self.lines[self.at][1].strip() or self.is_option()):
            self.at += 1
        first = self.at
        last = first
        while self.at < len(self.lines):
            line = self.lines[self.at][1]
            if line.strip():
                if len(_INDENT.match(line).group().expandtabs(4)) <= outer:  # type: ignore[union-attr]  # always matches
                    break
                last = self.at + 1
            self.at += 1
        if last > first:
            self.at = last
            yield self.block(
                self.lines[first][0], self.lines[last][0] if last < len(self.lines) else self.length, language
            )

    def block(self, start: int, end: int, language: str) -> CodeBlock:
        """Build a block below the headings in force."""
        return CodeBlock(start, end, language, tuple(title for _, title in self.headings))

    def is_option(self) -> bool:
        """Tell whether a line is a directive's option (``:linenos:``)."""
        return self.restructured and re.match(r"[ \t]+:[\w-]+:", self.lines[self.at][1]) is not None

    def is_indented(self, line: str) -> bool:
        """Tell whether a line may belong to an indented block."""
        return line.startswith(("    ", "\t")) and bool(line.strip())

    def heading(self, line: str) -> None:
        """Note a heading: one with ``#``, or a line with an underline beneath."""
        title, level = line.strip(), 0
        marked = None if self.restructured else _HEADING.match(line)
        if marked:
            title, level = marked.group(2), len(marked.group(1))
        elif title and not _UNDERLINE.match(line) and self.at + 1 < len(self.lines):
            below = _UNDERLINE.match(self.lines[self.at + 1][1])
            if below and (self.restructured or below.group(1) in "=-"):
                level = self.level_of(below.group(1))
        if level:
            self.headings = [(other, name) for other, name in self.headings if other < level]
            self.headings.append((level, title))

    def level_of(self, character: str) -> int:
        """In Markdown ``=`` is above ``-``; in reStructuredText the order of their first use counts."""
        if not self.restructured:
            return 1 if character == "=" else 2
        if character not in self.underlines:
            self.underlines.append(character)
        return self.underlines.index(character) + 1
