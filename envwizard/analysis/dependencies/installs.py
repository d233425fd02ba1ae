"""Where the project's distributions are installed, and which of these places are deployments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from envwizard.analysis.dependencies.install_commands import InstallCommand, read_install
from envwizard.analysis.environments.decided import role_in
from envwizard.analysis.environments.name_tokens import role_of_name, role_of_path
from envwizard.analysis.per_facts import once_per_facts
from envwizard.analysis.remote_shells import remote_shell
from envwizard.model.environment import Role
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine, ShellScript, Surface
from envwizard.model.facts.containers import Dockerfile
from envwizard.model.facts.dependencies import RequirementsFile
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.source import Location
from envwizard.syntax.requirement_options import masked

_DEVELOPERS = (Role.DEVELOPMENT, Role.TEST)
_WORDS = re.compile(r"[^0-9A-Za-z]+")
# Names of scripts that bring a server up to date, beside those that name an environment.
_DEPLOY_SCRIPTS = frozenset(
    ("deploy", "deployment", "release", "provision", "build", "entrypoint", "bootstrap", "server")
)
# Programs that a script only calls on the machine that serves.
_PACKAGE_MANAGERS = frozenset(("apt", "apt-get", "yum", "dnf", "zypper", "pacman"))
_SERVICE_MANAGERS = frozenset(("systemctl", "supervisorctl", "service", "gunicorn", "uwsgi", "pm2"))


@dataclass(frozen=True, slots=True)
class Install:
    """One installing, checking or exporting command where it stands.

    ``deployed`` tells that users meet what it installs. ``files`` are the requirements files of the project that its
    -r options name, as far as they can be found. ``install`` is ``None`` for a platform that installs
    requirements.txt by itself. ``variables`` are the names of environment variables that its file sets.
    """

    location: Location
    surface: Surface
    deployed: bool
    install: InstallCommand | None
    files: tuple[RequirementsFile, ...] = ()
    variables: frozenset[str] = frozenset()

    @property
    def shown(self) -> str:
        """The command for people, without credentials; empty for a platform's own install."""
        return masked(" ".join(self.install.command.argv)) if self.install is not None else ""


@dataclass(frozen=True, slots=True)
class Place:
    """A command, where it stands, and whether users meet what it does."""

    command: CommandLine
    surface: Surface
    deployed: bool
    dockerfile: Dockerfile | None = None
    variables: frozenset[str] = frozenset()


@once_per_facts
def installs(facts: Facts) -> tuple[Install, ...]:
    """List every command of a package manager, in the order of files and lines; platforms' own installs last."""
    found = []
    for place in places(facts):
        install = read_install(place.command)
        if install is None:
            continue
        owner = place.command.location.path
        resolved = (resolve(facts, word.text, owner, place.dockerfile) for word in install.files)
        found.append(
            Install(
                place.command.location,
                place.surface,
                place.deployed,
                install,
                tuple(file for file in resolved if file is not None),
                place.variables,
            )
        )
    return (*found, *_by_platform(facts))


@once_per_facts
def deployment_installs(facts: Facts) -> tuple[Install, ...]:
    """List the commands (and platforms) that install something in a deployment."""
    return tuple(
        one
        for one in installs(facts)
        if one.deployed and (one.install is None or not (one.install.is_check or one.install.is_export))
    )


def is_for_developers(facts: Facts, path: AnyPath) -> bool:
    """Tell whether a file serves only development, tests, documents or examples."""
    if not isinstance(path, ProjectPath):
        return False
    roles = [role_in(facts, name) for name in facts.environments_of(path)]
    if roles:
        return all(role in _DEVELOPERS for role in roles)
    named = role_of_path(path)
    return named is not None and named.role in _DEVELOPERS


def _is_deployed(facts: Facts, path: AnyPath) -> bool:
    if not isinstance(path, ProjectPath):
        return False
    roles = [role_in(facts, name) for name in facts.environments_of(path)]
    if roles:
        return any(role.is_deployed for role in roles)
    named = role_of_path(path)
    return named is not None and named.role.is_deployed


def places(facts: Facts) -> Iterator[Place]:
    """Give every command of the project outside of documents."""
    yield from _in_dockerfiles(facts)
    called = _called_names(facts)
    for script in facts.shell_scripts:
        deployed = _is_deploy_script(facts, script, called)
        for command in script.commands:
            yield Place(command, Surface.SCRIPT, deployed)
    for makefile in facts.makefiles:
        for target in makefile.targets:
            named = role_of_name(target.name)
            deployed = (named is not None and named.role.is_deployed) or f"make {target.name}" in called
            for command in target.commands:
                yield Place(command, Surface.MAKEFILE, deployed)
    for workflow in facts.ci_workflows:
        for job in workflow.jobs:
            named = role_of_name(job.environment or "") or role_of_name(job.name) or role_of_name(workflow.name)
            for command in job.commands:
                deployed = named is not None and named.role.is_deployed
                yield Place(command, Surface.CI, deployed or remote_shell(command) is not None)
    for service in facts.services:
        deployed = not is_for_developers(facts, service.location.path)
        for command in (*service.build_commands, *service.commands):
            yield Place(command, service.surface, deployed)
    for compose in facts.compose_files:
        deployed = _is_deployed(facts, compose.location.path)
        for one in compose.services:
            for command_line in (one.entrypoint, one.command):
                if command_line is not None:
                    yield Place(command_line, Surface.COMPOSE, deployed)


def _in_dockerfiles(facts: Facts) -> Iterator[Place]:
    for dockerfile in facts.dockerfiles:
        developers = is_for_developers(facts, dockerfile.location.path)
        variables = frozenset(
            variable.name
            for instruction in dockerfile.instructions
            if instruction.keyword == "ENV"
            for variable in instruction.variables
        )
        for stage in dockerfile.stages:
            named = role_of_name(stage.name or "")
            deployed = not developers and not (named is not None and named.role in _DEVELOPERS)
            for instruction in stage.instructions:
                for command in instruction.commands:
                    yield Place(command, Surface.DOCKERFILE, deployed, dockerfile, variables)


def _called_names(facts: Facts) -> frozenset[str]:
    """Base names of the scripts, and ``make target``, that images, platforms and deploying jobs call."""
    commands = [place.command for place in _in_dockerfiles(facts) if place.deployed]
    for service in facts.services:
        if not is_for_developers(facts, service.location.path):
            commands += [*service.build_commands, *service.commands]
    found: set[str] = set()
    for command in commands:
        words = [word.rpartition("/")[2] for word in command.argv]
        found.update(words[:3])
        found.update(f"make {target}" for target in words[1:] if words[0] == "make")
    return frozenset(found)


def _is_deploy_script(facts: Facts, script: ShellScript, called: frozenset[str]) -> bool:
    path = script.location.path
    if not isinstance(path, ProjectPath) or is_for_developers(facts, path):
        return False
    words = {word.lower() for word in _WORDS.split(path.name)}
    managed = any(
        command.words and set(command.argv[:3]) & _SERVICE_MANAGERS for command in script.commands if command.words
    )
    if _is_deployed(facts, path) or path.name in called or bool(words & _DEPLOY_SCRIPTS) or managed:
        return True
    # Who installs for the whole machine sets up one that is there for this project.
    starts = {tuple(command.argv[:2]) for command in script.commands}
    for_machine = any(first == "sudo" and second[:3] == "pip" for first, second in (one for one in starts if one[1:]))
    return for_machine and any(one[0] == "sudo" and one[1] in _PACKAGE_MANAGERS for one in starts if one[1:])


def _by_platform(facts: Facts) -> Iterator[Install]:
    """Platforms with buildpacks install the requirements.txt beside their file by themselves."""
    seen: set[ProjectPath] = set()
    managed = {lock.location.path.parent for lock in facts.lock_files if isinstance(lock.location.path, ProjectPath)}
    for service in facts.services:
        path = service.location.path
        is_buildpack = service.surface is Surface.PROCFILE or service.platform == "app-engine"
        if not is_buildpack or not isinstance(path, ProjectPath) or path.parent in seen | managed:
            continue
        if service.build_commands or is_for_developers(facts, path):
            continue
        file = next((one for one in facts.requirements_files if one.path == path.parent.join("requirements.txt")), None)
        if file is not None:
            seen.add(path.parent)
            yield Install(service.location, service.surface, True, None, (file,))


def resolve(facts: Facts, text: str, owner: AnyPath, dockerfile: Dockerfile | None = None) -> RequirementsFile | None:
    """Find the requirements file of the project that a command names, wherever its image or host puts it.

    The path counts as written from the command's own folder and those above it; else the file with the longest
    common end, one that the image copies before others.
    """
    parts = [part for part in text.replace("\\", "/").split("/") if part not in ("", ".")]
    if not parts or "://" in text or not isinstance(owner, ProjectPath):
        return None
    by_path = {file.path: file for file in facts.requirements_files}
    for folder in owner.parent.upwards() if not text.startswith(("/", "$")) else ():
        path = folder.join(text)
        if path in by_path:
            return by_path[path]
    copied = _copied(dockerfile)
    wanted = 1 if text.startswith(("/", "$")) else len(parts)
    candidates = [file for file in facts.requirements_files if _common(file.path.parts, parts, -1) >= wanted]
    return max(
        candidates,
        key=lambda file: (
            any(file.path.value.endswith(source) for source in copied),
            _common(file.path.parts, parts, -1),
            _common(file.path.parts, owner.parts, 1),
            -len(file.path.parts),
        ),
        default=None,
    )


def _copied(dockerfile: Dockerfile | None) -> list[str]:
    if dockerfile is None:
        return []
    sources = (source for copy in dockerfile.copies for source in copy.sources)
    return [source.removeprefix("./") for source in sources if source not in (".", "./")]


def _common(one: Sequence[str], other: Sequence[str], step: int) -> int:
    """Count the parts that two paths share, from the start (``step`` 1) or from the end (-1)."""
    count = 0
    for a, b in zip(one[::step], other[::step], strict=False):
        if a != b:
            break
        count += 1
    return count
