"""A module of the project that loads its env file, and its import as an entry point's first."""

from __future__ import annotations

from envwizard.edits.python_imports import first_import
from envwizard.model.change import CreateFile, ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile
from envwizard.syntax.python import parse

_MODULE = '''"""Loads the env file. Import it before everything else that reads the environment."""

from pathlib import Path

from dotenv import load_dotenv

load_dotenv(Path(__file__).resolve(){folder} / "{name}")
'''


def loader_module(path: ProjectPath, env_file: ProjectPath) -> CreateFile:
    """Write a module that loads ``env_file``, which lies beside or above it, wherever the program is started."""
    climbed = len(path.parent.parts) - len(env_file.parent.parts)
    folder = ".parent" if climbed == 0 else f".parents[{climbed}]"
    return CreateFile(path, _MODULE.format(folder=folder, name=env_file.name).encode())


def import_first(file: TextFile, module: str, comment: str) -> ReplaceSpan:
    """Import ``module`` above all other imports; docstring and ``from __future__`` stay first."""
    assert isinstance(file.path, ProjectPath)
    place = first_import(parse(file))
    if place is None:
        raise FixUnavailable(msg("{path} has no imports at its top.", path=file.path))
    # The one who reads it next must know why an import that nothing uses stands there, and stands first.
    lines = ("# First of all: it loads the env file.", f"import {module}  {comment}".rstrip())
    at = file.utf8_span(place, place).start
    return ReplaceSpan(file.path, file.digest, at, at, file.encode(file.newline.join(lines) + file.newline * 2))
