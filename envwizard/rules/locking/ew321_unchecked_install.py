"""EW321 unchecked-install: a deployment installs with pip and nothing runs pip check.

## What it checks
Whether images, deploy scripts, platforms or deploying jobs install distributions with pip while no command anywhere in
the project runs `pip check` or `uv pip check`. One finding per project, at the last such install. The installation of
pip itself and of tools, and installs by poetry, pdm, pipenv or `uv sync`, which resolve everything at once, do not
count. Where only another deployment checks what it installed itself (the host's script, not the image), or where the
build installs what it exported from a lock a moment before, it is info.

## Why it hurts
pip installs one command after the other. A later one may replace what an earlier one needs, and --no-deps leaves out
what it is not given; pip tells that in a line of its output and succeeds. Hashes say that each file is the one that was
locked, not that the files fit together: a lock made for another Python or platform installs too. The error then comes
as an ImportError in production. `pip check` ends with an error instead, in the build.

## Example
`RUN pip install -r requirements.txt` and, further down, `RUN pip install --no-deps ./plugins`.

## What the fix does
It adds `pip check` behind the last install of each of these files, by the same pip, joined or on a line of its own as
the file does it. A script that runs on after a failing command gets `|| exit 1` behind it.

## References
- pip 26.3 documentation, "pip check": it verifies the dependencies of what is installed, and exits with 1
- pip 26.3 documentation, "Dependency Resolution"
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from envwizard.analysis.dependencies.hash_protection import is_protected, names_tools_only
from envwizard.analysis.dependencies.install_commands import InstallCommand, again
from envwizard.analysis.dependencies.installs import Install, deployment_installs, installs
from envwizard.edits.insert_command import insert_behind, is_plain
from envwizard.model.change import Applicability, Fix, ReplaceSpan
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Run pip check after the install")
# Where a check belongs first; a platform's own install has no place for one.
_ORDER = (
    Surface.DOCKERFILE,
    Surface.SCRIPT,
    Surface.MAKEFILE,
    Surface.COMPOSE,
    Surface.PAAS,
    Surface.SYSTEMD,
    Surface.CI,
)
# Installs into another place than the one that ``pip check`` would look at.
_ELSEWHERE = frozenset(("--target", "-t", "--prefix", "--root", "--dry-run", "--download"))
# A script that stops by itself where a command fails.
_STOPS = re.compile(r"^#!.*\s-\w*e|^\s*set\s(?:.*\s)?-(?:[a-z]*e[a-z]*\b|o\s+errexit)", re.MULTILINE)
_EDITABLE_SURFACES = frozenset((Surface.DOCKERFILE, Surface.SCRIPT, Surface.MAKEFILE, Surface.CI, Surface.PAAS))


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report the last install of the deployments where nothing checks any."""
    places = [one for one in deployment_installs(facts) if _counts(one)]
    if not places:
        return NotApplicable(msg("No deployment of this project installs with pip."))
    checks = [one for one in installs(facts) if one.install is not None and one.install.is_check]
    installing = {one.location.path for one in places}
    if any(one.surface is Surface.CI or one.location.path not in installing for one in checks):
        return []
    checked = {one.location.path: one for one in checks}
    places = [one for one in places if one.location.path not in checked]
    if not places or (checked and all(one.install is None for one in places)):
        # What the platform runs by itself has no command that a check could stand behind.
        return []
    last = _last(places)
    exported = all(_installs_exported(facts, one) for one in places)
    names = (name for one in places for name in facts.environments_of(one.location.path))
    evidence = [Evidence(one.location, msg("installs too, unchecked")) for one in places if one is not last]
    evidence += [Evidence(one.location, msg("checks what is installed here")) for one in checked.values()]
    return [
        Finding(
            rule=RULE.code,
            severity=Severity.INFO if checked or exported else Severity.WARNING,
            confidence=Confidence.HIGH,
            location=last.location,
            message=msg(
                "{place} runs `{command}`, and nothing runs pip check after it", place=last.location, command=last.shown
            )
            if last.install is not None
            else msg(
                "The platform of {path} installs requirements.txt, and nothing runs pip check", path=last.location.path
            ),
            why=msg(
                "pip reports distributions that do not fit together in a line of its output and succeeds: the build is "
                "green and the error comes in production."
            ),
            subject="unchecked install",
            environments=tuple(dict.fromkeys(names)),
            evidence=tuple(evidence),
            fix=FixOffer(_TITLE, Applicability.SAFE if _is_mendable(last) else Applicability.DISPLAY),
        )
    ]


def _counts(install: Install) -> bool:
    command = install.install
    if command is None:
        return True
    if command.tool not in ("pip", "uv pip", "pip-sync") or command.verb == "wheel" or names_tools_only(command):
        return False
    if install.surface is Surface.CI and not command.files:
        return False
    return bool(command.files or command.packages)


def _installs_exported(facts: Facts, install: Install) -> bool:
    """Tell whether it installs nothing but lists that the image's own build writes out of a lock."""
    command = install.install
    if command is None or install.files or command.packages or not command.files:
        return False
    return is_protected(facts, install)


def _last(places: list[Install]) -> Install:
    """The last install of the surface that comes first."""
    ranks = [_ORDER.index(one.surface) if one.install and one.surface in _ORDER else len(_ORDER) for one in places]
    best = min(ranks)
    return [one for one, rank in zip(places, ranks, strict=True) if rank == best][-1]


def _is_mendable(install: Install) -> bool:
    command = install.install
    return (
        command is not None
        and command.tool in ("pip", "uv pip")
        and install.surface in _EDITABLE_SURFACES
        and not _ELSEWHERE & command.flags
        and is_plain(command.command)
    )


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Add the check behind the install, by the same program."""
    last = next((one for one in deployment_installs(facts) if one.location == finding.location and _counts(one)), None)
    path = finding.location.path
    if last is None or last.install is None or not _is_mendable(last) or not isinstance(path, ProjectPath):
        note = msg("Run `python -m pip check` with the Python that was installed into, and stop where it fails.")
        return Fix(_TITLE, Applicability.DISPLAY, notes=(note,))
    edits = [_edit(last, last.install, path, files)]
    others = {finding.location.path}
    for install in _last_of_each(facts):
        place = install.location.path
        if place in others or install.install is None or not isinstance(place, ProjectPath):
            continue
        try:
            edits.append(_edit(install, install.install, place, files))
        except FixUnavailable:
            continue
    return Fix(_TITLE, Applicability.SAFE, tuple(edits))


def _last_of_each(facts: Facts) -> list[Install]:
    """The last install of each file that nothing checks, as far as a check can be added there."""
    checked = {one.location.path for one in installs(facts) if one.install is not None and one.install.is_check}
    last = {one.location.path: one for one in deployment_installs(facts) if _counts(one)}
    return [one for path, one in last.items() if path not in checked and _is_mendable(one)]


def _edit(last: Install, command: InstallCommand, path: ProjectPath, files: Files) -> ReplaceSpan:
    file = files(path)
    check = again(file.raw, command, "check")
    if last.surface is Surface.SCRIPT and not _STOPS.search(file.content):
        check += " || exit 1"
    return insert_behind(file, command.command, check)


RULE = Rule(
    code="EW321",
    name="unchecked-install",
    point="3.3",
    severity=Severity.WARNING,
    summary=msg("A deployment installs with pip, and nothing runs pip check"),
    page=__doc__,
    check=check,
    fix=fix,
)
