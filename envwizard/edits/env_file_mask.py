"""Hiding values of env files in diffs, line by line."""

from __future__ import annotations

import re

from envwizard.model.paths import ProjectPath
from envwizard.model.secret import MASK

_ASSIGNMENT = re.compile(r"^(?P<head>\s*(?:export\s+)?[^=\s#][^=]*?\s*=\s*)(?P<value>\S.*)$")

# Begins like an env file and holds envwizard's own settings.
_SETTINGS = ".envwizard.toml"


def may_be_env_file(path: ProjectPath) -> bool:
    """Tell whether a file's name says that it may hold secrets, whether or not anything reads it as an env file."""
    return ".env" in path.name and path.name != _SETTINGS


def mask_env_line(line: str) -> str:
    """Hide what follows the first ``=``; comments keep their text unless they look like a commented-out assignment."""
    comment = re.match(r"^\s*#+\s*", line)
    body = line[comment.end() :] if comment else line
    match = _ASSIGNMENT.match(body)
    if match and (not comment or re.fullmatch(r"(?:export\s+)?[\w.-]+\s*=\s*", match["head"])):
        return (comment.group() if comment else "") + match["head"] + MASK
    # A line without a value hides nothing; one without a key may be the rest of a value in quotes.
    return line if comment or not body.strip() or body.rstrip().endswith("=") else MASK
