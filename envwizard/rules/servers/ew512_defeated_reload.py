"""EW512 defeated-reload: the reloader and another setting of the same launch put each other out of force.

## What it checks
Launches in which the reloader is on and workers are asked for under uvicorn (`--reload` with `--workers`,
WEB_CONCURRENCY or `workers=`), and launches in which the reloader and preloading are on under gunicorn (`--reload` with
`--preload`, or both in the configuration or in the options that a source gives to gunicorn's application). Every
environment counts: it is development that is misled most often.

## Why it hurts
uvicorn ignores the workers and says so in one line of its log: one process is left. gunicorn says nothing: with the
application preloaded, the workers are started again on every change, with the code that the master has loaded once.
What is on the screen is the old code.

## Example
    uvicorn shop.main:app --reload --workers 4
    # mended, for developers:
    uvicorn shop.main:app --reload

## What the fix does
It drops one of the two from the command or the call: for developers the workers or the preloading, for users the
reloader.

## References
- uvicorn 0.54, Settings: "--reload and --workers are mutually exclusive"; its warning, measured
- gunicorn 27.0, Settings: reload, preload_app; measured: with both, a change is not seen
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envwizard.analysis.deployed import deployed_environments, is_for_developers
from envwizard.analysis.environments.name_tokens import role_of_path
from envwizard.edits.call_arguments import without_argument
from envwizard.edits.server_command import without_setting
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.launches import EffectiveSetting, Launch
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each launch once."""
    if not any(launch.setting("reload") for launch in facts.launches):
        return NotApplicable(msg("Nothing here starts a server that could reload."))
    return list(_found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    seen: set[Location] = set()
    for launch in facts.launches:
        pair = _pair(launch)
        if pair is not None:
            place = pair[1].location or launch.command.location
            if place not in seen:
                seen.add(place)
                yield _finding(launch, *pair, place)


def _pair(launch: Launch) -> tuple[EffectiveSetting, EffectiveSetting] | None:
    """The reloader and what it cannot stand beside, where both are on because somebody said so."""
    reload = launch.setting("reload")
    if reload is None or reload.value != "true" or reload.origin == "default":
        return None
    if launch.server == "uvicorn":
        workers = launch.setting("workers")
        if workers is not None and workers.origin != "default" and (workers.value or "").isdigit():
            return (reload, workers) if int(workers.value or "0") > 1 else None
    if launch.server == "gunicorn":
        preload = launch.setting("preload")
        if preload is not None and preload.value == "true":
            return reload, preload
    return None


def _finding(launch: Launch, reload: EffectiveSetting, other: EffectiveSetting, place: Location) -> Finding:
    path = place.path
    aside = isinstance(path, ProjectPath) and (named := role_of_path(path)) is not None and not named.naming
    severity = Severity.INFO if aside or other.origin == "WEB_CONCURRENCY" else Severity.WARNING
    uvicorn = launch.server == "uvicorn"
    template = (
        msg("{path}:{line} gives uvicorn {other} beside {reload}: it starts one process",
            path=path, line=place.line, other=_said(other), reload=_said(reload))
        if uvicorn
        else msg("{path}:{line} gives gunicorn {other} beside {reload}: changes are not seen",
                 path=path, line=place.line, other=_said(other), reload=_said(reload))
    )  # fmt: skip
    evidence: tuple[Evidence, ...] = ()
    if reload.location is not None and reload.location != place:
        evidence = (Evidence(reload.location, msg("the reloader is switched on here")),)
    return Finding(
        rule=RULE.code,
        severity=severity,
        confidence=Confidence.HIGH,
        location=place,
        message=template,
        why=msg("uvicorn ignores the workers while the reloader is on, and says so in one line of its log.")
        if uvicorn
        else msg(
            "gunicorn starts the workers again on every change, but with the application that its master has loaded "
            "once: the old code is served on."
        ),
        subject=f"reload and {other.name} {launch.app or ''}",
        environments=launch.environments,
        evidence=evidence,
        fix=_offer(launch, reload, other),
    )


def _said(setting: EffectiveSetting) -> str:
    if setting.origin == "flag":
        return f"--{setting.name}" if setting.name in ("reload", "preload") else f"--{setting.name} {setting.text}"
    name = "preload_app" if setting.name == "preload" else setting.name
    if setting.origin in ("config file", "call"):
        return f"{name} = {setting.text}" if setting.origin == "config file" else f"{name}={setting.text}"
    return setting.origin


def _dropped(launch: Launch, reload: EffectiveSetting, other: EffectiveSetting) -> EffectiveSetting:
    """What goes: users need no reloader, developers no workers."""
    return reload if deployed_environments(launch) and not is_for_developers(launch) else other


def _offer(launch: Launch, reload: EffectiveSetting, other: EffectiveSetting) -> FixOffer | None:
    dropped = _dropped(launch, reload, other)
    return FixOffer(_title(dropped), Applicability.SAFE) if dropped.origin in ("flag", "call") else None


def _title(dropped: EffectiveSetting) -> Message:
    if dropped.origin == "call":
        return msg("Take {setting} out of this call", setting=_said(dropped))
    return msg("Remove {flag} from this command", flag=_said(dropped))


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Take the words of one of the two out of the command."""
    for launch in facts.launches:
        pair = _pair(launch)
        path = launch.command.location.path
        if pair is None or (pair[1].location or launch.command.location) != finding.location:
            continue
        dropped = _dropped(launch, *pair)
        if dropped.origin == "flag" and isinstance(path, ProjectPath):
            return Fix(_title(dropped), Applicability.SAFE, without_setting(files(path), launch, dropped))
        place = dropped.location
        if dropped.origin == "call" and place is not None and isinstance(place.path, ProjectPath):
            return Fix(_title(dropped), Applicability.SAFE, without_argument(files(place.path), place))
    raise FixUnavailable(msg("Neither of the two is a flag that could be removed."))


RULE = Rule(
    code="EW512",
    name="defeated-reload",
    point="5.2",
    severity=Severity.WARNING,
    summary=msg("The reloader and workers or preloading put each other out of force"),
    page=__doc__,
    check=check,
    fix=fix,
)
