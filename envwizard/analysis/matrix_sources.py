"""What fills the matrix's rows about Python, virtual environments, env files, locks and configuration files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from envwizard.analysis.images.python_images import python_base
from envwizard.model.environment import Environment, Role
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine
from envwizard.model.facts.dependencies import RequirementsFile
from envwizard.model.facts.launches import Launch
from envwizard.model.facts.python import Anchor
from envwizard.model.facts.virtualenvs import VirtualEnv
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location

_ENV_IN_PATH = re.compile(r"(?P<venv>(?:[\w.~-]*/)*[\w.-]+)/(?:bin|Scripts)/[\w.-]+$")
_SYSTEM = frozenset(("/usr", "/usr/local", "/", ""))
_INSTALLS_LOCK = {
    "poetry.lock": re.compile(r"\bpoetry\s+(?:install|sync)\b"),
    "uv.lock": re.compile(r"\buv\s+sync\b"),
    "Pipfile.lock": re.compile(r"\bpipenv\s+(?:install|sync)\b"),
    "pdm.lock": re.compile(r"\bpdm\s+(?:install|sync)\b"),
}

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Value:
    """A value with its origin in words and its place; ``any_of`` is another place that findings may speak of."""

    text: str
    origin: Message
    location: Location | None = None
    any_of: Location | None = None


def python_values(facts: Facts, environment: Environment) -> list[Value]:
    """The Python of an environment: what its image, platform, CI or virtual environment has, else what is declared."""
    found = [*_of_images(facts, environment), *_of_platforms(facts, environment)]
    if environment.role is Role.TEST:
        for workflow in facts.ci_workflows:
            for job in workflow.jobs:
                found += [Value(text, msg("CI job {job}", job=job.name), place) for text, place in job.python_versions]
    if environment.role in (Role.DEVELOPMENT, Role.UNKNOWN):
        for virtualenv in _in_project(facts):
            if virtualenv.version or virtualenv.library_version:
                version = virtualenv.version or virtualenv.library_version or ""
                found.append(
                    Value(version, msg("virtual environment {path}", path=virtualenv.path), _place(virtualenv))
                )
    if not found:
        order = (
            ("runtime.txt", ".python-version") if environment.role.is_deployed else (".python-version", "runtime.txt")
        )
        for source in (*order, "tool-versions", "requires-python", "poetry", "pipfile", "conda", "setup"):
            found += [Value(one.text, msg("{source}", source=one.source), one.location) for one in facts.python_versions
                      if one.source == source]  # fmt: skip
            if found:
                break
    return found


def virtualenv_values(facts: Facts, environment: Environment, launches: Iterable[Launch]) -> list[Value]:
    """The virtual environments that an environment's launches name; a developer's is the one in the checkout."""
    found: list[Value] = []
    for launch in launches:
        match = _ENV_IN_PATH.match(launch.program)
        if match and match["venv"] not in _SYSTEM:
            name = match["venv"]
            found.append(Value(name, msg("the program that {name} starts", name=launch.name), launch.command.location))
        elif launch.in_container and not match:
            found.append(Value("image", msg("the container's own Python"), launch.command.location))
    if environment.role in (Role.DEVELOPMENT, Role.UNKNOWN):
        found = [
            *(Value(str(one.path), msg("in the checkout"), _place(one)) for one in _in_project(facts)),
            *found,
        ]
    return found


def env_file_values(facts: Facts, environment: Environment, launches: Iterable[Launch]) -> list[Value]:
    """The env files that an environment's launches are given, else those that belong to it or that the code loads."""
    found: list[Value] = []
    for launch in launches:
        for text, place in launch.env_files:
            named = _file_place(facts, text)
            found.append(Value(_with_state(facts, text, named), msg("given to {name}", name=launch.name), place, named))
    if not found:
        found = [
            Value(_with_state(facts, str(file.path), file.location), msg("belongs to this environment"), file.location)
            for file in facts.env_files
            if not file.is_template and environment.name in facts.environments_of(file.path)
        ]
    if not found:
        for module in facts.python_modules:
            for load in module.loads:
                name = str(load.resolved or load.path or ".env")
                if load.anchor is not Anchor.VARIABLE:
                    found.append(Value(name, msg("loaded by {path}", path=module.path), load.location))
    return found


def _with_state(facts: Facts, text: str, place: Location | None) -> str:
    """Say of an env file that cannot be read that it cannot: its name alone would look well."""
    file = next((one for one in facts.env_files if place is not None and one.path == place.path), None)
    if file is None or (file.state == "readable" and file.mode & 0o400):
        return text
    return f"{text} (unreadable)" if file.state in ("readable", "unreadable") else f"{text} ({file.state})"


def lock_values(facts: Facts, environment: Environment) -> list[Value]:
    """What an environment installs, and whether hashes protect it."""
    requirements = {one.path: one for one in facts.requirements_files}
    found: list[Value] = []
    for command in _installs(facts, environment):
        text = " ".join(command.argv)
        for kind, pattern in _INSTALLS_LOCK.items():
            lock = next((one for one in facts.lock_files if one.kind == kind), None)
            if pattern.search(text) and lock is not None:
                found.append(Value(str(lock.location.path), _installed_by(text), command.location))
        for index, word in enumerate(command.argv):
            named = word[2:] if word.startswith("-r") and len(word) > 2 else None
            named = (
                command.argv[index + 1] if word in ("-r", "--requirement") and index + 1 < len(command.argv) else named
            )
            file = _requirements_file(requirements, named) if named else None
            if file is not None:
                found.append(Value(_described(file), _installed_by(text), command.location, file.location))
    if not found:
        mine = [one for one in facts.requirements_files if environment.name in facts.environments_of(one.path)]
        found = [Value(_described(one), msg("belongs to this environment"), one.location) for one in mine]
    if not found:
        found = [Value(str(one.location.path), msg("the project's lock"), one.location) for one in facts.lock_files]
    return found


def _installed_by(command: str) -> Message:
    """Say which command installs a list; of a long one the beginning."""
    shown = command if len(command) <= _LONGEST else f"{command[: _LONGEST - 2].rstrip()} .."
    return msg("`{command}` installs it", command=shown)


def config_values(launches: Iterable[Launch]) -> list[Value]:
    """The configuration files of an environment's servers."""
    found: list[Value] = []
    for launch in launches:
        setting = launch.setting("config")
        if setting is not None:
            origin = msg("read by {server}", server=launch.server)
            place = Location(launch.config) if launch.config is not None else None
            found.append(Value(setting.text, origin, setting.location, place))
    return found


def _of_images(facts: Facts, environment: Environment) -> Iterator[Value]:
    for dockerfile in facts.dockerfiles:
        path = dockerfile.location.path
        if environment.name not in facts.environments_of(path) or not dockerfile.stages:
            continue
        found = python_base(dockerfile, dockerfile.stages[-1])
        if found is not None:
            stage, image = found
            shown = image.version or image.tag or "latest"
            yield Value(shown, msg("the image of {path}", path=path), stage.base_location)


def _of_platforms(facts: Facts, environment: Environment) -> Iterator[Value]:
    for service in facts.services:
        if service.python_version is not None and environment.name in facts.environments_of(service.location.path):
            text, place = service.python_version
            yield Value(text, msg("{name} on the platform", name=service.name), place)


def _installs(facts: Facts, environment: Environment) -> Iterator[CommandLine]:
    """The commands that build or set up an environment."""
    for dockerfile in facts.dockerfiles:
        if environment.name in facts.environments_of(dockerfile.location.path):
            for instruction in dockerfile.instructions:
                yield from instruction.commands if instruction.keyword == "RUN" else ()
    for service in facts.services:
        if environment.name in facts.environments_of(service.location.path):
            yield from service.build_commands
    if environment.role is Role.TEST:
        for workflow in facts.ci_workflows:
            for job in workflow.jobs:
                yield from job.commands
    for script in facts.shell_scripts:
        if environment.name in facts.environments_of(script.location.path):
            yield from script.commands


def _requirements_file(files: dict[ProjectPath, RequirementsFile], text: str) -> RequirementsFile | None:
    path = ProjectPath.of(text.lstrip("/"))
    if path in files and path is not None:
        return files[path]
    same = [file for file in files.values() if file.path.name == text.rpartition("/")[2]]
    return same[0] if len(same) == 1 else None


def _described(file: RequirementsFile) -> str:
    return f"{file.path} (hashes)" if file.is_hashed else str(file.path)


def _in_project(facts: Facts) -> list[VirtualEnv]:
    return [one for one in facts.virtualenvs if isinstance(one.path, ProjectPath)]


def _place(virtualenv: VirtualEnv) -> Location:
    return virtualenv.configuration or Location(virtualenv.path)


def _file_place(facts: Facts, text: str) -> Location | None:
    name = text.rpartition("/")[2]
    return next((file.location for file in facts.env_files if file.path.name == name), None)
