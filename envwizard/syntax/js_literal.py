"""Object literals of JavaScript and JSON, as configuration files have them; nothing is evaluated.

Read are objects, arrays, strings, numbers, ``true``, ``false``, ``null`` and ``undefined``, with comments, trailing
commas and bare keys. Whatever else stands in the place of a value (a call, a name, ``a + b``, a spread) is kept as
``JsOther`` with its text, and ends at the comma or bracket that ends the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from envwizard.model.errors import SyntaxProblem
from envwizard.model.message import Message, msg
from envwizard.model.source import Location, TextFile

_SKIPPED = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_NUMBER = re.compile(r"[+-]?(?:\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?)(?![\w$])")
_BARE = re.compile(r"[A-Za-z_$][\w$]*")
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|' r"'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_END_OF_VALUE = re.compile(r"[,\]})]|\Z")
_DEEPEST = 60
_EXPORT = re.compile(r"(?:^|;|\n)[ \t]*(?:module[ \t]*\.[ \t]*exports[ \t]*=|export[ \t]+default\b)")


@dataclass(frozen=True, slots=True)
class JsScalar:
    """A string, number, ``true``, ``false``, ``null`` or ``undefined``; ``text`` is a string's content.

    ``start`` and ``end`` enclose the text without its quotes.
    """

    text: str
    start: int
    end: int
    is_string: bool


@dataclass(frozen=True, slots=True)
class JsList:
    """An array."""

    items: tuple[JsValue, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class JsObject:
    """An object. ``entries`` are in order, with the places of the keys; ``is_open`` where it takes others over."""

    entries: tuple[tuple[JsScalar, JsValue], ...]
    start: int
    end: int
    is_open: bool = False

    def get(self, name: str) -> JsValue | None:
        """Give the value of a key; the last of a name counts."""
        return next((value for key, value in reversed(self.entries) if key.text == name), None)


@dataclass(frozen=True, slots=True)
class JsOther:
    """Code in the place of a value: what it gives is known only when it runs."""

    text: str
    start: int
    end: int


JsValue: TypeAlias = "JsScalar | JsList | JsObject | JsOther"


def exported(file: TextFile) -> JsValue:
    """Read what a file exports: ``module.exports = ..``, ``export default ..``, or the whole of a JSON file.

    Raises:
        SyntaxProblem: it exports nothing that is written out there, or the brackets do not fit.
    """
    text = file.content
    if file.path.name.lower().endswith(".json"):
        return _Reader(file, 0).value(0)
    match = _EXPORT.search(_without_comments(text))
    if match is None:
        raise SyntaxProblem(msg("exports no object that could be read without running it"), 1)
    return _Reader(file, match.end()).value(0)


def location(file: TextFile, node: JsValue) -> Location:
    """The place of a node."""
    return file.location(node.start, node.end)


def _without_comments(text: str) -> str:
    """Blank comments out, and strings, so that what is found is code; offsets stay."""
    pattern = re.compile(f"//[^\n]*|/\\*.*?\\*/|{_STRING.pattern}", re.DOTALL)
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


class _Reader:
    def __init__(self, file: TextFile, position: int) -> None:
        self.file = file
        self.text = file.content
        self.at = position

    def value(self, depth: int) -> JsValue:
        """Read one value and what follows it in the same place."""
        self.skip()
        start = self.at
        if depth > _DEEPEST:
            raise self.problem(msg("is nested too deeply"))
        found = self.simple(depth)
        self.skip()
        if found is not None and _END_OF_VALUE.match(self.text, self.at):
            return found
        if found is not None and (self.text[self.at] == ";" or depth == 0):
            return found
        return self.other(start)

    def simple(self, depth: int) -> JsValue | None:
        start = self.at
        if self.text.startswith("{", start):
            return self.object(depth)
        if self.text.startswith("[", start):
            return self.list(depth)
        string = _STRING.match(self.text, start)
        if string is not None:
            self.at = string.end()
            inner = string.group()[1:-1]
            if string.group()[0] == "`" and "${" in inner:
                return None
            return JsScalar(_unescaped(inner), start + 1, self.at - 1, True)
        number = _NUMBER.match(self.text, start)
        if number is not None:
            self.at = number.end()
            return JsScalar(number.group().replace("_", ""), start, self.at, False)
        word = _BARE.match(self.text, start)
        if word is not None and word.group() in ("true", "false", "null", "undefined"):
            self.at = word.end()
            return JsScalar(word.group(), start, self.at, False)
        return None

    def object(self, depth: int) -> JsObject:
        start, is_open = self.at, False
        entries: list[tuple[JsScalar, JsValue]] = []
        self.at += 1
        for _ in self.items("}"):
            key = self.key()
            if key is None:
                is_open = True
                self.other(self.at)
                continue
            self.skip()
            if self.text.startswith(":", self.at):
                self.at += 1
                entries.append((key, self.value(depth + 1)))
            else:
                # ``{ name }`` and methods.
                entries.append((key, self.other(key.start)))
        return JsObject(tuple(entries), start, self.at, is_open)

    def key(self) -> JsScalar | None:
        start = self.at
        string = _STRING.match(self.text, start)
        bare = string or _BARE.match(self.text, start) or _NUMBER.match(self.text, start)
        if bare is None:
            return None
        self.at = bare.end()
        if string is not None:
            return JsScalar(_unescaped(string.group()[1:-1]), start + 1, self.at - 1, True)
        return JsScalar(bare.group(), start, self.at, False)

    def list(self, depth: int) -> JsList:
        start = self.at
        self.at += 1
        items = [self.value(depth + 1) for _ in self.items("]")]
        return JsList(tuple(items), start, self.at)

    def items(self, closing: str) -> Iterator[None]:
        """Stop at each item until the bracket closes; the item is read in between."""
        while True:
            self.skip()
            if self.at >= len(self.text):
                raise self.problem(msg("ends within brackets"))
            if self.text[self.at] == closing:
                self.at += 1
                return
            if self.text[self.at] == ",":
                self.at += 1
                continue
            before = self.at
            yield
            self.skip()
            if self.at == before or self.at >= len(self.text) or self.text[self.at] not in ("," + closing):
                raise self.problem(msg("has brackets that do not fit"))

    def other(self, start: int) -> JsOther:
        """Pass over code up to the end of the value: brackets in it are balanced, strings are passed over whole."""
        open_brackets: list[str] = []
        while self.at < len(self.text):
            self.skip()
            letter = self.text[self.at : self.at + 1]
            string = _STRING.match(self.text, self.at)
            if string is not None:
                self.at = string.end()
            elif letter in _CLOSING:
                open_brackets.append(_CLOSING[letter])
                self.at += 1
            elif open_brackets and letter == open_brackets[-1]:
                open_brackets.pop()
                self.at += 1
            elif not open_brackets and letter in ",]})":
                break
            else:
                self.at += 1
        return JsOther(self.text[start : self.at].strip(), start, self.at)

    def skip(self) -> None:
        match = _SKIPPED.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def problem(self, message: Message) -> SyntaxProblem:
        at = min(self.at, len(self.text))
        return SyntaxProblem(message, self.text.count("\n", 0, at) + 1)


def _unescaped(text: str) -> str:
    def put(match: re.Match[str]) -> str:
        code = match.group(1) or match.group(2) or match.group(3)
        if code is not None:
            return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else match.group()
        letter = match.group(4)
        return _ESCAPED.get(letter, letter)

    return _ESCAPE.sub(put, text) if "\\" in text else text
