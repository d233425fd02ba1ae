"""EW121 sudo-pip: pip is run as root, outside of any virtual environment.

## What it checks
`sudo pip install`, `sudo -H pip3 install` and `sudo python -m pip install` (and `uninstall`) in scripts, Makefiles,
units and the code blocks of READMEs and install notes. Not in Dockerfiles, CI workflows and the scripts that only they
run: there the machine is made for one purpose and thrown away. `sudo -u service venv/bin/pip` and sudo with the pip of
a virtual environment are right and are not reported.

## Why it hurts
Root's pip writes into the Python that the operating system's own tools are written in. Two projects on the machine
share one set of versions, and the package manager no longer knows what is installed. Debian 12 and Ubuntu 23.04 and
later refuse it: `error: externally-managed-environment` (PEP 668). In a shell with an activated environment sudo starts
with a fresh PATH: what is installed goes past the environment, without a word.

## Example
    sudo pip install -r requirements.txt

## What the fix does
It calls the pip of the virtual environment that the same file names. Where the file names none, `python3 -m venv .venv`
is put before it. The rest of the command stays. Programs that the file starts by their bare names afterwards have to be
called as `.venv/bin/..`, which the fix leaves to you: so it is not applied by itself.

## References
- PEP 668: marking Python base environments as externally managed
- pip 26 documentation: running pip as root breaks permissions and conflicts with the system package manager
- sudo 1.9 manual: secure_path
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from envwizard.analysis.virtualenvs.named_virtualenvs import (
    activates,
    commands_in,
    is_system_folder,
    makes,
    named_virtualenvs,
)
from envwizard.model.change import Applicability, Fix, ReplaceSpan
from envwizard.model.command_words import Program, base_name, is_pip, without_prefixes
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine, Surface
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Span, TextFile

_TITLE = msg("Use the pip of a virtual environment")
_HOST_SERVICES = (Surface.SYSTEMD, Surface.SUPERVISOR, Surface.CRON)
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
_INSTALLING = re.compile(r"\b(?:install(?:ation|ing)?|set-?up|deploy\w*|getting started|quick ?start|usage)\b", re.I)
_ASIDE = frozenset(
    ("test", "tests", "docs", "doc", "example", "examples", "sample", "samples", "vagrant", "benchmarks")
)
_IMAGE_OR_CI = frozenset((".devcontainer", ".github", ".circleci", ".gitlab", ".ci", "ci", ".travis"))
_CREDENTIALS = re.compile(r"(?<=//)[^/@\s]+@")
# What may stand before a command on its line so that another one can be put before it.
_START_OF_COMMAND = re.compile(
    rb"^(?:[ \t>]*(?:\([\w.-]+\)[ \t]*)?(?:\$[ \t]+)?[@-]*[ \t]*|.*(?:&&|;|\bthen|\bdo|\belse|\{)[ \t]*)$"
)


@dataclass(frozen=True, slots=True)
class _Site:
    """One ``sudo pip``; ``scope`` tells the branch, function or target that it stands in."""

    command: CommandLine
    program: Program
    scope: object
    heading: str | None = None

    @property
    def text(self) -> str:
        shown = _CREDENTIALS.sub("••••@", " ".join(self.command.argv))
        return shown if len(shown) <= 100 else f"{shown[:97]}..."


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each file that runs pip as root, once."""
    if not (facts.shell_scripts or facts.makefiles or facts.services or facts.documents):
        return NotApplicable(msg("The project has no scripts, Makefiles, units or install notes."))
    by_file: dict[AnyPath, list[_Site]] = {}
    for site in _sites(facts):
        by_file.setdefault(site.command.location.path, []).append(site)
    return [_finding(facts, path, sites) for path, sites in by_file.items() if not _is_image_or_ci(facts, path)]


def _sites(facts: Facts) -> Iterator[_Site]:
    for command, scope, heading in _commands(facts):
        program = without_prefixes(command)
        if program is not None and is_pip(program) and _is_root(command, program) and _acts(program):
            yield _Site(command, program, (scope, command.conditions, command.function), heading)


def _commands(facts: Facts) -> Iterator[tuple[CommandLine, object, str | None]]:
    for script in facts.shell_scripts:
        yield from ((command, None, None) for command in script.commands)
    for makefile in facts.makefiles:
        for target in makefile.targets:
            yield from ((command, target.name, None) for command in target.commands)
    for service in facts.services:
        if service.surface in _HOST_SERVICES:
            yield from ((command, service.name, None) for command in service.commands)
    for document in facts.documents:
        yield from ((command, heading, heading) for command, heading in document.commands)


def _is_root(command: CommandLine, program: Program) -> bool:
    """Tell whether it is root who runs it, with a pip that belongs to no virtual environment."""
    folder, slash, _ = program.word.text.rpartition("/")
    if slash and not is_system_folder(folder.removesuffix("/bin")):
        return False
    if program.sudo:
        return program.sudo_user in (None, "root")
    return any(one.keyword == "string" and re.match(r"sudo (?!.*-\w*u\b)", one.text) for one in command.conditions)


def _acts(program: Program) -> bool:
    verb = next((text for text in program.argv if not text.startswith("-")), "")
    return verb in ("install", "uninstall")


def _is_image_or_ci(facts: Facts, path: AnyPath) -> bool:
    """Tell whether only an image build or a CI job runs the file."""
    if isinstance(path, ProjectPath) and not _IMAGE_OR_CI.isdisjoint(path.parts):
        return True
    name = path.name
    builds = [file.commands for file in facts.dockerfiles]
    jobs = [job.commands for workflow in facts.ci_workflows for job in workflow.jobs]
    words = (text for commands in (*builds, *jobs) for command in commands for text in command.argv)
    return any(base_name(text) == name for text in words)


def _finding(facts: Facts, path: AnyPath, sites: list[_Site]) -> Finding:
    first = sites[0]
    commands = commands_in(facts, path)
    activated = next((one for one in commands[: commands.index(first.command)] if activates(one)), None)
    evidence = [Evidence(site.command.location, msg("{command}", command=site.text)) for site in sites[1:]]
    if activated is not None:
        evidence.append(
            Evidence(activated.location, msg("a virtual environment is activated here, and sudo leaves it"))
        )
    return Finding(
        rule=RULE.code,
        severity=_severity(facts, path, sites),
        confidence=Confidence.HIGH,
        location=first.command.location,
        message=msg("{place} runs `{command}`", place=first.command.location, command=first.text),
        why=_why(activated),
        subject="sudo pip",
        environments=facts.environments_of(path),
        evidence=tuple(evidence),
        fix=FixOffer(_TITLE, Applicability.UNSAFE) if _can_mend(facts, path, sites) else None,
    )


def _why(activated: CommandLine | None) -> Message:
    if activated is not None:
        return msg(
            "sudo starts with a fresh PATH: the virtual environment activated before is not used, and what is "
            "installed goes to the system's Python."
        )
    return msg(
        "Root's pip changes the Python that the operating system's own tools run on, and every project on the machine "
        "shares what it installs. Debian 12, Ubuntu 23.04 and later refuse it."
    )


def _severity(facts: Facts, path: AnyPath, sites: list[_Site]) -> Severity:
    if all(_installs_tools(site.program) for site in sites):
        return Severity.INFO
    name = path.name
    headings = [site.heading for site in sites if site.heading is not None]
    if headings:
        installing = any(_INSTALLING.search(part) for heading in headings for part in heading.split(" / "))
        return Severity.WARNING if installing or _INSTALLING.match(name) else Severity.INFO
    if isinstance(path, ProjectPath) and not _ASIDE.isdisjoint(part.lower() for part in path.parts[:-1]):
        return Severity.INFO
    names = facts.environments_of(path)
    deployed = any(one.role.is_deployed for one in facts.environments if one.name in names)
    unit = any(one.location.path == path and one.surface in _HOST_SERVICES for one in facts.services)
    return Severity.ERROR if deployed or unit else Severity.WARNING


def _installs_tools(program: Program) -> bool:
    named = [text for text in program.argv if not text.startswith("-")][1:]
    names = {re.split(r"[<>=!~\[ ;]", text)[0].lower() for text in named}
    has_file = any(text in ("-r", "--requirement", "-e", "--editable") for text in program.argv)
    return bool(names) and names <= _TOOLS and not has_file


def _environment(facts: Facts, path: AnyPath, sites: list[_Site]) -> str | None:
    """The environment that the file names, else ``None``: one has to be made."""
    commands = commands_in(facts, path)
    late = {makes(command) for command in commands[commands.index(sites[0].command) :]}
    named = tuple(folder for folder in named_virtualenvs(commands) if folder not in late)
    if sites[0].command.exec_form:
        named = tuple(folder for folder in named if folder.startswith("/"))
    return named[0] if named else None


def _can_mend(facts: Facts, path: AnyPath, sites: list[_Site]) -> bool:
    if not isinstance(path, ProjectPath) or not all(site.program.sudo and not site.program.variables for site in sites):
        return False
    if all(_installs_tools(site.program) for site in sites):
        return False  # They are what environments are made with.
    elsewhere = any(one.keyword in ("heredoc", "string") for site in sites for one in site.command.conditions)
    makes = _environment(facts, path, sites) is None
    return not (makes and (elsewhere or any(site.command.exec_form for site in sites)))


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Replace ``sudo pip`` by the pip of an environment, made before where the file names none."""
    path = finding.location.path
    assert isinstance(path, ProjectPath)
    sites = [site for site in _sites(facts) if site.command.location.path == path]
    if not sites or not _can_mend(facts, path, sites):
        raise FixUnavailable(msg("Nothing in {path} says which virtual environment is meant.", path=path))
    file = files(path)
    folder = _environment(facts, path, sites)
    made: set[object] = set()
    edits = []
    for site in sites:
        before = ""
        if folder is None and site.scope not in made:
            made.add(site.scope)
            if not _begins_command(file, _replaced(site)):
                raise FixUnavailable(
                    msg("Nothing can be put before the command in {place}.", place=site.command.location)
                )
            before = "python3 -m venv .venv && "
        python = f"{folder or '.venv'}/bin/python"
        if re.search(r"[\s$]", python) and not site.command.exec_form:
            python = f'"{python}"'
        span = _replaced(site)
        edits.append(ReplaceSpan(path, file.digest, span.start, span.end, file.encode(f"{before}{python} -m pip")))
    note = msg("What {path} starts by its bare name has to be called through the environment too.", path=path)
    return Fix(_TITLE, Applicability.UNSAFE, tuple(edits), notes=(note,) if folder is None else ())


def _replaced(site: _Site) -> Span:
    """From ``sudo`` to ``pip``."""
    words = site.command.words
    first = next(word for word in words if base_name(word.text) in ("sudo", "doas"))
    last = words[len(words) - len(site.program.arguments) - 1]
    return first.span.through(last.span)


def _begins_command(file: TextFile, span: Span) -> bool:
    start = max(file.raw.rfind(b"\n", 0, span.start), file.raw.rfind(b"\r", 0, span.start)) + 1
    return _START_OF_COMMAND.match(file.raw[start : span.start]) is not None


RULE = Rule(
    code="EW121",
    name="sudo-pip",
    point="1.3",
    severity=Severity.ERROR,
    summary=msg("pip is run as root, outside of any virtual environment"),
    page=__doc__,
    check=check,
    fix=fix,
)
