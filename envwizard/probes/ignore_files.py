"""What the project keeps out of git and out of images: .gitignore and .dockerignore files."""

from __future__ import annotations

import re

from envwizard.model.facts.envfiles import IgnoreFile
from envwizard.model.source import Location, TextFile
from envwizard.project.reader import Sources

_NAME = re.compile(r"\.gitignore|(?:.+)?\.dockerignore")


def probe_ignore_files(sources: Sources) -> tuple[IgnoreFile, ...]:
    """Read every ignore file of the project."""
    return sources.each("ignore files", sources.named(_NAME), _patterns)


def _patterns(file: TextFile) -> IgnoreFile:
    return IgnoreFile(Location(file.path), tuple(file.content.splitlines()))
