"""What an image starts with: ENTRYPOINT and CMD of its final stage, with the variables and files around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from envwizard.analysis.images.base_images import expand
from envwizard.analysis.images.build_context import ProjectFiles, contexts
from envwizard.analysis.images.image_build import build
from envwizard.analysis.images.image_files import ImageFiles
from envwizard.analysis.launches.variables import Given, composed, given
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine
from envwizard.model.facts.containers import Dockerfile, Instruction, Stage
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location


@dataclass(slots=True)
class ImageStart:
    """The effective ENTRYPOINT and CMD, and where the image's working directory lies in the project."""

    stage: Stage
    entrypoint: Instruction | None = None
    command: Instruction | None = None
    known: dict[str, Given] = field(default_factory=dict)
    files: ImageFiles | None = None

    @property
    def location(self) -> Location:
        """The instruction that starts it."""
        told = self.command or self.entrypoint
        return told.location if told is not None else self.stage.location

    @property
    def entry(self) -> CommandLine | None:
        """The first command of the ENTRYPOINT."""
        return self.entrypoint.commands[0] if self.entrypoint is not None and self.entrypoint.commands else None

    @property
    def arguments(self) -> tuple[CommandLine, ...]:
        """The commands of the CMD. A shell-form ENTRYPOINT never sees them (Dockerfile reference, ENTRYPOINT)."""
        if self.entrypoint is not None and not self.entrypoint.exec_form:
            return self.entrypoint.commands[1:]
        return self.command.commands if self.command is not None else ()


class Images:
    """The project's images by Dockerfile and target, each worked out once."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._project = ProjectFiles(facts)
        self._dockerfiles = {one.location.path: one for one in facts.dockerfiles}
        self._known: dict[tuple[ProjectPath, str | None, tuple[Given, ...]], ImageStart | None] = {}

    def start(
        self, path: ProjectPath, target: str | None = None, arguments: Mapping[str, Given] | None = None
    ) -> ImageStart | None:
        """How the image of a Dockerfile (up to the stage ``target``) starts; ``None`` where there is no such stage.

        ``arguments`` are those that the build is given (``build.args`` of a compose file).
        """
        arguments = arguments or {}
        key = (path, target, tuple(arguments.values()))
        if key not in self._known:
            dockerfile = self._dockerfiles.get(path)
            self._known[key] = self._work_out(dockerfile, target, arguments) if dockerfile is not None else None
        return self._known[key]

    def _work_out(
        self, dockerfile: Dockerfile, target: str | None, given_arguments: Mapping[str, Given]
    ) -> ImageStart | None:
        stages = dockerfile.stages
        if not stages:
            return None
        wanted = next((one for one in stages if target and (one.name or "").lower() == target.lower()), stages[-1])
        start = ImageStart(wanted)
        for stage in _chain(dockerfile, wanted):
            own_entrypoint = False
            arguments: dict[str, Given] = {}
            for instruction in stage.instructions:
                if instruction.keyword == "ENTRYPOINT":
                    start.entrypoint, own_entrypoint = instruction, True
                elif instruction.keyword == "CMD":
                    start.command = instruction
                elif instruction.keyword == "ARG":
                    arguments.update(_arguments(instruction, dockerfile, given_arguments))
                elif instruction.keyword == "ENV":
                    # ENV wins over an ARG of its name; within one instruction all see what was there before.
                    before = {**arguments, **start.known}
                    for one in given(instruction.variables).values():
                        start.known[one.name] = composed(one.name, one.value or "", one.location, before)
            if own_entrypoint and not any(one.keyword == "CMD" for one in stage.instructions):
                # Setting ENTRYPOINT resets a CMD that an earlier image brought.
                start.command = None
        found = contexts(dockerfile, self._facts, self._project)
        path = dockerfile.path
        context = found[0] if found else self._project.context(path.parent, path)
        start.files = build(dockerfile, context, target)
        return start


def _arguments(
    instruction: Instruction, dockerfile: Dockerfile, given_arguments: Mapping[str, Given]
) -> Iterator[tuple[str, Given]]:
    """What ARG declares: the value that the build is given, else its default, else that of an ARG before FROM."""
    outer = dict(dockerfile.arguments)
    for word in instruction.text.split():
        name, equals, default = word.partition("=")
        value = default.strip("\"'") if equals else outer.get(name) or None
        yield name, given_arguments.get(name) or Given(name, value, instruction.location)


def _chain(dockerfile: Dockerfile, stage: Stage) -> list[Stage]:
    """The stages that a stage is built on, from the first, itself included."""
    chain = [stage]
    while len(chain) <= len(dockerfile.stages):
        base = expand(chain[0].base, dict(dockerfile.arguments)) or chain[0].base
        before = dockerfile.stages[: dockerfile.stages.index(chain[0])]
        parent = next((one for one in reversed(before) if (one.name or "").lower() == base.lower()), None)
        if parent is None:
            break
        chain.insert(0, parent)
    return chain
