"""The ports that ``docker run`` in scripts and Makefiles publishes of an image that ``docker build`` there makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.per_facts import once_per_facts
from envwizard.analysis.written_commands import written_commands
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine
from envwizard.model.facts.containers import built_from
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.source import Location

_PREFIXES = ("sudo", "exec")
# docs.docker.com/reference/cli/docker/buildx/build: options with a value of their own.
_TAG, _FILE = ("-t", "--tag"), ("-f", "--file")
_PORT = ("-p", "--publish")


@dataclass(frozen=True, slots=True)
class DockerRun:
    """A run of a built image: its Dockerfile, and the container's side of what it publishes, as written."""

    dockerfile: ProjectPath
    ports: tuple[str, ...]
    location: Location


@once_per_facts
def docker_runs(facts: Facts) -> tuple[DockerRun, ...]:
    """Tie each run to the build of the same name."""
    commands = [(argv, line) for line in written_commands(facts) if (argv := _docker(line))]
    files = {entry.path for entry in facts.inventory.files}
    built: dict[str, ProjectPath] = {}
    for argv, line in commands:
        if argv[0] == "build" or argv[:2] == ("buildx", "build"):
            built.update(_built(argv, line, files))
    return tuple(run for argv, line in commands if argv[0] == "run" and (run := _run(argv, line, built)) is not None)


def _docker(line: CommandLine) -> tuple[str, ...]:
    words = line.argv
    while words[:1] and words[0] in _PREFIXES:
        words = words[1:]
    return words[1:] if words[:1] in (("docker",), ("podman",)) and len(words) > 1 else ()


def _values(argv: tuple[str, ...], names: tuple[str, ...]) -> list[str]:
    found = [argv[index + 1] for index, word in enumerate(argv[:-1]) if word in names]
    return found + [word.partition("=")[2] for word in argv if word.startswith(f"{names[1]}=")]


def _built(argv: tuple[str, ...], line: CommandLine, files: set[ProjectPath]) -> Iterator[tuple[str, ProjectPath]]:
    """The names and the Dockerfile of a build; scripts start in the project's root or in their own folder."""
    for start in (ROOT, line.location.path.parent if isinstance(line.location.path, ProjectPath) else ROOT):
        context = start.join(argv[-1])
        named = next(iter(_values(argv, _FILE)), None)
        path = start.join(named) if named else None
        if context is not None and not named:
            path = built_from(context, None, files.__contains__)
        if path is not None and path in files:
            yield from ((_name(tag), path) for tag in _values(argv, _TAG))
            return


def _run(argv: tuple[str, ...], line: CommandLine, built: dict[str, ProjectPath]) -> DockerRun | None:
    # Words behind the image take the place of its command: then another port may be right.
    dockerfile = built.get(_name(argv[-1]))
    ports = tuple(port.rpartition(":")[2].removesuffix("/tcp") for port in _values(argv[:-1], _PORT))
    if dockerfile is None or not ports or not all(port.isdigit() for port in ports):
        return None
    return DockerRun(dockerfile, ports, line.location)


def _name(image: str) -> str:
    return image.rpartition(":")[0] if ":" in image.rpartition("/")[2] else image
