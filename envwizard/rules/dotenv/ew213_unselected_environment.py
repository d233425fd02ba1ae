"""EW213 unselected-environment: an env file for production or staging that nothing ever selects.

## What it checks
Env files that are called after a deployed environment (.env.production, staging.env) and hold variables that the code
reads. They are looked for in the loaders of the sources, in compose files, units and platform files, and among the
words of scripts, Makefiles, workflows, Dockerfiles and install documents. Where none of them names the file, it is
reported. A loader whose path comes from a variable may load any file: then nothing is reported. Files of a front end
(VITE_, NEXT_PUBLIC_, a package.json beside them) are left out.

## Why it hurts
load_dotenv() reads .env in every environment. Whoever changes .env.production believes to have changed production, and
production runs on with the values of development, or with defaults.

## Example
settings.py says `load_dotenv()`, .env and .env.production lie in the root, and the unit for production has no
EnvironmentFile=.

## What the fix does
The choice is yours, and it is asked (`load`). Without code, the unit of that environment is given the file:
`EnvironmentFile=/srv/shop/.env.production`; that is the default where units start it all. With code, the source loads
the file of the environment that a variable names (APP_ENV, or what the project calls it, is asked too) above the load
that is there, which goes on to fill in the rest, and the unit sets that variable. Where something else starts the
program (a compose file, a platform), set the variable there, or name the file with env_file: or `--env-file`.

## References
- python-dotenv 1.2.4, README: load_dotenv reads .env, one file
- systemd 252, systemd.exec: EnvironmentFile=
- Compose file reference, services: env_file
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.env_loading.unit_paths import on_host, unit_launches
from envwizard.analysis.env_loading.unselected_env_files import UnselectedEnvFile, unselected_env_files
from envwizard.edits.selecting_load import add_unit_setting, load_before
from envwizard.model.change import Applicability, Fix, ReplaceSpan
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.python import EventKind
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers, Question, chosen
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Load the env file of the environment")
_SHOWN = 5
_VARIABLES = ("APP_ENV", "ENVIRONMENT", "DJANGO_ENV", "FLASK_ENV")
_DEVELOPMENT = ("development", "dev", "local")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report every env file of a deployed environment that nothing selects."""
    if not any(not file.is_template for file in facts.env_files):
        return NotApplicable(msg("The project has no env file."))
    return [_finding(facts, one) for one in unselected_env_files(facts)]


def _finding(facts: Facts, one: UnselectedEnvFile) -> Finding:
    return Finding(
        rule=RULE.code,
        # Without a launch it is not known how that environment is started: the file may be handed over there.
        severity=Severity.WARNING if one.launches else Severity.INFO,
        confidence=Confidence.MEDIUM,
        location=one.file.location,
        message=_message(one),
        why=msg(
            "What the file says has no effect: {environment} runs with the values of another file, or with defaults.",
            environment=one.named.name,
        ),
        subject=f"{one.file.path}",
        environments=(one.named.name,),
        evidence=(
            *(Evidence(load.location, msg("loads another file in every environment")) for load in one.loads[:_SHOWN]),
            *(
                Evidence(launch.location, msg("starts {environment} without an env file", environment=one.named.name))
                for launch in one.launches[:_SHOWN]
            ),
        ),
        fix=FixOffer(_TITLE, Applicability.UNSAFE) if _ways(facts, one) else None,
    )


def _ways(facts: Facts, one: UnselectedEnvFile) -> tuple[str, ...]:
    """The ways that are open, the better one first: a unit is wired for sure, code depends on a variable."""
    units = unit_launches(one.launches)
    by_unit = bool(units) and all(on_host(facts, launch, one.file.path) for launch in units)
    by_code = any(load.loader == "dotenv.load_dotenv" for load in one.loads)
    wired = by_unit and len(units) == len(one.launches)
    ways = {"no-code": by_unit, "code": by_code}
    return tuple(sorted((way for way, is_open in ways.items() if is_open), key=lambda way: (way == "code") == wired))


def _message(one: UnselectedEnvFile) -> Message:
    load = one.loads[0]
    loaded = load.path or ".env"
    if one.launches:
        launch = one.launches[0]
        return msg(
            "{file} is never selected: {load} loads {loaded} in every environment, and {launch} at {place} gives no "
            "env file",
            file=one.file.path,
            load=load.location,
            loaded=loaded,
            launch=f"{launch.surface.value} {launch.name}",
            place=launch.location,
        )
    return msg(
        "{file} is never selected: {load} loads {loaded} in every environment, and nothing else names the file",
        file=one.file.path,
        load=load.location,
        loaded=loaded,
    )


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Load the file by a variable's word, or hand it over in the unit."""
    one = next((one for one in unselected_env_files(facts) if str(one.file.path) == finding.subject), None)
    ways = _ways(facts, one) if one is not None else ()
    if one is None or not ways:
        raise FixUnavailable(msg("Nothing in the project starts {path}'s environment.", path=finding.subject))
    path = one.file.path
    way = Question(
        id=f"load:{path}",
        text=msg("How shall {path} take effect: by code, or by the unit alone?", path=path),
        choices=ways,
        default=ways[0],
        about=path,
    )
    units = unit_launches(one.launches)
    asked = (way,) if len(ways) > 1 else ()
    if chosen(way, answers) == "no-code":
        lines = [(launch, f"EnvironmentFile={on_host(facts, launch, path)}") for launch in units]
        return Fix(
            _TITLE,
            Applicability.UNSAFE,
            tuple(_unit_edit(files, launch.location.path, line) for launch, line in lines),
            notes=(msg("systemd reads {path} by its own rules: no export, no ${{NAME}}.", path=path),),
            choices=asked,
        )
    load = next(load for load in one.loads if load.loader == "dotenv.load_dotenv")
    source = load.location.path
    assert isinstance(source, ProjectPath)
    variable = _variable(facts, source)
    name = chosen(variable, answers) or _VARIABLES[0]
    if load.location.span is None:
        raise FixUnavailable(msg("{place} cannot be changed.", place=load.location))
    before, _, after = path.name.rpartition(one.named.token)
    edits = load_before(files(source), load.location.span, path.parent, (before, after), name, _fallback(facts, path))
    edits += tuple(_unit_edit(files, launch.location.path, f"Environment={name}={one.named.token}") for launch in units)
    wanted = msg("Set {name}={value} wherever else {path} is meant.", name=name, value=one.named.token, path=path)
    return Fix(_TITLE, Applicability.UNSAFE, edits, notes=(wanted,), choices=(*asked, variable))


def _unit_edit(files: Files, path: object, line: str) -> ReplaceSpan:
    assert isinstance(path, ProjectPath)
    return add_unit_setting(files(path), line)


def _variable(facts: Facts, source: ProjectPath) -> Question:
    """Ask for the variable's name, once for all files that a source may load; what the code reads is the default."""
    read = {
        event.name
        for module in facts.python_modules
        for event in (*module.events, *(one for function in module.functions for one in function.events))
        if event.kind is EventKind.READ
    }
    names = tuple(sorted(_VARIABLES, key=lambda name: name not in read))
    return Question(
        id=f"environment-variable:{source}",
        text=msg("Which variable tells {path} the environment whose file it loads?", path=source),
        choices=names,
        default=names[0],
        about=source,
    )


def _fallback(facts: Facts, path: ProjectPath) -> str:
    """The environment where the variable is not set: never a deployed one."""
    beside = {file.path.name for file in facts.env_files if file.path.parent == path.parent}
    return next((word for word in _DEVELOPMENT if f".env.{word}" in beside), _DEVELOPMENT[0])


RULE = Rule(
    code="EW213",
    name="unselected-environment",
    point="2.2",
    severity=Severity.WARNING,
    summary=msg("An env file for production or staging that nothing ever selects"),
    page=__doc__,
    check=check,
    fix=fix,
    asks=("load", "environment-variable"),
)
