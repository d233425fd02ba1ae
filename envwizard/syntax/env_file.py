"""The env file format as python-dotenv reads it, with the place of every binding."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from envwizard.model.source import TextFile

# What stands before the value in a binding's source text (python-dotenv's grammar).
_HEAD = re.compile(
    r"\s*(?P<export>export[^\S\r\n]+)?(?P<key>'[^']+'|[^=\#\s]+)[^\S\r\n]*(?:=[^\S\r\n]*(?P<quote>['\"]?))?"
)


@dataclass(frozen=True, slots=True)
class Binding:
    """One binding, comment or bad line. Offsets are in characters; the text at ``start:end`` has no newline around it.

    ``key`` is ``None`` for a comment; ``error`` marks a line that python-dotenv drops.
    """

    key: str | None
    value: str | None
    start: int
    end: int
    key_start: int
    key_end: int
    quote: str = ""
    exported: bool = False
    error: bool = False


def parse(file: TextFile) -> tuple[Binding, ...]:
    """Read all bindings of a decoded env file (python-dotenv >= 1.2.3: its own parser says what a value is)."""
    from dotenv.parser import parse_stream

    bindings = []
    offset = 0
    for binding in parse_stream(io.StringIO(file.content, newline="")):
        source = binding.original.string
        stripped = source.strip("\r\n \t")
        start = offset + source.find(stripped) if stripped else offset
        end = start + len(stripped)
        head = _HEAD.match(source)
        if stripped and head and binding.key is not None and not binding.error:
            key_start, key_end = offset + head.start("key"), offset + head.end("key")
            quote, exported = head["quote"] or "", bool(head["export"])
            bindings.append(Binding(binding.key, binding.value, start, end, key_start, key_end, quote, exported))
        elif stripped:
            bindings.append(Binding(None, None, start, end, start, start, error=binding.error))
        offset += len(source)
    return tuple(bindings)
