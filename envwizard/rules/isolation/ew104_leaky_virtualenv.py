"""EW104 leaky-virtualenv: a virtual environment sees the packages of the Python that it was made from.

## What it checks
`include-system-site-packages = true` in the pyvenv.cfg of the project's environments, and scripts, Makefiles and units
of a host that make one with `--system-site-packages`. Not in images, where the system belongs to the project alone. A
script that installs Python packages of the distribution (`apt-get install python3-gi`) to be seen in the environment
does so on purpose and is a note.

## Why it hurts
What the machine has installed satisfies the project's imports, in whatever version it is there: pip sees it and does
not install the pinned one, `pip freeze` lists what the project never asked for, and the next machine fails with
ModuleNotFoundError. The packages that `pip install --user` put into the home folder are seen too.

## Example
    include-system-site-packages = true
    # mended: made anew with python3 -m venv --clear .venv, which writes
    include-system-site-packages = false

## What the fix does
For an environment on disk it shows the commands that make it anew without the system's packages and install what the
project's lock or requirements name; they run only when you say so. In a script it takes `--system-site-packages` away,
which is not applied by itself: what the environment took from the system has to be in the requirements first.

## References
- Python 3.14 documentation, venv: `--system-site-packages`; site: the user site is enabled with it
- PEP 405: `include-system-site-packages`
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from envwizard.analysis.environments.references import job_role
from envwizard.analysis.virtualenvs.environment_commands import recreate_commands
from envwizard.analysis.virtualenvs.named_virtualenvs import commands_in, makes
from envwizard.analysis.virtualenvs.pip_calls import is_aside, is_image_or_ci
from envwizard.analysis.virtualenvs.project_virtualenvs import own_virtualenvs, place_of, requirements_of
from envwizard.edits.command_line import remove_words
from envwizard.model.change import Applicability, Fix
from envwizard.model.command_words import without_prefixes
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine
from envwizard.model.facts.virtualenvs import Distribution, VirtualEnv
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_OPTION = "--system-site-packages"
_REMOVE = msg("Make it without {option}", option=_OPTION)
_PYTHON_PACKAGE = re.compile(r"python3?-(?!pip$|venv$|dev$|virtualenv$|setuptools$|wheel$|full$|minimal$)[\w.+-]+")
_PACKAGE_MANAGERS = frozenset(("apt", "apt-get", "aptitude", "dnf", "yum", "zypper", "apk", "pacman"))
_MOST = 4


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each environment that leaks and each command of a host that makes one."""
    made = list(_makers(facts))
    if not facts.virtualenvs and not made:
        return NotApplicable(msg("The project has no virtual environment, and no script makes one."))
    found = [_of_environment(facts, env) for env in own_virtualenvs(facts) if env.system_site_packages]
    return [*found, *(_of_command(facts, command) for command in made)]


def _makers(facts: Facts) -> Iterator[CommandLine]:
    paths: list[AnyPath] = [script.location.path for script in facts.shell_scripts]
    paths += [makefile.location.path for makefile in facts.makefiles]
    paths += [service.location.path for service in facts.services if service.platform is None]
    for path in dict.fromkeys(paths):
        if not is_image_or_ci(facts, path):
            for command in commands_in(facts, path):
                if _OPTION in command.argv and makes(command) is not None:
                    yield command
    for workflow in facts.ci_workflows:
        for job in workflow.jobs:
            # A job that deploys makes what users meet; the tests may use what their machine has.
            if job_role(workflow, job).role.is_deployed:
                yield from (one for one in job.commands if _OPTION in one.argv and makes(one) is not None)


def _of_environment(facts: Facts, env: VirtualEnv) -> Finding:
    outside = sorted((one for one in env.distributions if not one.local and not one.editable), key=lambda one: one.key)
    asked = {one.name for file in requirements_of(facts, env) for one in file.requirements}
    needed = [one for one in outside if one.key in asked and not _is_local(env, one)]
    return Finding(
        rule=RULE.code,
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        location=env.system_site_location or place_of(env),
        message=_message(env, outside),
        why=_why(needed),
        subject=str(env.path),
        evidence=tuple(
            Evidence(
                place_of(env),
                msg("{name} {version} is taken from {folder}", name=one.name, version=one.version, folder=one.location),
            )
            for one in needed[:_MOST]
        ),
        fix=FixOffer(_title(env), Applicability.UNSAFE) if recreate_commands(facts, env) else None,
    )


def _is_local(env: VirtualEnv, one: Distribution) -> bool:
    return any(other.local and other.key == one.key for other in env.distributions)


def _message(env: VirtualEnv, outside: list[Distribution]) -> Message:
    if not outside:
        return msg("{path} sees the packages of the Python that it was made from", path=env.path)
    shown = ", ".join(f"{one.name} {one.version}" for one in outside[:_MOST])
    names = msg("{names}", names=shown)
    if len(outside) > _MOST:
        names = msg("{names} and {count} more", names=shown, count=len(outside) - _MOST)
    return msg("{path} sees packages of the Python that it was made from: {names}", path=env.path, names=names)


def _why(needed: list[Distribution]) -> Message:
    if needed:
        names = ", ".join(f"{one.name} {one.version}" for one in needed[:_MOST])
        return msg("The project asks for {names}, and only the machine has it: elsewhere it is missing.", names=names)
    return msg(
        "Whatever this machine has installed can be imported, in its version: an import that works here fails where "
        "only the project's requirements are installed."
    )


def _title(env: VirtualEnv) -> Message:
    return msg("Make {path} anew, without the system's packages", path=env.path)


def _of_command(facts: Facts, command: CommandLine) -> Finding:
    path = command.location.path
    wanted = _distribution_packages(facts, path)
    evidence = tuple(
        Evidence(one.location, msg("{names} come from the distribution", names=", ".join(names)))
        for one, names in wanted
    )
    return Finding(
        rule=RULE.code,
        severity=Severity.INFO if wanted or is_aside(path) else Severity.WARNING,
        confidence=Confidence.MEDIUM if wanted else Confidence.HIGH,
        location=command.location,
        message=msg(
            "{place} makes {folder} with {option}", place=command.location, folder=makes(command) or "", option=_OPTION
        ),
        why=msg("What the host has installed satisfies the project's imports, in versions that no lock names."),
        subject=f"{_OPTION} {makes(command)}",
        environments=facts.environments_of(path),
        evidence=evidence,
        fix=FixOffer(_REMOVE, Applicability.UNSAFE) if isinstance(path, ProjectPath) and not wanted else None,
    )


def _distribution_packages(facts: Facts, path: AnyPath) -> list[tuple[CommandLine, list[str]]]:
    """The Python packages that the same file installs with the system's package manager."""
    found = []
    for command in commands_in(facts, path):
        program = without_prefixes(command)
        if program is not None and program.name in _PACKAGE_MANAGERS and "install" in program.argv:
            names = [text for text in program.argv if _PYTHON_PACKAGE.fullmatch(text)]
            if names:
                found.append((command, names))
    return found


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Give the commands that make the environment anew, or take the option out of the command."""
    env = next((one for one in facts.virtualenvs if str(one.path) == finding.subject), None)
    if env is not None:
        commands = recreate_commands(facts, env)
        if not commands:
            raise FixUnavailable(msg("{path} has to be made anew with the tool that manages it.", path=env.path))
        notes = (msg("What was installed in {path} by hand and is in no requirements file is lost.", path=env.path),)
        return Fix(_title(env), Applicability.UNSAFE, commands=commands, notes=notes)
    command = next((one for one in _makers(facts) if one.location == finding.location), None)
    path = finding.location.path
    if command is None or not isinstance(path, ProjectPath):
        raise FixUnavailable(msg("{place} cannot be changed.", place=finding.location))
    at = command.argv.index(_OPTION)
    note = msg("What the environment took from the system has to be in the requirements first.")
    return Fix(_REMOVE, Applicability.UNSAFE, remove_words(files(path), command, at, at), notes=(note,))


RULE = Rule(
    code="EW104",
    name="leaky-virtualenv",
    point="1.1",
    severity=Severity.WARNING,
    summary=msg("A virtual environment sees the packages of the Python that it was made from"),
    page=__doc__,
    check=check,
    fix=fix,
)
