"""How the tasks' commands name the environment's programs, from the folder of the root."""

from __future__ import annotations

from envwizard.analysis.virtualenvs.project_virtualenvs import python_of
from envwizard.model.onboarding import Setting
from envwizard.model.paths import ProjectPath

# Tools that run a program in the environment that they keep somewhere.
_RUNNERS = ("poetry", "pipenv", "pdm")


def python_words(setting: Setting) -> tuple[str, ...]:
    """The words that start the environment's Python."""
    if not setting.present and setting.manager in _RUNNERS:
        return (setting.manager, "run", "python")
    path = ProjectPath.of(python_of(setting.planned)) if isinstance(setting.place, ProjectPath) else None
    return (path.relative_to(setting.root),) if path is not None else (python_of(setting.planned),)


def pip_words(setting: Setting) -> tuple[str, ...]:
    """The words that start pip on the environment; uv's where there is no pip in it."""
    if setting.present and setting.planned.kind == "uv" and setting.planned.find("pip") is None:
        return ("uv", "pip", "install", "--python", *python_words(setting))
    return (*python_words(setting), "-m", "pip", "install")


def place_words(setting: Setting) -> str:
    """The environment's folder as a command names it."""
    place = setting.place
    return place.relative_to(setting.root) if isinstance(place, ProjectPath) else place.value
