"""The onboarding checklist: what a fresh clone needs until it runs, what is there already, and what would be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from envwizard.model.change import Command, Edit
from envwizard.model.env_form import EnvForm
from envwizard.model.expected_service import ExpectedService
from envwizard.model.facts.virtualenvs import Interpreter, VirtualEnv
from envwizard.model.message import Message
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.question import Question
from envwizard.model.workflow import StepState

# The tasks in the order of the work.
TASKS = (
    "interpreter", "virtualenv", "dependencies", "project", "env-file", "checks", "hooks", "services", "first-run",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Machine:
    """What this machine has: interpreters that can make virtual environments, and tools by name with their paths.

    ``active`` is the virtual environment that the shell has activated, if any. ``hooked`` tells that git runs a
    pre-commit hook in this clone already.
    """

    interpreters: tuple[Interpreter, ...] = ()
    tools: Mapping[str, str] = field(default_factory=dict)
    active: str | None = None
    hooked: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A line of the checklist: what it is, how it stands, what would be run or written, and why.

    ``WAITING`` means that ``commands`` and ``edits`` would do it, ``ATTENTION`` that the user has to answer one of
    ``questions`` or to do something himself (``notes``), ``SKIPPED`` that the project does not need it.
    """

    key: str
    title: Message
    state: StepState
    seen: Message
    why: Message
    commands: tuple[Command, ...] = ()
    edits: tuple[Edit, ...] = ()
    questions: tuple[Question, ...] = ()
    # What the user must know or do.
    notes: tuple[Message, ...] = ()
    # Commands to know of, which nothing runs by itself: a server, a migration of a database.
    told: tuple[Command, ...] = ()
    # The folder that the first command makes (a virtual environment); undo removes it as a whole.
    creates: ProjectPath | None = None
    # What stands in a shell script for ``edits``.
    script: tuple[str, ...] = ()
    # Not needed for a working environment: done only when it is asked for.
    optional: bool = False
    # How many distributions it installs, where that is known.
    size: int = 0

    @property
    def runs_project_code(self) -> bool:
        """Tell whether a command of it builds or imports the project."""
        return any(command.runs_project_code for command in self.commands)

    @property
    def is_open(self) -> bool:
        """Tell whether something of it is left to do."""
        return self.state in (StepState.WAITING, StepState.ATTENTION, StepState.FAILED)


@dataclass(frozen=True, slots=True)
class Checklist:
    """The tasks for one Python root of the project."""

    name: str
    root: ProjectPath
    tasks: tuple[Task, ...]
    # The form that the task ``env-file`` writes, where the project has an env file or an example of one.
    env_form: EnvForm | None = None
    # The databases, caches and brokers that the project expects to reach.
    services: tuple[ExpectedService, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """Everything that the user may decide."""
        return tuple(question for task in self.tasks for question in task.questions)

    def task(self, key: str) -> Task:
        """The task of that key; raises ``KeyError``."""
        for task in self.tasks:
            if task.key == key:
                return task
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the tasks are reckoned from, beside the facts: the root, the machine, the manager and the choices made.

    ``manager`` is ``pip``, ``uv``, ``poetry``, ``pipenv``, ``pdm`` or ``conda``. ``interpreter`` is the one chosen,
    ``planned`` the virtual environment as it is or will be, ``present`` tells that it is there and can be used.
    """

    root: ProjectPath
    machine: Machine
    manager: str
    interpreter: Interpreter | None
    planned: VirtualEnv
    present: bool

    @property
    def place(self) -> AnyPath:
        """Where the virtual environment is or will be."""
        return self.planned.path
