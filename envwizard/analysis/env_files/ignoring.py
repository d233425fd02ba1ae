"""What .gitignore files keep out of git, read off their patterns: a fresh checkout has no .env to ask git about."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from envwizard.model.facts import Facts
from envwizard.model.facts.envfiles import IgnoreFile
from envwizard.model.paths import ROOT, ProjectPath

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def is_tracked(facts: Facts, path: ProjectPath) -> bool | None:
    """Tell whether git tracks a file; ``None`` without git, where a rule must not be sure."""
    return path in facts.git.tracked if facts.git.present else None


def is_kept_out_of_git(facts: Facts, path: ProjectPath) -> bool:
    """Tell whether git ignores a path, there or not: by its own word, else by the .gitignore files from there upwards.

    The nearest file with a pattern that speaks of the path decides (gitignore(5), "PATTERN FORMAT"); of those within a
    file the last. A folder that is ignored takes all below it along.
    """
    if facts.git.ignores(path):
        return True
    by_folder = {file.path.parent: file for file in facts.ignore_files if file.path.name == ".gitignore"}
    return any(_decided(by_folder, part, part != path) for part in path.upwards() if part != ROOT)


def _decided(by_folder: dict[ProjectPath, IgnoreFile], path: ProjectPath, is_folder: bool) -> bool:
    for folder in path.parent.upwards():
        file = by_folder.get(folder)
        if file is not None:
            found = _spec(file.patterns).check_file(path.relative_to(folder) + "/" * is_folder)
            if found.include is not None:
                return found.include
    return False


def ignore_file_above(facts: Facts, path: ProjectPath, name: str = ".gitignore") -> IgnoreFile | None:
    """The nearest ignore file that may speak of a path."""
    by_folder = {file.path.parent: file for file in facts.ignore_files if file.path.name == name}
    return next((by_folder[folder] for folder in path.parent.upwards() if folder in by_folder), None)


def speaking_of_env_files(files: Iterable[IgnoreFile]) -> list[tuple[IgnoreFile, int]]:
    """List the .gitignore files with a pattern for env files, each with the number (from 1) of that line."""
    found = []
    for file in files:
        if file.path.name != ".gitignore":
            continue
        for number, line in enumerate(file.patterns, 1):
            if line.strip().lstrip("/").removeprefix("**/").rstrip() in _ENV_PATTERNS:
                found.append((file, number))
                break
    return found


_ENV_PATTERNS = frozenset((".env", "*.env", ".env*", ".env.*"))


@lru_cache(maxsize=256)
def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)
