"""The services of compose files as compose sees them: ``extends``, the override file, and files joined with ``-f``."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import replace

from envwizard.analysis.written_commands import written_commands
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine
from envwizard.model.facts.containers import ComposeFile, ComposeService, Volume
from envwizard.model.paths import ROOT, ProjectPath

# What compose looks for where no file is named; an override file of the same kind is merged onto it.
_BASE_NAMES = ("docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml")


class ComposeProjects:
    """Which files stand below which, and their services merged."""

    def __init__(self, facts: Facts) -> None:
        self._files = {
            one.location.path: one for one in facts.compose_files if isinstance(one.location.path, ProjectPath)
        }
        self._below: dict[ProjectPath, tuple[ProjectPath, ...]] = {}
        for named in _joined_files(facts):
            known = [path for path in named if path in self._files]
            for index, path in enumerate(known[1:], 1):
                self._below.setdefault(path, tuple(known[:index]))

    def services(self, file: ComposeFile) -> Iterator[ComposeService]:
        """The services that a file changes or adds, each with what stands below it.

        A file that only adds to another (``docker-compose.override.yml``, ``docker-compose.prod.yml``) is merged onto
        it where a command joins the two, or where it says of a service neither image nor build and the standard file
        beside it does.
        """
        below = self._below.get(file.location.path) if isinstance(file.location.path, ProjectPath) else None
        bases = [self._files[path] for path in below] if below is not None else self._standard(file)
        for service in file.services:
            service = self._extended(file, service)
            if below is None and (service.build_context is not None or service.image is not None):
                yield service
                continue
            for base in reversed(bases):
                under = next((one for one in base.services if one.name == service.name), None)
                if under is not None:
                    service = service.over(self._extended(base, under))
            yield service

    def _standard(self, file: ComposeFile) -> list[ComposeFile]:
        path = file.location.path
        if not isinstance(path, ProjectPath) or path.name in _BASE_NAMES:
            return []
        beside = [self._files.get(path.parent.join(name) or path) for name in _BASE_NAMES]
        return [one for one in beside if one is not None and one is not file]

    def _extended(self, file: ComposeFile, service: ComposeService, seen: tuple[object, ...] = ()) -> ComposeService:
        """Put a service over the one of another file that it extends; paths there are relative to that file."""
        if service.extends is None or not isinstance(file.location.path, ProjectPath):
            return service
        name, wanted = service.extends
        path = file.location.path.parent.join(name)
        other = self._files.get(path) if path is not None else None
        base = next((one for one in other.services if one.name == wanted), None) if other is not None else None
        if other is None or base is None or (path, wanted) in seen:
            return service
        base = self._extended(other, base, (*seen, (path, wanted)))
        away = posixpath.dirname(posixpath.normpath(name))
        return service.over(_moved(base, away) if away else base)


def _moved(service: ComposeService, away: str) -> ComposeService:
    """A service whose paths are written relative to the folder ``away``, seen from the file that takes it over."""

    def path(text: str) -> str:
        return text if text.startswith(("/", "~", "$")) or "://" in text else posixpath.join(away, text)

    def volume(one: Volume) -> Volume:
        return replace(one, source=path(one.source)) if one.source.startswith(".") else one

    return replace(
        service,
        build_context=posixpath.normpath(path(service.build_context)) if service.build_context is not None else None,
        env_files=tuple((path(text), place) for text, place in service.env_files),
        volumes=tuple(map(volume, service.volumes)),
    )


def _joined_files(facts: Facts) -> Iterator[list[ProjectPath]]:
    """The files that scripts, Makefiles, CI and units join: ``docker compose -f a.yml -f b.yml up``."""
    for folder, command in _commands(facts):
        argv = command.argv
        at = next((index for index, word in enumerate(argv) if word in ("compose", "docker-compose")), None)
        if at is None or (argv[at] == "compose" and (at == 0 or not argv[at - 1].endswith(("docker", "podman")))):
            continue
        named = _options(argv[at + 1 :])
        for start in dict.fromkeys((folder, ROOT)):
            paths = [path for text in named if (path := start.join(text)) is not None]
            if len(paths) > 1:
                yield paths


def _options(argv: Sequence[str]) -> list[str]:
    found = []
    for index, word in enumerate(argv):
        if word in ("-f", "--file") and index + 1 < len(argv):
            found.append(argv[index + 1])
        elif word.startswith("--file="):
            found.append(word.partition("=")[2])
        elif not word.startswith("-") and (not index or argv[index - 1] not in _WITH_VALUE):
            break
    return found


_WITH_VALUE = frozenset(("-f", "--file", "-p", "--project-name", "--env-file", "--profile", "--project-directory"))


def _commands(facts: Facts) -> Iterator[tuple[ProjectPath, CommandLine]]:
    yield from ((_folder(one), one) for one in written_commands(facts))
    for workflow in facts.ci_workflows:
        yield from ((ROOT, one) for job in workflow.jobs for one in job.commands)
    for service in facts.services:
        yield from ((_folder(one), one) for one in service.commands)


def _folder(command: CommandLine) -> ProjectPath:
    path = command.location.path
    return path.parent if isinstance(path, ProjectPath) else ROOT
