"""Images and how they are run: Dockerfiles, compose files, Kubernetes manifests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from envwizard.model.facts.commands import CommandLine
from envwizard.model.paths import ProjectPath
from envwizard.model.secret import Secret
from envwizard.model.source import Location


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable given by a file. ``value`` is ``None`` where it is taken from the outside.

    The value is wrapped: it shows itself only to code that compares it.
    """

    name: str
    value: Secret | None
    location: Location


@dataclass(frozen=True, slots=True)
class Copy:
    """A COPY or ADD: sources and destination as written. ``source_stage`` is what ``--from`` names, if anything."""

    sources: tuple[str, ...]
    destination: str
    source_stage: str | None
    location: Location
    # The spans of the source words and the destination, for edits.
    places: tuple[Location, ...] = ()
    # Here-documents as sources: the files come from the Dockerfile itself, under these names.
    inline: tuple[str, ...] = ()
    # ADD, which unpacks archives and fetches addresses.
    is_add: bool = False
    # --parents keeps the folders of the sources; --exclude leaves out what these patterns match.
    keeps_parents: bool = False
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction of a Dockerfile; ``keyword`` in capitals, ``text`` its arguments as written, joined to one line.

    Flags (``--mount=..``) are left out of ``text``, and so are the values of ENV, of which it lists the names alone.
    ``commands`` are those of RUN, CMD, ENTRYPOINT and HEALTHCHECK; ``exec_form`` tells the JSON form.
    """

    keyword: str
    text: str
    location: Location
    commands: tuple[CommandLine, ...] = ()
    exec_form: bool = False
    variables: tuple[Variable, ...] = ()
    copy: Copy | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """One build stage. ``base`` is the image or stage that FROM names, as written; ``name`` what AS gives it."""

    base: str
    name: str | None
    location: Location
    # The span of the base image's words, for edits.
    base_location: Location
    instructions: tuple[Instruction, ...]
    # What FROM says with --platform, as written.
    platform: str | None = None


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """A Dockerfile (or Containerfile). ``arguments`` are the ARGs before the first FROM with their defaults."""

    location: Location
    stages: tuple[Stage, ...]
    arguments: tuple[tuple[str, str], ...] = ()
    # The patterns of the ignore file: ``<name>.dockerignore`` beside it, or the .dockerignore of its folder, or else of
    # the nearest folder above, which then is the context.
    ignore: tuple[str, ...] = ()
    ignore_path: ProjectPath | None = None

    @property
    def path(self) -> ProjectPath:
        """The file's path."""
        assert isinstance(self.location.path, ProjectPath)
        return self.location.path

    @property
    def instructions(self) -> Iterator[Instruction]:
        """The instructions of all stages, in order."""
        return (instruction for stage in self.stages for instruction in stage.instructions)

    @property
    def commands(self) -> Iterator[CommandLine]:
        """The commands of all instructions, in order."""
        return (command for instruction in self.instructions for command in instruction.commands)

    @property
    def copies(self) -> Iterator[Copy]:
        """What COPY and ADD say in all stages, in order."""
        return (instruction.copy for instruction in self.instructions if instruction.copy is not None)


@dataclass(frozen=True, slots=True)
class DockerIgnore:
    """An ignore file of image builds, with its patterns in order: ``.dockerignore``, ``<Dockerfile>.dockerignore``."""

    path: ProjectPath
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Volume:
    """A mount: ``source`` as written (empty for an anonymous volume), ``target`` in the container."""

    source: str
    target: str
    read_only: bool
    location: Location

    @property
    def is_bind(self) -> bool:
        """Tell whether it mounts a folder or file of the host."""
        return self.source.startswith((".", "/", "~", "${PWD}", "$PWD"))


@dataclass(frozen=True, slots=True)
class ComposeService:
    """A service of a compose file. Paths are as written, relative to the compose file's folder."""

    name: str
    location: Location
    image: str | None = None
    build_context: str | None = None
    dockerfile: str | None = None
    build_target: str | None = None
    command: CommandLine | None = None
    entrypoint: CommandLine | None = None
    environment: tuple[Variable, ...] = ()
    env_files: tuple[tuple[str, Location], ...] = ()
    volumes: tuple[Volume, ...] = ()
    # Published ports as written ("8000:80").
    ports: tuple[tuple[str, Location], ...] = ()
    working_dir: str | None = None
    restart: str | None = None
    replicas: int | None = None
    profiles: tuple[str, ...] = ()
    has_healthcheck: bool = False
    # The commands of the shell code that entrypoint and command hand over (``sh -c 'a && b'``).
    inner_commands: tuple[CommandLine, ...] = ()
    # What the build is given for the Dockerfile's ARGs.
    build_arguments: tuple[Variable, ...] = ()
    # The other file (as written) and its service that ``extends`` names.
    extends: tuple[str, str] | None = None
    # The seconds between being asked to stop and being killed.
    stop_seconds: int | None = None
    # What it is built and run for (``linux/arm64``), as written.
    platform: str | None = None
    dockerfile_location: Location | None = None

    def over(self, base: ComposeService) -> ComposeService:
        """Merge as compose does: single values replaced, variables by name, mounts by target, other lists appended."""
        targets = {volume.target for volume in self.volumes}
        kept_commands = self.command is None and self.entrypoint is None
        return replace(
            self,
            image=self.image or base.image,
            build_context=self.build_context or base.build_context,
            dockerfile=self.dockerfile or base.dockerfile,
            dockerfile_location=self.dockerfile_location or base.dockerfile_location,
            build_target=self.build_target or base.build_target,
            build_arguments=_by_name(base.build_arguments, self.build_arguments),
            command=self.command or base.command,
            entrypoint=self.entrypoint or base.entrypoint,
            environment=_by_name(base.environment, self.environment),
            env_files=base.env_files + self.env_files,
            volumes=tuple(one for one in base.volumes if one.target not in targets) + self.volumes,
            ports=base.ports + self.ports,
            working_dir=self.working_dir or base.working_dir,
            restart=self.restart or base.restart,
            replicas=base.replicas if self.replicas is None else self.replicas,
            profiles=base.profiles + self.profiles,
            has_healthcheck=self.has_healthcheck or base.has_healthcheck,
            inner_commands=base.inner_commands if kept_commands else self.inner_commands,
            stop_seconds=base.stop_seconds if self.stop_seconds is None else self.stop_seconds,
            platform=self.platform or base.platform,
        )


def _by_name(below: tuple[Variable, ...], above: tuple[Variable, ...]) -> tuple[Variable, ...]:
    names = {variable.name for variable in above}
    return tuple(one for one in below if one.name not in names) + above


@dataclass(frozen=True, slots=True)
class ComposeFile:
    """A compose file."""

    location: Location
    services: tuple[ComposeService, ...]


@dataclass(frozen=True, slots=True)
class KubernetesContainer:
    """A container of a workload in a Kubernetes manifest."""

    kind: str
    workload: str
    name: str
    namespace: str | None
    location: Location
    image: str | None
    command: CommandLine | None = None
    arguments: CommandLine | None = None
    environment: tuple[Variable, ...] = ()
    ports: tuple[int, ...] = ()
    replicas: int | None = None
    # The commands of the shell code that command and arguments hand over (``sh -c 'a && b'``).
    inner_commands: tuple[CommandLine, ...] = ()
    working_dir: str | None = None
    # The seconds between being asked to stop and being killed.
    stop_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class ConfigValues:
    """What a configuration file gives as it is. ``kind``: ``manifest`` (ConfigMaps, Secrets) or ``alembic``."""

    location: Location
    kind: str
    variables: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class ProxyUpstream:
    """A reverse proxy's target (``proxy_pass http://127.0.0.1:8000``), as written in its configuration."""

    path: ProjectPath
    target: str
    location: Location


def built_from(context: ProjectPath, named: str | None, has: Callable[[ProjectPath], bool]) -> ProjectPath | None:
    """The Dockerfile of a build: the one that is named, else ``Dockerfile`` or, as BuildKit does, ``dockerfile``."""
    file = context.join(named or "Dockerfile")
    lower = context.join("dockerfile")
    if named is None and file is not None and lower is not None and not has(file) and has(lower):
        return lower
    return file
