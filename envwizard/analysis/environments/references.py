"""Who uses which file: what a file starts, builds or reads belongs to the environment of the file that does so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from envwizard.analysis.environments.name_tokens import NamedRole, role_of_name
from envwizard.analysis.environments.siblings import STANDARD_COMPOSE
from envwizard.analysis.images.pulled_images import compose_images
from envwizard.model.environment import Role
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CiJob, CiWorkflow, CommandLine
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.source import Location


@dataclass(frozen=True, slots=True)
class Reference:
    """``user`` names ``used`` at ``location``; ``named`` is what the target or job there says for itself."""

    user: ProjectPath
    used: ProjectPath
    location: Location
    named: NamedRole | None = None


class FileIndex:
    """The files that may be referred to, found by path or, for paths inside images, by a base name that is unique."""

    def __init__(self, files: Iterable[ProjectPath]) -> None:
        self.files = frozenset(files)
        by_name: dict[str, list[ProjectPath]] = {}
        for path in self.files:
            by_name.setdefault(path.name, []).append(path)
        self._unique = {name: paths[0] for name, paths in by_name.items() if len(paths) == 1}

    def find(self, text: str, folder: ProjectPath, inside_image: bool = False) -> ProjectPath | None:
        """Find the file that a word names, seen from ``folder`` and from the root."""
        if not text or text.startswith("-") or "$" in text:
            return None
        for start in (folder, ROOT):
            path = start.join(text)
            if path is not None and path in self.files:
                return path
        return self._unique.get(text.rpartition("/")[2]) if inside_image else None


def references(facts: Facts, files: Iterable[ProjectPath]) -> tuple[Reference, ...]:
    """List the references between the project's ``files``."""
    index = FileIndex(files)
    return (
        *_compose(facts, index),
        *_images(facts, index),
        *_services(facts, index),
        *_scripts(facts, index),
        *_workflows(facts, index),
        *_requirements(facts, index),
    )


def job_role(workflow: CiWorkflow, job: CiJob) -> NamedRole:
    """Tell what a job serves: the environment it deploys to, or the tests."""
    for text in (job.environment or "", job.name, workflow.name, workflow.location.path.name):
        named = role_of_name(text)
        if named is not None and named.role.is_deployed:
            return named
    return NamedRole(Role.TEST, "test", job.name)


def _compose(facts: Facts, index: FileIndex) -> Iterator[Reference]:
    for image in compose_images(facts):
        yield Reference(image.path, image.dockerfile, image.service.location)
    for file in facts.compose_files:
        path = file.location.path
        if not isinstance(path, ProjectPath):
            continue
        for service in file.services:
            for text, location in service.env_files:
                used = index.find(text, path.parent)
                if used is not None:
                    yield Reference(path, used, location)
            for command in (service.entrypoint, service.command):
                if command is not None:
                    yield from _words(path, command, index, path.parent, inside_image=True)


def _images(facts: Facts, index: FileIndex) -> Iterator[Reference]:
    for file in facts.dockerfiles:
        path = file.location.path
        if not isinstance(path, ProjectPath):
            continue
        for command in file.commands:
            yield from _words(path, command, index, path.parent, inside_image=True)


def _services(facts: Facts, index: FileIndex) -> Iterator[Reference]:
    for service in facts.services:
        path = service.location.path
        if not isinstance(path, ProjectPath):
            continue
        for command in (*service.commands, *service.build_commands):
            yield from _words(path, command, index, path.parent, inside_image=True)
        for text, location in service.env_files:
            used = index.find(text.lstrip("-"), path.parent, inside_image=True)
            if used is not None:
                yield Reference(path, used, location)


def _scripts(facts: Facts, index: FileIndex) -> Iterator[Reference]:
    for script in facts.shell_scripts:
        if isinstance(script.location.path, ProjectPath):
            for command in script.commands:
                yield from _words(script.location.path, command, index, script.location.path.parent)
    for makefile in facts.makefiles:
        if isinstance(makefile.location.path, ProjectPath):
            for target in makefile.targets:
                named = role_of_name(target.name)
                for command in target.commands:
                    yield from _words(makefile.location.path, command, index, makefile.location.path.parent, named)


def _workflows(facts: Facts, index: FileIndex) -> Iterator[Reference]:
    for workflow in facts.ci_workflows:
        path = workflow.location.path
        if not isinstance(path, ProjectPath):
            continue
        for job in workflow.jobs:
            named = job_role(workflow, job)
            # That the tests build or start something does not make it theirs.
            if named.role.is_deployed:
                for command in job.commands:
                    yield from _words(path, command, index, ROOT, named)


def _requirements(facts: Facts, index: FileIndex) -> Iterator[Reference]:
    for file in facts.requirements_files:
        for include in file.includes:
            if include.target is not None and include.target in index.files:
                yield Reference(file.path, include.target, include.location)


def _words(
    user: ProjectPath,
    command: CommandLine,
    index: FileIndex,
    folder: ProjectPath,
    named: NamedRole | None = None,
    inside_image: bool = False,
) -> Iterator[Reference]:
    texts = list(command.argv)
    if command.heredoc is not None:
        texts += command.heredoc.split()
    for text in texts:
        used = index.find(text.rpartition("=")[2], folder, inside_image)
        if used is not None and used != user:
            yield Reference(user, used, command.location, named)
    for name in _unsaid(command.argv):
        used = index.find(name, folder)
        if used is not None and used != user:
            yield Reference(user, used, command.location, named)
            return


def _unsaid(argv: tuple[str, ...]) -> tuple[str, ...]:
    """The files that a command takes where none is named: compose's standard names, docker's Dockerfile.

    The order is that of ``docker compose`` (Compose specification, "Compose file"), which takes the first one found.
    """
    words = [word for word in argv if word not in ("sudo", "exec")]
    if words[:2] == ["docker", "compose"]:
        words = ["docker-compose", *words[2:]]
    if words[:1] == ["docker-compose"]:
        named = any(word.startswith(("-f", "--file")) for word in words)
        runs = any(word in ("up", "build", "run", "start", "restart") for word in words)
        return STANDARD_COMPOSE if runs and not named else ()
    build = words[:2] == ["docker", "build"] or words[:3] == ["docker", "buildx", "build"]
    if build and not any(word.startswith(("-f", "--file")) for word in words):
        context = words[-1].rstrip("/")
        return ("Dockerfile",) if context in (".", "") else (f"{context}/Dockerfile",)
    return ()
