"""The headers of METADATA, PKG-INFO and WHEEL files: e-mail headers, read as the standard library reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass

# What ends the headers is the first line that is neither one of these nor a continuation (the rest is the body).
_HEADER = re.compile(r"[\041-\071\073-\176]*:")


@dataclass(frozen=True, slots=True)
class Headers:
    """Header fields in their order, names in lower case; a folded value keeps its line breaks."""

    fields: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str | None:
        """The first value of a field, stripped, or ``None``."""
        return next((value.strip() for key, value in self.fields if key == name), None)

    def get_all(self, name: str) -> tuple[str, ...]:
        """All values of a field, stripped."""
        return tuple(value.strip() for key, value in self.fields if key == name)


def read_headers(text: str) -> Headers:
    """Read the headers at the start of a text; whatever follows them is not looked at."""
    fields: list[tuple[str, str]] = []
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end].rstrip("\r")
        if line.startswith((" ", "\t")) and fields:
            fields[-1] = (fields[-1][0], f"{fields[-1][1]}\n{line}")
        elif _HEADER.match(line):
            name, _, value = line.partition(":")
            fields.append((name.lower(), value))
        elif not line.startswith((" ", "\t", "From ")) or (line.startswith("From ") and start):
            break
        start = end + 1
    return Headers(tuple(fields))
