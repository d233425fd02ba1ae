"""Where pip is called on hosts and by developers, what it installs, and how a call is led to an environment's pip."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from envwizard.analysis.images.put_in_images import is_for_images
from envwizard.analysis.per_facts import once_per_facts
from envwizard.analysis.remote_shells import remote_commands, remote_shell
from envwizard.analysis.virtualenvs.named_virtualenvs import commands_in, makes, named_virtualenvs
from envwizard.model.aside import DOCUMENTS, EXAMPLES, TESTS, lies_in
from envwizard.model.change import Applicability, Fix, ReplaceSpan
from envwizard.model.command_words import Program, base_name, is_pip, without_prefixes
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine, Surface
from envwizard.model.message import Message, msg
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.rule import Files
from envwizard.model.source import Span, TextFile

HOST_SERVICES = (Surface.SYSTEMD, Surface.SUPERVISOR, Surface.CRON)
# What makes pip go to the system's Python or the user's own folder; pip refuses the second in an environment.
SYSTEM_OPTIONS = ("--break-system-packages", "--user")
# Installing only these for the whole machine is a matter of taste.
_TOOLS = frozenset(
    (
        "pip",
        "setuptools",
        "wheel",
        "virtualenv",
        "virtualenvwrapper",
        "pipx",
        "uv",
        "poetry",
        "pipenv",
        "pdm",
        "hatch",
        "tox",
        "nox",
    )
)
_IMAGE_OR_CI = frozenset((".devcontainer", ".github", ".circleci", ".gitlab", ".ci", "ci", ".travis"))
_ASIDE = TESTS | DOCUMENTS | EXAMPLES | frozenset(("vagrant", "benchmarks"))
_INSTALLING = re.compile(r"\b(?:install(?:ation|ing)?|set-?up|deploy\w*|getting started|quick ?start|usage)\b", re.I)
_CREDENTIALS = re.compile(r"(?<=//)[^/@\s]+@")
# What may stand before a command on its line so that another one can be put before it.
_START_OF_COMMAND = re.compile(
    rb"^(?:[ \t>]*(?:\([\w.-]+\)[ \t]*)?(?:\$[ \t]+)?[@-]*[ \t]*|.*(?:&&|;|\bthen|\bdo|\belse|\{)[ \t]*)$"
)


@dataclass(frozen=True, slots=True)
class PipCall:
    """One ``pip install`` or ``uninstall``; ``scope`` tells the branch, function or target that it stands in.

    ``heading`` is the heading above it in a document.
    """

    command: CommandLine
    program: Program
    scope: object
    heading: str | None = None

    @property
    def text(self) -> str:
        """The command as it is shown: cut, and without the credentials of an index."""
        shown = _CREDENTIALS.sub("••••@", " ".join(self.command.argv))
        return shown if len(shown) <= 100 else f"{shown[:97]}..."

    @property
    def path(self) -> AnyPath:
        """The file that it stands in."""
        return self.command.location.path

    @property
    def installs_tools(self) -> bool:
        """Tell whether it installs nothing but what environments are made and filled with."""
        named = [text for text in self.program.argv if not text.startswith("-")][1:]
        names = {re.split(r"[<>=!~\[ ;]", text)[0].lower() for text in named}
        has_file = any(text in ("-r", "--requirement", "-e", "--editable") for text in self.program.argv)
        return bool(names) and names <= _TOOLS and not has_file


def pip_calls(facts: Facts) -> Iterator[PipCall]:
    """Give every call of pip that changes what is installed, in scripts, Makefiles, units and documents."""
    for command, scope, heading in _commands(facts):
        program = without_prefixes(command)
        if program is not None and is_pip(program) and _acts(program):
            yield PipCall(command, program, (scope, command.conditions, command.function), heading)


def _commands(facts: Facts) -> Iterator[tuple[CommandLine, object, str | None]]:
    for script in facts.shell_scripts:
        yield from ((command, None, None) for command in script.commands)
    for makefile in facts.makefiles:
        for target in makefile.targets:
            yield from ((command, target.name, None) for command in target.commands)
    for service in facts.services:
        if service.surface in HOST_SERVICES:
            yield from ((command, service.name, None) for command in service.commands)
    for _, job, commands in remote_commands(facts):
        yield from ((command, job.name, None) for command in commands)
    for document in facts.documents:
        yield from ((command, heading, heading) for command, heading in document.commands)


def _acts(program: Program) -> bool:
    verb = next((text for text in program.argv if not text.startswith("-")), "")
    return verb in ("install", "uninstall")


def is_image_or_ci(facts: Facts, path: AnyPath) -> bool:
    """Tell whether only an image build, a container, a platform or a CI job runs the file."""
    if isinstance(path, ProjectPath) and not _IMAGE_OR_CI.isdisjoint(path.parts):
        return True
    return path.name in _names_in_images_and_ci(facts) or is_for_images(facts, path)


@once_per_facts
def _names_in_images_and_ci(facts: Facts) -> frozenset[str]:
    """The base names of all words of the commands that are run where a machine is made for one purpose."""
    groups = [one.commands for file in facts.dockerfiles for stage in file.stages for one in stage.instructions]
    groups += [job.commands for workflow in facts.ci_workflows for job in workflow.jobs]
    for compose in facts.compose_files:
        for one in compose.services:
            groups += [one.inner_commands, tuple(line for line in (one.command, one.entrypoint) if line is not None)]
    for service in facts.services:
        if service.surface in (Surface.PAAS, Surface.PROCFILE):
            groups += [service.commands, service.build_commands]
    return frozenset(base_name(text) for commands in groups for command in commands for text in command.argv)


def is_of_image_or_ci(facts: Facts, command: CommandLine) -> bool:
    """Tell whether only such a machine runs a command; what a job hands to another one over ssh, a host runs."""
    return remote_shell(command) is None and is_image_or_ci(facts, command.location.path)


def is_aside(path: AnyPath) -> bool:
    """Tell whether a file lies among tests, documents or examples."""
    return lies_in(path, _ASIDE)


def tells_to_install(call: PipCall) -> bool:
    """Tell whether a document's call belongs to its installation instructions."""
    parts = (call.heading or "").split(" / ")
    return any(_INSTALLING.search(part) for part in parts) or _INSTALLING.match(call.path.name) is not None


def environment_for(facts: Facts, calls: list[PipCall]) -> str | None:
    """The environment that the calls' file names, else ``None``: one has to be made."""
    commands = commands_in(facts, calls[0].path)
    late = {makes(command) for command in commands[commands.index(calls[0].command) :]}
    named = tuple(folder for folder in named_virtualenvs(commands) if folder not in late)
    if calls[0].command.exec_form:
        named = tuple(folder for folder in named if folder.startswith("/"))
    return named[0] if named else None


def can_use_environment(facts: Facts, calls: list[PipCall]) -> bool:
    """Tell whether ``through_environment`` can change the calls of one file."""
    if not isinstance(calls[0].path, ProjectPath) or any(call.program.variables for call in calls):
        return False
    if all(call.installs_tools for call in calls):
        return False  # They are what environments are made with.
    elsewhere = any(one.keyword in ("heredoc", "string") for call in calls for one in call.command.conditions)
    makes_one = environment_for(facts, calls) is None
    return not (makes_one and (elsewhere or any(call.command.exec_form for call in calls)))


def through_environment(
    facts: Facts, file: TextFile, calls: list[PipCall], dropped: Iterable[str] = ()
) -> tuple[ReplaceSpan, ...]:
    """Call the pip of the environment that the file names, or of one that is made before, once in each scope.

    ``dropped`` are options that have no meaning there. Raises ``FixUnavailable`` where nothing can be put before.
    """
    assert isinstance(file.path, ProjectPath)
    folder = environment_for(facts, calls)
    made: set[object] = set()
    edits = []
    for call in calls:
        span = _replaced(call)
        before = ""
        if folder is None and call.scope not in made:
            made.add(call.scope)
            if not _begins_command(file, span):
                raise FixUnavailable(
                    msg("Nothing can be put before the command in {place}.", place=call.command.location)
                )
            before = "python3 -m venv .venv && "
        python = f"{folder or '.venv'}/bin/python"
        if re.search(r"[\s$]", python) and not call.command.exec_form:
            python = f'"{python}"'
        edits.append(ReplaceSpan(file.path, file.digest, span.start, span.end, file.encode(f"{before}{python} -m pip")))
        for word in call.program.arguments:
            if word.text in dropped:
                start = word.span.start
                while start > span.end and file.raw[start - 1 : start] in (b" ", b"\t"):
                    start -= 1
                edits.append(ReplaceSpan(file.path, file.digest, start, word.span.end, b""))
    return tuple(edits)


def by_file(calls: Iterable[PipCall]) -> dict[AnyPath, list[PipCall]]:
    """Sort calls by the file that they stand in."""
    found: dict[AnyPath, list[PipCall]] = {}
    for call in calls:
        found.setdefault(call.path, []).append(call)
    return found


def led_to_environment(title: Message, facts: Facts, files: Files, path: AnyPath, calls: list[PipCall]) -> Fix:
    """Give the fix that leads the calls of one file, which reach the system's Python, to a virtual environment.

    Raises ``FixUnavailable`` where no environment is meant that all of them can use.
    """
    if not calls or not isinstance(path, ProjectPath) or not can_use_environment(facts, calls):
        raise FixUnavailable(msg("Nothing in {path} says which virtual environment is meant.", path=path))
    edits = through_environment(facts, files(path), calls, SYSTEM_OPTIONS)
    note = msg("What {path} starts by its bare name has to be called through the environment too.", path=path)
    return Fix(title, Applicability.UNSAFE, edits, notes=() if environment_for(facts, calls) is not None else (note,))


def _replaced(call: PipCall) -> Span:
    """From ``sudo``, or else the interpreter or pip itself, to ``pip``."""
    words = call.command.words
    outer = (word for word in words if base_name(word.text) in ("sudo", "doas"))
    first = next(outer, call.program.word)
    last = words[len(words) - len(call.program.arguments) - 1]
    return first.span.through(last.span)


def _begins_command(file: TextFile, span: Span) -> bool:
    start = max(file.raw.rfind(b"\n", 0, span.start), file.raw.rfind(b"\r", 0, span.start)) + 1
    return _START_OF_COMMAND.match(file.raw[start : span.start]) is not None
