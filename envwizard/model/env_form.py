"""The form of an env file: one field per key, with what is known of it and what the user typed."""

from __future__ import annotations

from dataclasses import dataclass

from envwizard.model.message import Message
from envwizard.model.paths import ProjectPath
from envwizard.model.secret import Secret
from envwizard.model.source import Location

# The kind of the answers that fill a field: ``env:SECRET_KEY``.
ANSWERS = "env"
# The answer that has a value made up, for a field that knows how.
GENERATE = "generate"
EMPTY = Secret("")


@dataclass(frozen=True, slots=True)
class EnvField:
    """A key of the env file.

    ``default`` is what the example gives it (empty where it gives nothing), ``comment`` what the example says about it.
    ``read`` is the first place where the code reads it; without one that is not ``optional`` the code stops with an
    exception. One that ``is_wanted`` has no default in the code, which goes on without it; ``code_default`` is the
    default, where that is known. ``is_secret`` asks for masked typing; ``generator`` names how a value can be
    made up, empty where only somebody else can give one.
    """

    key: str
    default: Secret = EMPTY
    comment: str = ""
    read: Location | None = None
    optional: bool = True
    is_secret: bool = False
    generator: str = ""
    code_default: str | None = None
    # The value that the env file has already: it stays.
    present: Secret | None = None
    # What the user answered; an empty text says that it is to stay empty.
    given: Secret | None = None
    is_wanted: bool = False
    # The example's value only stands for a real one.
    is_placeholder: bool = False

    @property
    def value(self) -> Secret:
        """The value that will be in the file."""
        if self.present:
            return self.present
        return self.given if self.given is not None else self.default

    @property
    def is_missing(self) -> bool:
        """Tell whether the code insists on it and nobody has given a value."""
        return not self.optional and self.given is None and not self.value.reveal().strip()


@dataclass(frozen=True, slots=True)
class EnvProblem:
    """What would become of a typed value. Only a ``blocking`` one must not be written."""

    message: Message
    blocking: bool = True


@dataclass(frozen=True, slots=True)
class EnvForm:
    """The env file at ``path`` as it is or will be. ``example`` is the file that it is made from.

    ``dialects`` are the ways in which the project's programs read it (``syntax.env_dialects``), the code's own first,
    and ``readers`` names them for people. ``exists`` tells that the file is there.
    """

    path: ProjectPath
    example: ProjectPath | None
    exists: bool
    dialects: tuple[str, ...]
    readers: tuple[Message, ...]
    fields: tuple[EnvField, ...]

    @property
    def missing(self) -> tuple[EnvField, ...]:
        """The fields that want a value."""
        return tuple(one for one in self.fields if one.is_missing)

    def field(self, key: str) -> EnvField | None:
        """The field of a key."""
        return next((one for one in self.fields if one.key == key), None)
