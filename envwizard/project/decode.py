"""From bytes to text: byte order mark, then what the file says of itself, then strict UTF-8; never a guess."""

from __future__ import annotations

import codecs
import re

# PEP 263: a comment on the first or second line.
_COOKIE = re.compile(rb"^(?:[^\n]*\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*([-\w.]+)")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(raw: bytes, python: bool = False) -> tuple[str | None, str | None, bytes]:
    """Give (text without the mark, codec name, mark); text and codec are ``None`` where no encoding fits.

    ``python`` obeys a coding cookie (PEP 263). A NUL byte in text without a mark of UTF-16 or UTF-32 means binary.
    """
    bom = next(((mark, codec) for mark, codec in _MARKS if raw.startswith(mark)), (b"", "utf-8"))
    mark, codec = bom
    if python and not mark and (cookie := _COOKIE.match(raw[:400])):
        try:
            codec = codecs.lookup(cookie.group(1).decode("ascii")).name
        except LookupError:
            codec = "utf-8"
    body = raw[len(mark) :]
    if b"\0" in body and not codec.startswith(("utf-16", "utf-32")):
        return None, None, mark
    try:
        return body.decode(codec), codec, mark
    except (UnicodeDecodeError, LookupError, ValueError):
        return None, None, mark
