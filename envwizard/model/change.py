"""What a fix would change: edits with the digest they were computed from, and commands to run."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from enum import Enum

from envwizard.model.message import Message
from envwizard.model.paths import ROOT, ExternalPath, ProjectPath
from envwizard.model.question import Question


class Applicability(Enum):
    """How far a fix may be trusted: applied by default, on request, or only shown."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"


@dataclass(frozen=True, slots=True)
class ReplaceSpan:
    """Replace the raw bytes ``start:end`` of a file whose digest is ``digest`` with ``new``."""

    path: ProjectPath
    digest: str
    start: int
    end: int
    new: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CreateFile:
    """Create a file that is not there yet; missing folders are created too."""

    path: ProjectPath
    content: bytes = field(repr=False)
    mode: int = 0o644


@dataclass(frozen=True, slots=True)
class DeleteFile:
    """Delete a file whose digest is ``digest``."""

    path: ProjectPath
    digest: str


@dataclass(frozen=True, slots=True)
class SetMode:
    """Set the permission bits of a file whose digest is ``digest``."""

    path: ProjectPath
    digest: str
    mode: int


Edit = ReplaceSpan | CreateFile | DeleteFile | SetMode


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Edits that belong together: they are applied all or none, and undone at once."""

    title: Message
    edits: tuple[Edit, ...]

    @property
    def paths(self) -> tuple[ProjectPath, ...]:
        """The files that the edits touch, each once, in the order of their first edit."""
        return tuple(dict.fromkeys(edit.path for edit in self.edits))


@dataclass(frozen=True, slots=True)
class Command:
    """A command that belongs to a fix. It is shown before it runs and runs only after confirmation."""

    argv: tuple[str, ...]
    why: Message
    cwd: ProjectPath = ROOT
    network: bool = False
    runs_project_code: bool = False
    inverse: tuple[str, ...] | None = None

    @property
    def typed(self) -> str:
        """The command as one would type it in the project's folder."""
        words = shlex.join(self.argv)
        return words if self.cwd.value == "." else f"cd {shlex.quote(self.cwd.value)} && {words}"


@dataclass(frozen=True, slots=True)
class Fix:
    """How a finding is mended. A fix with applicability ``display`` has nothing that envwizard would apply itself."""

    title: Message
    applicability: Applicability
    edits: tuple[Edit, ...] = ()
    commands: tuple[Command, ...] = ()
    # What the user must know or do besides (rotate a password, pick a version).
    notes: tuple[Message, ...] = ()
    # What the user decided about it, or may decide otherwise: the fix goes by the answers, else by the defaults.
    choices: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class FileChange:
    """The whole effect of a change set on one file: bytes and mode before and after."""

    path: ProjectPath
    # None where there is no file.
    before: bytes | None = field(repr=False)
    after: bytes | None = field(repr=False)
    mode_before: int | None
    mode_after: int | None


@dataclass(frozen=True, slots=True)
class CommandResult:
    """How a command ended. ``code`` is its exit code, negative for a signal; ``seconds`` is wall time."""

    command: Command
    code: int
    seconds: float
    output: tuple[str, ...]


# These fill the .venv beside them; those install into the environment that they lie in.
_FILLING = (("uv", "sync"), ("pdm", "sync"), ("pdm", "install"))
_INSTALLERS = ("pip", "pip3", "pip-sync")


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One change set in the journal. ``state`` is ``prepared``, ``applied`` or ``undone``; ``when`` is ISO 8601."""

    id: str
    when: str
    title: str
    state: str
    files: tuple[ProjectPath, ...]
    commands: tuple[CommandResult, ...] = ()
    folders: tuple[ProjectPath | ExternalPath, ...] = ()
    # The commits of git that hold it, by their short names.
    commits: tuple[str, ...] = ()
    # Folders that a command made as a whole (a virtual environment): undo removes them with everything in them.
    trees: tuple[ProjectPath, ...] = ()

    @property
    def left_commands(self) -> tuple[CommandResult, ...]:
        """The commands that ran and that undoing this change set does not take back."""
        return tuple(ran for ran in self.commands if not self._takes_along(ran))

    def _takes_along(self, ran: CommandResult) -> bool:
        """Tell whether all that a command did goes with a folder: it made it, or installed into it."""
        argv = ran.command.argv
        if ran.command.inverse is not None or not self.trees:
            return False
        if argv[:2] in _FILLING:
            return any(tree.name == ".venv" for tree in self.trees)
        installs = "pip" in argv[1:3] or argv[0].rpartition("/")[2] in _INSTALLERS
        return any(
            (installs and f"{tree.name}/" in argv[0]) or tree.name in (argv[-1], argv[-1].rpartition("/")[2])
            for tree in self.trees
        )
