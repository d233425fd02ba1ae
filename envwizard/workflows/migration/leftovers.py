"""Which old files something still names once the installs are switched: they must not be deleted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from envwizard.edits.splice import splice
from envwizard.model.change import Edit, ReplaceSpan
from envwizard.model.errors import EnvwizardError
from envwizard.model.facts import Facts
from envwizard.model.paths import ProjectPath
from envwizard.model.rule import Files

# Files that name requirements files and are none of those that the probes read for commands.
_OTHERS = frozenset(("tox.ini", "noxfile.py", "MANIFEST.in", "setup.py", "setup.cfg", "pyproject.toml", "tasks.py"))


def still_named(
    facts: Facts, files: Files, old: Iterable[ProjectPath], edits: Iterable[Edit]
) -> dict[ProjectPath, ProjectPath]:
    """Give the old files that are still named, each with the first file that names it."""
    by_path: dict[ProjectPath, list[ReplaceSpan]] = {}
    for edit in edits:
        if isinstance(edit, ReplaceSpan):
            by_path.setdefault(edit.path, []).append(edit)
    gone = tuple(old)
    patterns = {path: re.compile(rb"(?<![\w-])" + re.escape(path.name.encode()) + rb"(?![\w-])") for path in gone}
    found: dict[ProjectPath, ProjectPath] = {}
    for path in dict.fromkeys(_readers(facts)):
        if path in gone:
            continue
        try:
            raw = splice(path, files(path).raw, by_path.get(path, ()))
        except EnvwizardError:
            continue
        for one, pattern in patterns.items():
            if one not in found and pattern.search(raw):
                found[one] = path
    # What a file that stays includes stays with it.
    for file in facts.requirements_files:
        for line in file.includes:
            if line.target in patterns and (file.path not in patterns or file.path in found):
                found.setdefault(line.target, file.path)
    return found


def _readers(facts: Facts) -> Iterator[ProjectPath]:
    lists = (
        facts.dockerfiles, facts.makefiles, facts.shell_scripts, facts.ci_workflows, facts.compose_files,
        facts.services, facts.project_files,
    )  # fmt: skip
    for each in lists:
        for one in each:
            if isinstance(one.location.path, ProjectPath):
                yield one.location.path
    for entry in facts.inventory.files:
        if entry.path.name in _OTHERS:
            yield entry.path
