"""Text put together from pieces of a longer text, with the way back to where each piece came from."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Iterator

from envwizard.model.source import Span

SpanOf = Callable[[int, int], Span]
# A text, the offset in the source where it starts, and the length that it has there where that is another one (a
# decoded escape, a variable's value in the place of its name).
Piece = tuple[str, int] | tuple[str, int, int]


def shifted(span: SpanOf, start: int) -> SpanOf:
    """Turn a text's span function into one for the part of it that begins at ``start``."""
    return lambda first, last: span(start + first, start + last)


class Pieces:
    """A joined text: line continuations dropped, indents cut or quotes taken off, every offset still known.

    A piece without a length of its own stands in the source as it is, character for character. One with a length is
    never divided: each of its characters comes from the whole of its source.
    """

    __slots__ = ("_lengths", "_sources", "_starts", "text")

    def __init__(self, pieces: Iterable[Piece]) -> None:
        texts: list[str] = []
        self._starts: list[int] = []
        self._sources: list[int] = []
        self._lengths: list[int | None] = []
        length = 0
        for text, source, *other in pieces:
            if text:
                texts.append(text)
                self._starts.append(length)
                self._sources.append(source)
                self._lengths.append(other[0] if other else None)
                length += len(text)
        self.text = "".join(texts)

    def source_range(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the source of the text at ``start:end``: from its first to behind its last character."""
        first = self._place(start)[0]
        return first, (self._place(end - 1)[1] if end > start else first)

    def span(self, span: SpanOf) -> SpanOf:
        """Turn the source's span function into one for the joined text."""
        return lambda start, end: span(*self.source_range(start, end))

    def behind(self, offset: int) -> Pieces:
        """The rest of the joined text from ``offset`` on."""
        return Pieces(self._behind(offset))

    def followed_by(self, *others: Piece) -> Pieces:
        """This text with more pieces behind it."""
        return Pieces([*self._behind(0), *others])

    def _place(self, offset: int) -> tuple[int, int]:
        """Where the character at ``offset`` comes from; an offset behind the end goes on from the last piece."""
        if not self._starts:
            return 0, 0
        index = max(bisect.bisect_right(self._starts, offset) - 1, 0)
        source, length = self._sources[index], self._lengths[index]
        if length is not None:
            behind = offset >= len(self.text)
            return source + length * behind, source + length
        place = source + offset - self._starts[index]
        return place, place + 1

    def _behind(self, offset: int) -> Iterator[Piece]:
        ends = [*self._starts[1:], len(self.text)]
        for start, end, source, length in zip(self._starts, ends, self._sources, self._lengths, strict=False):
            cut = max(offset - start, 0)
            if start + cut < end:
                text = self.text[start + cut : end]
                yield (text, source + cut) if length is None else (text, source, length)
