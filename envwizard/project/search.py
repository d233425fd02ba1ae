"""Finding the files whose name says too little: a cheap look at the bytes decides before anything is parsed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.report import FailureKind
from envwizard.model.source import TextFile
from envwizard.project.reader import Sources

T = TypeVar("T")

# No file that a person writes by hand and that only its bytes would tell is longer.
_MAX_BYTES = 500_000


def files_holding(
    sources: Sources,
    by: str,
    names: re.Pattern[str],
    holds: Callable[[bytes], object],
    skip: Callable[[ProjectPath], bool] = lambda path: False,
) -> Iterator[TextFile]:
    """Give the files with such a name and such content, in the order of their paths.

    A file that turns out not to be wanted is no failure, whatever is wrong with it; one that is wanted and cannot be
    decoded is. Very long files are not looked at.
    """
    entries = (entry for entry in sources.entries(names) if entry.kind == "file" and entry.size <= _MAX_BYTES)
    for entry in sorted(entries, key=lambda entry: entry.path):
        if skip(entry.path) or not holds(sources.peek(entry.path, by) or b""):
            continue
        if (file := sources.read(entry.path, by)) is None:
            continue
        if file.text is None:
            sources.fail(FailureKind.UNPARSED, entry.path, by, msg("is no text in UTF-8"))
        else:
            yield file


def parse_holding(
    sources: Sources,
    by: str,
    names: re.Pattern[str],
    holds: Callable[[bytes], object],
    parser: Callable[[TextFile], T | None],
    skip: Callable[[ProjectPath], bool] = lambda path: False,
) -> tuple[T, ...]:
    """Parse the files that ``files_holding`` gives, as ``Sources.each`` does; a parser's ``None`` is left out."""
    files = files_holding(sources, by, names, holds, skip)
    parsed = (sources.guard(file.path, by, partial(parser, file)) for file in files)
    return tuple(one for one in parsed if one is not None)
