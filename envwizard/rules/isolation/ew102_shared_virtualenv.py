"""EW102 shared-virtualenv: two environments run from one virtual environment.

## What it checks
The absolute paths of virtual environments in systemd units, supervisor programs, cron lines and the scripts of a host,
against the deployment environment that each belongs to. Where a unit's command names no folder, the one that its PATH
begins with counts. Two units of one name in two folders are for two machines and are not compared, nor is what a script
does on another machine by ssh. Two scripts alone, or a script for developers beside a unit, are a note: machines often
look alike. What runs in containers has its own.

## Why it hurts
`pip install` for staging changes what production runs with from its next restart on, without a deployment. There is no
way to try an upgrade in one environment before the other has it, and none to go back in one alone.

## Example
    shop-staging.service:8   ExecStart=/srv/shop/venv/bin/gunicorn shop.wsgi
    shop.service:8           ExecStart=/srv/shop/venv/bin/gunicorn shop.wsgi
    # mended:
    shop-staging.service:8   ExecStart=/srv/shop-staging/venv/bin/gunicorn shop.wsgi

## What the fix does
It gives the environment that matters less a path of its own: beside its working directory's code where that differs, as
the other one has it (`/srv/shop-staging/venv`), else with its name behind it (`/srv/shop/venv-staging`). It is not
applied by itself: the new one has to be made on the host and filled from the lock first, with `python3 -m venv` and its
`bin/python -m pip install -r`. In a unit its
ExecStart lines change, or the line that puts the environment first on PATH; in a script that goes with a unit every
command that names the shared one. Two scripts alone are left to you.

## References
- Python 3.14 documentation, venv: a virtual environment is used to contain a specific interpreter and its libraries
- systemd.exec(5), v252: WorkingDirectory
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from envwizard.analysis.virtualenvs.named_virtualenvs import commands_in
from envwizard.analysis.virtualenvs.shared import SharedVirtualEnv, VirtualEnvUse, shared_virtualenvs
from envwizard.model.change import Applicability, Fix, ReplaceSpan
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import TextFile


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each environment that runs from another one's virtual environment."""
    if not facts.services and not facts.shell_scripts:
        return NotApplicable(msg("The project has no units and no scripts."))
    return [_finding(facts, one) for one in shared_virtualenvs(facts)]


def _finding(facts: Facts, one: SharedVirtualEnv) -> Finding:
    use, other = one.use, one.others[0]
    environments = dict.fromkeys((use.environment, *(each.environment for each in one.others)))
    return Finding(
        rule=RULE.code,
        severity=Severity.WARNING if one.is_sure else Severity.INFO,
        confidence=Confidence.HIGH if use.owner and other.owner else Confidence.MEDIUM,
        location=use.command.location,
        message=msg(
            "{place} uses {folder} for {environment}, and {other} uses it for {second}",
            place=use.command.location,
            folder=use.folder,
            environment=_name(use.environment),
            other=other.command.location,
            second=_name(other.environment),
        ),
        why=msg(
            "Installing for {environment} changes what {second} runs with from its next restart on, and an upgrade "
            "cannot be tried in one before the other has it.",
            environment=_name(use.environment),
            second=_name(other.environment),
        ),
        subject=f"{use.folder} for {use.environment}",
        environments=tuple(name for name in environments if name != "unknown"),
        evidence=tuple(
            Evidence(each.command.location, msg("{environment} uses it here", environment=_name(each.environment)))
            for each in one.others
        ),
        fix=FixOffer(_title(facts, one), Applicability.UNSAFE) if _can_mend(one) else None,
    )


def _name(environment: str) -> Message:
    return msg("an environment that is not named") if environment == "unknown" else msg("{name}", name=environment)


def _can_mend(one: SharedVirtualEnv) -> bool:
    # Two machines that look alike need no second path.
    return isinstance(one.use.command.location.path, ProjectPath) and (one.use.owner is not None or one.is_sure)


def _title(facts: Facts, one: SharedVirtualEnv) -> Message:
    if one.use.owner is None:
        return msg("Give it {folder}", folder=_own_folder(facts, one))
    return msg("Start it from {folder}", folder=_own_folder(facts, one))


def _own_folder(facts: Facts, one: SharedVirtualEnv) -> str:
    """The same place in the folder that it works in; where none is known, the shared one's name with a word more."""
    use = one.use
    mine = (use.working_directory or _entered(facts, use) or "").rstrip("/")
    for other in one.others:
        theirs = (other.working_directory or "").rstrip("/")
        if theirs and mine.startswith("/") and mine != theirs and use.folder.startswith(f"{theirs}/"):
            return mine + use.folder.removeprefix(theirs)
    return f"{use.folder}-{use.environment if use.environment != 'unknown' else 'own'}"


def _entered(facts: Facts, use: VirtualEnvUse) -> str | None:
    """The folder that a script enters before it uses the environment."""
    if use.owner is not None:
        return None
    entered = None
    for command in commands_in(facts, use.command.location.path):
        if command.location == use.command.location:
            break
        if len(command.argv) == 2 and command.argv[0] == "cd" and command.argv[1].startswith("/"):
            entered = command.argv[1]
    return entered


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Give the less important environment's commands a path of their own."""
    one = next((one for one in shared_virtualenvs(facts) if one.use.command.location == finding.location), None)
    path = finding.location.path
    if one is None or not _can_mend(one) or not isinstance(path, ProjectPath):
        raise FixUnavailable(
            msg("Which virtual environment {place} should use is yours to say.", place=finding.location)
        )
    folder = _own_folder(facts, one)
    edits = _edits(facts, files(path), path, one.use, folder)
    if not edits:
        raise FixUnavailable(msg("The path does not stand in {path} as it is.", path=path))
    note = msg(
        "On the host make it first, and install the lock: python3 -m venv {folder} && {folder}/bin/python -m pip "
        "install -r requirements.txt",
        folder=folder,
    )
    return Fix(_title(facts, one), Applicability.UNSAFE, edits, notes=(note,))


def _edits(facts: Facts, file: TextFile, path: ProjectPath, use: VirtualEnvUse, folder: str) -> tuple[ReplaceSpan, ...]:
    old, new = file.encode(f"{use.folder}/"), file.encode(f"{folder}/")
    if use.by_path:
        # The one line that puts it first on PATH.
        found = list(re.finditer(rb"PATH=[\"']?" + re.escape(old), file.raw))
        return tuple(ReplaceSpan(path, file.digest, one.end() - len(old), one.end(), new) for one in found[:1])
    service = next((each for each in facts.services if use.command in each.commands), None)
    commands = commands_in(facts, path) if use.owner is None else (use.command,)
    edits = []
    for command in service.commands if service is not None else commands:
        for word in command.words:
            at = file.raw.find(old, word.span.start, word.span.end)
            if at >= 0:
                edits.append(ReplaceSpan(path, file.digest, at, at + len(old), new))
    return tuple(dict.fromkeys(edits))


RULE = Rule(
    code="EW102",
    name="shared-virtualenv",
    point="1.1",
    severity=Severity.WARNING,
    summary=msg("Two environments run from one virtual environment"),
    page=__doc__,
    check=check,
    fix=fix,
)
