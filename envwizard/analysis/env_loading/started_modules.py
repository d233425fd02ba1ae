"""Which Python source each launch runs first, and whether it runs as ``__main__``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.model.command_words import Program, option_text, without_prefixes
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.launches import Launch
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.secret import Secret
from envwizard.syntax.python_modules import ModuleIndex

_FLASK_NAMES = ("wsgi.py", "app.py")


@dataclass(frozen=True, slots=True)
class StartedModule:
    """The source that a launch runs first.

    ``as_main`` tells a script from a module that a server imports. ``directory`` is the working directory, as far as
    it is known to be a folder of the project. ``loads_itself`` marks launchers that load ``.env`` on their own before
    the program runs: the ``flask`` command, ``pipenv run``, ``dotenv run``, ``honcho``.
    """

    launch: Launch
    path: ProjectPath
    as_main: bool
    directory: ProjectPath | None
    loads_itself: bool = False


# They load .env into the environment of what they start (pipenv 2026.10, python-dotenv's command, honcho 2).
_LOADING_LAUNCHERS = frozenset(("pipenv", "dotenv", "honcho", "foreman", "direnv", "dotenvx"))


def started_modules(facts: Facts, index: ModuleIndex) -> Iterator[StartedModule]:
    """Find the first source of each launch; launches that start no source of the project are left out."""
    sources = {module.path for module in facts.python_modules}
    for launch in facts.launches:
        program = without_prefixes(launch.command) if launch.command.words else None
        loads = launch.server == "flask" and launch.surface is not Surface.PYTHON and _is_flask_command(program)
        loads = loads or bool(program is not None and _LOADING_LAUNCHERS & set(program.launchers))
        for folder in dict.fromkeys((launch.working_directory or ROOT, ROOT)):
            found = _found(launch, program, folder, index, sources)
            if found is not None:
                directory = folder if launch.working_directory is not None else None
                yield StartedModule(launch, found[0], found[1], directory, loads)
                break


def _found(
    launch: Launch, program: Program | None, folder: ProjectPath, index: ModuleIndex, sources: set[ProjectPath]
) -> tuple[ProjectPath, bool] | None:
    path = launch.location.path
    if launch.surface is Surface.PYTHON and isinstance(path, ProjectPath):
        return path, True
    for word in (launch.app, *(word.text for word in launch.command.words[:4])):
        if word and word.endswith(".py"):
            script = folder.join(word)
            if script is not None and script in sources and script != launch.config:
                return script, True
    dotted = _dotted(launch, program)
    if dotted is None:
        return None
    importer = folder.join("_.py")
    assert importer is not None
    names = [f"{dotted}.celery", dotted] if launch.server == "celery" else [dotted]
    for name in names:
        files = index.find(name, importer)
        if files and files[-1].parent.value.startswith("" if folder == ROOT else folder.value):
            return files[-1], False
    if launch.server == "flask":
        guessed = (folder.join(name) for name in _FLASK_NAMES)
        return next(((path, False) for path in guessed if path is not None and path in sources), None)
    return None


def _dotted(launch: Launch, program: Program | None) -> str | None:
    text = launch.app
    if launch.server == "celery" and program is not None:
        text = option_text(program.arguments, "-A", "--app")
    elif launch.server == "flask":
        text = (option_text(program.arguments, "-A", "--app") if program is not None else None) or _flask_app(launch)
    if not text:
        return "app" if launch.server == "flask" else None
    dotted = text.partition(":")[0].removesuffix(".py").replace("/", ".")
    return dotted if all(part.isidentifier() for part in dotted.split(".")) else None


def _flask_app(launch: Launch) -> str | None:
    values = (variable.value for variable in launch.variables if variable.name == "FLASK_APP")
    return next((value.reveal() for value in values if isinstance(value, Secret)), None)


def _is_flask_command(program: Program | None) -> bool:
    return program is not None and program.name == "flask"
