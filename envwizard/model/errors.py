"""What can go wrong in ways that a person must be told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from envwizard.model.message import Message

if TYPE_CHECKING:  # the wizard's first frame does not wait for it
    from envwizard.model.diff import FileDiff


class EnvwizardError(Exception):
    """A failure with a sentence for people: what was wrong, where, what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message.render()


class ProjectError(EnvwizardError):
    """The project cannot be opened."""


class UsageError(EnvwizardError):
    """A wrong argument or a wrong setting in the configuration."""


class SyntaxProblem(EnvwizardError):
    """A file is not what its format demands; ``line`` is where, from 1, if known."""

    def __init__(self, message: Message, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class StaleEdit(EnvwizardError):
    """A file is no longer the one that an edit was computed from."""


class FixUnavailable(EnvwizardError):
    """A rule cannot mend this finding here; the message says why."""


class ApplyError(EnvwizardError):
    """Writing failed; what was written before has been put back."""


class UndoError(EnvwizardError):
    """It cannot be undone safely; ``diffs`` show what changed since, from what was written to what is there now."""

    def __init__(self, message: Message, diffs: tuple[FileDiff, ...] = ()) -> None:
        super().__init__(message)
        self.diffs = diffs


class EditorError(EnvwizardError):
    """The user's editor is not named, cannot be started or ended with an error."""


class FileThere(UsageError):
    """A file that would be written is there already, and nobody said that it may be overwritten."""


class NothingToUndo(UndoError):
    """The journal of this project has no change set left."""


class CommandFailed(EnvwizardError):
    """A tool failed; the message says why in a sentence, ``output`` is its own text, credentials masked."""

    def __init__(self, message: Message, output: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.output = output


class Cancelled(EnvwizardError):
    """The user stopped what was running."""
