"""Commands as they are written in scripts, images, units, workflows and the like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from envwizard.model.paths import AnyPath
from envwizard.model.source import Location, Span

# Commands that are there to test something, as a part of an and-or list.
_TEST = re.compile(r"(?:^|&&|\|\||;)\s*(?:\[|\(\(|!|(?:test|which|grep|command -v)\s)")


class Surface(Enum):
    """The kind of file a command is written in."""

    DOCKERFILE = "dockerfile"
    COMPOSE = "compose"
    SCRIPT = "script"
    MAKEFILE = "makefile"
    CI = "ci"
    SYSTEMD = "systemd"
    SUPERVISOR = "supervisor"
    PM2 = "pm2"
    PROCFILE = "procfile"
    PAAS = "paas"
    KUBERNETES = "kubernetes"
    CRON = "cron"
    PYTHON = "python"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a command after unquoting. Not ``literal`` where an expansion is left in ``text`` as written.

    ``path`` is the file where that is another one than the command's: the CMD of a compose file behind the ENTRYPOINT
    of a Dockerfile.
    """

    text: str
    span: Span
    quote: str = ""
    literal: bool = True
    path: AnyPath | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """``NAME=value``, before a command or on its own. ``exported`` where an ``export`` stands before it."""

    name: str
    value: Word
    exported: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """What stands around a command, with the text tested.

    ``keyword`` is ``if``, ``elif``, ``else`` (text: the tests of the branches before), ``while``, ``until``, ``case``
    (text: ``"$1" in start|run``), ``&&`` or ``||`` (text: the list before it). ``heredoc`` and ``string`` are no
    branches (see ``is_branch``): the command is shell code given to the command in ``text`` (``ssh host``, ``sh -c``).
    """

    keyword: str
    text: str

    @property
    def is_branch(self) -> bool:
        """Tell whether a test decides if the command runs; ``a && b`` is a mere sequence unless ``a`` is a test."""
        if self.keyword == "&&":
            return _TEST.search(self.text) is not None
        return self.keyword not in ("heredoc", "string")


@dataclass(frozen=True, slots=True)
class CommandLine:
    """One simple command: the words without redirections, the assignments before it, and the branches around it.

    ``exec_form`` is ``True`` where no shell will expand variables (JSON form, systemd, kubernetes).
    ``function`` names the shell function that it stands in, if any. ``heredoc`` holds the text fed to its standard
    input by a here-document.
    """

    location: Location
    words: tuple[Word, ...]
    assignments: tuple[Assignment, ...] = ()
    conditions: tuple[Condition, ...] = ()
    exec_form: bool = False
    function: str | None = None
    heredoc: str | None = None
    redirects: tuple[Word, ...] = ()
    # The operators of ``redirects``, with the descriptor if one is written: ``>``, ``>>``, ``2>``, ``2>&``, ``<``.
    redirect_operators: tuple[str, ...] = ()

    @property
    def argv(self) -> tuple[str, ...]:
        """The words' texts."""
        return tuple(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class ShellScript:
    """A shell script: its commands in order, with the text of its first line (``#!``) if it has one.

    A command that is only assignments has no words.
    """

    location: Location
    shebang: str
    commands: tuple[CommandLine, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A text for people (a README, install notes) with the commands in its code blocks.

    Each command has the headings that it stands below, from the outermost, joined with `` / ``. ``variables`` are the
    names that its blocks of ``NAME=value`` lines give, as an env file would.
    """

    location: Location
    commands: tuple[tuple[CommandLine, str], ...]
    variables: tuple[tuple[str, Location], ...] = ()


@dataclass(frozen=True, slots=True)
class MakeTarget:
    """A target of a Makefile, justfile or Taskfile with the commands of its recipe."""

    name: str
    location: Location
    commands: tuple[CommandLine, ...]
    # The targets that it depends on, as far as they are written out.
    prerequisites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Makefile:
    """A Makefile or its like. ``variables`` are its simple assignments, as written."""

    location: Location
    targets: tuple[MakeTarget, ...]
    variables: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CiJob:
    """A job of a workflow. ``python_versions`` are as written there, a matrix spread out.

    ``folders`` are the folders below the project's that its steps run in, as written; none where they run in the root.
    """

    name: str
    location: Location
    commands: tuple[CommandLine, ...]
    python_versions: tuple[tuple[str, Location], ...] = ()
    uses: tuple[str, ...] = ()
    environment: str | None = None
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CiWorkflow:
    """A workflow file of a CI service (``github``, ``gitlab``, ``circleci``, ``azure``, ``travis``, ..)."""

    location: Location
    service: str
    name: str
    jobs: tuple[CiJob, ...]
