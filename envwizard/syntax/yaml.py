"""YAML: a frozen tree with exact places, built from the parser's events.

Nothing is constructed: ``on``, ``012`` and ``12:30`` stay the text that they are, a repeated key is no error (the last
one counts, as for most programs), and unknown tags are kept. Anchors and merge keys (``<<``) are resolved.

The format is YAML 1.2 (yaml.org/spec/1.2.2) as ruamel.yaml reads it, with the merge key of YAML 1.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from envwizard.model.errors import SyntaxProblem
from envwizard.model.message import msg
from envwizard.model.source import Location, Span, TextFile
from envwizard.syntax.yaml_offsets import Offsets, scalar_offsets

if TYPE_CHECKING:
    from ruamel.yaml.events import Event, ScalarEvent

_DOCUMENT_MARK = re.compile(r"^(?:---|\.\.\.)(?=[ \t\r\n]|\Z)", re.MULTILINE)
# A line with content: neither blank nor a comment nor a directive.
_CONTENT = re.compile(r"^(?!%)[ \t]*[^\s#]", re.MULTILINE)
_NEWLINE = re.compile(r"[\r\n]")
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_MAX_DEPTH = 100
# What a document may unfold to once its aliases are followed.
_MAX_NODES = 500_000
_MAX_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class YamlNode:
    """A node and the characters ``start:end`` of the file that it was written in.

    A node that was reached through an alias lies where its anchor is. ``tag`` is empty where none is written. The
    accessors take keys and list positions, give ``None`` or nothing where the tree is not so, and never raise.
    """

    file: TextFile = field(repr=False, compare=False)
    start: int
    end: int
    tag: str

    @property
    def span(self) -> Span:
        """The node's place, quotes and brackets included."""
        return self.file.span(self.start, self.end)

    @property
    def location(self) -> Location:
        """The node's place with its path."""
        return Location(self.file.path, self.span)

    def get(self, *steps: str | int) -> YamlNode | None:
        """Follow keys (text) and positions (numbers) down the tree."""
        node: YamlNode | None = self
        for step in steps:
            if isinstance(node, YamlMap) and isinstance(step, str):
                node = node.value(step)
            elif isinstance(node, YamlList) and isinstance(step, int):
                node = node.nodes[step] if -len(node.nodes) <= step < len(node.nodes) else None
            else:
                return None
        return node

    def scalar(self, *steps: str | int) -> YamlScalar | None:
        """Follow the steps to a scalar that is not null."""
        node = self.get(*steps)
        return node if isinstance(node, YamlScalar) and not node.is_null else None

    def string(self, *steps: str | int) -> str | None:
        """Follow the steps to the text of a scalar that is not null."""
        node = self.scalar(*steps)
        return node.text if node else None

    def integer(self, *steps: str | int) -> int | None:
        """Follow the steps to a whole number, quoted or not."""
        text = self.string(*steps) or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def items(self, *steps: str | int) -> tuple[tuple[YamlScalar, YamlNode], ...]:
        """Follow the steps to a map and give its entries with scalar keys, each key once; empty for all else."""
        node = self.get(*steps)
        return node.unique() if isinstance(node, YamlMap) else ()

    def elements(self, *steps: str | int) -> tuple[YamlNode, ...]:
        """Follow the steps to a list and give its nodes; empty for all else."""
        node = self.get(*steps)
        return node.nodes if isinstance(node, YamlList) else ()

    def scalars(self, *steps: str | int) -> tuple[YamlScalar, ...]:
        """Follow the steps to a list, or to one scalar in its stead, and give the scalars that are not null."""
        node = self.get(*steps)
        nodes = node.nodes if isinstance(node, YamlList) else (node,)
        return tuple(one for one in nodes if isinstance(one, YamlScalar) and not one.is_null)


@dataclass(frozen=True, slots=True)
class YamlScalar(YamlNode):
    """A scalar. ``style`` is ``""`` (plain), ``'``, ``"``, ``|`` or ``>``; ``text`` what it means after unfolding."""

    text: str
    style: str
    _offsets: list[Offsets] = field(default_factory=list, repr=False, compare=False)

    @property
    def is_null(self) -> bool:
        """Tell whether it is the plain null (or nothing at all)."""
        return not self.style and self.tag != "!!str" and self.text in _NULLS

    @property
    def boolean(self) -> bool | None:
        """The truth value of a plain ``true``, ``yes``, ``on`` and their contraries, as YAML 1.1 has them."""
        return None if self.style else _BOOLEANS.get(self.text.lower())

    def span_of(self, start: int, end: int) -> Span:
        """Give the place of ``text[start:end]``: in a block scalar that is the exact line and column."""
        if not self._offsets:
            source = self.file.content[self.start : self.end]
            self._offsets.append(scalar_offsets(self.text, source, self.start, self.style))
        return self.file.span(*self._offsets[0].between(start, end))


@dataclass(frozen=True, slots=True)
class YamlList(YamlNode):
    """A list."""

    nodes: tuple[YamlNode, ...]


@dataclass(frozen=True, slots=True)
class YamlMap(YamlNode):
    """A map: what ``<<`` brought first, then its own entries in order. Keys may repeat and need not be scalars."""

    entries: tuple[tuple[YamlNode, YamlNode], ...]

    def value(self, key: str) -> YamlNode | None:
        """Give the value in force for a key: the last one."""
        return next((value for one, value in reversed(self.entries) if _key(one) == key), None)

    def entry(self, key: str) -> Location | None:
        """Give the place of an entry from its key to the end of its value."""
        pairs = ((one, value) for one, value in reversed(self.entries) if _key(one) == key)
        return next((entry_location(one, value) for one, value in pairs), None)

    def unique(self) -> tuple[tuple[YamlScalar, YamlNode], ...]:
        """Give the entries in force whose keys are scalars."""
        found = {key.text: (key, value) for key, value in self.entries if isinstance(key, YamlScalar)}
        return tuple(found.values())


def entry_location(key: YamlNode, value: YamlNode) -> Location:
    """Give the place from a key to the end of its value (of the key alone where the value stands elsewhere)."""
    return Location(key.file.path, key.file.span(key.start, value.end if value.start >= key.end else key.end))


def documents(file: TextFile, wanted: Callable[[str], bool] = lambda text: True) -> tuple[YamlNode, ...]:
    """Parse the documents of a file; those without content, and those whose text is not ``wanted``, are left out.

    Raises ``SyntaxProblem`` where the text is no YAML, is nested or repeated beyond measure, or is too long.
    """
    text = file.content
    if len(text) > _MAX_CHARACTERS:
        raise SyntaxProblem(msg("is longer than the {cap} characters of YAML that are read", cap=_MAX_CHARACTERS))
    found = []
    for start, end in _pieces(text):
        piece = text[start:end]
        if _CONTENT.search(piece.removeprefix("---")) and wanted(piece):
            found.append(_parse(file, piece, start))
    return tuple(found)


def document(file: TextFile) -> YamlNode:
    """Parse a file and give its first document; an empty map where it has none. Raises as ``documents`` does."""
    return next(iter(documents(file)), YamlMap(file, 0, 0, "", ()))


def json_document(file: TextFile) -> YamlNode:
    """Parse JSON, which YAML contains but for tabs between its values. Raises as ``documents`` does."""
    content = file.content.replace("\t", " ")
    return document(replace(file, text=content) if file.text is not None else file)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Cut at the document marks: at the start of a line they cannot be anything else (YAML 1.2.2, 9.1.4)."""
    start = 0
    for mark in _DOCUMENT_MARK.finditer(text):
        yield start, mark.start()
        start = mark.start() if mark.group() == "---" else mark.end()
    yield start, len(text)


def _key(node: YamlNode) -> str | None:
    return node.text if isinstance(node, YamlScalar) else None


def _parse(file: TextFile, piece: str, base: int) -> YamlNode:
    from ruamel.yaml import YAML  # heavy, and few projects' files need it
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    def problem(reason: object, at: int) -> SyntaxProblem:
        at = min(base + at, len(file.content))
        return SyntaxProblem(msg("is not valid YAML: {reason}", reason=reason), file.span(at, at).line)

    builder = _Builder(file, base)
    try:
        for event in YAML(typ="safe", pure=True).parse(piece):
            builder.take(event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise problem(error.problem or error.context or "it cannot be read", mark.index if mark else 0) from None
    except ReaderError as error:
        raise problem(f"it holds the control character U+{int(error.character):04X}", error.position) from None
    except YAMLError as error:
        raise problem(" ".join(str(error).split())[:200], 0) from None
    except (ValueError, IndexError, AssertionError, OverflowError) as error:
        # The scanner converts escapes and version numbers without looking: "\UFFFFFFFF" or "%YAML x.1".
        raise problem(error, 0) from None
    return builder.root or YamlScalar(file, base, base, "", "", "")


@dataclass(slots=True)
class _Frame:
    """A list or a map that is still open."""

    is_map: bool
    start: int
    tag: str
    anchor: str | None
    flow: bool
    last_end: int
    nodes: list[YamlNode] = field(default_factory=list)
    size: int = 1


class _Builder:
    """Turns events into nodes, without recursion."""

    def __init__(self, file: TextFile, base: int) -> None:
        self.file = file
        self.base = base
        self.root: YamlNode | None = None
        self.stack: list[_Frame] = []
        self.anchors: dict[str, tuple[YamlNode, int]] = {}

    def take(self, event: Event) -> None:
        """Take the next event."""
        from ruamel.yaml import events

        start, end = self.base + event.start_mark.index, self.base + event.end_mark.index
        if isinstance(event, events.ScalarEvent):
            self.scalar(event, start, end)
        elif isinstance(event, events.AliasEvent):
            known = self.anchors.get(str(event.anchor))
            if known is None:
                self.fail(msg("the alias *{name} names no anchor above it", name=event.anchor), start)
            else:
                self.add(*known, None, end)
        elif isinstance(event, (events.MappingStartEvent, events.SequenceStartEvent)):
            if len(self.stack) >= _MAX_DEPTH:
                self.fail(msg("it is nested more than {depth} levels deep", depth=_MAX_DEPTH), start)
            is_map = isinstance(event, events.MappingStartEvent)
            flow = bool(event.flow_style)
            self.stack.append(_Frame(is_map, start, _tag(event.tag), event.anchor, flow, start))
        elif isinstance(event, (events.MappingEndEvent, events.SequenceEndEvent)):
            self.close(end)

    def scalar(self, event: ScalarEvent, start: int, end: int) -> None:
        """Add a scalar."""
        style = event.style or ""
        if style in ("|", ">"):
            # The mark stands behind blank lines; the blanks at the end of the last line are text.
            last = _NEWLINE.search(self.file.content, start + len(self.file.content[start:end].rstrip()), end)
            end = last.start() if last else end
        self.add(YamlScalar(self.file, start, end, _tag(event.tag), event.value, style), 1, event.anchor, end)

    def close(self, end: int) -> None:
        """Close the innermost list or map."""
        frame = self.stack.pop()
        end = end if frame.flow else frame.last_end
        node: YamlNode
        if frame.is_map:
            pairs = zip(frame.nodes[::2], frame.nodes[1::2], strict=True)
            node = YamlMap(self.file, frame.start, end, frame.tag, _merged(tuple(pairs)))
        else:
            node = YamlList(self.file, frame.start, end, frame.tag, tuple(frame.nodes))
        self.add(node, frame.size, frame.anchor, end)

    def add(self, node: YamlNode, size: int, anchor: str | None, end: int) -> None:
        """Put a finished node into the one that is open; ``size`` counts its nodes with aliases followed."""
        if anchor:
            self.anchors[anchor] = (node, size)
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        frame.nodes.append(node)
        frame.last_end = end
        frame.size += size
        if frame.size > _MAX_NODES:
            self.fail(msg("its aliases unfold to more than {cap} nodes", cap=_MAX_NODES), end)

    def fail(self, reason: object, at: int) -> None:
        """Raise ``SyntaxProblem`` for a place."""
        line = self.file.span(at, at).line
        raise SyntaxProblem(msg("is not valid YAML: {reason}", reason=reason), line)


def _tag(tag: object) -> str:
    """The tag as written, in the short form for the standard ones."""
    return str(tag).replace("tag:yaml.org,2002:", "!!") if tag else ""


def _merged(pairs: tuple[tuple[YamlNode, YamlNode], ...]) -> tuple[tuple[YamlNode, YamlNode], ...]:
    """Put what merge keys bring before the own entries; the first of several merged maps wins (yaml.org/type/merge)."""
    if not any(_is_merge(key) for key, _ in pairs):
        return pairs
    brought: dict[str, tuple[YamlNode, YamlNode]] = {}
    for key, value in pairs:
        if _is_merge(key):
            for one in value.nodes if isinstance(value, YamlList) else (value,):
                for scalar, inner in one.items():
                    brought.setdefault(scalar.text, (scalar, inner))
    own = tuple(pair for pair in pairs if not _is_merge(pair[0]))
    taken = {_key(key) for key, _ in own}
    return tuple(pair for name, pair in brought.items() if name not in taken) + own


def _is_merge(key: YamlNode) -> bool:
    return isinstance(key, YamlScalar) and key.text == "<<" and not key.style
