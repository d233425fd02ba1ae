"""EW101 system-interpreter: a host starts the project with the system's Python or a server installed for everybody.

## What it checks
systemd units, supervisor programs, cron lines and scripts on a host that start the project with `/usr/bin/python3`,
`/usr/local/bin/gunicorn`, something in `~/.local/bin`, or with a bare name that can only be found there: in units and
cron lines, and in scripts of which something else (apt, systemctl, `cd /home/ubuntu/..`) tells that a host runs them.
Units count under whatever name they are kept. Several commands of one folder that mean one environment are one finding.
Not what runs in a container (the image is the isolation, also for scripts that a COPY names or that lie in a tree laid
over an image's root), what an activated environment or a PATH with an environment in front decides, or the scripts of a
project that declares no dependencies at all. Of images one thing is reported: poetry or pipenv installs into a virtual
environment of its own, and the command starts without it.

## Why it hurts
The versions that the project runs with are those that the distribution or some other project last installed. An
upgrade of the operating system replaces the interpreter below the service, and what you tested in your virtual
environment was never what runs.

## Example
    ExecStart=/usr/bin/python3 /srv/shop/manage.py run_worker
    # mended:
    ExecStart=/srv/shop/.venv/bin/python /srv/shop/manage.py run_worker

## What the fix does
Where another line of the same file, a file beside it or another launch of the project names a virtual environment, the
same command is started through that one; those of another deployment environment (staging's for production) do not
count. Where several are named, it asks for one of them; where none is, for its path, and proposes `.venv` in the folder
that the unit works in. It is not applied by itself: that environment has to be made on the host and hold what the
command needs. In an image the command is started with `poetry run` or `pipenv run`.

## References
- systemd.service(5), v252: the first word of ExecStart is an absolute path or is looked up in a fixed search path
- crontab(5): PATH is /usr/bin:/bin unless the crontab sets it
- PEP 668: marking Python base environments as externally managed
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from envwizard.analysis.virtualenvs.hidden_environments import HiddenEnvironment, hidden_environments
from envwizard.analysis.virtualenvs.named_virtualenvs import commands_in, named_virtualenvs
from envwizard.analysis.virtualenvs.outside_launches import EXEC_PREFIX, is_outside
from envwizard.analysis.virtualenvs.pip_calls import HOST_SERVICES
from envwizard.analysis.virtualenvs.shared import is_of_others
from envwizard.model.change import Applicability, Fix, ReplaceSpan
from envwizard.model.command_words import base_name, is_python, without_prefixes
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable, UsageError
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine, Surface, Word
from envwizard.model.facts.launches import Launch
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers, Question, chosen
from envwizard.model.rule import Files, NotApplicable, Rule

_SURFACES = (*HOST_SERVICES, Surface.SCRIPT, Surface.CI)
_PLACEHOLDER = re.compile(r"/path[-_/]?to\b|\byour[-_ ]?\w|/(?:my|some)[-_](?:app|project|user)\b|/x{3,}", re.I)
_FOLDER = re.compile(r"[\w./~@+-]*[\w/][\w./@+-]*")
_KIND = "venv"


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each command of a host that starts the project outside of any virtual environment, and of an image that
    starts it beside the one that holds its packages.
    """
    hidden = [_hidden(one) for one in hidden_environments(facts)]
    found = _on_hosts(facts)
    return [*hidden, *(() if isinstance(found, NotApplicable) else found)] if hidden else found


def _hidden(one: HiddenEnvironment) -> Finding:
    return Finding(
        rule=RULE.code,
        severity=Severity.ERROR,
        confidence=Confidence.MEDIUM,
        location=one.launch.command.location,
        message=msg(
            "{place} starts `{command}` beside the environment that {manager} makes in this image",
            manager=one.manager,
            **_shown(one.launch),
        ),
        why=msg(
            "{manager} installs into a virtual environment of its own, which is not on PATH: the program is not found "
            "there, or runs without the project's packages.",
            manager=one.manager,
        ),
        subject=f"hidden {one.manager} {base_name(one.launch.program)}",
        environments=one.launch.environments,
        evidence=(Evidence(one.install.location, msg("{manager} makes it here", manager=one.manager)),),
        fix=FixOffer(_run_title(one), Applicability.UNSAFE),
    )


def _run_title(one: HiddenEnvironment) -> Message:
    return msg("Start it with {manager} run", manager=one.manager)


def _through_manager(one: HiddenEnvironment, files: Files) -> Fix:
    path, line = one.launch.command.location.path, one.launch.command
    program = without_prefixes(line)
    if not isinstance(path, ProjectPath) or program is None:
        raise FixUnavailable(msg("{path} no longer starts it.", path=path))
    file, at = files(path), program.word.span.start
    if line.exec_form:
        text = f'"{one.manager}", "run", '
        at -= file.raw[at - 1 : at] == b'"'
    else:
        text = f"{one.manager} run "
    edit = ReplaceSpan(path, file.digest, at, at, file.encode(text))
    return Fix(_run_title(one), Applicability.UNSAFE, (edit,))


def _on_hosts(facts: Facts) -> list[Finding] | NotApplicable:
    hosts = [launch for launch in facts.launches if launch.surface in _SURFACES and not launch.in_container]
    if not hosts:
        return NotApplicable(msg("No unit, cron line or script of a host starts the project."))
    if not _has_dependencies(facts):
        # A server is itself installed from somewhere, whatever the project declares.
        hosts = [launch for launch in hosts if launch.server not in ("python", "other")]
        if not hosts:
            return NotApplicable(msg("The project declares no dependencies, so the system's Python will do."))
    return [_finding(facts, group) for group in _groups(facts, hosts)]


def _groups(facts: Facts, hosts: Iterable[Launch]) -> list[list[Launch]]:
    """Each command once. Those of files that lie together and mean one environment have one cause and one cure."""
    found = {launch.command.location: launch for launch in hosts if is_outside(facts, launch)}
    groups: dict[tuple[object, ...], list[Launch]] = {}
    for launch in found.values():
        path = launch.command.location.path
        folder = path.parent if isinstance(path, ProjectPath) else path
        key = (folder, launch.surface, launch.environments, _named_environments(facts, launch)[0])
        groups.setdefault(key, []).append(launch)
    return list(groups.values())


def _has_dependencies(facts: Facts) -> bool:
    declared = [file.requirements for file in facts.requirements_files]
    declared += [file.requirements for file in facts.project_files]
    return any(declared) or bool(facts.lock_files)


def _finding(facts: Facts, group: list[Launch]) -> Finding:
    launch, others = group[0], group[1:]
    folders, evidence = _named_environments(facts, launch)
    starts = msg("{place} starts `{command}`, outside of any virtual environment", **_shown(launch))
    if others:
        starts = msg(
            "{place} starts `{command}`, outside of any virtual environment (and {count} more)",
            count=len(others),
            **_shown(launch),
        )
    return Finding(
        rule=RULE.code,
        severity=_severity(facts, launch),
        confidence=Confidence.HIGH if "/" in launch.program else Confidence.MEDIUM,
        location=launch.command.location,
        message=starts,
        why=msg(
            "{program} uses the packages of the whole machine: the distribution's updates and every other project "
            "change what this one runs with.",
            program=launch.program,
        ),
        subject=f"{launch.name} {base_name(launch.program)}",
        environments=launch.environments,
        evidence=(*(Evidence(one.command.location, msg("`{command}`", **_command(one))) for one in others), *evidence),
        fix=FixOffer(_title(folders), Applicability.UNSAFE),
    )


def _shown(launch: Launch) -> dict[str, object]:
    return {"place": launch.command.location, **_command(launch)}


def _command(launch: Launch) -> dict[str, object]:
    shown = " ".join(launch.command.argv)
    return {"command": shown if len(shown) <= 100 else f"{shown[:97]}..."}


def _severity(facts: Facts, launch: Launch) -> Severity:
    roles = [one.role for one in facts.environments if one.name in launch.environments]
    if roles and not any(role.is_deployed for role in roles):
        return Severity.INFO
    return Severity.ERROR if launch.surface in HOST_SERVICES else Severity.WARNING


def _title(folders: Sequence[str]) -> Message:
    if len(folders) == 1:
        return msg("Start it through {folder}", folder=folders[0])
    return msg("Start it through a virtual environment")


def _named_environments(facts: Facts, launch: Launch) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """The environments that the nearest place names: the same file, a file beside it, another launch.

    What serves another deployment environment is none of them.
    """
    path = launch.command.location.path
    if not isinstance(path, ProjectPath):
        return (), ()
    beside = [one.location.path for one in facts.services]
    beside += [one.location.path for one in facts.shell_scripts]
    beside += [one.location.path for one in facts.makefiles]
    same_folder = [one for one in dict.fromkeys(beside) if isinstance(one, ProjectPath) and one.parent == path.parent]
    near = [commands_in(facts, path), tuple(c for one in same_folder for c in commands_in(facts, one))]
    for commands in (*near, tuple(other.command for other in facts.launches if not other.in_container)):
        beside_it = launch.surface not in HOST_SERVICES and commands is near[0]
        folders = tuple(
            folder
            for folder in named_virtualenvs(commands)
            if (folder.startswith("/") or beside_it) and not is_of_others(facts, folder, launch)
        )
        if folders:
            return folders, tuple(_naming(folder, commands) for folder in folders)
    return (), ()


def _naming(folder: str, commands: Iterable[CommandLine]) -> Evidence:
    naming = next(command for command in commands if folder in named_virtualenvs([command]))
    said = msg("{folder} is the virtual environment that is named here", folder=folder)
    return Evidence(naming.location, said)


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Start the same command through the environment that is named elsewhere, or that the manager made."""
    for one in hidden_environments(facts):
        if one.launch.command.location == finding.location:
            return _through_manager(one, files)
    hosts = [launch for launch in facts.launches if launch.surface in _SURFACES and not launch.in_container]
    groups = _groups(facts, hosts)
    group = next((group for group in groups if group[0].command.location == finding.location), [])
    if not group:
        raise FixUnavailable(msg("{path} no longer starts it.", path=finding.location.path))
    folders = _named_environments(facts, group[0])[0]
    if len(folders) == 1:
        note = msg(
            "{folder} has to hold what the command needs: install the project's lock there first.", folder=folders[0]
        )
        return Fix(_title(folders), Applicability.UNSAFE, _edits(group, folders[0], files), notes=(note,))
    question = _question(facts, group[0], folders)
    folder = chosen(question, answers)
    if folder is None:
        notes = tuple(_steps(group[0], folders))
        return Fix(_title(folders), Applicability.DISPLAY, notes=notes, choices=(question,))
    folder = folder.rstrip("/")
    if not _FOLDER.fullmatch(folder) or (group[0].surface in HOST_SERVICES and not folder.startswith("/")):
        raise UsageError(
            msg(
                "The answer to {id} must be the path of a folder, without blanks; a unit's starts with /.",
                id=question.id,
            )
        )
    note = msg(
        "On the host make it first, and install the project's lock: python3 -m venv {folder} && {folder}/bin/python -m "
        "pip install -r ..",
        folder=folder,
    )
    edits = _edits(group, folder, files)
    return Fix(_title((folder,)), Applicability.UNSAFE, edits, notes=(note,), choices=(question,))


def _question(facts: Facts, launch: Launch, folders: tuple[str, ...]) -> Question:
    """Ask for the environment: one of those named, else the usual place in the folder that the command works in."""
    path = launch.command.location.path
    default = _usual_folder(facts, launch)
    return Question(
        id=f"{_KIND}:{path}",
        text=msg("Which virtual environment is {place} to be started through?", place=launch.command.location),
        choices=folders,
        default=default if not folders else None,
        about=path if isinstance(path, ProjectPath) else None,
    )


def _usual_folder(facts: Facts, launch: Launch) -> str | None:
    """``.venv`` in the folder that the unit is started in, or beside the file that it starts.

    A script names it from where it stands. ``/path/to/your/project`` is no folder that anybody has.
    """
    if launch.surface not in HOST_SERVICES:
        return ".venv"
    folders = [one.working_directory or "" for one in facts.services if launch.command in one.commands]
    folders += [word.rpartition("/")[0] for word in launch.command.argv[1:] if word.endswith(".py")]
    for folder in folders:
        if folder.startswith("/") and _FOLDER.fullmatch(folder) and not _PLACEHOLDER.search(folder):
            return f"{folder.rstrip('/')}/.venv"
    return None


def _edits(group: Iterable[Launch], folder: str, files: Files) -> tuple[ReplaceSpan, ...]:
    return tuple(edit for launch in group if (edit := _edit(launch, folder, files)) is not None)


def _edit(launch: Launch, folder: str, files: Files) -> ReplaceSpan | None:
    path = launch.command.location.path
    program = without_prefixes(launch.command)
    if program is None or not isinstance(path, ProjectPath):
        return None
    first, last = _program_words(launch, program.word)
    prefix = EXEC_PREFIX.match(first.text).group()  # type: ignore[union-attr]  # always matches
    name = _program_name(program.word)
    file = files(path)
    new = file.encode(f"{prefix}{folder}/bin/{name}")
    return ReplaceSpan(path, file.digest, first.span.start, last.span.end, new)


def _program_name(word: Word) -> str:
    return "python" if is_python(word.text) else base_name(word.text)


def _steps(launch: Launch, folders: tuple[str, ...]) -> Iterator[Message]:
    """Say what to do where the project does not tell which environment is meant."""
    program = without_prefixes(launch.command)
    if program is None:
        return
    folder = "VENV" if folders else "/PATH/OF/THE/PROJECT/.venv"
    if folders:
        yield msg("1. Choose the one that belongs to it: {folders}.", folders=", ".join(folders))
    else:
        yield msg(
            "1. On the host: `python3 -m venv {folder}`, then install the project's lock or requirements with "
            "`{folder}/bin/python -m pip install -r ..`.",
            folder=folder,
        )
    yield msg(
        "2. In {place} write {program} in the place of {before}.",
        place=launch.command.location,
        program=f"{folder}/bin/{_program_name(program.word)}",
        before=program.word.text,
    )


def _program_words(launch: Launch, program: Word) -> tuple[Word, Word]:
    """The words to replace: the program's, with a bare ``/usr/bin/env`` before it."""
    words = launch.command.words
    at = words.index(program)
    if at and base_name(words[at - 1].text) == "env":
        return words[at - 1], program
    return program, program


RULE = Rule(
    code="EW101",
    name="system-interpreter",
    point="1.1",
    severity=Severity.ERROR,
    summary=msg("A unit, cron line or script of a host starts the project with the system's Python"),
    page=__doc__,
    check=check,
    fix=fix,
    asks=(_KIND,),
)
