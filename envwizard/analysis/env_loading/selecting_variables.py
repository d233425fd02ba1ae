"""The variable whose word says which environment's env file is loaded."""

from __future__ import annotations

from envwizard.model.facts import Facts
from envwizard.model.facts.python import EventKind
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Question

VARIABLES = ("APP_ENV", "ENVIRONMENT", "DJANGO_ENV", "FLASK_ENV")
_DEVELOPMENT = ("development", "dev", "local")


def selecting_variable(facts: Facts, source: ProjectPath) -> Question:
    """Ask for the variable's name, once for all files that a source may load; what the code reads is the default."""
    read = {
        event.name
        for module in facts.python_modules
        for event in (*module.events, *(one for function in module.functions for one in function.events))
        if event.kind is EventKind.READ
    }
    names = tuple(sorted(VARIABLES, key=lambda name: name not in read))
    return Question(
        id=f"environment-variable:{source}",
        text=msg("Which variable tells {path} the environment whose file it loads?", path=source),
        choices=names,
        default=names[0],
        about=source,
    )


def fallback_environment(facts: Facts, folder: ProjectPath) -> str:
    """The environment where the variable is not set: never a deployed one."""
    beside = {file.path.name for file in facts.env_files if file.path.parent == folder}
    return next((word for word in _DEVELOPMENT if f".env.{word}" in beside), _DEVELOPMENT[0])
