"""Where pip is called on hosts and by developers, and what it installs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from envwizard.analysis.images.put_in_images import is_for_images
from envwizard.analysis.per_facts import once_per_facts
from envwizard.analysis.remote_shells import remote_commands, remote_shell
from envwizard.model.aside import DOCUMENTS, EXAMPLES, TESTS, lies_in
from envwizard.model.command_words import Program, base_name, is_pip, without_prefixes
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine, Surface
from envwizard.model.paths import AnyPath, ProjectPath

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


def by_file(calls: Iterable[PipCall]) -> dict[AnyPath, list[PipCall]]:
    """Sort calls by the file that they stand in."""
    found: dict[AnyPath, list[PipCall]] = {}
    for call in calls:
        found.setdefault(call.path, []).append(call)
    return found
