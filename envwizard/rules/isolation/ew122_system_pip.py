"""EW122 system-pip: a script of a host installs with a pip that reaches the system's Python.

## What it checks
`pip install` in scripts and units that set up or deploy to a host (they call apt, systemctl, useradd, ssh, .., or work
in the home folder of a cloud machine's account: `cd /home/ubuntu/shop`, or take new code in by `git pull` and start it
in the background), where pip is a bare name or one in `/usr/bin` and nothing before it in the same shell activates a
virtual environment or puts one on PATH; and `--break-system-packages` and `--user` in any script, Makefile or install
notes. Activating in one shell does not count for another: what stands in a here-document for `ssh` has to activate
there. Not in Dockerfiles, containers, CI workflows and builds on platforms, where the machine is made for one purpose;
not with `--target`. pip under sudo is left to EW121.

## Why it hurts
The packages go where the operating system's own tools and every other project look for theirs: the next deployment of
another project changes the versions that this one runs with. `--break-system-packages` switches off the refusal that
Debian 12 and Ubuntu 23.04 put there for that reason, and `--user` installs for one account: the service, which runs as
another, does not see it.

## Example
    ssh deploy@shop.example.com <<'EOF'
      cd /srv/shop && git pull
      pip3 install -r requirements.txt
      systemctl restart shop
    EOF
    # mended: .venv/bin/python -m pip install -r requirements.txt, after python3 -m venv .venv

## What the fix does
It calls the pip of the virtual environment that the same file names, without `--user` and `--break-system-packages`.
Where the file names none, `python3 -m venv .venv` is put before it, `python3-venv` joins the packages that the script
gets from apt, and what the script starts afterwards with the system's Python is started through the environment. It is
not applied by itself: what else the host starts has to be started through that environment too. While a unit of the
project starts it with the system's Python, that comes first (EW101), and the fix waits. In a here-document without an
environment it is left to you: make one with `python3 -m venv`, and call its `bin/python -m pip`.

## References
- PEP 668: marking Python base environments as externally managed
- pip 26 documentation: `--user`, `--break-system-packages`; Python 3.14 documentation: venv
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from envwizard.analysis.virtualenvs.host_scripts import brings_environment, host_evidence
from envwizard.analysis.virtualenvs.led_calls import can_use_environment, led_to_environment
from envwizard.analysis.virtualenvs.named_virtualenvs import commands_in, is_system_folder
from envwizard.analysis.virtualenvs.pip_calls import (
    SYSTEM_OPTIONS,
    PipCall,
    by_file,
    is_aside,
    is_of_image_or_ci,
    pip_calls,
    tells_to_install,
)
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Use the pip of a virtual environment")
# They bring the environment with them.
_MANAGERS = frozenset(
    ("poetry", "pipenv", "uv", "pdm", "hatch", "rye", "conda", "mamba", "micromamba", "pipx", "tox", "nox")
)
_ELSEWHERE = ("--target", "-t", "--prefix", "--root", "--python", "--dry-run")
_OTHER_SHELL = re.compile(r"\b(?:ssh|sudo|su|runuser)\b")
_CONTAINER = re.compile(r"\b(?:docker|docker-compose|podman|kubectl|lxc|nerdctl|buildah|chroot)\b")
_IN_CONTAINER = re.compile(r"docker|container|entrypoint|devcontainer|colab|kaggle|vercel|netlify", re.IGNORECASE)


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each file that installs into the system's Python, once."""
    if not (facts.shell_scripts or facts.makefiles or facts.services or facts.documents or facts.ci_workflows):
        return NotApplicable(msg("The project has no scripts, Makefiles, units or install notes."))
    return [_finding(facts, calls) for calls in by_file(_calls(facts)).values()]


def _calls(facts: Facts) -> Iterable[PipCall]:
    for call in pip_calls(facts):
        if _IN_CONTAINER.search(str(call.path)) or is_of_image_or_ci(facts, call.command):
            continue
        if _reaches_system(facts, call):
            yield call


def _reaches_system(facts: Facts, call: PipCall) -> bool:
    program = call.program
    folder, slash, _ = program.word.text.rpartition("/")
    if (slash and not is_system_folder(folder.removesuffix("/bin"))) or "$" in program.word.text:
        return False
    if program.argv[:1] == ("uninstall",) or not _MANAGERS.isdisjoint(program.launchers):
        return False
    if program.sudo and program.sudo_user in (None, "root"):
        return False
    if program.option(*_ELSEWHERE) is not None or "--dry-run" in program.argv:
        return False
    conditions = call.command.conditions
    if any(_CONTAINER.search(one.text) for one in conditions if not one.is_branch):
        return False
    if any("VIRTUAL_ENV" in one.text or "CONDA" in one.text for one in conditions if one.is_branch):
        return False
    if call.heading is not None:
        return "--break-system-packages" in program.argv
    if "--break-system-packages" in program.argv:
        return True
    if _environment_before(facts, call):
        return False
    return "--user" in program.argv or host_evidence(facts, call.command) is not None


def _environment_before(facts: Facts, call: PipCall) -> bool:
    """Tell whether a command before it in the same shell activates an environment or puts one on PATH."""
    if any(one.name in ("PATH", "VIRTUAL_ENV") for one in call.command.assignments):
        return True
    for command in commands_in(facts, call.path):
        if command.location == call.command.location:
            return False
        if _shell(command) == _shell(call.command) and brings_environment(command):
            return True
    return False


def _shell(command: CommandLine) -> tuple[str, ...]:
    """What tells one shell from another: the remote or root shells that a command is handed to."""
    return tuple(one.text for one in command.conditions if not one.is_branch and _OTHER_SHELL.search(one.text))


def _finding(facts: Facts, calls: list[PipCall]) -> Finding:
    first = next((call for call in calls if not call.installs_tools), calls[0])
    others = [call for call in calls if call is not first]
    evidence = [Evidence(call.command.location, msg("{command}", command=call.text)) for call in others]
    host = host_evidence(facts, first.command) if first.heading is None else None
    if host is not None and host is not first.command:
        said = " ".join(host.argv)
        evidence.append(Evidence(host.location, msg("a host runs this: {command}", command=said[:80])))
    return Finding(
        rule=RULE.code,
        severity=_severity(facts, calls),
        confidence=Confidence.HIGH if _options(first) else Confidence.MEDIUM,
        location=first.command.location,
        message=_message(first),
        why=_why(first),
        subject="system pip",
        environments=facts.environments_of(first.path),
        evidence=tuple(evidence),
        fix=FixOffer(_TITLE, Applicability.UNSAFE) if can_use_environment(facts, calls) else None,
    )


def _options(call: PipCall) -> list[str]:
    return [text for text in SYSTEM_OPTIONS if text in call.program.argv]


def _message(call: PipCall) -> Message:
    place = call.command.location
    if _options(call):
        return msg("{place} runs `{command}`", place=place, command=call.text)
    return msg(
        "{place} runs `{command}`, and no virtual environment is activated before it",
        place=place,
        command=call.text,
    )


def _why(call: PipCall) -> Message:
    if "--break-system-packages" in call.program.argv:
        return msg(
            "--break-system-packages switches off the refusal that protects the system's Python: the operating "
            "system's tools and every project on the machine then share what is installed."
        )
    if "--user" in call.program.argv:
        return msg(
            "--user installs for the account that runs it: all of that account's projects share it, and a service "
            "that runs as another account does not see it."
        )
    return msg(
        "This pip is the system's: it changes what the machine's other projects run with, and Debian 12, Ubuntu 23.04 "
        "and later refuse it."
    )


def _severity(facts: Facts, calls: list[PipCall]) -> Severity:
    first = calls[0]
    if all(call.installs_tools for call in calls) or is_aside(first.path):
        return Severity.INFO
    if first.heading is not None:
        return Severity.WARNING if any(map(tells_to_install, calls)) else Severity.INFO
    forced = any("--break-system-packages" in call.program.argv for call in calls)
    on_host = any(host_evidence(facts, call.command) is not None for call in calls)
    if not forced and not on_host:
        return Severity.INFO  # A developer's own account.
    names = facts.environments_of(first.path)
    deployed = any(one.role.is_deployed for one in facts.environments if one.name in names)
    return Severity.ERROR if forced and on_host and deployed else Severity.WARNING


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Lead the calls of the file to the pip of an environment."""
    path = finding.location.path
    calls = [call for call in _calls(facts) if call.path == path]
    return led_to_environment(_TITLE, facts, files, path, calls)


RULE = Rule(
    code="EW122",
    name="system-pip",
    point="1.3",
    severity=Severity.ERROR,
    summary=msg("A script of a host installs with the pip of the system's Python"),
    page=__doc__,
    check=check,
    fix=fix,
)
