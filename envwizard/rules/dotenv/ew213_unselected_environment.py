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
There is none yet, since the choice is yours. Either wire the file into that environment's launch (EnvironmentFile= in
the unit, env_file: in the compose file), or choose by a variable, anchored to the source:
`load_dotenv(BASE_DIR / f".env.{os.environ['APP_ENV']}")`, with APP_ENV set by each launch.

## References
- python-dotenv 1.2.4, README: load_dotenv reads .env, one file
- systemd 252, systemd.exec: EnvironmentFile=
- Compose file reference, services: env_file
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.env_loading.unselected_env_files import UnselectedEnvFile, unselected_env_files
from envwizard.model.environment import Evidence
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, Severity
from envwizard.model.message import Message, msg
from envwizard.model.rule import NotApplicable, Rule

_SHOWN = 5


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report every env file of a deployed environment that nothing selects."""
    if not any(not file.is_template for file in facts.env_files):
        return NotApplicable(msg("The project has no env file."))
    return [_finding(one) for one in unselected_env_files(facts)]


def _finding(one: UnselectedEnvFile) -> Finding:
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
    )


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


RULE = Rule(
    code="EW213",
    name="unselected-environment",
    point="2.2",
    severity=Severity.WARNING,
    summary=msg("An env file for production or staging that nothing ever selects"),
    page=__doc__,
    check=check,
)
