"""EW301 unlocked-requirements: what a deployment installs is not locked: bare names, ranges, or direct pins alone.

## What it checks
Requirements files that an image, a deploy script, a platform or a deploying job installs, and the main lists that
nothing installs by name. Includes (-r) and constraints (-c) are followed first. A file fires when it pins nothing, when
it pins only a part, or when everything in it is pinned but distributions that the pinned ones always bring along
(asgiref for Django, Werkzeug for Flask) are nowhere listed. Project files that a deployment installs without a lock
file of their tool count too. Quiet: .in sources, lists for development, tests and documents, files compiled by
pip-compile, uv or pdm, exports of a lock, and lists beside a compiled file that covers them.

## Why it hurts
What is not pinned is chosen anew at every install. Two builds of one commit differ, the image that was tested is not
the one that runs, and a rollback to an old commit does not bring the old packages back. Pins of the direct
dependencies alone leave most of the installed distributions floating.

## Example
A requirements.txt with `Django==5.0.6` and `celery`, installed by the Dockerfile's `RUN pip install -r
requirements.txt`: celery, and asgiref, sqlparse, kombu, vine and billiard besides, are whatever the index offers today.

## What the fix does
It names the command that does it, `envwizard migrate`: the list becomes a .in file that pip-compile turns into a
requirements.txt with every version and every hash. By hand: install pip-tools into an environment of its own, copy
requirements.txt to requirements.in, run `pip-compile --generate-hashes`, read the difference, and install with
--require-hashes. Nothing is changed by this rule.

## References
- pip 26.3 documentation, "Repeatable Installs" and "Requirements File Format"
- pip-tools 7.6 documentation, "pip-compile"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envwizard.analysis.dependencies.deployed_requirements import (
    JudgedFile,
    UnlockedProject,
    judged_files,
    unlocked_projects,
)
from envwizard.analysis.dependencies.installs import Install, is_for_developers
from envwizard.analysis.dependencies.migration_steps import compile_command, migration_notes
from envwizard.analysis.dependencies.requirement_families import Family, Kind, family_of
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location

_TITLE = msg("Move to pip-tools: compile the list with hashes")
_SHOWN = 4


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each list that floats or is only half of what gets installed."""
    if not facts.requirements_files and not facts.project_files:
        return NotApplicable(msg("The project declares no requirements."))
    return [*_in_lists(facts), *(_project(facts, one) for one in unlocked_projects(facts))]


def _in_lists(facts: Facts) -> Iterator[Finding]:
    """One finding for each list that is deployed; those of a folder that nothing installs by name share one."""
    idle: dict[ProjectPath, list[JudgedFile]] = {}
    for judged in judged_files(facts):
        kind = judged.family.kind
        if not kind.floats and kind is not Kind.DIRECT:
            continue
        if judged.installs:
            yield _deployed(facts, judged)
        else:
            idle.setdefault(judged.family.file.path.parent, []).append(judged)
    for group in idle.values():
        yield _idle(facts, group)


def _deployed(facts: Facts, judged: JudgedFile) -> Finding:
    family = judged.family
    severity = Severity.ERROR if family.kind.floats else Severity.WARNING
    if is_for_developers(facts, family.file.path):
        severity = Severity.WARNING
    return _finding(
        family,
        severity,
        Confidence.HIGH,
        _environments(facts, judged.installs),
        judged.installs,
        (*_install_places(judged.installs), *_loose_places(family)),
    )


def _idle(facts: Facts, group: list[JudgedFile]) -> Finding:
    """Report the main list of a folder, requirements.txt where there is one, and name the others as evidence."""
    first = min(group, key=lambda one: (one.family.file.path.name != "requirements.txt", one.family.file.path)).family
    others = [one.family for one in group if one.family is not first]
    severity = Severity.INFO if _is_library(facts, first.file.path) else Severity.WARNING
    places = (Evidence(_place(family), _says(family)) for family in others)
    return _finding(first, severity, Confidence.MEDIUM, (), (), (*_loose_places(first), *places))


def _finding(
    family: Family,
    severity: Severity,
    confidence: Confidence,
    environments: tuple[str, ...],
    installs: tuple[Install, ...],
    evidence: tuple[Evidence, ...],
) -> Finding:
    return Finding(
        rule=RULE.code,
        severity=severity,
        confidence=confidence,
        location=_place(family),
        message=_says(family),
        why=_why(installs),
        subject="unlocked",
        environments=environments,
        evidence=evidence,
        fix=FixOffer(_TITLE, Applicability.DISPLAY),
    )


def _place(family: Family) -> Location:
    """The first line that floats, or that of the first distribution whose dependencies are missing."""
    if family.loose:
        return family.loose[0].location
    name = family.missing[0][0]
    return next(one.location for one in family.own if one.name == name)


def _says(family: Family) -> Message:
    path, count = family.file.path, len(family.own)
    names = _names([one.name or one.text for one in family.loose])
    if count == 1 and family.kind.floats:
        return msg("{path} names {text} and no version", path=path, text=family.own[0].text)
    if family.kind is Kind.BARE:
        return msg("{path} names {count} distributions and pins none: {names}", path=path, count=count, names=names)
    if family.kind is Kind.RANGES:
        texts = _names([one.text for one in family.loose])
        return msg(
            "{path} gives ranges for {count} distributions and pins none: {texts}", path=path, count=count, texts=texts
        )
    if family.kind is Kind.PARTIAL:
        pinned = count - len(family.loose)
        return msg(
            "{path} pins {pinned} of {count} distributions; not pinned: {names}",
            path=path,
            pinned=pinned,
            count=count,
            names=names,
        )
    return msg(
        "{path} pins {count} distributions, but not what they bring along: {missing}",
        path=path,
        count=count,
        missing=_missing(family.missing),
    )


def _missing(missing: tuple[tuple[str, str], ...]) -> str:
    needs: dict[str, list[str]] = {}
    for name, need in missing:
        needs.setdefault(name, []).append(need)
    texts = [f"{name} → {', '.join(brought)}" for name, brought in needs.items()]
    return "; ".join(texts[:_SHOWN]) + ("; .." if len(texts) > _SHOWN else "")


def _names(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (f" (+{len(names) - _SHOWN})" if len(names) > _SHOWN else "")


def _why(installs: tuple[Install, ...]) -> Message:
    if installs:
        return msg(
            "{place} installs it: every build picks the newest versions of that day, so what was tested is not what "
            "runs, and going back to an old commit does not bring the old versions back.",
            place=installs[0].location,
        )
    return msg(
        "Nothing beside it locks the versions: an install today and one next month give different ones, and nobody can "
        "tell later what ran."
    )


def _install_places(installs: tuple[Install, ...]) -> Iterator[Evidence]:
    for install in installs:
        if install.install is None:
            yield Evidence(install.location, msg("the platform installs it because of this file"))
        else:
            yield Evidence(install.location, msg("installs it: {command}", command=install.shown))


def _loose_places(family: Family) -> Iterator[Evidence]:
    for one in family.loose[1:]:
        yield Evidence(one.location, msg("{text} is not pinned", text=one.text))


def _is_library(facts: Facts, path: ProjectPath) -> bool:
    owners = (file.location.path for file in facts.project_files if file.is_package)
    return any(isinstance(owner, ProjectPath) and owner.parent == path.parent for owner in owners)


def _environments(facts: Facts, installs: tuple[Install, ...]) -> tuple[str, ...]:
    names = (name for install in installs for name in facts.environments_of(install.location.path))
    return tuple(dict.fromkeys(names))


def _project(facts: Facts, project: UnlockedProject) -> Finding:
    path, texts = project.file.location.path, _names([one.text for one in project.loose])
    message = msg("{path} gives ranges and nothing locks them: {texts}", path=path, texts=texts)
    unused = _lock_beside(facts, project)
    if project.lock is not None:
        message = msg("{path} gives ranges and there is no {lock}: {texts}", path=path, lock=project.lock, texts=texts)
    elif unused is not None:
        message = msg(
            "{path} gives ranges, and {place} installs them past {lock}: {texts}",
            path=path,
            place=project.installs[0].location,
            lock=unused,
            texts=texts,
        )
    return Finding(
        rule=RULE.code,
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        location=project.loose[0].location,
        message=message,
        why=_why(project.installs),
        subject="unlocked project",
        environments=_environments(facts, project.installs),
        evidence=tuple(_install_places(project.installs)),
        fix=FixOffer(_TITLE, Applicability.DISPLAY),
    )


def _lock_beside(facts: Facts, project: UnlockedProject) -> ProjectPath | None:
    """The lock beside a project file that an installing command does not look at."""
    owner = project.file.location.path
    for lock in facts.lock_files:
        path = lock.location.path
        if isinstance(path, ProjectPath) and isinstance(owner, ProjectPath) and path.parent == owner.parent:
            return path
    return None


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Name the command of the migration; nothing is changed."""
    file = next((one for one in facts.requirements_files if one.path == finding.location.path), None)
    if file is not None:
        return Fix(_TITLE, Applicability.DISPLAY, notes=migration_notes(file, family_of(facts, file).kind))
    project = next((one for one in unlocked_projects(facts) if one.file.location.path == finding.location.path), None)
    if project is None:
        raise FixUnavailable(msg("{path} is locked by now.", path=finding.location.path))
    return Fix(_TITLE, Applicability.DISPLAY, notes=(_lock_note(project),))


def _lock_note(project: UnlockedProject) -> Message:
    commands = {
        "poetry.lock": "poetry lock",
        "uv.lock": "uv lock",
        "pdm.lock": "pdm lock",
        "Pipfile.lock": "pipenv lock",
    }
    if project.lock is not None:
        return msg("Run `{command}` and commit {lock}.", command=commands[project.lock], lock=project.lock)
    return msg(
        "Run `{command}`, commit requirements.txt, install it with --require-hashes and the project itself with "
        "--no-deps.",
        command=compile_command(str(project.file.location.path), "requirements.txt"),
    )


RULE = Rule(
    code="EW301",
    name="unlocked-requirements",
    point="3.1",
    severity=Severity.ERROR,
    summary=msg("What a deployment installs is not locked: every build picks versions anew"),
    page=__doc__,
    check=check,
    fix=fix,
    goals=("doctor", "migrate"),
)
