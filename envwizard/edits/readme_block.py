"""A block of a README that envwizard writes: between its markers, and nothing outside of them."""

from __future__ import annotations

import re

from envwizard.model.change import CreateFile, Edit, ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile

# Comments in Markdown: no renderer shows them.
BEGIN = "<!-- envwizard:getting-started (`envwizard onboard --readme` writes this part anew) -->"
END = "<!-- /envwizard:getting-started -->"
_BEGINS = re.compile(r"^<!-- envwizard:getting-started\b[^\r\n]*-->[ \t]*$", re.MULTILINE)
_ENDS = re.compile(r"^(<!-- /envwizard:getting-started\b[^\r\n]*-->)[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^##[ \t]+\S", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)


def readme_edit(path: ProjectPath, file: TextFile | None, text: str, title: str) -> Edit | None:
    r"""Put a block of Markdown (lines end with ``\n``) into a README, or in place of the one that is there.

    A new block stands before the first heading of the second level, or at the end; a README that is not there is made,
    with ``title`` above. ``None`` where all of it is there already. Raises ``FixUnavailable`` where the file cannot be
    read as text, or its markers are not one pair.
    """
    block = f"{BEGIN}\n{text.rstrip(chr(10))}\n{END}"
    if file is None:
        return CreateFile(path, f"# {title}\n\n{block}\n".encode())
    if file.text is None:
        raise FixUnavailable(msg("{path} is no text of a known encoding.", path=path))
    content = file.content
    lines = block.replace("\n", file.newline)
    begins = list(_BEGINS.finditer(_without_returns(content)))
    ends = list(_ENDS.finditer(_without_returns(content)))
    if begins or ends:
        if len(begins) != 1 or len(ends) != 1 or ends[0].start() < begins[0].end():
            raise FixUnavailable(msg("{path} has markers of envwizard's that are not one pair.", path=path))
        start, end = begins[0].start(), ends[0].end(1)
        return None if content[start:end] == lines else _replaced(path, file, start, end, lines)
    place = _place(content)
    if place < len(content):
        return _replaced(path, file, place, place, lines + file.newline * 2)
    before = content[-2 * len(file.newline) :]
    missing = 0 if not content else 2 - before.count(file.newline) if content.endswith(file.newline) else 2
    return _replaced(path, file, place, place, file.newline * missing + lines + file.newline)


def _replaced(path: ProjectPath, file: TextFile, start: int, end: int, text: str) -> ReplaceSpan:
    span = file.span(start, end)
    return ReplaceSpan(path, file.digest, span.start, span.end, file.encode(text))


def _without_returns(content: str) -> str:
    """The text with a blank for each carriage return, so that lines end where Markdown ends them."""
    return content.replace("\r\n", " \n").replace("\r", "\n")


def _place(content: str) -> int:
    """Where a new block goes: before the first heading of the second level that stands in no block of code."""
    text = _without_returns(content)
    for heading in _HEADING.finditer(text):
        if len(_FENCE.findall(text, 0, heading.start())) % 2 == 0:
            return heading.start()
    return len(content)
