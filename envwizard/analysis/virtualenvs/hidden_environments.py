"""Images in which poetry or pipenv makes an environment of its own that the command does not start from.

Both make a virtual environment in a folder of their own unless they are told not to (python-poetry.org,
"Configuration", virtualenvs.create; pipenv.pypa.io, "Commands", --system), and neither is on PATH.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.images.base_images import base_name
from envwizard.model.command_words import without_prefixes
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine, Surface
from envwizard.model.facts.containers import Dockerfile, Instruction
from envwizard.model.facts.launches import Launch

_MANAGERS = frozenset(("poetry", "pipenv"))
_SWITCHES = frozenset(("POETRY_VIRTUALENVS_CREATE", "PIPENV_SYSTEM"))
_PLACES = frozenset(("PATH", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONUSERBASE"))


@dataclass(frozen=True, slots=True)
class HiddenEnvironment:
    """A launch from an image, and the install that puts its packages where it does not look."""

    launch: Launch
    manager: str
    install: CommandLine


def hidden_environments(facts: Facts) -> Iterator[HiddenEnvironment]:
    """Find the launches of images whose packages were installed into an environment that they do not start from."""
    for dockerfile in facts.dockerfiles:
        found = _install(dockerfile)
        if found is None:
            continue
        manager, install = found
        for launch in facts.launches:
            started = launch.surface is Surface.DOCKERFILE and launch.command.location.path == dockerfile.path
            program = without_prefixes(launch.command) if started else None
            if program is None or launch.server == "other" or "/" in program.word.text:
                continue
            if _MANAGERS.isdisjoint((*program.launchers, program.name)):
                yield HiddenEnvironment(launch, manager, install)


def _install(dockerfile: Dockerfile) -> tuple[str, CommandLine] | None:
    """The install of the stage that is started, or of those that it is built on; ``None`` where it is not hidden."""
    found: tuple[str, CommandLine] | None = None
    for instruction in _instructions(dockerfile):
        if any(variable.name in _SWITCHES | _PLACES for variable in instruction.variables):
            return None
        if instruction.keyword == "SHELL":
            return None
        for command in instruction.commands:
            program = without_prefixes(command)
            words = [word.text for word in command.words]
            if any(word in ("virtualenvs.create", "activate", "export", "requirements") or "/bin/activate" in word
                   for word in words):  # fmt: skip
                return None
            if program is None or program.name not in _MANAGERS:
                continue
            verb = next((word for word in program.argv if not word.startswith("-")), "")
            if verb in ("install", "sync", "update") and "--system" not in program.argv:
                found = (program.name, command)
            elif "--system" in program.argv:
                return None
    return found


def _instructions(dockerfile: Dockerfile) -> Iterator[Instruction]:
    """Those of the last stage and of the stages that it is built on, the earliest first."""
    by_name = {stage.name.lower(): stage for stage in dockerfile.stages if stage.name}
    chain = [dockerfile.stages[-1]] if dockerfile.stages else []
    while chain and (base := by_name.get((base_name(dockerfile, chain[0]) or "").lower())) and base not in chain:
        chain.insert(0, base)
    for stage in chain:
        yield from stage.instructions
