"""The first run: a check that imports the project, and the commands to go on with."""

from __future__ import annotations

from collections.abc import Iterator

from envwizard.analysis.onboarding.imports import below, imports_to_try
from envwizard.analysis.onboarding.lists import lists_of, requirements_in
from envwizard.analysis.onboarding.programs import python_words
from envwizard.analysis.roots import root_around, root_of_launch
from envwizard.model.aside import EXAMPLES, TEST_DATA, TESTS, is_one_of
from envwizard.model.change import Command
from envwizard.model.environment import Role
from envwizard.model.facts import Facts
from envwizard.model.facts.launches import Launch
from envwizard.model.message import msg
from envwizard.model.onboarding import Setting, Task
from envwizard.model.paths import ProjectPath
from envwizard.model.workflow import StepState
from envwizard.syntax.python_modules import is_aside

TITLE = msg("first run")
_WHY = msg("It shows whether the project starts; it runs the project's own code.")
_SERVERS = ("runserver", "flask", "fastapi", "uvicorn", "gunicorn", "hypercorn", "daphne", "python")


def first_run_task(facts: Facts, setting: Setting) -> Task:
    """Check the project by its own means, and tell how to test and to serve it."""
    manage = _manage(facts, setting.root)
    commands = tuple(_checks(facts, setting, manage))[:1]
    told = tuple(_told(facts, setting, manage))
    if not commands and not told:
        return Task("first-run", TITLE, StepState.SKIPPED, msg("nothing in the project says how it is started"), _WHY)
    state = StepState.WAITING if commands else StepState.SKIPPED
    seen = msg("{command}", command=commands[0].typed) if commands else msg("the commands to go on with")
    return Task("first-run", TITLE, state, seen, _WHY, commands, told=told, optional=True)


def _manage(facts: Facts, root: ProjectPath) -> ProjectPath | None:
    found = [
        entry.path
        for entry in facts.inventory.files
        if entry.path.name == "manage.py" and (entry.path.parent == root or entry.path.parent.parent == root)
    ]
    found = [path for path in found if not is_one_of(path.parent, TESTS | TEST_DATA | EXAMPLES)]
    return min(found, key=lambda path: len(path.parts), default=None)


def _checks(facts: Facts, setting: Setting, manage: ProjectPath | None) -> Iterator[Command]:
    root, python = setting.root, python_words(setting)
    if manage is not None:
        why = msg("Django checks the project: it imports the settings and all apps")
        yield Command((*python, manage.relative_to(root), "check"), why, root, runs_project_code=True)
    for statement in imports_to_try(facts, setting):
        why = msg("Import the project's own package")
        yield Command((*python, "-c", statement), why, root, runs_project_code=True)


def _told(facts: Facts, setting: Setting, manage: ProjectPath | None) -> Iterator[Command]:
    root, python = setting.root, python_words(setting)
    if manage is not None:
        script = manage.relative_to(root)
        yield Command(
            (*python, script, "migrate"), msg("Make the tables of the database"), root, runs_project_code=True
        )
    named = {one.name for one in requirements_in(facts, lists_of(facts, setting.planned, root))}
    tests = any(
        entry.path.name.startswith("test_")
        and entry.path.suffix == ".py"
        and (root.value == "." or entry.path.is_below(root))
        for entry in facts.inventory.files
    )
    if "pytest" in named or setting.planned.find("pytest") is not None:
        yield Command((*python, "-m", "pytest"), msg("Run the tests"), root, runs_project_code=True)
    elif manage is not None:
        argv = (*python, manage.relative_to(root), "test")
        yield Command(argv, msg("Run the tests"), root, runs_project_code=True)
    elif tests:
        yield Command((*python, "-m", "unittest"), msg("Run the tests"), root, runs_project_code=True)
    if manage is not None:
        argv = (*python, manage.relative_to(root), "runserver")
        yield Command(argv, msg("Start the development server"), root, runs_project_code=True)
        return
    launch = min(_launches(facts, root), key=_rank, default=None)
    if launch is None or Role.DEVELOPMENT not in launch.roles:
        yield from _development_servers(facts, setting, named, launch)
    if launch is not None:
        why = msg("Start it as {place} does", place=launch.command.location)
        yield Command(_started(python, launch), why, root, runs_project_code=True)


def _development_servers(facts: Facts, setting: Setting, named: set[str], launch: Launch | None) -> Iterator[Command]:
    """Serve by the framework's own development server what is deployed otherwise, or what the code itself shows."""
    root, python = setting.root, python_words(setting)
    served, kind = _application(facts, root)
    if launch is not None and launch.app is not None and launch.server not in ("flask", "fastapi", "python"):
        served = launch.app
    factory = ("--factory",) if launch is not None and "--factory" in launch.command.argv else ()
    why = msg("Start the development server")
    if served is None:
        return
    if kind == "flask" or (not kind and "flask" in named):
        yield Command((*python, "-m", "flask", "--app", served, "run", "--debug"), why, root, runs_project_code=True)
    elif kind in ("fastapi", "starlette") and "uvicorn" in {
        *named,
        *(one.name for one in setting.planned.distributions),
    }:
        yield Command((*python, "-m", "uvicorn", served, "--reload", *factory), why, root, runs_project_code=True)


def _application(facts: Facts, root: ProjectPath) -> tuple[str | None, str]:
    """The application that the root's sources hold, as an import string, and its kind; the one nearest to the root."""
    found = [
        (
            len(module.path.parts),
            variable.endswith("()"),
            f"{place.removesuffix('.py').replace('/', '.')}:{variable}",
            kind,
        )
        for module in facts.python_modules
        if root_around(facts, module.path) == root_around(facts, root) and not is_aside(module.path)
        for place in (below(module.path.value, root).removesuffix("/__init__.py"),)
        for variable, kind in module.applications
        if kind in ("flask", "fastapi", "starlette")
    ]
    _, _, served, kind = min(found, default=(0, False, None, ""))
    return served, kind


def _launches(facts: Facts, root: ProjectPath) -> Iterator[Launch]:
    for launch in facts.launches:
        words = launch.command.words
        is_known = launch.server in _SERVERS and bool(words) and all(word.literal for word in words)
        if is_known and root_of_launch(facts, launch) == root:
            yield launch


def _rank(launch: Launch) -> tuple[bool, bool, int]:
    deployed = any(role.is_deployed for role in launch.roles)
    return Role.DEVELOPMENT not in launch.roles, deployed, _SERVERS.index(launch.server)


def _started(python: tuple[str, ...], launch: Launch) -> tuple[str, ...]:
    """The launch's own words, with the environment's Python where it starts by ``python``."""
    argv = launch.command.argv
    words = argv[argv.index(launch.program) :] if launch.program in argv else argv
    name = words[0].rpartition("/")[2]
    if name.startswith("python"):
        return (*python, *words[1:])
    return (*python, "-m", *(name, *words[1:])) if name in ("flask", "uvicorn", "gunicorn", "hypercorn") else words
