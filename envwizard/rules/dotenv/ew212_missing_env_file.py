"""EW212 missing-env-file: a loader looks for an env file where it is not, though the project has it elsewhere.

## What it checks
For every load_dotenv, read_env and their like the place is worked out where the library looks: the folders above the
calling file for a bare call, the folder beside it for django-environ, the path that is built from __file__. Where no
file is there, it is reported that the name has a slip (.evn for .env, .env.prod for .env.production), that the file
lies in another folder, that another loader of the same package looks elsewhere for it, or that a container has no copy
of it and nothing else gives its variables. Env files that a compose file names with a slip are told as well. A file
that is only missing in a fresh checkout, or that an example stands for, is not reported. The file of one environment
(.env.production) that a compose file or a loader names, and of which the repository has neither a copy nor an example,
is told as info: whoever sets that environment up has to search the code for the variables that belong in it.

## Why it hurts
A path that leads to nothing is no error: load_dotenv and read_env answer False (django-environ writes one line to a log
at level INFO), which nobody looks at. Every variable keeps its default or is missing.

## Example
`load_dotenv(BASE_DIR / ".evn")` where the project has .env; BASE_DIR that climbs one folder too few; a bare
`environ.Env.read_env()` in config/settings/base.py with .env in the root, where django-environ never looks.

## What the fix does
It writes the path to the file that is there, from the place of the source: `Path(__file__).resolve().parent / ".env"`.
A bare call is given one, and a compose file's `env_file:` the right name. It is for you to confirm, since the file may
be meant to move instead. For an image that lacks the file, nothing is copied into it (secrets do not belong there): the
compose service is given the file with env_file:.

Where an environment's file is nowhere, a skeleton of it is written, with the variables that the code reads, who reads
each, and which are secrets. It holds no values, and every line is commented out: `KEY=` would set the variable to the
empty text, which hides the code's default. Lines in .gitignore and .dockerignore keep it out of git and of the image.

## References
- python-dotenv 1.2.4, README: find_dotenv and load_dotenv
- django-environ 0.14, Env.read_env: without a path it reads .env beside the calling file
- environs 15.2, Env.read_env: recurse
- Compose file reference, services: env_file
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.env_files.absent_env_files import AbsentEnvFile, absent_env_files
from envwizard.analysis.env_files.kept_out_of_git import ignoring
from envwizard.analysis.env_files.unignored import let_into_images
from envwizard.analysis.env_loading.handing_over import hand_over, takes_env_file
from envwizard.analysis.env_loading.missing_env_files import Cause, MissingEnvFile, missing_env_files
from envwizard.edits.env_skeleton import unfilled_env_file
from envwizard.edits.ignore_file import ignore_edit, ignore_line
from envwizard.edits.python_paths import anchor_path
from envwizard.edits.selecting_load import give_path
from envwizard.model.change import Applicability, CreateFile, Edit, Fix, ReplaceSpan
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.folder_name import folder_name
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Name the env file that is there")
_GIVE_TITLE = msg("Give the container the env file")
# A bare call of these can be given a path.
_TAKE_A_PATH = ("dotenv.load_dotenv", "dotenv.dotenv_values", "environs.read_env", "environ.read_env")
_SHOWN_KEYS = 4
_SHOWN_LAUNCHES = 5


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report every loader that misses a file which is there for it."""
    named = any(launch.env_files for launch in facts.launches)
    if not named and not any(module.loads for module in facts.python_modules):
        return NotApplicable(msg("Nothing in the project loads an env file."))
    found = [_finding(facts, one) for one in missing_env_files(facts)]
    return [*found, *(_absent(facts, one) for one in absent_env_files(facts))]


def _absent(facts: Facts, absent: AbsentEnvFile) -> Finding:
    names = [key.name for key in absent.keys]
    return Finding(
        rule=RULE.code,
        severity=Severity.INFO,
        confidence=Confidence.MEDIUM,
        location=absent.location,
        message=msg(
            "{place}: {reader} reads {path}, of which the project has neither a copy nor an example",
            place=absent.location,
            reader=absent.reader,
            path=absent.path,
        ),
        why=msg(
            "Whoever sets up {environment} has to search the code for what belongs in the file: {keys}.",
            environment=absent.environment,
            keys=", ".join(names[:_SHOWN_KEYS]) + (" .." if len(names) > _SHOWN_KEYS else ""),
        ),
        subject=f"absent {absent.path}",
        environments=tuple(dict.fromkeys(name for launch in absent.launches for name in launch.environments)),
        evidence=tuple(
            Evidence(launch.location, msg("is given {path}", path=absent.path)) for launch in absent.launches
        ),
        fix=FixOffer(msg("Write a skeleton of {path} without values", path=absent.path), Applicability.UNSAFE),
    )


def _finding(facts: Facts, missing: MissingEnvFile) -> Finding:
    path = missing.location.path
    environments = facts.environments_of(path)
    of_launches = (name for launch in missing.launches for name in launch.environments)
    return Finding(
        rule=RULE.code,
        severity=_severity(facts, missing),
        confidence=Confidence.HIGH if missing.cause is Cause.NAME else Confidence.MEDIUM,
        location=missing.location,
        message=_message(missing),
        why=_why(missing),
        subject=f"{missing.loader} {missing.looked}",
        environments=tuple(dict.fromkeys((*environments, *of_launches))),
        evidence=tuple(_evidence(facts, missing)),
        fix=FixOffer(title, Applicability.UNSAFE) if (title := _title(facts, missing)) is not None else None,
    )


def _severity(facts: Facts, missing: MissingEnvFile) -> Severity:
    if missing.load is None or missing.cause in (Cause.OTHER_LOADER, Cause.IMAGE):
        return Severity.WARNING
    injected = [launch for launch in facts.launches if launch.env_files or launch.on_platform]
    return Severity.WARNING if injected or missing.load.guarded else Severity.ERROR


def _message(missing: MissingEnvFile) -> Message:
    place, looked, meant = missing.location, missing.looked, missing.meant
    loader = missing.loader.rpartition(".")[2]
    if missing.load is None:
        return msg("{place} names {looked}, which is not there; {meant} is", place=place, looked=looked, meant=meant)
    if missing.cause is Cause.IMAGE:
        return msg(
            "{place}: {loader} finds {looked} in a checkout, but {launch} starts an image without it",
            place=place,
            loader=loader,
            looked=looked,
            launch=f"{missing.launches[0].surface.value} {missing.launches[0].name}",
        )
    if missing.cause is Cause.OTHER_LOADER and missing.other is not None:
        return msg(
            "{place}: {loader} looks for {looked}, but {other} looks for such a file in {folder}",
            place=place,
            loader=loader,
            looked=looked,
            other=missing.other.location,
            folder=folder_name(meant.parent),
        )
    if missing.cause is Cause.NAME:
        return msg(
            "{place}: {loader} looks for {looked}, which is not there; the file is called {meant}",
            place=place,
            loader=loader,
            looked=looked,
            meant=meant,
        )
    return msg(
        "{place}: {loader} looks for {looked}, which is not there; the file lies at {meant}",
        place=place,
        loader=loader,
        looked=looked,
        meant=meant,
    )


def _why(missing: MissingEnvFile) -> Message:
    if missing.load is None:
        return msg("The program is started without these variables, or not at all.")
    if missing.cause is Cause.IMAGE:
        keys = ", ".join(missing.keys[:_SHOWN_KEYS])
        return msg("In the container nothing gives {keys}, which the code reads without a default.", keys=keys)
    if missing.cause is Cause.OTHER_LOADER:
        return msg("The two can't both be right, and neither says a word where it finds nothing.")
    if missing.load.loader == "environ.read_env" and missing.load.argument is None:
        return msg("django-environ looks beside the calling file and no further up; it goes on without the file.")
    return msg("Nothing is loaded, and nothing says so: every variable keeps its default or is missing.")


def _evidence(facts: Facts, missing: MissingEnvFile) -> Iterable[Evidence]:
    file = next((one for one in facts.env_files if one.path == missing.meant), None)
    if file is not None and missing.cause is not Cause.IMAGE:
        yield Evidence(file.location, msg("is the file that is there"))
    for launch in missing.launches[:_SHOWN_LAUNCHES]:
        yield Evidence(launch.location, msg("starts the program without the file"))
    if missing.cause is Cause.IMAGE:
        return
    reached = [one for one in facts.env_file_lookups if one.load == missing.location and one.launch_location]
    for one in reached[:_SHOWN_LAUNCHES]:
        if one.launch_location is not None:
            yield Evidence(one.launch_location, msg("{launch} finds no env file there", launch=one.launch_name))


def _title(facts: Facts, missing: MissingEnvFile) -> Message | None:
    """What the fix is called; ``None`` where there is none."""
    if missing.cause is Cause.IMAGE:
        handed = all(takes_env_file(facts, launch, missing.meant) for launch in missing.launches)
        return _GIVE_TITLE if handed else None
    return _TITLE if missing.load is None or missing.load.loader in _TAKE_A_PATH or missing.load.argument else None


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Write the path of the file that is there, or a skeleton of the one that is nowhere."""
    absent = next((one for one in absent_env_files(facts) if f"absent {one.path}" == finding.subject), None)
    if absent is not None:
        return _skeleton(facts, files, absent)
    missing = next((one for one in missing_env_files(facts) if one.location == finding.location), None)
    title = _title(facts, missing) if missing is not None else None
    if missing is None or title is None:
        raise FixUnavailable(msg("{place} gives no path that could be mended.", place=finding.location))
    if missing.cause is Cause.IMAGE:
        return Fix(title, Applicability.UNSAFE, hand_over(facts, files, missing.launches, missing.meant))
    edits = _renamed(missing, files)
    notes: tuple[Message, ...] = ()
    if missing.cause is Cause.FOLDER:
        notes = (msg("If {meant} lies in the wrong folder, move it and leave the code.", meant=missing.meant),)
    return Fix(title, Applicability.UNSAFE, edits, notes=notes)


def _skeleton(facts: Facts, files: Files, absent: AbsentEnvFile) -> Fix:
    """The file with its variables commented out, and the lines that keep it out of git and of images."""
    text = unfilled_env_file(absent.environment, absent.keys)
    edits: list[Edit] = [CreateFile(absent.path, text.encode(), mode=0o600)]
    edits += ignoring(facts, files, absent.path, everywhere=True)
    for one in let_into_images(facts):
        if absent.path in one.paths:
            line = ignore_line(one.ignore, absent.path)
            edit = ignore_edit(one.ignore, files(one.ignore) if one.exists else None, [line])
            edits += [edit] if edit is not None else []
    return Fix(
        msg("Write a skeleton of {path} without values", path=absent.path),
        Applicability.UNSAFE,
        tuple(edits),
        notes=(
            msg("Fill in {path} before you start {environment}.", path=absent.path, environment=absent.environment),
        ),
    )


def _renamed(missing: MissingEnvFile, files: Files) -> tuple[ReplaceSpan, ...]:
    """Write the right path where the wrong one stands, or give a bare call one."""
    load = missing.load
    place = missing.location if load is None else load.argument or load.location
    path = place.path
    if place.span is None or not isinstance(path, ProjectPath):
        raise FixUnavailable(msg("{place} gives no path that could be mended.", place=missing.location))
    if load is None:
        file = files(path)
        old, new = missing.looked.name.encode(), missing.meant.name.encode()
        start = file.raw.find(old, place.span.start, place.span.end)
        if start < 0:
            raise FixUnavailable(msg("{place} gives no path that could be mended.", place=missing.location))
        return (ReplaceSpan(path, file.digest, start, start + len(old), new),)
    if load.argument is None:
        return give_path(files(path), place.span, missing.meant)
    return anchor_path(files(path), place.span, missing.meant.parent, missing.meant)


RULE = Rule(
    code="EW212",
    name="missing-env-file",
    point="2.2",
    severity=Severity.ERROR,
    summary=msg("A loader looks for an env file where it is not, though the project has it elsewhere"),
    page=__doc__,
    check=check,
    fix=fix,
    goals=("doctor", "onboard"),
)
