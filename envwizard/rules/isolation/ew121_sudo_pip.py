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
    # mended:
    /srv/shop/.venv/bin/python -m pip install -r requirements.txt

## What the fix does
It calls the pip of the virtual environment that the same file names. Where the file names none, `python3 -m venv .venv`
is put before it, with `python3-venv` among the packages that the script gets from apt, and what the script starts
afterwards with the system's Python is started through `.venv/bin/`. `--user` and `--break-system-packages` go, which
mean nothing there; the rest of the command stays. What other files start has to be started through the environment too:
so it is not applied by itself. While a unit of the project is started with the system's Python, the fix waits for that
of EW101.

## References
- PEP 668: marking Python base environments as externally managed
- pip 26 documentation: running pip as root breaks permissions and conflicts with the system package manager
- sudo 1.9 manual: secure_path
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from envwizard.analysis.virtualenvs.led_calls import can_use_environment, led_to_environment
from envwizard.analysis.virtualenvs.named_virtualenvs import activates, commands_in, is_system_folder
from envwizard.analysis.virtualenvs.pip_calls import (
    HOST_SERVICES,
    PipCall,
    by_file,
    is_aside,
    is_of_image_or_ci,
    pip_calls,
    tells_to_install,
)
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import AnyPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Use the pip of a virtual environment")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each file that runs pip as root, once."""
    if not (facts.shell_scripts or facts.makefiles or facts.services or facts.documents or facts.ci_workflows):
        return NotApplicable(msg("The project has no scripts, Makefiles, units or install notes."))
    calls = [call for call in pip_calls(facts) if _is_root(call)]
    found = by_file(call for call in calls if not is_of_image_or_ci(facts, call.command))
    return [_finding(facts, path, calls) for path, calls in found.items()]


def _is_root(call: PipCall) -> bool:
    """Tell whether it is root who runs it, with a pip that belongs to no virtual environment."""
    program = call.program
    folder, slash, _ = program.word.text.rpartition("/")
    if slash and not is_system_folder(folder.removesuffix("/bin")):
        return False
    if program.sudo:
        return program.sudo_user in (None, "root")
    conditions = call.command.conditions
    return any(one.keyword == "string" and re.match(r"sudo (?!.*-\w*u\b)", one.text) for one in conditions)


def _finding(facts: Facts, path: AnyPath, calls: list[PipCall]) -> Finding:
    first = calls[0]
    commands = commands_in(facts, path)
    activated = next((one for one in commands[: commands.index(first.command)] if activates(one)), None)
    evidence = tuple(Evidence(call.command.location, msg("{command}", command=call.text)) for call in calls[1:])
    return Finding(
        rule=RULE.code,
        severity=_severity(facts, path, calls),
        confidence=Confidence.HIGH,
        location=first.command.location,
        message=msg("{place} runs `{command}`", place=first.command.location, command=first.text),
        why=_why(activated),
        subject="sudo pip",
        environments=facts.environments_of(path),
        evidence=evidence,
        fix=FixOffer(_TITLE, Applicability.UNSAFE) if _can_mend(facts, calls) else None,
    )


def _why(activated: CommandLine | None) -> Message:
    if activated is not None:
        return msg(
            "sudo starts with a fresh PATH: the virtual environment activated at {place} is not used, and what is "
            "installed goes to the system's Python.",
            place=activated.location,
        )
    return msg(
        "Root's pip changes the Python that the operating system's own tools run on, and every project on the machine "
        "shares what it installs. Debian 12, Ubuntu 23.04 and later refuse it."
    )


def _severity(facts: Facts, path: AnyPath, calls: list[PipCall]) -> Severity:
    if all(call.installs_tools for call in calls):
        return Severity.INFO
    told = [call for call in calls if call.heading is not None]
    if told:
        return Severity.WARNING if any(map(tells_to_install, told)) else Severity.INFO
    if is_aside(path):
        return Severity.INFO
    names = facts.environments_of(path)
    deployed = any(one.role.is_deployed for one in facts.environments if one.name in names)
    unit = any(one.location.path == path and one.surface in HOST_SERVICES for one in facts.services)
    return Severity.ERROR if deployed or unit else Severity.WARNING


def _can_mend(facts: Facts, calls: list[PipCall]) -> bool:
    return all(call.program.sudo for call in calls) and can_use_environment(facts, calls)


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Replace ``sudo pip`` by the pip of an environment, made before where the file names none."""
    path = finding.location.path
    calls = [call for call in pip_calls(facts) if call.path == path and _is_root(call)]
    if not all(call.program.sudo for call in calls):
        raise FixUnavailable(msg("Nothing in {path} says which virtual environment is meant.", path=path))
    return led_to_environment(_TITLE, facts, files, path, calls)


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
