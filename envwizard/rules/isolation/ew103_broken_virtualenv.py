"""EW103 broken-virtualenv: a virtual environment of the project cannot be relied on.

## What it checks
Every virtual environment of the project, in its tree and in the folders of poetry, pipenv and pyenv, read from disk:
the link `bin/python` leads to nothing; its `activate` and its scripts name another place, because the folder was moved
or copied; pyvenv.cfg is missing; `bin/python` is a Python whose minor version is not that of `lib/pythonX.Y`. An
environment that git tracks is left to EW105.

## Why it hurts
Each of these fails in its own way. A dead link fails at once. A copy works on the wrong environment without a word:
`bin/pip install` in the copy installs into the original, because the first line of the script names it. Without
pyvenv.cfg the interpreter runs as the one it was made from and installs there. After the base interpreter was replaced
by the next minor version Python starts and finds none of the packages.

## Example
    .venv/bin/python -> /usr/local/opt/python@3.9/bin/python3.9     (removed by the last upgrade)

## What the fix does
It shows the commands that make the environment anew in the same place and install what the project's lock or
requirements name. They run only when you say so. Nothing is repaired in place: what is in the environment cannot be
trusted to be complete.

## References
- Python 3.13 documentation, venv: environments are not portable, and are to be recreated rather than moved
- PEP 405: how pyvenv.cfg makes an interpreter a virtual environment's
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.virtualenvs.environment_commands import recreate_commands
from envwizard.analysis.virtualenvs.project_virtualenvs import own_virtualenvs, place_of
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.virtualenvs import VirtualEnv
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

# The loudest first: it is the one that the finding speaks of.
_ORDER = ("no-interpreter", "no-configuration", "other-interpreter", "moved")
_WHY = {
    "no-interpreter": msg(
        "Nothing can be started with it: every script in it fails, and so does an editor that uses it."
    ),
    "no-configuration": msg(
        "Without pyvenv.cfg Python does not know that it runs in a virtual environment: it finds none of the packages "
        "in it, and what is installed goes to the interpreter that it was made from."
    ),
    "other-interpreter": msg("Python starts, and every import of an installed package fails with ModuleNotFoundError."),
    "moved": msg(
        "Scripts name their interpreter by its full path. While the old place exists they silently use it, `pip "
        "install` included; once it is gone they fail. Only `python -m pip` acts on this environment."
    ),
}


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report every virtual environment with a defect, once."""
    if not facts.virtualenvs:
        return NotApplicable(msg("The project has no virtual environment."))
    return [_finding(facts, env) for env in own_virtualenvs(facts) if env.defects]


def _finding(facts: Facts, env: VirtualEnv) -> Finding:
    (slug, message), *others = sorted(env.defects, key=lambda defect: _ORDER.index(defect[0]))
    return Finding(
        rule=RULE.code,
        severity=Severity.WARNING if slug == "moved" else Severity.ERROR,
        confidence=Confidence.HIGH,
        location=place_of(env),
        message=message,
        why=_WHY[slug],
        subject=str(env.path),
        evidence=tuple(Evidence(place_of(env), other) for _, other in others),
        fix=FixOffer(_title(env), Applicability.UNSAFE) if recreate_commands(facts, env) else None,
    )


def _title(env: VirtualEnv) -> Message:
    return msg("Make {path} anew and install what the project locks", path=env.path)


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Give the commands that make the environment anew."""
    env = next((one for one in facts.virtualenvs if str(one.path) == finding.subject), None)
    commands = recreate_commands(facts, env) if env is not None else ()
    if env is None or not commands:
        raise FixUnavailable(msg("{path} has to be made anew with the tool that manages it.", path=finding.subject))
    notes = (msg("What was installed in {path} by hand and is in no requirements file is lost.", path=env.path),)
    return Fix(_title(env), Applicability.UNSAFE, commands=commands, notes=notes)


RULE = Rule(
    code="EW103",
    name="broken-virtualenv",
    point="1.1",
    severity=Severity.ERROR,
    summary=msg("A virtual environment is broken: no interpreter, moved, or another Python than its packages are for"),
    page=__doc__,
    check=check,
    fix=fix,
    goals=("doctor", "onboard"),
)
