"""EW111 drifted-install: what is installed differs from what the project pins.

## What it checks
The metadata of every virtual environment of the project against the requirements files, locks and project files of its
folder: a version that the pin or range does not allow, a requirement that is not installed, and (as a note of its own)
a distribution that no file declares and nothing declared needs. Markers are weighed for the environment's own Python;
a file for development or tests counts where at least half of it is installed. uv.lock, poetry.lock and Pipfile.lock
hold every platform and group, so they tell versions and not what has to be there.

## Why it hurts
You test with other code than the one that is deployed. An upgrade by hand (`pip install -U`) or a pull without a
following install is enough. `pip list --outdated` does not show it: it compares with the newest release on the index
and not with your pins. `pip check` does not show it either: it never reads a requirements file.

## Example
    requirements.txt pins flask==2.3.3, and .venv has flask 3.0.0

## What the fix does
It shows the commands that bring the environment in line: `pip-sync` on exactly this environment where the files are
compiled locks (all of those in use at once, and the editable project again behind it, since pip-sync removes what no
file names), else `pip install -r`. They run only when you say so.

## References
- pip-tools 7.6 documentation, pip-sync: installs what is missing and uninstalls everything else
- PEP 440 and PEP 508: version specifiers and markers
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envwizard.analysis.virtualenvs.drift import Difference, Drift, drift, names_of
from envwizard.analysis.virtualenvs.environment_commands import sync_commands
from envwizard.analysis.virtualenvs.project_virtualenvs import is_usable, own_virtualenvs, place_of
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.virtualenvs import VirtualEnv
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report per virtual environment what differs, and apart from it what nobody declares."""
    own = [env for env in own_virtualenvs(facts) if is_usable(env)]
    if not own:
        return NotApplicable(msg("The project has no virtual environment that works."))
    compared = [(env, found) for env in own if (found := drift(facts, env)) is not None]
    if not compared:
        return NotApplicable(msg("Nothing declares what is to be installed."))
    return [finding for env, found in compared for finding in _findings(facts, env, found)]


def _findings(facts: Facts, env: VirtualEnv, found: Drift) -> Iterator[Finding]:
    differences = (*found.different, *found.missing)
    if differences:
        yield Finding(
            rule=RULE.code,
            severity=Severity.WARNING,
            confidence=Confidence.HIGH if found.different else Confidence.MEDIUM,
            location=place_of(env),
            message=_message(env, found),
            why=msg(
                "What runs here is not what the project asks for: a fault may show only where the pinned versions are "
                "installed, or only here. pip check does not see it, since it reads no requirements file."
            ),
            subject=str(env.path),
            evidence=tuple(Evidence(one.location, _line(one)) for one in differences),
            fix=FixOffer(_title(env), Applicability.UNSAFE) if sync_commands(facts, env) else None,
        )
    if found.undeclared:
        shown = ", ".join(f"{one.name} {one.version}" for one in found.undeclared)
        yield Finding(
            rule=RULE.code,
            severity=Severity.INFO,
            confidence=Confidence.MEDIUM,
            location=place_of(env),
            message=msg(
                "{path} has {count} distributions that no file declares and nothing declared needs: {names}",
                path=env.path,
                count=len(found.undeclared),
                names=names_of(found.undeclared),
            ),
            why=msg("Code that imports one of them works here and fails where only the declared ones are installed."),
            subject=f"{env.path} undeclared",
            evidence=(Evidence(place_of(env), msg("Installed and not declared: {names}", names=shown)),),
        )


def _message(env: VirtualEnv, found: Drift) -> Message:
    names = names_of(found.missing)
    if not found.different:
        return msg("{path} lacks what the project declares: {names}", path=env.path, names=names)
    first = found.different[0]
    here: dict[str, object] = {
        "path": env.path, "name": first.name, "installed": first.installed, "asked": first.asked,
        "place": first.location,
    }  # fmt: skip
    if len(found.different) == 1 and not found.missing:
        return msg("{path} has {name} {installed}, and {place} asks for {name}{asked}", **here)
    if len(found.different) == 1:
        return msg(
            "{path} has {name} {installed}, and {place} asks for {name}{asked}; it lacks {names}", **here, names=names
        )
    count = len(found.different)
    if not found.missing:
        return msg(
            "{path} has {count} other versions than asked for: {name} {installed} for {asked} ({place}), ..",
            **here,
            count=count,
        )
    return msg(
        "{path} has {count} other versions than asked for: {name} {installed} for {asked} ({place}), ..; it lacks "
        "{names}",
        **here,
        count=count,
        names=names,
    )


def _line(one: Difference) -> Message:
    if one.installed is None:
        return msg("{name}{asked} is not installed", name=one.name, asked=one.asked)
    return msg(
        "{name}{asked} is asked for, {installed} is installed", name=one.name, asked=one.asked, installed=one.installed
    )


def _title(env: VirtualEnv) -> Message:
    return msg("Bring {path} in line with what the project pins", path=env.path)


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Give the commands that bring the environment in line."""
    env = next((one for one in facts.virtualenvs if str(one.path) == finding.subject), None)
    commands = sync_commands(facts, env) if env is not None else ()
    if env is None or not commands:
        raise FixUnavailable(
            msg("No requirements file or lock says what to install into {path}.", path=finding.subject)
        )
    return Fix(_title(env), Applicability.UNSAFE, commands=commands)


RULE = Rule(
    code="EW111",
    name="drifted-install",
    point="1.2",
    severity=Severity.WARNING,
    summary=msg("What is installed differs from what the project pins or declares"),
    page=__doc__,
    check=check,
    fix=fix,
    goals=("doctor", "onboard"),
)
