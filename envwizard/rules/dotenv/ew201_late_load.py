"""EW201 late-load: a variable is read before the env file that should give it is loaded.

## What it checks
Every entry point (manage.py, wsgi.py, asgi.py, celery.py, files with a main guard, files that make an application or
load an env file) is run through on paper: imports in their order, parent packages first, class bodies, default
arguments and decorators with their module, functions where they are called (two calls deep). A read of os.environ,
os.getenv, environs, django-environ or a pydantic settings class that comes before the load is reported, with the
import that leads to it; as a hint, where all that starts the program sets the variable before and no image could be
run without. Reads that decide whether or which file is loaded (APP_ENV, PROD) rightly come first and are left out.

## Why it hurts
What is read at import is read once. load_dotenv() that runs later changes os.environ, and the constant keeps None or
its default: an empty secret key, a development database in production. Nothing fails at the place where the fault is.

## Example
In main.py `from app.config import SECRET_KEY` stands above `load_dotenv()`, and app/config.py says
`SECRET_KEY = os.getenv("SECRET_KEY", "dev")`: the key is "dev", whatever .env says. Mended, the load comes first:

    from dotenv import load_dotenv
    load_dotenv()
    from app.config import SECRET_KEY  # noqa: E402

## What the fix does
It moves the load, with the imports and constants that it needs, above the import that leads to the read; comments move
along. It is safe where the load is a statement of the module; taking it out of a function or a main guard is for you
to confirm. Where the project's own ruff, flake8 or pylint would now object to the imports below, these get the comment
that it heeds (`# noqa: E402`). The other way needs no code, and where all that starts the program can do it you are
asked (`load`): EnvironmentFile= in the unit, env_file: in the compose service, `uvicorn --env-file`. Then the variables
are there before the program runs; one who starts it by hand still has the late load.

## References
- python-dotenv 1.2.4, README: load_dotenv does not override variables that are set
- The Python Language Reference 3.13, 5.4: a module's code runs once, when it is first imported
- Ruff 0.14, rule E402: module-import-not-at-top-of-file
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from envwizard.analysis.deployed import deployed_environments
from envwizard.analysis.env_loading.handing_over import hand_over, takes_env_file, way_question
from envwizard.analysis.env_loading.late_load_moves import late_place, load_move
from envwizard.analysis.env_loading.relative_env_files import serves_no_deployment
from envwizard.analysis.linters import suppression_for
from envwizard.edits.late_imports import suppress_late_imports
from envwizard.edits.python import move_statement
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.launches import LateLoad, Launch
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.question import Answers, Question, chosen
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Load the env file before the first read")
_SHOWN_READS = 8
_SHOWN_DEFAULT = 24


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report every load that comes after reads, once per load."""
    if not any(module.loads for module in facts.python_modules):
        return NotApplicable(msg("No Python source loads an env file."))
    return [_finding(facts, group) for group in _groups(facts)]


def _groups(facts: Facts) -> Iterable[list[LateLoad]]:
    groups: dict[object, list[LateLoad]] = {}
    for late in facts.late_loads:
        groups.setdefault(late.load, []).append(late)
    return groups.values()


def _told(facts: Facts, group: list[LateLoad]) -> LateLoad:
    """The late read that says most: the loudest, by the shortest way."""
    return min(group, key=lambda late: (_severity(facts, late).rank, len(late.chain)))


def _finding(facts: Facts, group: list[LateLoad]) -> Finding:
    told = _told(facts, group)
    severity = min((_severity(facts, late) for late in group), key=lambda one: one.rank)
    return Finding(
        rule=RULE.code,
        severity=severity,
        confidence=Confidence.MEDIUM if told.guarded or len(told.chain) > 6 else Confidence.HIGH,
        location=late_place(told),
        message=_message(facts, told),
        why=_why(told),
        subject=f"{told.loader} {told.entry}",
        environments=_environments(facts, told),
        evidence=tuple(_evidence(group, told)),
        fix=_offer(facts, group),
    )


def _severity(facts: Facts, late: LateLoad) -> Severity:
    if serves_no_deployment(late.entry):
        return Severity.INFO
    # An image's own command counts where nothing else starts the image.
    launches = [launch for launch in facts.launches if launch.surface is not Surface.DOCKERFILE] or facts.launches
    if launches and all(_gives(launch, late.key) for launch in launches):
        # What starts the program gives the variable already: it bites where the program is started by hand, and where
        # an image is run as it is, without the compose file.
        return Severity.WARNING if facts.dockerfiles else Severity.INFO
    if late.guarded or late.earlier is not None:
        return Severity.WARNING
    # Env files beside or above the source: those of a neighbour (a front end) are not meant.
    source = late.load.path
    files = [file for file in facts.env_files if file.entries and _is_near(file.path, source)]
    named = any(file.get(late.key) for file in files)
    if late.default is not None and not named and (files or late.reader == "pydantic"):
        # Nobody sets it: the default may be all that is wanted.
        return Severity.INFO
    return Severity.ERROR if named or not files else Severity.WARNING


def _gives(launch: Launch, key: str) -> bool:
    return bool(launch.env_files) or any(variable.name == key for variable in launch.variables)


def _is_near(env_file: ProjectPath, source: AnyPath) -> bool:
    return isinstance(source, ProjectPath) and source.is_below(env_file.parent)


def _message(facts: Facts, late: LateLoad) -> Message:
    what = _what(late)
    if late.default is None or len(late.default) > _SHOWN_DEFAULT:
        return what
    server = next((name for name in _servers(facts, late)), None)
    if server is None:
        return msg("{what}; the default {default} is in force", what=what, default=late.default)
    return msg(
        "{what}; under {server} the default {default} is in force", what=what, server=server, default=late.default
    )


def _what(late: LateLoad) -> Message:
    where = {"read": late.read, "key": late.key, "loader": late.loader.rpartition(".")[2], "load": late.load}
    if not late.chain:
        return msg("{read} reads {key} before {loader}() at {load}", **where)
    step = late.chain[0]
    where |= {"place": step.location, "name": step.name}
    if step.name.endswith(")"):
        return msg("{place} calls {name}, and {read} reads {key} before {loader}() at {load}", **where)
    if len(late.chain) == 1:
        return msg("{place} imports {name}, and {read} reads {key} before {loader}() at {load}", **where)
    return msg("{place} imports {name}, whose {read} reads {key} before {loader}() at {load}", **where)


def _servers(facts: Facts, late: LateLoad) -> Iterable[str]:
    """The servers that start the entry, those that users meet first."""
    launches = sorted(
        (launch for launch in facts.launches if launch.id in late.launches),
        key=lambda one: not deployed_environments(one),
    )
    return dict.fromkeys(launch.server for launch in launches if launch.server not in ("python", "other"))


def _why(late: LateLoad) -> Message:
    if late.earlier is not None:
        return msg(
            "{earlier} loads another file before; what {load} loads comes too late for {key}, which keeps its first "
            "value.",
            earlier=late.earlier,
            load=late.load,
            key=late.key,
        )
    if late.default is not None:
        return msg(
            "The value is taken when the module is imported and never again: what the env file says of {key} has no "
            "effect, and the default hides it.",
            key=late.key,
        )
    return msg(
        "The value is taken when the module is imported and never again: {key} is missing where the environment itself "
        "does not have it.",
        key=late.key,
    )


def _evidence(group: Sequence[LateLoad], told: LateLoad) -> Iterable[Evidence]:
    for step in told.chain:
        yield Evidence(step.location, msg("leads to {name}", name=step.name))
    ordered = [told, *(late for late in group if late is not told)]
    for late in ordered[:_SHOWN_READS]:
        if late.default is None:
            yield Evidence(late.read, msg("reads {key} without a default", key=late.key))
        else:
            yield Evidence(late.read, msg("reads {key} with a default", key=late.key))
    if told.load_chain:
        yield Evidence(told.load, msg("loads the env file"))
    for step in told.load_chain:
        yield Evidence(step.location, msg("leads to the load, through {name}", name=step.name))


def _environments(facts: Facts, late: LateLoad) -> tuple[str, ...]:
    started = (name for launch in facts.launches if launch.id in late.launches for name in launch.environments)
    return tuple(dict.fromkeys((*facts.environments_of(late.entry), *started)))


def _offer(facts: Facts, group: Sequence[LateLoad]) -> FixOffer | None:
    move = load_move(facts, group)
    if move is None:
        return FixOffer(_TITLE, Applicability.UNSAFE) if _handed(facts, group) is not None else None
    return FixOffer(
        _TITLE, Applicability.SAFE if move.direct and not _is_inside(facts, group) else Applicability.UNSAFE
    )


def _handed(facts: Facts, group: Sequence[LateLoad]) -> tuple[tuple[Launch, ...], ProjectPath] | None:
    """What starts the entry points, where all of it could hand the env file over, and that file."""
    ids = {launch for late in group for launch in late.launches}
    # An image's own command counts where nothing else starts the image.
    started = [launch for launch in facts.launches if launch.id in ids]
    launches = [launch for launch in started if launch.surface is not Surface.DOCKERFILE] or started
    lookups = [one for one in facts.env_file_lookups if one.load == group[0].load and one.searched]
    files = {one.found or (one.searched[0] if one.template is not None else None) for one in lookups}
    path = files.pop() if len(files) == 1 else None
    if not launches or path is None or group[0].earlier is not None:
        return None
    return (tuple(launches), path) if all(takes_env_file(facts, launch, path) for launch in launches) else None


def _is_inside(facts: Facts, group: Sequence[LateLoad]) -> bool:
    """Tell whether the load stands in a function, a branch or below a main guard."""
    place = group[0].load
    loads = [load for module in facts.python_modules for load in module.loads if load.location == place]
    return any(load.in_function or load.guarded or load.main_only for load in loads)


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Move the load above what leads to the reads, or let what starts the program hand the file over."""
    groups = (group for group in _groups(facts) if late_place(_told(facts, group)) == finding.location)
    group = next(groups, [])
    move = load_move(facts, group)
    handed = _handed(facts, group) if group else None
    asked: tuple[Question, ...] = ()
    if handed is not None:
        launches, path = handed
        way = way_question(group[0].entry, path)
        asked = (way,) if move is not None else ()
        if move is None or chosen(way, answers) == "no-code":
            return Fix(_TITLE, Applicability.UNSAFE, hand_over(facts, files, launches, path), choices=asked)
    elif group and answers.get(f"load:{group[0].entry}") == "no-code":
        # The answer was followed in an earlier round: the load may stay where it is.
        raise FixUnavailable(msg("What starts {entry} hands the env file over.", entry=group[0].entry))
    if move is None or move.moved.span is None or move.above.span is None:
        raise FixUnavailable(
            msg("The reads and the load do not meet in one file; load the env file in the entry point.")
        )
    moved = move_statement(files(move.path), move.moved.span, move.above.span)
    safe = move.direct and moved.plain and not _is_inside(facts, group)
    edits, notes = moved.edits, []
    if not move.direct:
        notes.append(
            msg("An import sorter may put the lines in {path} back as they were: tell it to skip them.", path=move.path)
        )
    elif facts.linters:
        comment = suppression_for(facts, move.path, ("E402",))
        edits += suppress_late_imports(files(move.path), move.above.span, edits, comment)
    else:
        notes.append(
            msg("A linter that checks E402 wants # noqa: E402 at the imports below the load in {path}.", path=move.path)
        )
    return Fix(_TITLE, Applicability.SAFE if safe else Applicability.UNSAFE, edits, notes=tuple(notes), choices=asked)


RULE = Rule(
    code="EW201",
    name="late-load",
    point="2.1",
    severity=Severity.ERROR,
    summary=msg("A variable is read before the env file that should give it is loaded"),
    page=__doc__,
    check=check,
    fix=fix,
    asks=("load",),
)
