"""What the locks of poetry, uv and pdm say that each distribution needs, and pylock.toml where it does."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from envwizard.model.errors import SyntaxProblem
from envwizard.model.facts.migration import LockedNeeds
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile
from envwizard.project.reader import Sources
from envwizard.syntax.requirement_text import normalised

BY = "lock graphs"


def probe_lock_needs(sources: Sources, paths: tuple[ProjectPath, ...]) -> tuple[LockedNeeds, ...]:
    """Read the dependencies in the given locks; those of pipenv tell none."""
    return sources.each(BY, (path for path in paths if path.name != "Pipfile.lock"), _needs)


def _needs(file: TextFile) -> LockedNeeds:
    assert isinstance(file.path, ProjectPath)
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        data = tomllib.loads(file.content)
    except tomllib.TOMLDecodeError as error:
        raise SyntaxProblem(msg("is no TOML: {reason}", reason=error)) from None
    packages = data.get("package") or data.get("packages")
    found: dict[str, tuple[str, ...]] = {}
    for package in packages if isinstance(packages, list) else ():
        if isinstance(package, dict) and isinstance(package.get("name"), str):
            name = normalised(package["name"])
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *_names(package.get("dependencies")))))
    return LockedNeeds(file.path, found)


def _names(dependencies: Any) -> Iterator[str]:
    """poetry: a table by name, optional ones belong to extras; uv: tables with a name; pdm: requirement lines."""
    if isinstance(dependencies, dict):
        for name, value in dependencies.items():
            if not (isinstance(value, dict) and value.get("optional") is True):
                yield normalised(name)
    elif isinstance(dependencies, list):
        for one in dependencies:
            text = one.get("name") if isinstance(one, dict) else one
            if isinstance(text, str):
                bare = text.partition(";")[0]
                for sign in "[<>=!~ (@":
                    bare = bare.partition(sign)[0]
                yield normalised(bare.strip())
