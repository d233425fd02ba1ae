"""Adding a line to a list of requirements, in its order."""

from __future__ import annotations

from envwizard.model.change import ReplaceSpan
from envwizard.model.facts.dependencies import RequirementsFile
from envwizard.model.source import TextFile


def add_requirement(file: TextFile, target: RequirementsFile, name: str, text: str) -> ReplaceSpan:
    """Put ``text``, the requirement of the distribution ``name``, where a sorted list wants it, else at the end."""
    names = [one for one in target.requirements if one.location.span is not None]
    is_sorted = [one.name for one in names] == sorted(one.name for one in names)
    before = next((one for one in names if is_sorted and one.name > name), None)
    if before is not None and before.location.span is not None:
        start = file.raw.rfind(b"\n", 0, before.location.span.start) + 1
        return ReplaceSpan(target.path, file.digest, start, start, file.encode(text + file.newline))
    gap = "" if not file.raw or file.raw.endswith(b"\n") else file.newline
    end = len(file.raw)
    return ReplaceSpan(target.path, file.digest, end, end, file.encode(gap + text + file.newline))
