"""Which programs read which env file: libraries in the code, compose, docker, systemd units and shells."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from envwizard.analysis.env_loading.relative_env_files import relative_env_file
from envwizard.analysis.per_facts import once_per_facts
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine, Surface
from envwizard.model.facts.envfiles import EnvFile
from envwizard.model.facts.python import Anchor, EnvLoad, Event, EventKind, PythonModule
from envwizard.model.message import Message, msg
from envwizard.model.paths import ROOT, AnyPath, ProjectPath
from envwizard.model.source import Location
from envwizard.syntax import env_dialects
from envwizard.syntax.python_modules import is_aside

# Loader -> how it reads. environs and pydantic-settings read with python-dotenv's parser, and so do Flask and uvicorn.
_LOADERS = {
    "environ.read_env": env_dialects.DJANGO_ENVIRON,
    "decouple.RepositoryEnv": env_dialects.DECOUPLE,
    "starlette.Config": env_dialects.STARLETTE,
    "dotenv.read_dotenv": None,  # django-dotenv, a parser of its own
}
_PROJECT_MARKS = ("manage.py", "pyproject.toml", "requirements.txt", "setup.py", "Pipfile", "Dockerfile")
_LOADS_BY_XARGS = re.compile(r"\$\(.*?(?P<name>[^\s'\"|()]*\.env[\w.-]*).*\bxargs\b.*\)", re.DOTALL)
_ENV_NAME = re.compile(r"(?:.*/)?(?:\.env(?:[._-][\w.-]+)?|[\w.-]+\.env)")


@dataclass(frozen=True, slots=True)
class EnvFileUse:
    """One program that reads the env file at ``path``, whether the file is there or not.

    ``dialect`` names how it reads (``syntax.env_dialects``); ``shown`` names the reader for people. ``exact`` tells
    that the path is known and not only the likely place of a file that is searched for.
    """

    path: ProjectPath
    dialect: str
    shown: Message
    location: Location
    exact: bool = True


@once_per_facts
def env_file_uses(facts: Facts) -> tuple[EnvFileUse, ...]:
    """Find every use of an env file by what the project runs; tests and documents are left out."""
    found = [*_by_code(facts), *_by_compose(facts), *_by_services(facts), *_by_commands(facts)]
    return tuple({(use.path, use.dialect, use.location): use for use in found}.values())


def readers_of(facts: Facts, path: ProjectPath) -> tuple[EnvFileUse, ...]:
    """The programs known to read a file, one for each way of reading."""
    by_dialect: dict[str, EnvFileUse] = {}
    for use in env_file_uses(facts):
        if use.path == path:
            by_dialect.setdefault(use.dialect, use)
    return tuple(by_dialect.values())


def _by_code(facts: Facts) -> Iterator[EnvFileUse]:
    files = {file.path: file for file in facts.env_files}
    for module in facts.python_modules:
        if is_aside(module.path):
            continue
        for load in module.loads:
            dialect = _LOADERS.get(load.loader, env_dialects.PYTHON_DOTENV)
            if dialect is not None:
                shown = _shown(module, load)
                for path, exact in _loaded(facts, files, module.path, load):
                    yield EnvFileUse(path, dialect, shown, load.location, exact)
        read = next((event for event in _events(module) if event.reader == "decouple"), None)
        if read is not None:
            path, exact = _searched(facts, files, module.path)
            shown = msg("decouple's config in {path}", path=module.path)
            yield EnvFileUse(path, env_dialects.DECOUPLE, shown, read.location, exact)


def _shown(module: PythonModule, load: EnvLoad) -> Message:
    if load.loader == "pydantic_settings.env_file":
        return msg("the settings class in {path}", path=module.path)
    return msg("{loader}() in {path}", loader=load.loader.rpartition(".")[2], path=module.path)


def _events(module: PythonModule) -> Iterator[Event]:
    for events in (module.events, *(function.events for function in module.functions)):
        yield from (event for event in events if event.kind is EventKind.READ)


def _loaded(
    facts: Facts, files: dict[ProjectPath, EnvFile], module: ProjectPath, load: EnvLoad
) -> Iterator[tuple[ProjectPath, bool]]:
    if load.anchor is Anchor.NONE:
        beside = module.parent.join(".env")
        if load.loader == "environ.read_env" and beside is not None:
            yield beside, True
        elif load.loader != "starlette.Config":
            yield _searched(facts, files, module)
    elif load.anchor is Anchor.FILE and load.resolved is not None:
        yield load.resolved, True
    elif load.anchor in (Anchor.CWD, Anchor.FILE) and load.path:
        found = relative_env_file(facts, module, load.path)
        if found is None:
            return
        if "{" not in load.path:
            yield found.target, found.present or found.certain
            return
        fixed = found.base.join(load.path.partition("{")[0])
        for path, file in files.items():
            fits = fixed is not None and path.value.startswith(fixed.value) and path.parent == fixed.parent
            if fits and not file.is_template:
                yield path, True


def _searched(facts: Facts, files: dict[ProjectPath, EnvFile], module: ProjectPath) -> tuple[ProjectPath, bool]:
    """Where a search upwards from the module ends, or where the project would keep the file that it looks for."""
    folders = [*module.parent.upwards()]
    for folder in folders:
        path = folder.join(".env")
        if path in files and path is not None:
            return path, True
    templates = {path.parent for path, file in files.items() if file.is_template and "env" in path.name.lower()}
    names = {entry.path.parent for entry in facts.inventory.files if entry.path.name in _PROJECT_MARKS}
    for wanted, exact in ((templates, True), (names, False)):
        for folder in folders:
            path = folder.join(".env")
            if folder in wanted and path is not None:
                return path, exact
    return ProjectPath(".env"), False


def _by_compose(facts: Facts) -> Iterator[EnvFileUse]:
    known = {file.path for file in facts.env_files}
    for compose in facts.compose_files:
        base = compose.location.path
        for service in compose.services if isinstance(base, ProjectPath) else ():
            for text, place in service.env_files:
                path = base.parent.join(text) if isinstance(base, ProjectPath) and "$" not in text else None
                if path is not None:
                    shown = msg("env_file of the service {name} in {path}", name=service.name, path=base)
                    # A compose file may be there to be copied: a file that nothing else speaks of lies elsewhere then.
                    yield EnvFileUse(path, env_dialects.COMPOSE, shown, place, path in known or path.name[:4] == ".env")


def _by_services(facts: Facts) -> Iterator[EnvFileUse]:
    for service in facts.services:
        if service.surface is not Surface.SYSTEMD:
            continue
        for text, place in service.env_files:
            path = _on_host(facts, text.lstrip("-"))
            if path is not None:
                shown = msg("EnvironmentFile of {path}", path=service.location.path)
                yield EnvFileUse(path, env_dialects.SYSTEMD, shown, place)


def _by_commands(facts: Facts) -> Iterator[EnvFileUse]:
    for command in _commands(facts):
        for dialect, name, shown in _read_by(command):
            path = _named(facts, name, command.location.path)
            if path is not None:
                yield EnvFileUse(path, dialect, shown, command.location)


def _read_by(command: CommandLine) -> Iterator[tuple[str, str, Message]]:
    argv = command.argv
    program = posixpath.basename(argv[0]) if argv else ""
    if program in ("source", ".") and len(argv) > 1 and _ENV_NAME.fullmatch(argv[1]):
        yield env_dialects.SHELL, argv[1], msg("`{command}` in {path}", command=" ".join(argv[:2]), path=_path(command))
    if program == "export":
        for word in argv[1:]:
            match = _LOADS_BY_XARGS.match(word)
            if match:
                yield env_dialects.XARGS, match["name"], msg("`export $(.. | xargs)` in {path}", path=_path(command))
    if program in ("docker", "podman") and "compose" not in argv[:2]:
        for name in _option(argv, "--env-file"):
            yield (
                env_dialects.DOCKER,
                name,
                msg("`{program} run --env-file` in {path}", program=program, path=_path(command)),
            )
    if program in ("uvicorn", "flask", "gunicorn"):
        for name in (*_option(argv, "--env-file"), *_option(argv, "-e")):
            if "=" not in name:
                yield (
                    env_dialects.PYTHON_DOTENV,
                    name,
                    msg("`{program} --env-file` in {path}", program=program, path=_path(command)),
                )


def _option(argv: tuple[str, ...], name: str) -> Iterator[str]:
    for index, word in enumerate(argv):
        if word == name and index + 1 < len(argv):
            yield argv[index + 1]
        elif word.startswith(f"{name}="):
            yield word.partition("=")[2]


def _path(command: CommandLine) -> AnyPath:
    return command.location.path


def _commands(facts: Facts) -> Iterator[CommandLine]:
    groups: list[Iterable[CommandLine]] = [script.commands for script in facts.shell_scripts]
    groups += [target.commands for makefile in facts.makefiles for target in makefile.targets]
    groups += [job.commands for workflow in facts.ci_workflows for job in workflow.jobs]
    groups += [(*service.commands, *service.build_commands) for service in facts.services]
    for group in groups:
        yield from group


def _named(facts: Facts, name: str, owner: AnyPath) -> ProjectPath | None:
    """The env file of the project that a command names: beside the script, from the root, or by its name alone."""
    if "$" in name:
        name = name.rpartition("/")[2]
        if "$" in name:
            return None
    paths = {file.path for file in facts.env_files}
    folders = [ROOT, owner.parent] if isinstance(owner, ProjectPath) else [ROOT]
    for folder in folders:
        path = folder.join(name)
        if path is not None and path in paths:
            return path
    return _on_host(facts, name)


def _on_host(facts: Facts, text: str) -> ProjectPath | None:
    """The env file that a path on a host means: the one whose end is alike, if there is just one."""
    name = posixpath.basename(text)
    same = [file.path for file in facts.env_files if file.path.name == name and not file.is_template]
    if len(same) > 1:
        folder = posixpath.basename(posixpath.dirname(text))
        near = [path for path in same if path.parent.name == folder]
        same = near or [path for path in same if path.parent == ROOT]
    return same[0] if len(same) == 1 else None
