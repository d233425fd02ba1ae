"""Procfiles: one line per process type, run by a shell (devcenter.heroku.com/articles/procfile)."""

from __future__ import annotations

import re

from envwizard.model.errors import SyntaxProblem
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.services import Service
from envwizard.model.message import msg
from envwizard.model.source import TextFile
from envwizard.project.reader import Sources
from envwizard.syntax.pieces import shifted
from envwizard.syntax.shell import commands
from envwizard.syntax.templates import unless_template

_NAME = re.compile(r"(?:.+\.)?Procfile(?:[._-].+)?", re.IGNORECASE)
_LINE = re.compile(r"^[ \t]*(?P<type>[A-Za-z0-9_-]+)[ \t]*:[ \t]*(?P<command>[^\r\n]*)", re.MULTILINE)
_CONTENT = re.compile(r"^[ \t]*[^\s#]", re.MULTILINE)


def probe_procfiles(sources: Sources) -> tuple[Service, ...]:
    """Read the process types of all Procfiles (``Procfile.dev`` and the like included)."""
    parser = unless_template(_process_types)
    return tuple(one for types in sources.each("procfiles", sources.named(_NAME), parser) for one in types or ())


def _process_types(file: TextFile) -> list[Service]:
    text = file.content
    found = []
    for match in _LINE.finditer(text):
        run = commands(match["command"].rstrip(), shifted(file.span, match.start("command")), file.path)
        if run:
            location = file.location(*match.span("type"))
            found.append(Service(Surface.PROCFILE, match["type"], location, run, main=len(run) - 1))
    if not found and (content := _CONTENT.search(text)):
        line = file.span(content.start(), content.end()).line
        raise SyntaxProblem(msg("has no line of the form `type: command`"), line)
    return found
