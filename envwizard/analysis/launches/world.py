"""The facts that following a command needs, indexed once."""

from __future__ import annotations

from collections.abc import Iterator

from envwizard.analysis.launches.variables import Given, given_by
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine, Makefile, ShellScript, Surface
from envwizard.model.facts.envfiles import EnvFile
from envwizard.model.facts.python import PythonModule
from envwizard.model.facts.services import ServerConfig, Service
from envwizard.model.paths import ROOT, AnyPath, ProjectPath


class World:
    """Scripts, Makefiles, modules, configurations and env files by path; ``reached`` are those that a launch ran."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.scripts: dict[AnyPath, ShellScript] = {one.location.path: one for one in facts.shell_scripts}
        self.makefiles: dict[AnyPath, Makefile] = {one.location.path: one for one in facts.makefiles}
        self.modules: dict[ProjectPath, PythonModule] = {one.path: one for one in facts.python_modules}
        self.configs: dict[AnyPath, ServerConfig] = {one.location.path: one for one in facts.server_configs}
        self.env_files: dict[ProjectPath, EnvFile] = {one.path: one for one in facts.env_files}
        self.dockerfiles = frozenset(one.path for one in facts.dockerfiles)
        self.env_keys = frozenset(entry.key for one in facts.env_files if not one.is_template for entry in one.entries)
        self._outside: dict[AnyPath, dict[str, Given]] = {
            one.location.path: self._beside(one.location.path) for one in facts.compose_files
        }
        # Shell code that was read out of the words of other commands, by file.
        self.handed: dict[AnyPath, list[CommandLine]] = {}
        for command in _read_commands(facts):
            if any(condition.keyword == "string" for condition in command.conditions):
                self.handed.setdefault(command.location.path, []).append(command)
        self.reached: set[tuple[AnyPath, str]] = set()

    def interpolation(self, path: AnyPath) -> dict[str, Given] | None:
        """What a compose file is interpolated with, as far as it is here: its folder's .env; ``None`` for other files.

        The shell that compose is called from may give more (docs.docker.com, "Environment variables precedence").
        """
        return self._outside.get(path)

    def _beside(self, path: AnyPath) -> dict[str, Given]:
        folder = _parent(path)
        place = folder.join(".env") if folder is not None else None
        file = self.env_files.get(place) if place is not None else None
        return given_by(file) if file is not None else {}

    def script(self, path: ProjectPath | None, text: str) -> ShellScript | None:
        """The script at a path; for one that no COPY explains, the only script of that name."""
        found = self.scripts.get(path) if path is not None else None
        if found is None and "/" in text:
            same = [one for one in self.scripts.values() if one.location.path.name == text.rpartition("/")[2]]
            found = same[0] if len(same) == 1 else None
        return found

    def module(self, path: ProjectPath | None, text: str) -> PythonModule | None:
        """The module at a path; of a host's absolute path the longest end that is one: ``/srv/shop/web/main.py``."""
        if path is not None or not text.startswith("/"):
            return self.modules.get(path) if path is not None else None
        parts = text.strip("/").split("/")
        ends = (ROOT.join("/".join(parts[at:])) for at in range(len(parts)))
        return next((self.modules[end] for end in ends if end is not None and end in self.modules), None)

    def makefile(self, folder: ProjectPath | None) -> Makefile | None:
        """The Makefile of a folder, or the project's only one."""
        here = [one for one in self.makefiles.values() if folder is not None and _parent(one.location.path) == folder]
        every = list(self.makefiles.values())
        return here[0] if here else every[0] if len(every) == 1 else None

    def config(self, path: ProjectPath | None, text: str) -> ServerConfig | None:
        """The server configuration at a path, or the only one of that name."""
        found = self.configs.get(path) if path is not None else None
        if found is None and text:
            same = [one for one in self.configs.values() if one.location.path.name == text.rpartition("/")[2]]
            found = same[0] if len(same) == 1 else None
        return found

    def kept_programs(self, surface: Surface, text: str) -> list[Service]:
        """The programs of a supervisor or pm2 configuration: those in the file of that name, or all there are."""
        every = [one for one in self.facts.services if one.surface is surface]
        return [one for one in every if one.location.path.name == text.rpartition("/")[2]] or every


def _read_commands(facts: Facts) -> Iterator[CommandLine]:
    for compose in facts.compose_files:
        for service in compose.services:
            yield from service.inner_commands
    for container in facts.kubernetes_containers:
        yield from container.inner_commands
    for dockerfile in facts.dockerfiles:
        yield from dockerfile.commands


def _parent(path: AnyPath) -> ProjectPath | None:
    return path.parent if isinstance(path, ProjectPath) else None
