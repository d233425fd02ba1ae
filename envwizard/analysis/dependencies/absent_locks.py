"""Installs in images to which the project's lock was not copied, so that the manager resolves everything anew."""

from __future__ import annotations

from envwizard.analysis.dependencies.install_commands import InstallCommand
from envwizard.analysis.dependencies.installs import Install
from envwizard.model.facts import Facts
from envwizard.model.facts.containers import Stage
from envwizard.model.paths import ProjectPath

# The lock that each manager reads, and the project file that it takes without one.
_LOCKS = {
    "poetry": ("poetry.lock", "pyproject.toml"),
    "uv": ("uv.lock", "pyproject.toml"),
    "pdm": ("pdm.lock", "pyproject.toml"),
    "pipenv": ("Pipfile.lock", "Pipfile"),
}
_VERBS = frozenset(("install", "sync"))
_STRICT = frozenset(("--frozen", "--locked", "--deploy", "--frozen-lockfile"))
_TEXTS = (".toml", ".txt", ".md", ".cfg", ".py")


def absent_lock(facts: Facts, install: Install, command: InstallCommand) -> ProjectPath | None:
    """Give the project's lock where an image has the project file at the install and nothing has brought the lock.

    Only what is copied file by file tells: a folder or a pattern may hold the lock.
    """
    name, project = _LOCKS.get(command.tool, ("", ""))
    found = _stage(facts, install, command)
    # Told to take the lock as it is, the managers stop without one, and everybody sees it.
    if found is None or command.verb not in _VERBS or (command.tool, command.verb) == ("pipenv", "sync"):
        return None
    if not _STRICT.isdisjoint(command.flags):
        return None
    stage, index = found
    before = stage.instructions[:index]
    copies = [one.copy for one in before if one.copy is not None]
    names = [source.rstrip("/").rpartition("/")[2] for copy in copies for source in copy.sources]
    told = name in stage.instructions[index].text or any(one.keyword == "RUN" and name in one.text for one in before)
    lock = _beside(facts, install, [source for copy in copies for source in copy.sources], project, name)
    plain = all(copy.source_stage is None and not copy.inline for copy in copies)
    files = project in names and all(one == project or one.endswith(_TEXTS) for one in names)
    return lock if plain and files and not told else None


def _beside(facts: Facts, install: Install, sources: list[str], project: str, name: str) -> ProjectPath | None:
    """The lock beside the project file that is copied, wherever above the Dockerfile the build context begins."""
    home = install.location.path
    locks = {one.location.path for one in facts.lock_files}
    for folder in home.parent.upwards() if isinstance(home, ProjectPath) else ():
        for source in sources:
            copied = folder.join(source) if source.rpartition("/")[2] == project else None
            lock = copied.parent.join(name) if copied is not None else None
            if lock is not None and lock in locks:
                return lock
    return None


def _stage(facts: Facts, install: Install, command: InstallCommand) -> tuple[Stage, int] | None:
    for dockerfile in facts.dockerfiles:
        for stage in dockerfile.stages if dockerfile.location.path == install.location.path else ():
            for index, instruction in enumerate(stage.instructions):
                if command.command in instruction.commands:
                    return stage, index
    return None
