"""What the project needs installed: its development lists, by the tool that the project is kept with."""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.onboarding.interpreter import asked, minor_of
from envwizard.analysis.onboarding.lists import Lists, developing_extras, is_local, lists_of, requirements_in
from envwizard.analysis.onboarding.manager import LOCK_TOOLS, missing_tool
from envwizard.analysis.onboarding.programs import pip_words, python_words
from envwizard.analysis.python_statements import allows
from envwizard.analysis.roots import folder_of
from envwizard.analysis.virtualenvs.drift import drift, fits, holds
from envwizard.analysis.virtualenvs.project_virtualenvs import is_lock
from envwizard.analysis.virtualenvs.target_python import marker_environment
from envwizard.model.change import Command
from envwizard.model.facts import Facts
from envwizard.model.facts.dependencies import ProjectFile, Requirement
from envwizard.model.facts.virtualenvs import VirtualEnv
from envwizard.model.message import Message, msg
from envwizard.model.onboarding import Setting, Task
from envwizard.model.paths import ProjectPath
from envwizard.model.workflow import StepState

TITLE = msg("dependencies")
_WHY = msg("The project imports them; the versions are those that its files name.")
# What each tool runs with and without its lock.
_LOCKED = {
    "uv": ("uv", "sync", "--locked"),
    "poetry": ("poetry", "install"),
    "pipenv": ("pipenv", "sync", "--dev"),
    "pdm": ("pdm", "sync"),
}
_UNLOCKED = {
    "poetry": ("poetry", "install"),
    "pipenv": ("pipenv", "install", "--dev"),
    "pdm": ("pdm", "install"),
}
# How each tool is told of an extra: by themselves they install none.
_EXTRA = {"uv": "--extra", "poetry": "--extras", "pdm": "--group"}
# pip reads dependency groups since then (pip's changelog).
_PIP_WITH_GROUPS = "pip>=25.1"


def dependencies_task(facts: Facts, setting: Setting) -> Task:
    """The third line of the checklist."""
    if setting.manager == "conda":
        state = StepState.DONE if setting.present else StepState.SKIPPED
        return Task("dependencies", TITLE, state, msg("conda installs them with the environment"), _WHY)
    if setting.manager != "pip":
        return _by_tool(facts, setting)
    lists = lists_of(facts, setting.planned, setting.root)
    wanted = requirements_in(facts, lists)
    if not wanted and lists.package is None:
        return Task("dependencies", TITLE, StepState.SKIPPED, msg("the project declares none"), _WHY)
    commands = _commands(setting, lists, wanted)
    notes = (*_notes(lists), *_untold(lists))
    size = sum(bool(one.name) for one in wanted)
    if not commands:
        return Task("dependencies", TITLE, StepState.SKIPPED, msg("the project declares none"), _WHY)
    if not setting.present:
        return Task(
            "dependencies",
            TITLE,
            StepState.WAITING,
            msg("what {source} asks for", source=_source(lists)),
            _WHY,
            commands,
            notes=notes,
            size=size,
        )
    left = unmet(setting.planned, wanted)
    if lists.package is not None and not lists.files and not is_installed(setting, lists):
        left = (*left, lists.package.name or "the project")
    if not left:
        seen = msg("all {count} that {source} asks for are installed", count=size, source=_source(lists))
        return Task("dependencies", TITLE, StepState.DONE, seen, _WHY, notes=notes, size=size)
    return Task("dependencies", TITLE, StepState.WAITING, _missing(left), _WHY, commands, notes=notes, size=size)


def _has_modules(facts: Facts, root: ProjectPath, file: ProjectFile) -> bool:
    name = (file.name or "").replace("-", "_").replace(".", "_")
    places = {root.join(f"{above}{name}{ending}") for above in ("", "src/") for ending in (".py", "/__init__.py", "")}
    there = {entry.path for entry in facts.inventory.files} | set(facts.inventory.folders)
    return file.names_modules or not places.isdisjoint(there)


def _pinned_otherwise(facts: Facts, root: ProjectPath, version: str) -> bool:
    return any(one.kind == "chosen" and not allows(one, minor_of(version)) for one in asked(facts, root))


def unmet(env: VirtualEnv, wanted: Iterable[Requirement]) -> tuple[str, ...]:
    """The names of requirements that an environment does not answer; markers that do not hold are left out."""
    target = {**marker_environment(env), "extra": ""}
    left: dict[str, None] = {}
    for one in wanted:
        if not one.name or not holds(one.marker, target):
            continue
        installed = env.find(one.name)
        if installed is None or (one.url is None and one.specifier and not fits(one.specifier, installed.version)):
            left[one.name] = None
    return tuple(left)


def is_installed(setting: Setting, lists: Lists) -> bool:
    """Tell whether the project itself is installed in the environment."""
    from envwizard.syntax.requirement_text import normalised

    package = lists.package
    if package is None or not setting.present:
        return False
    if package.name:
        return setting.planned.find(normalised(package.name)) is not None
    return any(one.editable for one in setting.planned.distributions)


def _missing(left: tuple[str, ...]) -> Message:
    shown = ", ".join(left[:4]) + (", .." if len(left) > 4 else "")
    return msg("{count} missing or in another version: {names}", count=len(left), names=shown)


def _source(lists: Lists) -> Message:
    names = [str(file.path) for file in lists.files]
    if lists.package is not None and not lists.complete:
        names.append(str(lists.package.location.path))
    if lists.loose and lists.project is not None:
        names.append(str(lists.project.location.path))
    chosen = ", ".join((*lists.extras, *lists.groups))
    if chosen:
        return msg("{names} ({chosen})", names=", ".join(names), chosen=chosen)
    return msg("{names}", names=", ".join(names) or "the project file")


def _notes(lists: Lists) -> tuple[Message, ...]:
    loose = [file for file in lists.files if not is_lock(file) and any(not one.pinned for one in file.requirements)]
    if lists.files and not loose:
        return ()
    return (msg("No lock names the versions: you get the newest that fit, which others may not have."),)


def _untold(lists: Lists) -> tuple[Message, ...]:
    """Requirements whose addresses hold a password: no command line may show it."""
    return tuple(
        msg(
            "{name} comes from an address with a password in it ({place}), which no command of envwizard's shows: "
            "install it yourself, or put the password into git's or pip's own keeping (netrc, keyring).",
            name=one.name or one.url or "?",
            place=one.location,
        )
        for one in lists.loose
        if one.has_credentials
    )


def _commands(setting: Setting, lists: Lists, wanted: tuple[Requirement, ...]) -> tuple[Command, ...]:
    root, pip = setting.root, pip_words(setting)
    commands = []
    if lists.files and _synced(setting, lists):
        names = tuple(file.path.relative_to(root) for file in lists.files)
        why = msg("Install exactly what {files} name; what they do not name is removed", files=", ".join(names))
        argv: tuple[str, ...] = (*python_words(setting), "-m", "piptools", "sync", *names)
        commands.append(Command(argv, why, root, network=True))
    elif lists.files:
        # pip refuses a list without hashes once any has them.
        hashed = ("--require-hashes",) if all(file.is_hashed for file in lists.files) else ()
        named = tuple(word for file in lists.files for word in ("-r", file.path.relative_to(root)))
        why = msg("Install what {names} names", names=", ".join(str(file.path) for file in lists.files))
        builds = any(is_local(one) for one in wanted)
        commands.append(Command((*pip, *hashed, *named), why, root, network=True, runs_project_code=builds))
    if lists.groups:
        why = msg("The pip in a new environment may be too old to read dependency groups")
        commands.append(Command((*pip, "--upgrade", _PIP_WITH_GROUPS), why, root, network=True))
    if not lists.files and lists.package is not None:
        commands.append(editable(setting, lists))
        return tuple(commands)
    named_there = tuple(one.text for one in lists.loose if not one.has_credentials)
    if named_there:
        why = msg("Install what the project file names; the project itself is no package")
        builds = any(is_local(one) for one in lists.loose)
        commands.append(Command((*pip, *named_there), why, root, network=True, runs_project_code=builds))
    if lists.groups:
        why = msg("Install the groups {names} of pyproject.toml", names=", ".join(lists.groups))
        commands.append(Command((*pip, *_group_words(lists)), why, root, network=True))
    return tuple(commands)


def _group_words(lists: Lists) -> tuple[str, ...]:
    return tuple(word for group in lists.groups for word in ("--group", group))


def _synced(setting: Setting, lists: Lists) -> bool:
    """pip-sync where the environment has it: it removes what no list names, so all lists have to be compiled ones."""
    has_it = setting.present and setting.planned.find("pip-tools") is not None
    return has_it and lists.package is None and all(is_lock(file) for file in lists.files)


def editable(setting: Setting, lists: Lists) -> Command:
    """Install the project itself, editable; without its dependencies where the lists name them all."""
    bare = ("--no-deps",) if lists.complete else ()
    extras = f".[{','.join(lists.extras)}]" if lists.extras and not lists.complete else "."
    why = msg("Install the project itself, editable: this builds it")
    if not lists.complete:
        why = msg("Install the project itself, editable, with what it needs: this builds it")
    groups = () if lists.files else _group_words(lists)
    argv = (*pip_words(setting), *bare, "-e", extras, *groups)
    return Command(argv, why, setting.root, network=True, runs_project_code=True)


def _by_tool(facts: Facts, setting: Setting) -> Task:
    tool, root = setting.manager, setting.root
    missing = missing_tool(tool, setting.machine)
    if missing is not None:
        return Task("dependencies", TITLE, StepState.ATTENTION, missing, _WHY)
    files = [file for file in facts.project_files if folder_of(file.location) == root]
    is_package = any(file.is_package for file in files)
    locks = [
        file for file in facts.lock_files if folder_of(file.location) == root and LOCK_TOOLS.get(file.kind) == tool
    ]
    argv = (_LOCKED if locks else _UNLOCKED)[tool]
    notes: tuple[Message, ...] = ()
    if tool == "poetry" and is_package and not any(_has_modules(facts, root, file) for file in files):
        # poetry-core looks for a module or a folder of the distribution's name, in the root or in src.
        is_package = False
        notes = (
            msg("No module has the project's name: poetry could not install it itself, which runs from its folder."),
        )
    if tool == "poetry" and not is_package:
        argv = (*argv, "--no-root")
    extras = developing_extras(files) if tool in _EXTRA else ()
    argv = (*argv, *(word for extra in extras for word in (_EXTRA[tool], extra)))
    if tool == "uv" and setting.interpreter is not None and _pinned_otherwise(facts, root, setting.interpreter.version):
        # uv would throw the environment away for the Python that .python-version names, and download that.
        argv = (*argv, "--python", minor_of(setting.interpreter.version))
    builds = is_package and tool != "pipenv"
    if tool == "pipenv":
        builds = any(is_local(one) for file in files for one in file.requirements)
    lock = next((str(one.location.path) for one in locks), "")
    why = msg("Install what {lock} names", lock=lock) if lock else msg("There is no lock: {tool} makes one", tool=tool)
    command = Command(argv, why, root, network=True, runs_project_code=builds)
    size = sum(len(one.distributions) for one in locks)
    if not setting.present:
        seen = msg("{count} in {lock}", count=size, lock=lock) if lock else msg("not locked yet")
        return Task("dependencies", TITLE, StepState.WAITING, seen, _WHY, (command,), size=size, notes=notes)
    wanted = [
        one
        for file in files
        for one in file.requirements
        if one.group is None or (one.group in extras if one.is_extra else one.group == "dev")
    ]
    own = {file.name for file in files}
    left = unmet(setting.planned, [one for one in wanted if one.name not in own])
    # The lock holds every platform and group: it tells versions, and not what has to be there.
    drifted = drift(facts, setting.planned) if lock else None
    left = tuple(dict.fromkeys((*left, *(one.name for one in drifted.different)))) if drifted is not None else left
    if left:
        return Task("dependencies", TITLE, StepState.WAITING, _missing(left), _WHY, (command,), size=size, notes=notes)
    count = len(setting.planned.distributions)
    seen = msg("{count} installed, as {lock} names them", count=count, lock=lock or "the project file")
    return Task("dependencies", TITLE, StepState.DONE, seen, _WHY, size=size)
