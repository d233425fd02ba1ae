"""The patterns of a .dockerignore file, as the builder matches them (moby/patternmatcher, BuildKit).

They differ from git's: a pattern is anchored at the context's root, the last one that matches decides, and a pattern
that starts with ``!`` brings a file back even where the folder above it is left out.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import cached_property

_SPECIAL = frozenset(".$+(){}|[]")


class IgnorePatterns:
    """Patterns in the order of the file; comments and empty lines may be among them."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(_clean(lines))

    def __bool__(self) -> bool:
        return bool(self.lines)

    def ignores(self, path: str) -> bool:
        """Tell whether a path (relative to the context) is left out: it or a folder above it matches last."""
        return next((not kept for kept, pattern in self._backwards if pattern.fullmatch(path)), False)

    @cached_property
    def brings_back(self) -> bool:
        """Tell whether a pattern brings files back, so that an ignored folder may not be left out as a whole."""
        return any(line.startswith("!") for line in self.lines)

    @cached_property
    def _backwards(self) -> tuple[tuple[bool, re.Pattern[str]], ...]:
        found = []
        for line in reversed(self.lines):
            pattern = _compiled(line.removeprefix("!"))
            if pattern is not None:
                found.append((line.startswith("!"), pattern))
        return tuple(found)


def matches(pattern: str, path: str) -> bool:
    """Tell whether a source of COPY with wildcards names a path; ``*`` and ``?`` do not cross a slash."""
    compiled = _compiled(pattern, below=False)
    return compiled is not None and compiled.fullmatch(path) is not None


def _clean(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        text = line.strip()
        if not text or line.startswith("#"):
            continue
        mark = "!" if text.startswith("!") else ""
        path = posixpath.normpath(text.removeprefix("!").strip().lstrip("/") or ".")
        # The context itself cannot be left out.
        if path != ".":
            yield mark + path


def _compiled(pattern: str, below: bool = True) -> re.Pattern[str] | None:
    """Build the expression for a path that matches or, with ``below``, that lies in what matches."""
    try:
        return re.compile("".join(_pieces(pattern)) + ("(?:/.*)?" if below else ""), re.DOTALL)
    except re.error:
        return None


def _pieces(pattern: str) -> Iterator[str]:
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*" and pattern.startswith("*", at):
            at += 1
            if pattern.startswith("/", at):
                at += 1
                yield "(?:.*/)?"
            else:
                yield ".*"
        elif char == "*":
            yield "[^/]*"
        elif char == "?":
            yield "[^/]"
        elif char == "[" and (end := pattern.find("]", at + 1)) > 0:
            yield f"[{pattern[at:end]}]".replace("[[", "[\\[")
            at = end + 1
        elif char == "\\" and at < len(pattern):
            yield re.escape(pattern[at])
            at += 1
        else:
            yield "\\" + char if char in _SPECIAL else char
