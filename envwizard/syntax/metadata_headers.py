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
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.partition("\n\n")[0].split("\n")):
        if line.startswith((" ", "\t")):
            if fields:
                fields[-1] = (fields[-1][0], f"{fields[-1][1]}\n{line}")
        elif _HEADER.match(line):
            name, _, value = line.partition(":")
            fields.append((name.lower(), value))
        elif number or not line.startswith("From "):
            break
    return Headers(tuple(fields))
