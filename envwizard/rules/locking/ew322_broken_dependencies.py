"""EW322 broken-dependencies: installed distributions ask for others that are missing or have another version.

## What it checks
What `pip check` would print for every virtual environment of the project, told from the installed metadata alone: the
same lines in the same words, without running the environment's Python.

## Why it hurts
pip installs an inconsistent set when it is told to (`--no-deps`, two installs after each other, a pin forced over a
range) and ends with success. The conflict shows when the code path is reached: an ImportError, a missing argument, a
TypeError in a library that you never touched. What `pip check` does not see is not seen here either: extras
(`uvicorn[standard]`) and your own requirements file.

## Example
    requests 2.19.0 has requirement urllib3<1.24,>=1.21.1, but you have urllib3 2.2.1.

## What the fix does
It only shows what to do. Where the project has a compiled lock, bringing the environment in line with it mends it.
Where the requirements themselves contradict each other no install can: resolve them together with pip-compile and
install its output.

## References
- pip 26 documentation, pip check; pip install --no-deps
- Core metadata specification: Requires-Dist
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.virtualenvs.environment_commands import installed_files, sync_commands
from envwizard.analysis.virtualenvs.project_virtualenvs import is_lock, is_usable, own_virtualenvs, place_of
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.virtualenvs import VirtualEnv
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import msg
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Install a set of versions that fit together")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report every virtual environment whose distributions do not fit together, once."""
    own = [env for env in own_virtualenvs(facts) if is_usable(env)]
    if not any(env.distributions for env in own):
        return NotApplicable(msg("The project has no virtual environment with anything installed."))
    return [_finding(env) for env in own if env.broken_dependencies]


def _finding(env: VirtualEnv) -> Finding:
    # pip's order is that of the folder on disk; sorted, the report is the same everywhere.
    lines = sorted({one.text for one in env.broken_dependencies})
    if len(lines) == 1:
        message = msg("pip check would fail in {path}: {line}", path=env.path, line=lines[0].rstrip("."))
    else:
        message = msg(
            "pip check would print {count} lines for {path}, the first: {line}",
            count=len(lines),
            path=env.path,
            line=lines[0].rstrip("."),
        )
    return Finding(
        rule=RULE.code,
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        location=place_of(env),
        message=message,
        why=msg(
            "The distributions in {path} were not chosen together: code that reaches the missing or other version "
            "fails when it runs, not when it is installed.",
            path=env.path,
        ),
        subject=str(env.path),
        evidence=tuple(Evidence(place_of(env), msg("{line}", line=line)) for line in lines),
        fix=FixOffer(_TITLE, Applicability.DISPLAY),
    )


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Say what mends it: the lock that is there, or a lock to be made."""
    env = next((one for one in facts.virtualenvs if str(one.path) == finding.subject), None)
    if env is None:
        raise FixUnavailable(msg("{path} is not there any more.", path=finding.subject))
    locked = installed_files(facts, env)
    if locked and all(is_lock(file) for file in locked):
        note = msg(
            "Bring {path} in line with {file}. If the same lines come again, the lock was not resolved as a whole: "
            "compile it anew.",
            path=env.path,
            file=", ".join(str(file.path) for file in locked),
        )
        return Fix(_TITLE, Applicability.DISPLAY, commands=sync_commands(facts, env), notes=(note,))
    note = msg(
        "No compiled lock says which versions fit together. Resolve what the project declares with pip-compile, and "
        "install the result with `pip install --require-hashes -r`."
    )
    return Fix(_TITLE, Applicability.DISPLAY, notes=(note,))


RULE = Rule(
    code="EW322",
    name="broken-dependencies",
    point="3.3",
    severity=Severity.WARNING,
    summary=msg("Installed distributions do not fit together: what pip check would say"),
    page=__doc__,
    check=check,
    fix=fix,
    goals=("doctor", "migrate"),
)
