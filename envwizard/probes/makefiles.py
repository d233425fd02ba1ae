"""Makefiles, justfiles and Taskfiles: their targets with the commands that they run."""

from __future__ import annotations

import re
from collections.abc import Callable

from envwizard.model.errors import SyntaxProblem
from envwizard.model.facts.commands import CommandLine, Makefile, MakeTarget
from envwizard.model.message import msg
from envwizard.model.source import Location, TextFile
from envwizard.project.reader import Sources
from envwizard.syntax import justfile, makefile
from envwizard.syntax.makefile import RecipeFile
from envwizard.syntax.shell import commands
from envwizard.syntax.yaml import YamlNode, YamlScalar, document
from envwizard.syntax.yaml_values import shell_commands

_MAKEFILE = re.compile(r"(?:GNU)?[Mm]akefile(?:\.(?!am$|in$|md$|txt$|rst$|py$|bak$|orig$)\w+)?|.+\.mk")
_JUSTFILE = re.compile(r"\.?justfile|.+\.just", re.IGNORECASE)
_TASKFILE = re.compile(r"[Tt]askfile(?:\.dist)?\.ya?ml")


def probe_makefiles(sources: Sources) -> tuple[Makefile, ...]:
    """Read the files of make, just and Task."""
    return (
        *sources.each("makefiles", sources.named(_MAKEFILE), _with(makefile.parse)),
        *sources.each("makefiles", sources.named(_JUSTFILE), _with(justfile.parse)),
        *sources.each("makefiles", sources.named(_TASKFILE), _taskfile),
    )


def _with(parse: Callable[[str], RecipeFile]) -> Callable[[TextFile], Makefile]:
    def read(file: TextFile) -> Makefile:
        if "\0" in file.content:
            raise SyntaxProblem(msg("holds binary data"))
        recipes = parse(file.content)
        targets = []
        for recipe in recipes.recipes:
            found: list[CommandLine] = []
            for line in recipe.lines:
                found += commands(line.text, line.span(file.span), file.path)
            place = file.location(recipe.start, recipe.end)
            targets.append(MakeTarget(recipe.name, place, tuple(found), recipe.prerequisites))
        return Makefile(Location(file.path), tuple(targets), recipes.variables)

    return read


def _taskfile(file: TextFile) -> Makefile:
    root = document(file)
    targets = [MakeTarget(key.text, key.location, _task_commands(task)) for key, task in root.items("tasks")]
    variables = ((key.text, value.text) for key, value in root.items("vars") if isinstance(value, YamlScalar))
    return Makefile(Location(file.path), tuple(targets), tuple(variables))


def _task_commands(task: YamlNode) -> tuple[CommandLine, ...]:
    """A task is a command, a list of them, or a map with ``cmd`` or ``cmds``, whose parts may be maps with ``cmd``."""
    found: list[CommandLine] = []
    nodes = (*task.elements(), *task.elements("cmds")) or (task,)
    for node in nodes:
        found += shell_commands(node if isinstance(node, YamlScalar) else node.get("cmd"))
    return tuple(found)
