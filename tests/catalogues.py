"""Catalogues as translators write them (.po), compiled to what the package reads (.mo).

``python -m tests.catalogues`` compiles them all.
"""

from __future__ import annotations

import ast
import struct
from pathlib import Path

LOCALE = Path(__file__).parents[1] / "envwizard" / "i18n" / "locale"


def read_po(text: str) -> dict[str, str]:
    """Read a .po file without plurals and contexts: the translation by its source."""
    entries: dict[str, str] = {}
    source, kind = "", ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("msgid "):
            source, kind = ast.literal_eval(line[6:]), "id"
        elif line.startswith("msgstr "):
            kind = "str"
            entries[source] = ast.literal_eval(line[7:])
        elif line.startswith('"') and kind == "id":
            source += ast.literal_eval(line)
        elif line.startswith('"') and kind == "str":
            entries[source] += ast.literal_eval(line)
        elif line and not line.startswith("#"):
            raise ValueError(f"not understood: {line}")
    return entries


def compiled(entries: dict[str, str]) -> bytes:
    """Write the .mo (GNU gettext manual, section "The Format of GNU MO Files"); what is not translated is left out."""
    pairs = sorted((source.encode(), text.encode()) for source, text in entries.items() if text)
    offset = 28 + 16 * len(pairs)
    tables = [b"", b""]
    body = b""
    for side in (0, 1):
        for pair in pairs:
            tables[side] += struct.pack("<II", len(pair[side]), offset + len(body))
            body += pair[side] + b"\0"
    header = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return header + tables[0] + tables[1] + body


if __name__ == "__main__":
    for po in LOCALE.rglob("*.po"):
        po.with_suffix(".mo").write_bytes(compiled(read_po(po.read_text("utf-8"))))
