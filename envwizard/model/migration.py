"""The migration to pip-tools: the declarations it starts from, the split, the layers, the comparison."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from envwizard.model.environment import Evidence
from envwizard.model.message import Message
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Question


class Declared(Enum):
    """The form in which a project declares its dependencies."""

    FREEZE = "freeze"
    REQUIREMENTS = "requirements"
    SOURCE = "source"
    PYPROJECT = "pyproject"
    SETUP = "setup"
    PIPFILE = "pipfile"
    POETRY = "poetry"
    CONDA = "conda"
    UV = "uv"


@dataclass(frozen=True, slots=True)
class Declaration:
    """One family of files to migrate from. ``installed_by`` are the installs of deployments that read it."""

    kind: Declared
    paths: tuple[ProjectPath, ...]
    title: Message
    installed_by: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class SplitPackage:
    """A distribution of the old files: direct or only needed by others, and why.

    ``requirement`` is the line that its layer's source gets where it is direct, without a version unless the project
    asks for a range. ``version`` is the one in force, which seeds the lock. ``sure`` is false where the user should
    look.
    """

    name: str
    requirement: str
    version: str | None
    direct: bool
    sure: bool
    reason: Message
    layer: str
    needed_by: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """One pair of files. ``constraints`` are the locks that its source names with ``-c``, compiled before it.

    ``text`` is what its source is written with; ``None`` where the source is there already and stays as it is, a
    pyproject.toml perhaps: then ``constraints`` are given to the compiler, and ``extras`` with them.
    """

    name: str
    source: ProjectPath
    lock: ProjectPath
    requirements: tuple[str, ...]
    constraints: tuple[ProjectPath, ...] = ()
    text: str | None = None
    extras: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """The layers in compile order, with what seeds and surrounds them.

    ``pins`` are the versions in force by normalised name, per layer name. ``python`` is the target's ``X.Y``;
    ``platform`` the deployment's, where it is known to differ from this one (``linux/amd64``, ``linux/amd64 (musl)``).
    ``kept`` says what stays (a conda part, the project itself), ``options`` are index lines without credentials that
    every source keeps.
    """

    layers: tuple[Layer, ...]
    pins: dict[str, dict[str, str]]
    python: str
    platform: str | None = None
    options: tuple[str, ...] = ()
    kept: tuple[Message, ...] = ()
    # Files of the old form that nothing needs any more.
    replaced: tuple[ProjectPath, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetPython:
    """The Python that the locks are for: ``X.Y``, who says so, and the others that say otherwise."""

    version: str
    reason: Message
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class MigrationPlan:
    """What the first two steps of the migration come to; without a ``layout`` there is nothing to migrate.

    ``declarations`` are all that the project has, ``chosen`` the one that is migrated. ``questions`` are the choices
    that were made by default or by an answer. ``split`` is the table of direct and other distributions, ``graph`` says
    where the dependencies are known from. ``unreached`` are distributions that nothing picked leads to: there are none,
    unless the user deselected one. ``commands`` are what the compilation runs.
    """

    declarations: tuple[Declaration, ...]
    chosen: Declaration | None = None
    questions: tuple[Question, ...] = ()
    split: tuple[SplitPackage, ...] = ()
    layout: Layout | None = None
    target: TargetPython | None = None
    graph: Message | None = None
    # By what the split was decided as a whole: the table is reckoned, or the old files told it.
    split_by: Message | None = None
    unreached: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    notes: tuple[Message, ...] = ()
    # Why the split knows less than it could; one of the notes.
    doubt: Message | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that the user decides before the migration begins.

    ``options`` are the values, each with the words that show it; ``value`` is the one in force, ``why`` what speaks for
    it or what it means.
    """

    key: str
    title: Message
    options: tuple[tuple[str, Message], ...]
    value: str
    why: tuple[Message, ...] = ()

    @property
    def shown(self) -> Message:
        """The value in words."""
        return dict(self.options)[self.value]


class Move(Enum):
    """What became of a pin."""

    SAME = "same"
    MOVED = "moved"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class PinChange:
    """A distribution in the old and the new lock of a layer; ``reason`` says why it is not the same."""

    name: str
    layer: str
    before: str | None
    after: str | None
    move: Move
    reason: Message | None = None
