"""Columns of text on a terminal, where a Chinese sign takes two places."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence


def width(text: str) -> int:
    """Give how many columns of a terminal a text takes (Unicode Standard Annex 11: wide and full-width signs two)."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF") for sign in text)


def padded(text: str, columns: int) -> str:
    """Fill a text up with blanks."""
    return text + " " * (columns - width(text))


def aligned(table: Iterable[Sequence[str]]) -> list[str]:
    """Write the rows of a table, all of one length, as lines; two blanks part the columns."""
    rows = list(table)
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(padded, row, widths)).rstrip() for row in rows]
