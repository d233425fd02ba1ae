"""EW511 reload-in-production: a production or staging launch runs with the reloader on.

## What it checks
Every launch that belongs to production or staging, after its settings were resolved: a `--reload` flag, `reload =
True` in the gunicorn configuration that is really read, `UVICORN_RELOAD` or `FLASK_DEBUG` given by the image or the
compose file, and `reload=True` or `debug=True` in a Python file that the launch executes. Flags that only look alike
(`--reload-engine`, `--reload-dir`) do not count, and neither does a branch that only another environment takes.

## Why it hurts
The reloader watches every source file and restarts the server while it serves. gunicorn itself prints "Reloader is
on. Use in development only!"; uvicorn goes further and ignores `--workers` and WEB_CONCURRENCY, so that one process
is left. With Flask the same switch opens the interactive debugger.

## Example
    CMD ["uvicorn", "shop.main:app", "--host", "0.0.0.0", "--reload"]
    # mended:
    CMD ["uvicorn", "shop.main:app", "--host", "0.0.0.0"]

## What the fix does
It removes the flag from that command, or sets `reload = False` in that gunicorn configuration. Commands of
development are not touched; where development runs the same command or reads the same file, the fix is not applied by
itself. Out of a call in a file that is deployed it takes the argument; developers start the application by its name
then (`uvicorn main:app --reload`, `flask run --debug`), so that is not applied by itself either. Where the reloader
comes from a variable, the finding says so and leaves it to you.

## References
- gunicorn 27.0, Settings: reload
- uvicorn 0.54, Settings: development, "--reload and --workers are mutually exclusive"
- Flask 3.1, Debugging application errors: "do not run the development server, or enable the built-in debugger, in a
  production environment"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envwizard.analysis.deployed import Started, deployed_launches, is_for_developers, is_loopback
from envwizard.analysis.launches.bind_changes import configured_setting
from envwizard.edits.call_arguments import without_argument
from envwizard.edits.server_command import without_setting
from envwizard.model.change import Applicability, Fix, ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.launches import EffectiveSetting, Launch
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location

_KEPT = msg("Developers start the application by its name then: `uvicorn main:app --reload`, `flask run --debug`.")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each place that switches the reloader on for users."""
    if not any(launch.setting("reload") for launch in facts.launches):
        return NotApplicable(msg("Nothing here starts a server that could reload."))
    return list(_found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    seen: set[Location] = set()
    for started in deployed_launches(facts):
        for launch in started.launches:
            setting = _reload(launch)
            if setting is not None and setting.location is not None and setting.location not in seen:
                seen.add(setting.location)
                yield _finding(facts, launch, setting, started)
    for launch in facts.launches:
        setting = launch.setting("reload")
        if launch.surface is not Surface.PYTHON or launch.environments or launch.guarded or setting is None:
            continue
        bind = launch.setting("bind")
        if setting.value == "true" and setting.location is not None and bind is not None and not is_loopback(bind):
            yield _unguarded(launch, setting, setting.location)


def _reload(launch: Launch) -> EffectiveSetting | None:
    """The reloader's setting where it is on because somebody said so: what runserver does of itself is no setting."""
    setting = launch.setting("reload")
    if setting is None or setting.value != "true" or setting.origin == "default" or launch.guarded:
        return None
    return setting


def _finding(facts: Facts, launch: Launch, setting: EffectiveSetting, started: Started) -> Finding:
    assert setting.location is not None
    return Finding(
        rule=RULE.code,
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        location=setting.location,
        message=msg(
            "{path}:{line} makes {server} run with {setting} in {environments}",
            path=setting.location.path,
            line=setting.location.line,
            server=launch.server,
            setting=_said(setting),
            environments=", ".join(started.environments),
        ),
        why=_why(launch),
        subject=f"reload {launch.server} {launch.app or ''}",
        environments=started.environments,
        evidence=started.evidence,
        fix=_offer(facts, setting),
    )


def _unguarded(launch: Launch, setting: EffectiveSetting, location: Location) -> Finding:
    return Finding(
        rule=RULE.code,
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        location=location,
        message=msg(
            "{path}:{line} starts {server} with {setting} on all interfaces whenever it is imported",
            path=location.path,
            line=location.line,
            server=launch.server,
            setting=_said(setting),
        ),
        why=msg(
            "No `if __name__` stands around it and nothing in this project starts the application another way, so this "
            "is what will be deployed, debugger included."
        ),
        subject=f"reload {launch.app or ''}",
        fix=FixOffer(_title(setting), Applicability.UNSAFE) if setting.origin == "call" else None,
    )


def _said(setting: EffectiveSetting) -> str:
    if setting.origin == "flag":
        return "--reload" if setting.text.startswith("--reload") else setting.text
    if setting.origin == "config file":
        return f"reload = {setting.text}"
    if setting.origin == "call":
        return setting.text if "=" in setting.text else f"{setting.name}={setting.text}"
    return setting.origin


def _why(launch: Launch) -> Message:
    if launch.server == "uvicorn":
        return msg(
            "uvicorn then watches the source files and restarts while it serves, and it ignores --workers and "
            "WEB_CONCURRENCY: one process is left for all users."
        )
    if launch.server in ("flask", "python"):
        return msg(
            "The reloader restarts the server while it serves, and in debug mode an error page lets whoever sees it "
            "run Python code on the server."
        )
    return msg(
        "{server} then watches the source files and restarts its workers while they serve: whoever touches a file "
        "in the deployment drops requests.",
        server=launch.server,
    )


def _offer(facts: Facts, setting: EffectiveSetting) -> FixOffer | None:
    if setting.origin == "flag":
        return FixOffer(_title(setting), _applicability(facts, setting))
    configured = configured_setting(facts, setting)
    if configured is not None and configured.expression == "True":
        return FixOffer(_title(setting), _applicability(facts, setting))
    return FixOffer(_title(setting), Applicability.UNSAFE) if setting.origin == "call" else None


def _applicability(facts: Facts, setting: EffectiveSetting) -> Applicability:
    """Safe unless developers start the same command or read the same configuration: they would lose the reloader."""
    for launch in facts.launches:
        other = launch.setting("reload")
        if other is not None and other.location == setting.location and is_for_developers(launch):
            return Applicability.UNSAFE
    return Applicability.SAFE


def _title(setting: EffectiveSetting) -> Message:
    if setting.origin == "flag":
        return msg("Remove {flag} from this command", flag=_said(setting))
    if setting.origin == "call":
        return msg("Take {setting} out of this call", setting=_said(setting))
    return msg("Set reload = False in this configuration")


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Remove the flag, or switch the configuration's setting off."""
    for launch in facts.launches:
        setting = _reload(launch)
        if setting is None or setting.location != finding.location or _offer(facts, setting) is None:
            continue
        path = finding.location.path
        assert isinstance(path, ProjectPath)
        file = files(path)
        if setting.origin == "call":
            edits = without_argument(file, finding.location)
            return Fix(_title(setting), Applicability.UNSAFE, edits, notes=(_KEPT,))
        if setting.origin == "flag":
            return Fix(_title(setting), _applicability(facts, setting), without_setting(file, launch, setting))
        configured = configured_setting(facts, setting)
        span = configured.value_location.span if configured is not None else None
        if span is not None and file.raw[span.start : span.end] == b"True":
            edit = ReplaceSpan(path, file.digest, span.start, span.end, b"False")
            return Fix(_title(setting), _applicability(facts, setting), (edit,))
    raise FixUnavailable(msg("The reloader is not switched on by a flag or a line that can be removed."))


RULE = Rule(
    code="EW511",
    name="reload-in-production",
    point="5.2",
    severity=Severity.ERROR,
    summary=msg("A production or staging launch runs with the reloader on"),
    page=__doc__,
    check=check,
    fix=fix,
)
