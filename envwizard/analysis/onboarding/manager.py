"""Which tool makes the environment of a Python root and fills it: the project's own, or pip."""

from __future__ import annotations

from envwizard.analysis.roots import folder_of
from envwizard.model.facts import Facts
from envwizard.model.facts.dependencies import ProjectFile
from envwizard.model.message import Message, msg
from envwizard.model.onboarding import Machine
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers, Question, chosen

ASKS = "install-with"
# The tool that each lock is of, the weightiest first.
LOCK_TOOLS = {"uv.lock": "uv", "poetry.lock": "poetry", "Pipfile.lock": "pipenv", "pdm.lock": "pdm"}
_KINDS = (("poetry", "poetry"), ("pipfile", "pipenv"))
# Project files whose requirements pip understands.
_BY_PIP = ("pyproject", "setup.cfg", "setup.py", "poetry")
# How each tool's own documentation says to get it.
_GET = {
    "uv": "pipx install uv",
    "poetry": "pipx install poetry",
    "pipenv": "pipx install pipenv",
    "pdm": "pipx install pdm",
    "conda": "https://conda-forge.org/download/",
}


def own_manager(facts: Facts, root: ProjectPath) -> str:
    """The tool that the project itself is kept with."""
    locks = {file.kind for file in facts.lock_files if folder_of(file.location) == root}
    for lock, tool in LOCK_TOOLS.items():
        if lock in locks:
            return tool
    kinds = {file.kind for file in root_files(facts, root)}
    for kind, tool in _KINDS:
        if kind in kinds:
            return tool
    has_lists = any(folder_of(file.location) == root for file in facts.requirements_files)
    return "conda" if "conda" in kinds and not has_lists and kinds == {"conda"} else "pip"


def root_files(facts: Facts, root: ProjectPath) -> tuple[ProjectFile, ...]:
    """The project files of a root."""
    return tuple(file for file in facts.project_files if folder_of(file.location) == root)


def manager_question(facts: Facts, root: ProjectPath, machine: Machine) -> Question | None:
    """Ask what to install with where the project's own tool is missing and pip could do it without the lock."""
    own = own_manager(facts, root)
    if own in ("pip", "conda") or own in machine.tools or not pip_can(facts, root):
        return None
    return Question(
        id=f"{ASKS}:{root}",
        text=msg(
            "The project is kept with {tool}, which is not installed here. Install it ({get}) and run this again, or "
            "install with pip, which does not read {tool}'s lock: the versions may be other ones than the project's",
            tool=own,
            get=_GET[own],
        ),
        choices=(own, "pip"),
        default=None,
    )


def pip_can(facts: Facts, root: ProjectPath) -> bool:
    """Tell whether pip can install what the root declares."""
    lists = any(folder_of(file.location) == root and file.requirements for file in facts.requirements_files)
    return lists or any(file.requirements and file.kind in _BY_PIP for file in root_files(facts, root))


def chosen_manager(facts: Facts, root: ProjectPath, machine: Machine, answers: Answers) -> str:
    """The tool to install with: the project's own, unless the user says pip."""
    question = manager_question(facts, root, machine)
    return (chosen(question, answers) if question is not None else None) or own_manager(facts, root)


def missing_tool(manager: str, machine: Machine) -> Message | None:
    """Say that a manager is not installed and how to get it; ``None`` where it is there."""
    if manager == "pip" or manager in machine.tools or (manager == "conda" and "mamba" in machine.tools):
        return None
    return msg(
        "The project is kept with {tool}, which is not installed here: get it ({get}) and run this again.",
        tool=manager,
        get=_GET[manager],
    )
