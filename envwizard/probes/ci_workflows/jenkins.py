"""Jenkinsfiles: the ``sh`` steps of their stages. They are Groovy programs; nothing else in them is read."""

from __future__ import annotations

import re

from envwizard.model.facts.commands import CiJob, CiWorkflow, CommandLine
from envwizard.model.source import Location, TextFile
from envwizard.syntax.pieces import Pieces
from envwizard.syntax.shell import commands

_STRINGS = r"'''(?P<sss>.*?)'''|\"\"\"(?P<ddd>.*?)\"\"\"|'(?P<s>(?:[^'\\\n]|\\.)*)'|\"(?P<d>(?:[^\"\\\n]|\\.)*)\""
_PART = re.compile(
    rf"//[^\n]*|/\*.*?\*/|\bstage\s*\(\s*(?:name\s*:\s*)?['\"](?P<stage>[^'\"\n]*)['\"]"
    rf"|\bimage\s+['\"](?:[^'\"\n]*/)?python:(?P<python>\d+(?:\.\d+)*)"
    rf"|\bsh\s*\(?\s*(?:\w+\s*:\s*(?:true|false)\s*,\s*)?(?:script\s*:\s*)?(?:{_STRINGS})",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def read_jenkins(file: TextFile) -> CiWorkflow:
    """Read a Jenkinsfile: every stage with ``sh`` steps is a job."""
    found: dict[str, tuple[Location, list[CommandLine]]] = {}
    pythons: list[tuple[str, Location]] = []
    stage, location = "pipeline", Location(file.path)
    for match in _PART.finditer(file.content):
        if match["stage"] is not None:
            stage, location = match["stage"], file.location(*match.span("stage"))
        elif match["python"]:
            pythons.append((match["python"], file.location(*match.span("python"))))
        else:
            kind = next((name for name in ("sss", "ddd", "s", "d") if match[name] is not None), None)
            if kind:
                code = _unescaped(match[kind], match.start(kind))
                found.setdefault(stage, (location, []))[1].extend(commands(code.text, code.span(file.span), file.path))
    jobs = tuple(CiJob(name, place, tuple(code), tuple(pythons)) for name, (place, code) in found.items())
    return CiWorkflow(Location(file.path), "jenkins", file.path.name, jobs)


def _unescaped(text: str, start: int) -> Pieces:
    """Take Groovy's backslashes off: ``\\$``, ``\\"``, ``\\\\`` and the newline."""
    pieces: list[tuple[str, int] | tuple[str, int, int]] = []
    position = 0
    for match in _ESCAPE.finditer(text):
        pieces.append((text[position : match.start()], start + position))
        pieces.append((match[1] if match[1] not in "nt" else " ", start + match.start(), 2))
        position = match.end()
    pieces.append((text[position:], start + position))
    return Pieces(pieces)
