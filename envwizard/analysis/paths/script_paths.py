"""Shell scripts in a folder of their own that name files of the project by ``../``: they work only from that folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.environments.name_tokens import role_of_environment
from envwizard.analysis.paths.path_literals import is_aside
from envwizard.analysis.per_facts import once_per_facts
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine, ShellScript, Word
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.source import Location, Span

# ``../compose.yml``, ``--env-file=../prod.env``
_CLIMBING = re.compile(r"(?:--?[\w-]+=)?(\.\./[\w./-]+)")
_MOVING = frozenset(("cd", "pushd", "chdir"))
# Whoever asks whether a path is there looks for the folder that the script is in.
_ASKING = frozenset(("[", "[[", "test"))


@dataclass(frozen=True, slots=True)
class ScriptPath:
    """A path below the script's own folder's parent: ``place`` is where it stands, ``meant`` what it means there."""

    place: Location
    text: str
    meant: ProjectPath


@dataclass(frozen=True, slots=True)
class ClimbingScript:
    """A script whose ``paths`` lead to files of the project from its own folder alone.

    ``started`` are the places where it is started from the project's root, and finds nothing. ``begins`` is the place
    of its first command that does more than set options of the shell.
    """

    path: ProjectPath
    paths: tuple[ScriptPath, ...]
    started: tuple[Location, ...]
    begins: Span
    is_deployed: bool


@once_per_facts
def climbing_scripts(facts: Facts) -> tuple[ClimbingScript, ...]:
    """Find the scripts that climb out of their folder without going there first."""
    found: list[ClimbingScript] = []
    known = {entry.path for entry in facts.inventory.files} | set(facts.inventory.folders)
    for script in facts.shell_scripts:
        path = script.location.path
        if not isinstance(path, ProjectPath) or path.parent == ROOT or is_aside(path):
            continue
        paths = tuple(_paths(script, path, known))
        if not paths or _runs_elsewhere(facts, path):
            continue
        started = tuple(_started(facts, path))
        begins = next(
            one.location.span
            for one in script.commands
            if one.argv[:1] not in (("set",), ("shopt",)) and one.location.span
        )
        roles = [role_of_environment(name) for name in facts.environments_of(path)]
        found.append(ClimbingScript(path, paths, started, begins, any(role.is_deployed for role in roles)))
    return tuple(found)


def _paths(script: ShellScript, path: ProjectPath, known: set[ProjectPath]) -> Iterator[ScriptPath]:
    """The paths up to the first ``cd``, once each; none where the script looks around first."""
    seen: set[str] = set()
    asks = any(one.argv[:1] and one.argv[0] in _ASKING and "../" in " ".join(one.argv) for one in script.commands)
    for command in script.commands if not asks else ():
        if command.function is not None or any(one.keyword in ("heredoc", "string") for one in command.conditions):
            continue
        if command.argv[:1] and command.argv[0] in _MOVING:
            return
        for word in (*command.words, *command.redirects):
            match = _CLIMBING.fullmatch(word.text) if word.literal else None
            meant = path.parent.join(match.group(1)) if match is not None else None
            if match is not None and meant in known and match.group(1) not in seen and meant is not None:
                seen.add(match.group(1))
                yield ScriptPath(_place(command, word), match.group(1), meant)


def _place(command: CommandLine, word: Word) -> Location:
    return Location(command.location.path, word.span)


def _runs_elsewhere(facts: Facts, path: ProjectPath) -> bool:
    """Tell whether an image takes the script, or somebody goes to its folder first, as it wants."""
    images = (one.text for dockerfile in facts.dockerfiles for one in dockerfile.instructions)
    if any(path.name in text for text in images):
        return True
    services = (service.command for compose in facts.compose_files for service in compose.services)
    if any(command is not None and path.name in " ".join(command.argv) for command in services):
        return True
    folder = path.parent.value
    return any(
        command.argv[:1] == ("cd",) and command.argv[1:2] and command.argv[1].strip("./") == folder
        for command in _callers(facts)
    )


def _started(facts: Facts, path: ProjectPath) -> Iterator[Location]:
    for command in _callers(facts):
        if any(word.removeprefix("./") == path.value for word in command.argv[:3]):
            yield command.location


def _callers(facts: Facts) -> Iterator[CommandLine]:
    """What people and machines type in the project's root."""
    for document in facts.documents:
        yield from (command for command, _ in document.commands)
    for makefile in facts.makefiles:
        if isinstance(makefile.location.path, ProjectPath) and makefile.location.path.parent == ROOT:
            for target in makefile.targets:
                yield from target.commands
    for workflow in facts.ci_workflows:
        for job in workflow.jobs:
            yield from job.commands
