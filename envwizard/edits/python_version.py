"""Writing another Python version where one is written: a range, an image's tag, a version file, a CI job."""

from __future__ import annotations

import re

from envwizard.model.change import ReplaceSpan
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Span, TextFile

_CLAUSE = re.compile(r"(?P<operator>===|==|~=|!=|>=|<=|\^|~|=|>|<|)(?P<blank>\s*)(?P<version>\d[\w.*+!-]*)")
# Releases of Debian whose images are not built for the Pythons that are supported now.
_OLD_DEBIAN = re.compile(r"\b(?:wheezy|jessie|stretch|buster)\b")
_ALPINE = re.compile(r"\balpine[\d.]+")
_VERSION = r"\d+(?:\.\d+)+"


def widened_range(text: str, minor: str) -> str | None:
    """Change the bounds of a range that keep ``minor`` out, and no others; ``None`` where a clause cannot be moved.

    Which clauses keep it out is told by their operator (PEP 440; poetry's ``^`` and ``~``, conda's ``=``).
    """
    if "|" in text:
        return None
    wanted = _numbers(minor)
    pieces: list[str] = []
    at = 0
    for match in _CLAUSE.finditer(text):
        operator, version = match["operator"], match["version"]
        numbers = _numbers(version)
        if not numbers or operator in ("!=", "==="):
            return None
        new = _moved(operator, version, numbers, wanted)
        pieces += [text[at : match.start()], new if new is not None else match.group()]
        at = match.end()
    return "".join((*pieces, text[at:])) if pieces else None


def _moved(operator: str, version: str, numbers: tuple[int, ...], wanted: tuple[int, ...]) -> str | None:
    """Give the clause that lets the version in, or ``None`` where the old one does."""
    minor = ".".join(map(str, wanted))
    above = f"{wanted[0]}.{wanted[1] + 1}"
    short = numbers[:2]
    if operator in (">=", ">", "^"):
        return f"{'>=' if operator == '>' else operator}{minor}" if wanted < short else None
    if operator in ("<", "<="):
        # What is above all of the minor version: "<3.12.0" and "<3.12" keep 3.12 out, "<=3.12" its patch releases.
        lets_in = wanted < short if len(short) > 1 else wanted[0] < short[0]
        return None if lets_in else f"<{above}"
    if operator == "~=" and len(numbers) == 2:
        return None if numbers <= wanted else f"~={minor}"
    if short == wanted:
        return None
    return (
        f"{operator}{minor}{'.*' if version.endswith('.*') or (operator == '==') else '.0' if operator == '~=' else ''}"
    )


def image_for(text: str, old: str, minor: str) -> str | None:
    """Put another version into an image's name; ``None`` where it is fixed by its digest or says the version twice.

    A release of Debian or Alpine for which that Python has no image gives way to one for which it has.
    """
    found = [match for match in re.finditer(_VERSION, text) if match.group() == old]
    if "@" in text or len(found) != 1:
        return None
    (match,) = found
    variant = _ALPINE.sub("alpine", _OLD_DEBIAN.sub("bookworm", text[match.end() :]))
    return f"{text[: match.start()]}{minor}{variant}"


def argument_place(file: TextFile, name: str, old: str) -> Span | None:
    """Find the value in the one ``ARG name=..`` of a Dockerfile; ``None`` where there are several or another value."""
    found = list(re.finditer(rf"^[ \t]*ARG[ \t]+{re.escape(name)}=[\"']?([^\"'\s]*)", file.content, re.M | re.I))
    if len(found) != 1 or old not in found[0].group(1):
        return None
    return file.span(*found[0].span(1))


def written(file: TextFile, span: Span, new: str) -> ReplaceSpan:
    """Write a text in the place of another, without its quotes."""
    assert isinstance(file.path, ProjectPath)
    start, end = _inside(file, span)
    return ReplaceSpan(file.path, file.digest, start, end, file.encode(new))


def written_yaml(file: TextFile, span: Span, new: str) -> ReplaceSpan:
    """Write a version as a YAML scalar: in quotes where it would else be a number that loses its last zero."""
    start, end = _inside(file, span)
    bare = (start, end) == (span.start, span.end) and file.raw[start - 1 : start] not in (b'"', b"'")
    return written(file, span, f'"{new}"' if bare and new.endswith("0") else new)


def added_to_matrix(file: TextFile, items: list[Span], at: int, new: str) -> ReplaceSpan | None:
    """Put a version behind the item ``at`` of a YAML list, or before the first for -1; ``None`` for another form."""
    assert isinstance(file.path, ProjectPath)
    near = items[max(at, 0)]
    start, end = _outside(file, near)
    line = file.raw.rfind(b"\n", 0, start) + 1
    head = file.raw[line:start]
    quote = file.raw[start:end][:1]
    text = file.encode(new)
    if quote in (b'"', b"'"):
        text = quote + text + quote
    elif new.endswith("0"):
        text = b'"' + text + b'"'
    if re.fullmatch(rb"[ \t]*-[ \t]+", head):
        newline = file.encode(file.newline)
        if at < 0:
            return ReplaceSpan(file.path, file.digest, line, line, head + text + newline)
        stop = file.raw.find(b"\n", end)
        stop = len(file.raw) if stop < 0 else stop - (file.raw[stop - 1 : stop] == b"\r")
        return ReplaceSpan(file.path, file.digest, stop, stop, newline + head + text)
    before, behind = file.raw[:start].rstrip()[-1:], file.raw[end:].lstrip()[:1]
    if before not in (b"[", b",") or behind not in (b"]", b","):
        return None
    if at < 0:
        return ReplaceSpan(file.path, file.digest, start, start, text + b", ")
    return ReplaceSpan(file.path, file.digest, end, end, b", " + text)


def _numbers(version: str) -> tuple[int, ...]:
    match = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, match.group().split("."))) if match else ()


def _inside(file: TextFile, span: Span) -> tuple[int, int]:
    text = file.raw[span.start : span.end]
    if len(text) > 1 and text[:1] in (b'"', b"'") and text[-1:] == text[:1]:
        return span.start + 1, span.end - 1
    return span.start, span.end


def _outside(file: TextFile, span: Span) -> tuple[int, int]:
    start, end = span.start, span.end
    quote = file.raw[start - 1 : start]
    if quote in (b'"', b"'") and file.raw[end : end + 1] == quote:
        return start - 1, end + 1
    return start, end
