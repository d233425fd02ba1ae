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
The choice is yours, and it is asked (`load`). Without code, what starts that environment is given the file: the unit
by `EnvironmentFile=/srv/shop/.env.production`, the compose service by `env_file: .env.production`, uvicorn on a host by
`--env-file .env.production`; that is the default where all that starts it takes the file. With code, the source loads
the file of the environment that a variable names (APP_ENV, or what the project calls it, is asked too) above the load
that is there, which goes on to fill in the rest, and the unit or the compose service sets that variable. Where
something else starts the program (a platform), set the variable there.

## References
- python-dotenv 1.2.4, README: load_dotenv reads .env, one file
- systemd 252, systemd.exec: EnvironmentFile=
- Compose file reference, services: env_file
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.env_loading.handing_over import hand_over, set_variable, takes_env_file
from envwizard.analysis.env_loading.selecting_variables import VARIABLES, fallback_environment, selecting_variable
from envwizard.analysis.env_loading.unit_paths import unit_launches
from envwizard.analysis.env_loading.unselected_env_files import UnselectedEnvFile, unselected_env_files
from envwizard.edits.selecting_load import load_before
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers, Question, chosen
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Load the env file of the environment")
_SHOWN = 5


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
    """The ways that are open, the better one first: a launch is wired for sure, code depends on a variable."""
    wired = bool(one.launches) and all(takes_env_file(facts, launch, one.file.path) for launch in one.launches)
    by_code = any(load.loader == "dotenv.load_dotenv" for load in one.loads)
    return tuple(way for way, is_open in (("no-code", wired), ("code", by_code)) if is_open)


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
        text=msg("How shall {path} take effect: by code, or by what starts the program?", path=path),
        choices=ways,
        default=ways[0],
        about=path,
    )
    units = unit_launches(one.launches)
    asked = (way,) if len(ways) > 1 else ()
    if chosen(way, answers) == "no-code":
        notes = (msg("systemd reads {path} by its own rules: no export, no ${{NAME}}.", path=path),) if units else ()
        edits = hand_over(facts, files, one.launches, path)
        return Fix(_TITLE, Applicability.UNSAFE, edits, notes=notes, choices=asked)
    load = next(load for load in one.loads if load.loader == "dotenv.load_dotenv")
    source = load.location.path
    assert isinstance(source, ProjectPath)
    variable = selecting_variable(facts, source)
    name = chosen(variable, answers) or VARIABLES[0]
    if load.location.span is None:
        raise FixUnavailable(msg("{place} cannot be changed.", place=load.location))
    before, _, after = path.name.rpartition(one.named.token)
    edits = load_before(
        files(source), load.location.span, path.parent, (before, after), name, fallback_environment(facts, path.parent)
    )
    edits += set_variable(files, one.launches, name, one.named.token)
    wanted = msg("Set {name}={value} wherever else {path} is meant.", name=name, value=one.named.token, path=path)
    return Fix(_TITLE, Applicability.UNSAFE, edits, notes=(wanted,), choices=(*asked, variable))


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
