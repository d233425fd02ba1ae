"""Text put together from pieces of a longer text, with the way back to where each piece came from."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Iterator

from envwizard.model.source import Span

SpanOf = Callable[[int, int], Span]


class Pieces:
    """A joined text: line continuations dropped, indents cut or quotes taken off, every offset still known.

    Each piece is a text and the offset in the source where it starts; a piece stands there as it is, character for
    character, unless it is a single decoded escape.
    """

    __slots__ = ("_sources", "_starts", "text")

    def __init__(self, pieces: Iterable[tuple[str, int]]) -> None:
        texts: list[str] = []
        self._starts: list[int] = []
        self._sources: list[int] = []
        length = 0
        for text, source in pieces:
            if text:
                texts.append(text)
                self._starts.append(length)
                self._sources.append(source)
                length += len(text)
        self.text = "".join(texts)

    def behind(self, offset: int) -> Pieces:
        """The rest of the joined text from ``offset`` on."""
        rest = ((start, text, source) for start, text, source in self._all() if start + len(text) > offset)
        return Pieces((text[max(offset - start, 0) :], source + max(offset - start, 0)) for start, text, source in rest)

    def followed_by(self, *others: tuple[str, int]) -> Pieces:
        """This text with more pieces behind it."""
        return Pieces([*((text, source) for _, text, source in self._all()), *others])

    def source(self, offset: int) -> int:
        """Where the character at ``offset`` of the joined text comes from; for its end, the end of the last piece."""
        if not self._starts:
            return 0
        index = max(bisect.bisect_right(self._starts, offset) - 1, 0)
        return self._sources[index] + offset - self._starts[index]

    def source_range(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the source of the text at ``start:end``: from its first to behind its last character."""
        first = self.source(start)
        return first, (self.source(end - 1) + 1 if end > start else first)

    def span(self, span: SpanOf) -> SpanOf:
        """Turn the source's span function into one for the joined text."""
        return lambda start, end: span(*self.source_range(start, end))

    def _all(self) -> Iterator[tuple[int, str, int]]:
        ends = [*self._starts[1:], len(self.text)]
        for start, end, source in zip(self._starts, ends, self._sources, strict=bool(self._starts)):
            yield start, self.text[start:end], source
