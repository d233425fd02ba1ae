"""EW503 unknown-setting: a gunicorn configuration sets a name that gunicorn does not know and ignores in silence.

## What it checks
The names that a gunicorn configuration assigns at its top level, against the settings of gunicorn 23 to 27. A name that
is no setting is reported where it is a near miss of one (`wrokers`, `worker`, `worker_clas`), where it is what the
command line's flag is called (`log_level` for `loglevel`, `preload` for `preload_app`), or where it is another word for
one (`num_workers`, `host`, `port`). Helpers are no misspellings: names that the file itself reads again, imports,
functions and names with a leading underscore stay silent, and so does everything that is like no setting.

## Why it hurts
gunicorn takes the names that it knows out of the file and says nothing about the others; `gunicorn --check-config` is
content too. `worker = 4` therefore means one worker, `log_level = "warning"` means info, and nobody finds out.

## Example
    bind = "0.0.0.0:8000"
    wrokers = 4        # mended: workers = 4

## What the fix does
It writes the setting's name in the place of the unknown one and leaves the value alone. There is no fix where the right
name is set as well, or where another value would be needed (`host` and `port` belong together in `bind`).

## References
- gunicorn 27.0, Settings: the list of all settings
- gunicorn 27.0, gunicorn/app/base.py: "Ignore unknown names"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envwizard.analysis.deployed import deployed_environments, is_for_developers
from envwizard.analysis.launches.gunicorn_settings import is_other_name, meant_setting
from envwizard.model.change import Applicability, Fix, ReplaceSpan
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.services import ServerConfig, ServerSetting
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

# What gunicorn does where the setting is not given, for those that decide how it serves.
_DEFAULTS = {
    "workers": "1", "bind": "127.0.0.1:8000", "worker_class": "sync", "threads": "1", "timeout": "30",
    "graceful_timeout": "30", "keepalive": "2", "max_requests": "0", "preload_app": "False", "loglevel": "info",
    "reload": "False",
}  # fmt: skip


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each unknown name once per file."""
    configs = [config for config in facts.server_configs if config.server == "gunicorn"]
    if not configs:
        return NotApplicable(msg("There is no gunicorn configuration here."))
    return [finding for config in configs for finding in _found(facts, config)]


def _found(facts: Facts, config: ServerConfig) -> Iterator[Finding]:
    seen: set[str] = set()
    for setting in config.settings:
        meant = _meant(setting)
        if meant is not None and setting.name not in seen:
            seen.add(setting.name)
            yield _finding(facts, config, setting, meant)


def _meant(setting: ServerSetting) -> str | None:
    return None if setting.used else meant_setting(setting.name)


def _finding(facts: Facts, config: ServerConfig, setting: ServerSetting, meant: str) -> Finding:
    twin = _twin(config, meant)
    started = [launch for launch in facts.launches if launch.config == config.location.path]
    environments = tuple(dict.fromkeys(name for launch in started for name in deployed_environments(launch)))
    environments = environments or facts.environments_of(config.location.path)
    developers = bool(started) and all(is_for_developers(launch) for launch in started)
    severity = Severity.INFO if twin is not None or developers else Severity.WARNING
    evidence = [Evidence(launch.command.location, msg("gunicorn reads the file here")) for launch in started]
    if twin is not None:
        evidence.append(Evidence(twin.location, msg("{name} is set here", name=meant)))
    return Finding(
        rule=RULE.code,
        severity=severity,
        confidence=Confidence.HIGH,
        location=setting.location,
        message=msg(
            "{path}:{line} sets {name}, which gunicorn ignores: the setting is called {meant}",
            path=config.location.path,
            line=setting.location.line,
            name=setting.name,
            meant=meant,
        ),
        why=_why(setting, meant, twin),
        subject=f"setting {setting.name}",
        environments=environments,
        evidence=tuple(dict.fromkeys(evidence)),
        fix=FixOffer(_title(setting, meant), Applicability.SAFE) if _renames(setting, twin) else None,
    )


def _twin(config: ServerConfig, meant: str) -> ServerSetting | None:
    return next((one for one in config.settings if one.name == meant), None)


def _renames(setting: ServerSetting, twin: ServerSetting | None) -> bool:
    return twin is None and is_other_name(setting.name)


def _why(setting: ServerSetting, meant: str, twin: ServerSetting | None) -> Message:
    if twin is not None:
        return msg(
            "gunicorn ignores names that it does not know without a word. {meant} is set in the same file, so this "
            "line has no effect and misleads whoever changes it.",
            meant=meant,
        )
    default = _DEFAULTS.get(meant)
    if default is None:
        return msg("gunicorn ignores names that it does not know without a word: the line has no effect.")
    return msg(
        "gunicorn ignores names that it does not know without a word, --check-config included: unless a flag or a "
        "variable says otherwise, {meant} stays at its default, {default}.",
        meant=meant,
        default=default,
    )


def _title(setting: ServerSetting, meant: str) -> Message:
    return msg("Rename {name} to {meant}", name=setting.name, meant=meant)


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Rename every assignment of the unknown name in that file."""
    path = finding.location.path
    assert isinstance(path, ProjectPath)
    file = files(path)
    for config in facts.server_configs:
        setting = next((one for one in config.settings if one.location == finding.location), None)
        meant = _meant(setting) if setting is not None else None
        if setting is None or meant is None or not _renames(setting, _twin(config, meant)):
            continue
        edits: list[ReplaceSpan] = []
        for one in config.settings:
            span = one.location.span
            end = span.start + len(setting.name.encode()) if span is not None else 0
            if one.name != setting.name or span is None:
                continue
            if file.raw[span.start : end] != setting.name.encode():
                raise FixUnavailable(msg("{name} does not stand in {path} as it is.", name=setting.name, path=path))
            edits.append(ReplaceSpan(path, file.digest, span.start, end, meant.encode()))
        return Fix(_title(setting, meant), Applicability.SAFE, tuple(edits))
    raise FixUnavailable(msg("The name cannot be replaced by another."))


RULE = Rule(
    code="EW503",
    name="unknown-setting",
    point="5.1",
    severity=Severity.WARNING,
    summary=msg("A gunicorn configuration sets a name that gunicorn ignores in silence"),
    page=__doc__,
    check=check,
    fix=fix,
)
