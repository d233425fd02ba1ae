"""Columns of text on a terminal, where a Chinese sign takes two places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def width(text: str) -> int:
    """Give how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # it comes with textual; English reports hardly need it

    return cell_len(text)


def padded(text: str, columns: int) -> str:
    """Fill a text up with blanks."""
    return text + " " * (columns - width(text))


def aligned(table: Iterable[Sequence[str]]) -> list[str]:
    """Write the rows of a table, all of one length, as lines; two blanks part the columns."""
    rows = list(table)
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(padded, row, widths)).rstrip() for row in rows]
