"""EW202 unloaded-entry-point: one entry point loads the env file, another reads its variables and never does.

## What it checks
Every source that a launch starts (a unit, a compose service, a Procfile, a script) and every wsgi.py, asgi.py and
celery.py is run through on paper. Where another entry point of the project loads an env file, and this one reads
variables that come from it without ever loading it, it is reported. A server imports the source, so a load below
`if __name__ == "__main__"` does not run under it. Launches that are given the variables (env_file, EnvironmentFile,
environment:) are left out, and so are launchers that load .env themselves (the flask command, pipenv run).

## Why it hurts
`python manage.py runserver` and `flask run` work, so nobody notices: gunicorn and the worker start the same code with
None, or with the defaults of development.

## Example
app.py says `if __name__ == "__main__": load_dotenv(); app.run()`, and the unit starts `gunicorn app:app`: under
gunicorn the load never runs. Mended: `load_dotenv()` stands at the top of app.py, above the first read.

## What the fix does
A load below a main guard is moved out of it, above the first read. Where only another entry point loads, a module is
made that does nothing else (`env.py` in the package, `load_env.py` at the root of the sources), with the path anchored
to itself, and all entry points import it first: those that never load, and those that load the same file themselves,
whose own load goes. Where the project has files for several environments beside each other (.env.production), the
module loads the one that a variable names (APP_ENV; asked) and .env behind it. The other way needs no code, and where
all that starts the entry point can do it you are asked (`load`): EnvironmentFile= in the unit, env_file: in the
compose service, `uvicorn --env-file`. All of it is for you to confirm.

## References
- The Python Standard Library 3.13, __main__: code below the guard does not run on import
- Flask 3.1, Environment Variables From dotenv: the flask command loads .env, other servers do not
- Gunicorn 27, Settings: raw_env; gunicorn loads no env file
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.env_loading.handing_over import hand_over, set_variable, takes_env_file, way_question
from envwizard.analysis.env_loading.loader_modules import LoaderModule, loader_module_for
from envwizard.analysis.env_loading.selecting_variables import VARIABLES, fallback_environment, selecting_variable
from envwizard.analysis.env_loading.unloaded_entries import UnloadedEntry, unloaded_entries
from envwizard.analysis.linters import suppression_for
from envwizard.edits.env_loader import import_first, loader_module
from envwizard.edits.python import move_statement
from envwizard.model.change import Applicability, Edit, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.launches import Launch
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.question import Answers, Question, chosen
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location

_TITLE = msg("Load the env file whoever starts the program")
_SHOWN = 6
# What they give to a program is all written in the project.
_TOLD_IN_FULL = frozenset((Surface.COMPOSE, Surface.SYSTEMD, Surface.SUPERVISOR, Surface.CRON))


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report every entry point that depends on an env file and never loads it."""
    if not any(module.loads for module in facts.python_modules):
        return NotApplicable(msg("No Python source loads an env file."))
    return [_finding(facts, one) for one in unloaded_entries(facts)]


def _finding(facts: Facts, one: UnloadedEntry) -> Finding:
    of_launches = (name for launch in one.launches for name in launch.environments)
    return Finding(
        rule=RULE.code,
        severity=_severity(one),
        confidence=Confidence.MEDIUM,
        location=_place(one),
        message=_message(one),
        why=_why(one),
        subject=f"{one.entry}",
        environments=tuple(dict.fromkeys((*facts.environments_of(one.entry), *of_launches))),
        evidence=tuple(_evidence(one)),
        fix=FixOffer(_TITLE, Applicability.UNSAFE) if _moved(one) or loader_module_for(facts, one) else None,
    )


def _severity(one: UnloadedEntry) -> Severity:
    if not any(launch.surface in _TOLD_IN_FULL for launch in one.launches):
        # A platform, the shell or docker run may give the variables, which nothing in the project says.
        return Severity.INFO
    required = any(not read.event.names for read in one.reads[: one.at_import])
    return Severity.ERROR if required else Severity.WARNING


def _place(one: UnloadedEntry) -> Location:
    """The load that does not run; else where the entry leads to the first read."""
    if one.guarded is not None:
        return one.guarded
    first = one.reads[0]
    if one.at_import:
        return first.chain[0].location if first.chain else first.event.location
    return Location(one.entry)


def _launch(one: UnloadedEntry) -> Launch | None:
    return min(one.launches, key=lambda launch: launch.surface not in _TOLD_IN_FULL, default=None)


def _message(one: UnloadedEntry) -> Message:
    read, launch = one.reads[0].event, _launch(one)
    other, load = next(((path, place) for path, place in one.loads if path != one.entry), one.loads[0])
    where = {"read": read.location, "key": read.name, "load": one.guarded or load, "entry": one.entry, "other": other}
    if launch is None:
        return msg(
            "{entry} never loads an env file, and {read} reads {key}; only {other} loads one, at {load}", **where
        )
    where |= {"launch": f"{launch.surface.value} {launch.name}", "server": launch.server}
    if one.guarded is not None:
        return msg(
            "{launch} starts {entry} with {server}, so the load at {load} below the main guard never runs, and {read} "
            "reads {key}",
            **where,
        )
    return msg(
        "{launch} starts {entry}, which never loads an env file, and {read} reads {key}; only {other} loads one, at "
        "{load}",
        **where,
    )


def _why(one: UnloadedEntry) -> Message:
    read = one.reads[0].event
    if not any(launch.surface in _TOLD_IN_FULL for launch in one.launches):
        return msg(
            "It works only where something outside of the project gives the variables: a platform, or the shell that "
            "starts it."
        )
    if read.names:
        return msg("What the env file says of {key} has no effect there, and the default hides it.", key=read.name)
    return msg("Started so, {key} is missing where the environment itself does not have it.", key=read.name)


def _evidence(one: UnloadedEntry) -> Iterable[Evidence]:
    for launch in one.launches[:_SHOWN]:
        yield Evidence(launch.location, msg("starts {entry} and gives it no env file", entry=one.entry))
    for step in one.reads[0].chain:
        yield Evidence(step.location, msg("leads to {name}", name=step.name))
    for read in one.reads[:_SHOWN]:
        if read.event.names:
            yield Evidence(read.event.location, msg("reads {key} with a default", key=read.event.name))
        else:
            yield Evidence(read.event.location, msg("reads {key} without a default", key=read.event.name))


def _moved(one: UnloadedEntry) -> tuple[Location, Location] | None:
    """The load below the main guard, and what it has to stand above."""
    if one.guarded is None or not one.at_import:
        return None
    first = one.reads[0]
    above = first.chain[0].location if first.chain else first.event.location
    return (one.guarded, above) if above.path == one.guarded.path else None


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Move a load out of the main guard, above what leads to the first read; else make a module that loads.

    Where all that starts the entry point can hand the file over, it is asked whether that shall be done instead.
    """
    one = next((one for one in unloaded_entries(facts) if str(one.entry) == finding.subject), None)
    moved = _moved(one) if one is not None else None
    if one is not None and moved is not None and moved[0].span is not None and moved[1].span is not None:
        statement = move_statement(files(one.entry), moved[0].span, moved[1].span)
        return Fix(_TITLE, Applicability.UNSAFE, statement.edits)
    loader = loader_module_for(facts, one) if one is not None else None
    if one is None or loader is None:
        raise FixUnavailable(
            msg("Load the env file in the module that all entry points import first; which that is, is yours to say.")
        )
    asked: tuple[Question, ...] = ()
    if one.launches and all(takes_env_file(facts, launch, loader.env_file) for launch in one.launches):
        way = way_question(one.entry, loader.env_file)
        asked = (way,)
        if chosen(way, answers) == "no-code":
            # An environment with a file of its own gets that one.
            own = {launch.id: other.file.path for other in loader.selected for launch in other.launches}
            edits = [
                edit
                for launch in one.launches
                for edit in hand_over(facts, files, (launch,), own.get(launch.id, loader.env_file))
            ]
            return Fix(_TITLE, Applicability.UNSAFE, tuple(dict.fromkeys(edits)), choices=asked)
    return _by_loader(facts, files, loader, answers, asked)


def _by_loader(facts: Facts, files: Files, loader: LoaderModule, answers: Answers, asked: tuple[Question, ...]) -> Fix:
    """Make the module and import it first everywhere; where there are several env files, a variable selects."""
    edits: list[Edit] = []
    name = ""
    if loader.selected:
        variable = selecting_variable(facts, loader.path)
        asked = (*asked, variable)
        name = chosen(variable, answers) or VARIABLES[0]
        for one in loader.selected:
            edits += set_variable(files, one.launches, name, one.named.token)
    fallback = fallback_environment(facts, loader.env_file.parent)
    edits.append(loader_module(loader.path, loader.env_file, name, fallback))
    for entry, loads in loader.entries:
        comment = suppression_for(facts, entry, ("I001", "F401"))
        spans = [load.location.span for load in loads if load.location.span is not None]
        edits += import_first(files(entry), loader.name, comment, spans)
    notes = []
    if loader.others:
        notes.append(
            msg("Import {name} first in the other entry points too; their own loads may then go.", name=loader.name)
        )
    if name:
        notes.append(msg("Set {name} wherever else an environment's own file is meant.", name=name))
    return Fix(_TITLE, Applicability.UNSAFE, tuple(edits), notes=tuple(notes), choices=asked)


RULE = Rule(
    code="EW202",
    name="unloaded-entry-point",
    point="2.1",
    severity=Severity.ERROR,
    summary=msg("One entry point loads the env file, another reads its variables and never does"),
    page=__doc__,
    check=check,
    fix=fix,
    asks=("load", "environment-variable"),
)
