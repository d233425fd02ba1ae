"""Which lines of an env file some program reads differently from what is meant, and what is odd about them."""

from __future__ import annotations

import re

from envwizard.model.facts.envfiles import OddLine
from envwizard.model.source import Location
from envwizard.syntax.env_dialects import DIALECTS, Reading, meant, read_line

# What every program reads alike: by far the most lines.
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=[A-Za-z0-9_./:@,+%^=?\[\]-]*")
_HEAD = re.compile(
    r"(?P<blank>\s*)(?P<export>export\s+)?(?P<key>[^=:#]*?)(?P<before>[ \t]*)=(?P<after>[ \t]*)(?P<value>.*)", re.DOTALL
)


_KEY = re.compile(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*(?:=|:\s)", re.ASCII)
_LONGEST_KEY = 48


def odd_line(text: str, place: Location) -> tuple[OddLine, ...]:
    """Judge one binding (whole lines, without the last newline): nothing where all programs agree on it."""
    if _PLAIN.fullmatch(text):
        return ()
    wanted = meant(text)
    readings = []
    for dialect in DIALECTS:
        outcome = _outcome(read_line(dialect, text), wanted)
        if outcome:
            readings.append((dialect, outcome))
    if not readings:
        return ()
    return (OddLine(place, _key(text), _traits(text), tuple(readings), wanted is not None),)


def _outcome(found: Reading, wanted: Reading | None) -> str:
    if found.refused:
        return "refused"
    if found.key is None or (found.value is None and wanted is not None):
        return "dropped"
    if wanted is None:
        return "" if found.value is None else "value"
    if found.key != wanted.key:
        return "name"
    return "" if found.value == wanted.value else "value"


def _key(text: str) -> str:
    """The key, where the line surely has one: what looks like it may be a piece of a secret over several lines."""
    match = _KEY.match(text)
    return match.group(1) if match and len(match.group(1)) <= _LONGEST_KEY else ""


def _traits(text: str) -> tuple[str, ...]:
    match = _HEAD.fullmatch(text)
    if match is None:
        if re.fullmatch(r"\s*[A-Za-z_][\w.]*\s*:\s+\S.*", text):
            return ("colon",)
        return ("no value",) if re.fullmatch(r"\s*(?:export\s+)?[A-Za-z_]\w*\s*", text) else ("no assignment",)
    value = match["value"].strip()
    quote = value[:1] if value[:1] in ("'", '"') else ""
    closed = re.match(rf"{quote}(?:\\.|[^{quote}\\])*{quote}", value, re.DOTALL) if quote else None
    found = {
        "export": match["export"] is not None,
        "spaces": bool(match["before"] or match["after"] or match["blank"] or text != text.rstrip()),
        "name": not re.fullmatch(r"[A-Za-z_]\w*", match["key"], re.ASCII),
        "unclosed": bool(quote) and closed is None,
        "quotes": bool(quote) and closed is not None,
        "lines": "\n" in value or "\r" in value,
        "comment": bool(re.search(r"\s#", value[closed.end() :] if closed else "" if quote else match["value"])),
        "variable": "$" in value,
        "escape": "\\" in value,
        "words": not quote and bool(re.search(r"\S\s+[^#\s]", value)),
    }
    traits = [name for name, present in found.items() if present]
    return tuple(traits) or ("characters",)
