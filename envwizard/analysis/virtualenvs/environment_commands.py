"""The commands that make a virtual environment anew and that bring what is installed in it in line."""

from __future__ import annotations

import sys

from envwizard.analysis.roots import declaring_folder
from envwizard.analysis.virtualenvs.project_virtualenvs import (
    is_lock,
    lock_files_of,
    project_files_of,
    python_of,
    requirements_of,
)
from envwizard.model.change import Command
from envwizard.model.facts import Facts
from envwizard.model.facts.dependencies import RequirementsFile
from envwizard.model.facts.virtualenvs import VirtualEnv
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath

# The names of the list that is installed before all others, the likeliest first.
MAIN_LISTS = ("requirements.txt", "requirement.txt", "req.txt", "main.txt", "base.txt", "prod.txt", "production.txt")
_SYNCS = {
    "uv.lock": ("uv", "sync", "--locked"),
    "poetry.lock": ("poetry", "sync"),
    "Pipfile.lock": ("pipenv", "sync"),
    "pdm.lock": ("pdm", "sync"),
}
_DEVELOPMENT = ("dev", "develop", "development", "local", "test", "tests", "testing")


def recreate_commands(facts: Facts, env: VirtualEnv, minor: str | None = None) -> tuple[Command, ...]:
    """Make the environment anew and install what the project locks; empty where its manager has to be asked.

    It gets the interpreter that it has, or one of the version ``minor``.
    """
    manager = _manager_commands(facts, env, minor=minor)
    if manager:
        return manager
    if env.kind == "conda" or env.manager is not None:
        return ()
    why = msg("Make {path} anew: everything in it is deleted first", path=env.path)
    if minor is not None:
        why = msg("Make {path} anew with Python {minor}: everything in it is deleted first", path=env.path, minor=minor)
    make = Command((_interpreter(facts, env, minor), "-m", "venv", "--clear", env.path.value), why)
    return (make, *install_commands(facts, env))


def create_commands(facts: Facts, root: ProjectPath, minor: str | None) -> tuple[Command, ...]:
    """Make the first environment of a Python root, below it, and install what is locked or declared there."""
    planned = VirtualEnv(root.join(".venv") or root, "venv", library_version=minor)
    kinds = {file.kind for file in lock_files_of(facts, planned)}
    for lock, argv in _SYNCS.items():
        if lock in kinds:
            return (Command(argv, msg("Make it and install what {lock} names", lock=lock), root, True, True),)
    make = Command(
        (_interpreter(facts, planned), "-m", "venv", planned.path.value), msg("Make {path}", path=planned.path)
    )
    return (make, *install_commands(facts, planned))


def install_commands(facts: Facts, env: VirtualEnv) -> tuple[Command, ...]:
    """Install what the project's requirements or lock name into an environment, with the environment's own pip."""
    files = installed_files(facts, env)
    pip = (python_of(env), "-m", "pip", "install")
    commands = []
    if files:
        hashed = ("--require-hashes",) if all(file.is_hashed for file in files) else ()
        named = tuple(part for file in files for part in ("-r", file.path.value))
        names = ", ".join(str(file.path) for file in files)
        why = msg("Install what {file} names", file=names)
        if len(files) > 1:
            why = msg("Install what {files} name", files=names)
        commands.append(Command((*pip, *hashed, *named), why, network=True))
    package = next((file for file in project_files_of(facts, env) if file.is_package), None)
    if package is not None and (not files or _installs_project(env)):
        commands.append(_editable(facts, env, no_dependencies=bool(files)))
    return tuple(commands)


def sync_commands(facts: Facts, env: VirtualEnv) -> tuple[Command, ...]:
    """Bring an environment in line with its lock.

    ``pip-sync`` removes whatever the lock does not name, so it is used only with compiled files, with all that are in
    use at once, and the project itself is installed again behind it. Without a lock the requirements are installed.
    """
    manager = _manager_commands(facts, env, anew=False)
    if manager:
        return manager
    if env.manager in ("poetry", "pipenv"):
        return ()
    files = installed_files(facts, env)
    if not files or not all(is_lock(file) for file in files):
        return install_commands(facts, env)
    names = tuple(file.path.value for file in files)
    why = msg(
        "Install exactly what {file} names into {path}; what it does not name is removed", file=names[0], path=env.path
    )
    if len(names) > 1:
        why = msg(
            "Install exactly what {files} name into {path}; what they do not name is removed",
            files=", ".join(names),
            path=env.path,
        )
    command = Command(("pip-sync", "--python-executable", python_of(env), *names), why, network=True)
    return (command, _editable(facts, env, no_dependencies=True)) if _installs_project(env) else (command,)


def installed_files(facts: Facts, env: VirtualEnv) -> tuple[RequirementsFile, ...]:
    """The requirements files that an environment is filled from: the main one, and those for development in use.

    A file that another one of them includes is not named again.
    """
    files = [file for file in requirements_of(facts, env) if file.path.suffix != ".in"]
    main = [file for file in files if file.path.name.lower() in MAIN_LISTS]
    main = sorted(main, key=lambda file: (not is_lock(file), MAIN_LISTS.index(file.path.name.lower())))[:1]
    wanted = [
        *main,
        *(file for file in files if file not in main and is_in_use(file, env) and is_for_development(file)),
    ]
    included = {
        include.target for file in wanted for include in file.includes if include.flag.startswith(("-r", "--r"))
    }
    return tuple(file for file in wanted if file.path not in included)


def is_for_development(file: RequirementsFile) -> bool:
    """Tell by its name whether a requirements file is for developing and testing."""
    words = file.path.name.lower().replace("_", "-").replace(".", "-").split("-")
    return not set(words).isdisjoint(_DEVELOPMENT)


def is_in_use(file: RequirementsFile, env: VirtualEnv) -> bool:
    """Tell whether at least half of what a file names is installed."""
    keys = {requirement.name for requirement in file.requirements if requirement.name}
    return bool(keys) and sum(env.find(key) is not None for key in keys) * 2 >= len(keys)


def _manager_commands(
    facts: Facts, env: VirtualEnv, anew: bool = True, minor: str | None = None
) -> tuple[Command, ...]:
    """What uv and poetry do themselves, from their lock."""
    kinds = {file.kind for file in lock_files_of(facts, env)}
    root = declaring_folder(facts, env.path)
    if env.kind == "uv" and "uv.lock" in kinds and env.path == root.join(".venv"):
        version = ("--python", minor) if minor is not None else ()
        make = Command(("uv", "venv", "--clear", *version), msg("Make {path} anew", path=env.path), root)
        sync = Command(("uv", "sync", "--locked"), msg("Install what uv.lock names"), root, True, True)
        return (make, sync) if anew else (sync,)
    if env.manager == "poetry" and "poetry.lock" in kinds:
        name = env.path.value.rpartition("/")[2]
        remove = Command(("poetry", "env", "remove", name), msg("Remove {name}", name=name), root)
        sync = Command(("poetry", "sync"), msg("Install exactly what poetry.lock names"), root, True, True)
        if minor is not None:
            use = Command(("poetry", "env", "use", minor), msg("Make one with Python {minor}", minor=minor), root)
            return remove, use, sync
        return (remove, sync) if anew else (sync,)
    if env.manager == "pipenv" and "Pipfile.lock" in kinds:
        remove = Command(("pipenv", "--rm"), msg("Remove {name}", name=env.path), root)
        version = ("--python", minor) if minor is not None else ()
        sync = Command(("pipenv", "sync", *version), msg("Install exactly what Pipfile.lock names"), root, True)
        return (remove, sync) if anew else (sync,)
    return ()


def _editable(facts: Facts, env: VirtualEnv, no_dependencies: bool) -> Command:
    root = declaring_folder(facts, env.path)
    options = ("--no-deps",) if no_dependencies else ()
    place = "." if root.value == "." else f"./{root.value}"
    argv = (python_of(env), "-m", "pip", "install", *options, "-e", place)
    return Command(argv, msg("Install the project itself, editable"), network=True, runs_project_code=True)


def _installs_project(env: VirtualEnv) -> bool:
    return any(one.editable for one in env.distributions)


def _interpreter(facts: Facts, env: VirtualEnv, wanted: str | None = None) -> str:
    """An interpreter of the version ``wanted``, by its name alone where this machine has none.

    Else one of the environment's own version where this machine has one, and the default one where not.
    """
    minor = wanted or env.library_version or ".".join((env.version or "").split(".")[:2])
    fitting = (one for one in facts.interpreters if minor and f"{one.version}.".startswith(f"{minor}."))
    found = next(fitting, None)
    if found is not None:
        return found.path.value
    if wanted is not None and sys.platform != "win32":
        return f"python{wanted}"
    return "py" if sys.platform == "win32" else "python3"
