"""The virtual environment of a fresh clone: the one that is there, checked, or the one that would be made."""

from __future__ import annotations

from collections.abc import Iterator

from envwizard.analysis.onboarding.interpreter import fits, minor_of
from envwizard.analysis.onboarding.manager import manager_question, missing_tool
from envwizard.analysis.onboarding.programs import place_words
from envwizard.analysis.roots import declaring_folder
from envwizard.analysis.virtualenvs.project_virtualenvs import is_tracked, is_usable, own_virtualenvs
from envwizard.model.change import Command
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine
from envwizard.model.facts.virtualenvs import Interpreter, VirtualEnv
from envwizard.model.message import Message, msg
from envwizard.model.onboarding import Setting, Task
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.question import Answers, Question, chosen
from envwizard.model.workflow import StepState

ASKS = "recreate"
_WHY = msg("What is installed for this project stays in it, and what other projects installed stays out.")
_NAMES = (".venv", "venv", "env")
_TOOLS = {
    "poetry": ("poetry", "env", "use"),
    "pipenv": ("pipenv", "--python"),
    "pdm": ("pdm", "venv", "create"),
}
_INVERSES = {"poetry": ("poetry", "env", "remove", "--all"), "pipenv": ("pipenv", "--rm")}


def existing(facts: Facts, root: ProjectPath, manager: str) -> VirtualEnv | None:
    """The environment of a root that is there already: the one that its tool uses, else one in its folder."""
    found = [env for env in own_virtualenvs(facts) if _belongs(facts, env, root)]
    found.sort(key=lambda env: (env.manager != manager, not is_usable(env), _rank(env)))
    return found[0] if found else None


def _belongs(facts: Facts, env: VirtualEnv, root: ProjectPath) -> bool:
    if not isinstance(env.path, ProjectPath):
        return env.manager is not None
    return env.path.parent == root or declaring_folder(facts, env.path.parent) == root


def _rank(env: VirtualEnv) -> int:
    return _NAMES.index(env.path.name) if env.path.name in _NAMES else len(_NAMES)


def planned(facts: Facts, root: ProjectPath, manager: str, interpreter: Interpreter | None) -> VirtualEnv:
    """The environment that would be made: where the project's own instructions put it, else ``.venv`` or ``.conda``."""
    name = {"pip": next(iter(_named(facts, root)), ".venv"), "conda": ".conda"}.get(manager, ".venv")
    version = interpreter.version if interpreter is not None else None
    minor = minor_of(version) if version else None
    return VirtualEnv(root.join(name) or root, "venv", version=version, library_version=minor)


def _named(facts: Facts, root: ProjectPath) -> Iterator[str]:
    """The names that the project's README and Makefile give the environment in their commands."""
    told = [command for document in facts.documents for command, _ in document.commands]
    told += [command for makefile in facts.makefiles for target in makefile.targets for command in target.commands]
    for command in told:
        name = _made(command)
        if name and "/" not in name and name not in (".", "..") and name.replace("-", "").replace(".", "").isalnum():
            path = root.join(name)
            # A folder of that name with something else in it is not to be taken.
            if path is not None and path not in facts.inventory.folders:
                yield name


def _made(command: CommandLine) -> str:
    """The folder that ``python -m venv X`` or ``virtualenv X`` makes, empty for another command."""
    if not command.words or not all(word.literal for word in command.words):
        return ""
    first, *words = [word.text.rstrip("/") for word in command.words]
    if first.rpartition("/")[2].startswith("python") and words[:2] == ["-m", "venv"]:
        words = words[2:]
    elif first != "virtualenv":
        return ""
    return words[-1] if words and not words[-1].startswith("-") else ""


def virtualenv_task(facts: Facts, setting: Setting, env: VirtualEnv | None, answers: Answers) -> Task:
    """The second line of the checklist."""
    if env is None:
        return _make(facts, setting)
    wrong = _wrong(facts, setting, env)
    notes = tuple(_notes(facts, setting, env))
    question = _recreate(setting, env, wrong)
    answer = chosen(question, answers) if question is not None else None
    if answer == "yes":
        return _remake(setting, env, wrong, question)
    questions = (question,) if question is not None else ()
    if wrong is None:
        seen = msg("{path}, Python {version}", path=env.path, version=env.version or env.library_version or "?")
        return Task("virtualenv", _title(env.path), StepState.DONE, seen, _WHY, questions=questions, notes=notes)
    if answer == "no":
        seen = msg("{wrong}; it stays as it is", wrong=wrong)
        return Task("virtualenv", _title(env.path), StepState.SKIPPED, seen, _WHY, questions=questions, notes=notes)
    if question is None:
        notes = (*notes, msg("Make it anew with {manager}.", manager=env.manager or env.kind))
    return Task("virtualenv", _title(env.path), StepState.ATTENTION, wrong, _WHY, questions=questions, notes=notes)


def _title(place: AnyPath | None) -> Message:
    return msg("{name}", name=place.name) if isinstance(place, ProjectPath) else msg("virtual environment")


def _wrong(facts: Facts, setting: Setting, env: VirtualEnv) -> Message | None:
    """What makes an environment useless for the project."""
    if env.defects:
        return env.defects[0][1]
    version = env.version or env.library_version
    if version is not None and env.kind != "conda" and not fits(facts, setting.root, version):
        return msg("{path} has Python {version}, which the project excludes", path=env.path, version=version)
    return None


def _notes(facts: Facts, setting: Setting, env: VirtualEnv) -> Iterator[Message]:
    if is_tracked(facts, env):
        yield msg("git tracks {path}: it should be ignored.", path=env.path)
    if env.system_site_packages:
        yield msg("{path} sees the packages of the system as well.", path=env.path)
    version, best = env.version or env.library_version, setting.interpreter
    if version and best is not None and minor_of(version) != minor_of(best.version):
        yield msg("The project's files rather ask for Python {minor}.", minor=minor_of(best.version))
    active = setting.machine.active
    if active is not None and active != env.path.value:
        yield msg("The shell has another environment activated ({active}); `deactivate` it.", active=active)


def _recreate(setting: Setting, env: VirtualEnv, wrong: Message | None) -> Question | None:
    """Offer to make it anew; ``None`` where only the tool that keeps it can, or there is no interpreter for it."""
    if env.kind == "conda" or env.manager is not None or not isinstance(env.path, ProjectPath):
        return None
    if setting.interpreter is None:
        return None
    return Question(
        id=f"{ASKS}:{env.path}",
        text=msg("Make {path} anew? Everything in it is deleted first.", path=env.path),
        choices=("yes", "no"),
        default=None if wrong is not None else "no",
    )


def _remake(setting: Setting, env: VirtualEnv, wrong: Message | None, question: Question | None) -> Task:
    assert setting.interpreter is not None
    assert isinstance(env.path, ProjectPath)
    why = msg("Make {path} anew: everything in it is deleted first", path=env.path)
    argv = (setting.interpreter.path.value, "-m", "venv", "--clear", place_words(setting))
    return Task(
        "virtualenv",
        _title(env.path),
        StepState.WAITING,
        wrong or msg("{path} is made anew on request", path=env.path),
        _WHY,
        (Command(argv, why, setting.root),),
        questions=(question,) if question is not None else (),
        notes=(msg("What was installed in {path} by hand and is in no list is lost.", path=env.path),),
        creates=env.path,
    )


def _make(facts: Facts, setting: Setting) -> Task:
    root, manager, found = setting.root, setting.manager, setting.interpreter
    missing = missing_tool(manager, setting.machine)
    title = _title(setting.place if manager in ("pip", "uv", "conda") else None)
    if missing is not None:
        question = manager_question(facts, root, setting.machine)
        asked = (question,) if question is not None else ()
        return Task("virtualenv", title, StepState.ATTENTION, missing, _WHY, questions=asked)
    if found is None and manager not in ("conda", "uv"):
        return Task("virtualenv", title, StepState.ATTENTION, msg("it waits for a Python that fits"), _WHY)
    python = found.path.value if found is not None else "python3"
    if manager == "conda":
        return _conda(facts, setting, title)
    seen = msg("there is none yet")
    active = setting.machine.active
    notes = (msg("The shell's activated environment ({active}) is not used.", active=active),) if active else ()
    if manager in _TOOLS:
        why = msg("{tool} makes it in its own place", tool=manager)
        command = Command((*_TOOLS[manager], python), why, root, inverse=_INVERSES.get(manager))
        # pdm's own place is .venv in the project, too.
        creates = setting.place if manager == "pdm" and isinstance(setting.place, ProjectPath) else None
        return Task("virtualenv", title, StepState.WAITING, seen, _WHY, (command,), notes=notes, creates=creates)
    assert isinstance(setting.place, ProjectPath)
    why = msg("Make {path} with Python {version}", path=setting.place, version=found.version if found else "")
    if manager == "uv":
        argv: tuple[str, ...] = ("uv", "venv", *(("--python", python) if found else ()), place_words(setting))
        command = Command(argv, why, root, network=found is None)
    else:
        command = Command((python, "-m", "venv", place_words(setting)), why, root)
    return Task("virtualenv", title, StepState.WAITING, seen, _WHY, (command,), notes=notes, creates=setting.place)


def _conda(facts: Facts, setting: Setting, title: Message) -> Task:
    place = next(
        file.location.path
        for file in facts.project_files
        if file.kind == "conda" and isinstance(file.location.path, ProjectPath)
    )
    tool = "conda" if "conda" in setting.machine.tools else "mamba"
    why = msg("Make the environment that {path} describes, its packages included", path=place)
    assert isinstance(setting.place, ProjectPath)
    # In the project's folder, where it is seen and undone; `conda activate ./.conda` takes it.
    argv = (tool, "env", "create", "-f", place.relative_to(setting.root), "--prefix", place_words(setting))
    command = Command(argv, why, setting.root, network=True)
    seen = msg("there is none yet")
    return Task("virtualenv", title, StepState.WAITING, seen, _WHY, (command,), creates=setting.place)
