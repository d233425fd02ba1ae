"""EW502 shared-server-config: production reads developers' gunicorn configuration, or none, or one that is not there.

## What it checks
Which configuration file each launch of gunicorn really reads: the one that `-c` names, on the command line before
GUNICORN_CMD_ARGS, and where neither names one, ./gunicorn.conf.py of the working directory. Reported are a launch of
production or staging that names a file which the project does not have; one that names none, although the project has a
gunicorn configuration that no launch reads (`gunicorn-prod.conf.py` is not found by itself); and, as a hint, one
configuration for developers and users alike, unless it reads the environment or the developers' command has flags of
its own.

## Why it hurts
gunicorn looks for nothing but ./gunicorn.conf.py. A file of any other name that no command names is never read, and the
server runs with the defaults: one worker, 127.0.0.1. And where one file serves both, whoever eases development changes
production.

## Example
    gunicorn-prod.conf.py:  workers = 4
    Dockerfile:             CMD ["gunicorn", "shop.wsgi"]
    # mended:               CMD ["gunicorn", "-c", "gunicorn-prod.conf.py", "shop.wsgi"]

## What the fix does
It adds `-c` with the unread configuration to the command, where there is exactly one. A file that the command names and
the project lacks is written, with the settings that fit the launch (see EW501). Where one file serves both, it stays
production's, and development gets a `gunicorn-development.conf.py` beside it: what the other says, one worker, and the
reloader; the developers' commands read it from then on. Where both run the very same command of an image, give
developers one of their own first (`command:` in their compose file).

## References
- gunicorn 27.0, Configuration Overview: "Configuration File" and the order of the sources
- gunicorn 27.0, Settings: config ("./gunicorn.conf.py")
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envwizard.analysis.deployed import Started, deployed_launches, is_for_developers
from envwizard.analysis.environments.name_tokens import role_of_environment
from envwizard.analysis.launches.gunicorn_plans import GunicornPlan, plan_for, plan_for_developers
from envwizard.analysis.launches.named_configurations import configuration_path
from envwizard.edits.server_command import with_configuration
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence, Role
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.launches import EffectiveSetting, Launch
from envwizard.model.facts.services import ServerConfig
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location

_SYSTEM = ("/etc/", "/usr/", "/var/", "/run/", "/gunicorn_conf.py")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each command that reads the wrong file, and each file that serves two masters."""
    if not any(launch.server == "gunicorn" for launch in facts.launches):
        return NotApplicable(msg("Nothing here starts gunicorn."))
    return list(_found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    shared: set[ProjectPath] = set()
    for started in deployed_launches(facts):
        launch = started.launch
        named = launch.setting("config")
        if launch.server != "gunicorn" or launch.guarded:
            continue
        if launch.config is not None:
            if launch.config not in shared and (other := _developers(facts, launch.config)) is not None:
                shared.add(launch.config)
                yield _shared(facts, started, launch.config, other)
        elif named is not None and _is_missing(facts, launch, named):
            yield _missing(facts, started, named)
        elif named is None and (unread := _unread(facts, launch)):
            yield _ignored(started, unread)


def _developers(facts: Facts, path: ProjectPath) -> Launch | None:
    """A launch of developers that reads the same file, which nothing in it tells from the others."""
    config = next((one for one in facts.server_configs if one.location.path == path), None)
    if config is None or config.is_open or any(one.variables or one.conditional for one in config.settings):
        return None
    readers = [one for one in facts.launches if one.config == path and is_for_developers(one) and not _has_flags(one)]
    return min(readers, key=lambda one: _is_deployed_too(facts, one), default=None)


def _is_deployed_too(facts: Facts, launch: Launch) -> bool:
    """Tell whether the command of developers is that of a deployment: telling it another file would tell both."""
    same = (one for one in facts.launches if one.command.location == launch.command.location)
    return any(not is_for_developers(one) for one in same)


def _has_flags(launch: Launch) -> bool:
    """Tell whether the command itself says what its environment has of its own (``--reload``)."""
    return any(one.origin == "flag" and one.name != "config" for one in launch.settings)


def _shared(facts: Facts, started: Started, path: ProjectPath, other: Launch) -> Finding:
    launch = started.launch
    message = msg(
        "{path} configures gunicorn for developers ({other}) and for {environments} ({place}) alike",
        path=path, other=other.command.location, environments=", ".join(started.environments),
        place=launch.command.location,
    )  # fmt: skip
    why = msg("Nothing in the file asks which environment it serves: whoever eases development changes production.")
    evidence = (
        Evidence(launch.command.location, msg("read for {environments}", environments=", ".join(started.environments))),
        Evidence(other.command.location, msg("read by developers")),
    )
    offer = FixOffer(_own(plan), Applicability.UNSAFE) if (plan := _split(facts, path, other)) else None
    return _finding(started, Location(path), Severity.INFO, message, why, evidence, offer)


def _split(facts: Facts, path: ProjectPath, other: Launch) -> GunicornPlan | None:
    """Development's own configuration, where the command of developers can be told to read it."""
    config = next((one for one in facts.server_configs if one.location.path == path), None)
    if config is None or not other.command.words or _is_deployed_too(facts, other):
        return None
    return plan_for_developers(facts, other, config)


def _own(plan: GunicornPlan) -> Message:
    return msg("Give developers {path} of their own", path=plan.path)


def _is_missing(facts: Facts, launch: Launch, named: EffectiveSetting) -> bool:
    """Tell whether a file that should be the project's own is nowhere in it; a host's own places are not known."""
    path = configuration_path(named.text)
    if path is None or named.origin == "default" or path.startswith(_SYSTEM):
        return False
    if path.startswith("/") and not (launch.in_container and launch.working_directory is not None):
        return False
    name = path.rpartition("/")[2]
    return not any(entry.path.name == name for entry in facts.inventory.files)


def _missing(facts: Facts, started: Started, named: EffectiveSetting) -> Finding:
    place = named.location or started.launch.command.location
    message = msg(
        "{path}:{line} names the configuration {config}, which the project does not have",
        path=place.path, line=place.line, config=named.text,
    )  # fmt: skip
    why = msg('gunicorn stops at once where the file that -c names is not there: "doesn\'t exist".')
    if started.launch.surface is Surface.KUBERNETES:
        why = msg(
            'gunicorn stops at once where the file that -c names is not there: "doesn\'t exist". A manifest does not '
            "tell how its image is built, so none is written here: put the file into the image, or mount it from a "
            "ConfigMap."
        )
    plan = _lacking(facts, started.launch, {})
    offer = FixOffer(_written(plan), Applicability.UNSAFE) if plan is not None else None
    return _finding(started, place, Severity.WARNING, message, why, started.evidence, offer)


def _lacking(facts: Facts, launch: Launch, answers: Answers) -> GunicornPlan | None:
    """The configuration that a command names, where its path leads into the project."""
    named, folder = launch.setting("config"), launch.working_directory
    text = configuration_path(named.text) if named is not None and named.origin == "flag" else None
    if text is None or folder is None or text.startswith("/"):
        return None
    path = folder.join(text)
    return plan_for(facts, launch, answers, path) if path is not None and path.suffix == ".py" else None


def _written(plan: GunicornPlan) -> Message:
    return msg("Write {path}, which the command reads", path=plan.path)


def _unread(facts: Facts, launch: Launch) -> list[ServerConfig]:
    """The gunicorn configurations beside the launch that no launch reads and that are no developers' own."""
    read = {one.config for one in facts.launches}
    found = []
    for config in facts.server_configs:
        path = config.location.path
        roles = [role_of_environment(name) for name in facts.environments_of(path)]
        developers = bool(roles) and all(role in (Role.DEVELOPMENT, Role.TEST) for role in roles)
        if config.server == "gunicorn" and path not in read and not developers and isinstance(path, ProjectPath):
            folder = launch.working_directory
            if folder is not None and path.is_below(folder) and "template" not in path.value:
                found.append(config)
    return found


def _ignored(started: Started, unread: list[ServerConfig]) -> Finding:
    launch = started.launch
    workers = launch.setting("workers")
    lacks = workers is not None and workers.origin == "default"
    place = launch.command.location
    message = msg(
        "{path}:{line} starts gunicorn without -c: {config} is read by no launch",
        path=place.path, line=place.line, config=unread[0].location.path,
    )  # fmt: skip
    why = msg(
        "gunicorn finds nothing by itself but ./gunicorn.conf.py: what it says is not in force in {environments}.",
        environments=", ".join(started.environments),
    )
    evidence = tuple(Evidence(one.location, msg("no launch reads this configuration")) for one in unread)
    offer = FixOffer(_title(_words(launch, unread) or ()), Applicability.UNSAFE) if _words(launch, unread) else None
    severity = Severity.WARNING if lacks else Severity.INFO
    return _finding(started, place, severity, message, why, (*evidence, *started.evidence), offer)


def _words(launch: Launch, unread: list[ServerConfig]) -> tuple[str, ...] | None:
    path, folder = unread[0].location.path, launch.working_directory
    if len(unread) != 1 or folder is None or not isinstance(path, ProjectPath) or not launch.command.words:
        return None
    return ("-c", path.relative_to(folder))


def _title(words: tuple[str, ...]) -> Message:
    return msg("Add {words} to the command", words=" ".join(words))


def _finding(
    started: Started,
    place: Location,
    severity: Severity,
    message: Message,
    why: Message,
    evidence: tuple[Evidence, ...],
    offer: FixOffer | None,
) -> Finding:
    return Finding(
        rule=RULE.code,
        severity=severity,
        confidence=Confidence.LOW if severity is Severity.INFO else Confidence.MEDIUM,
        location=place,
        message=message,
        why=why,
        subject=f"server config {started.launch.app or ''}",
        environments=started.environments,
        evidence=evidence,
        fix=offer,
    )


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Name the unread configuration, write the one that is named, or give developers one of their own."""
    path = finding.location.path
    assert isinstance(path, ProjectPath)
    if finding.location.span is None:
        return _split_fix(facts, path, files)
    for launch in facts.launches:
        named = launch.setting("config")
        if named is not None and (named.location or launch.command.location) == finding.location:
            plan = _lacking(facts, launch, answers)
            if plan is not None:
                made = plan.created(files)
                return Fix(_written(plan), Applicability.UNSAFE, made, choices=plan.choices)
        if launch.command.location != finding.location or named is not None:
            continue
        unread = _unread(facts, launch)
        words = _words(launch, unread) if unread else None
        if words is not None:
            return Fix(_title(words), Applicability.UNSAFE, with_configuration(files(path), launch, words[1]))
    raise FixUnavailable(msg("Which configuration the command should read is not told."))


def _split_fix(facts: Facts, path: ProjectPath, files: Files) -> Fix:
    other = _developers(facts, path)
    plan = _split(facts, path, other) if other is not None else None
    if other is None or plan is None:
        raise FixUnavailable(msg("The command of developers does not stand where it can be changed."))
    edits = dict.fromkeys(plan.created(files))
    for launch in facts.launches:
        if launch.config == path and is_for_developers(launch) and not _has_flags(launch):
            if _is_deployed_too(facts, launch):
                continue
            written = launch.command.location.path
            if launch.working_directory == other.working_directory and isinstance(written, ProjectPath):
                edits |= dict.fromkeys(with_configuration(files(written), launch, plan.named))
    return Fix(_own(plan), Applicability.UNSAFE, tuple(edits))


RULE = Rule(
    code="EW502",
    name="shared-server-config",
    point="5.1",
    severity=Severity.WARNING,
    summary=msg("Production reads developers' gunicorn configuration, or none, or one that is not there"),
    page=__doc__,
    check=check,
    fix=fix,
    asks=("bind", "workers"),
    leads=True,
)
