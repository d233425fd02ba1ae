"""EW501 missing-workers: a production server runs with the one worker that it starts by default.

## What it checks
Launches of gunicorn, uvicorn, hypercorn, granian, `fastapi run` and uWSGI that belong to production or staging. A
worker count may come from a flag, from the configuration file that is really read (`-c`, or ./gunicorn.conf.py of the
working directory), from GUNICORN_CMD_ARGS, from WEB_CONCURRENCY in the image, the compose file, an env file or the
platform's file, from `${WORKERS:-4}`, from a uWSGI file, from replicas, or from Heroku's buildpack (an image there has
none). The example of an env file that is not in the repository speaks for it. Only where all of
them are silent is the launch reported. A count of one on the command line is a decision and is not reported; in a
gunicorn configuration it is, where the worker is synchronous and has no threads.
Threads, an event-loop worker under Socket.IO, a source that runs a bot beside its server, and servers without workers
(daphne, waitress) are not reported either; Kubernetes pods, also those that run an image as it is, are scaled by their
number.

## Why it hurts
gunicorn's default is one synchronous worker: one slow request and everybody waits. uvicorn's default is one process,
which uses one core however many there are, and which nobody restarts when it dies.

## Example
    CMD ["gunicorn", "--bind", "0.0.0.0:8000", "shop.wsgi"]
    # mended:
    CMD ["gunicorn", "-c", "gunicorn-production.conf.py", "--bind", "0.0.0.0:8000", "shop.wsgi"]

## What the fix does
For gunicorn it writes `gunicorn-production.conf.py` (named for the environment) and starts the command with `-c` and
that file: workers from WEB_CONCURRENCY, else a count that sees the affinity and the quota of a container, twelve at
most; the address by where the command runs; a worker class that fits the application; each with its reason. What the
command says itself stays there and stays in force. A configuration that is read already gets the count added. Where
each worker loads a model of its own, you are asked how many.
For the other servers it adds `--workers 2`; where a shell expands variables, `--workers ${WEB_CONCURRENCY:-2}`. Two is
a start that fits everywhere, not a measurement. Every worker costs memory and has its own state: so this fix is never
applied by itself.

## References
- gunicorn 27.0, Settings: workers ("1, or WEB_CONCURRENCY"); Design: "how many workers?"
- uvicorn 0.54, Settings: production (--workers, WEB_CONCURRENCY)
- Heroku Dev Center, Optimizing Python application concurrency: the buildpack sets WEB_CONCURRENCY
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from envwizard.analysis.deployed import Started, deployed_launches, expands_variables, is_started_by_code
from envwizard.analysis.launches.applications import ASGI, application_of
from envwizard.analysis.launches.bind_changes import configured_setting
from envwizard.analysis.launches.gunicorn_plans import GunicornPlan, loads_models, plan_for
from envwizard.edits.gunicorn_config import add_workers, change_workers, counted_workers
from envwizard.edits.server_command import with_words, workers_words
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.launches import EffectiveSetting, Launch
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.question import Answers, Question, chosen
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location

_SERVERS = frozenset(("gunicorn", "uvicorn", "hypercorn", "granian", "fastapi", "uwsgi"))
_COUNTS = ("WEB_CONCURRENCY", "GUNICORN_CMD_ARGS")
_SOCKETIO = ("flask_socketio", "socketio")
# A bot holds one connection to its service: a second process would answer everything twice.
_BOTS = frozenset(
    ("discord", "nextcord", "disnake", "hikari", "aiogram", "telegram", "telebot", "telethon", "pyrogram", "twitchio",
     "vkbottle", "slack_bolt")
)  # fmt: skip
_COUNTED = msg("Count the workers in the configuration, WEB_CONCURRENCY first")
_MEASURE = msg(
    "Each worker needs its own memory: measure, and set WEB_CONCURRENCY where the machine wants another count."
)
_START = msg("Two workers are a start: measure, and set WEB_CONCURRENCY or the number for your machine.")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each command that starts its server with the default of one worker."""
    if not any(launch.server in _SERVERS for launch in facts.launches):
        return NotApplicable(msg("Nothing here starts a server that has workers."))
    return list(_found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    seen: set[Location] = set()
    for started in deployed_launches(facts):
        lacking = [launch for launch in started.launches if _lacks_workers(launch)]
        if lacking and not _is_one_right(facts, lacking[0]) and not _is_given_elsewhere(facts, lacking[0]):
            yield _finding(facts, lacking[0], started)
            continue
        single = None if lacking else _single(facts, started.launch, started)
        if single is not None and single.location not in seen:
            seen.add(single.location)
            yield single


def _lacks_workers(launch: Launch) -> bool:
    workers = launch.setting("workers")
    if launch.server not in _SERVERS or workers is None or workers.origin != "default":
        return False
    if launch.surface is Surface.KUBERNETES or (launch.replicas or 0) > 1:
        return False
    if launch.server == "fastapi" and _reloads_by_itself(launch):
        return False
    return not (launch.server == "uwsgi" and (launch.setting("config") or _names_a_file(launch)))


def _is_given_elsewhere(facts: Facts, launch: Launch) -> bool:
    return _is_given_to_image(facts, launch) or _is_scaled(facts, launch) or _is_in_example(facts, launch)


def _is_scaled(facts: Facts, launch: Launch) -> bool:
    """Tell whether a workload of Kubernetes runs the image as it is: the cluster multiplies its containers."""
    path = launch.location.path
    if launch.surface is not Surface.DOCKERFILE or not isinstance(path, ProjectPath):
        return False
    names = {path.parent.name} if path.parent != ROOT else {facts.project_name, launch.name}
    return any(
        container.image is not None and container.command is None and container.arguments is None
        and re.split(r"[:@]", container.image.rpartition("/")[2])[0] in names
        for container in facts.kubernetes_containers
    )  # fmt: skip


def _is_in_example(facts: Facts, launch: Launch) -> bool:
    """Tell whether the example of an env file that is not in the repository gives the count."""
    there = {entry.path for entry in facts.inventory.files}
    for text, place in launch.env_files:
        path = place.path.parent.join(text) if isinstance(place.path, ProjectPath) else None
        if path is None or path in there:
            continue
        for file in facts.env_files:
            stands_for = file.path.parent == path.parent and file.path.name.startswith(path.name)
            if stands_for and any(entry.key in _COUNTS and entry.value.reveal() for entry in file.entries):
                return True
    return False


def _is_given_to_image(facts: Facts, launch: Launch) -> bool:
    """Tell whether a compose file that runs the finished image gives it the count, which building it does not show."""
    for compose in facts.compose_files:
        for service in compose.services:
            given = any(variable.name in _COUNTS for variable in service.environment)
            same = service.name == launch.name or launch.surface is Surface.DOCKERFILE
            if given and same and service.image is not None and service.build_context is None:
                return launch.in_container
    return False


def _reloads_by_itself(launch: Launch) -> bool:
    reload = launch.setting("reload")
    return reload is not None and reload.value == "true" and reload.origin == "default"


def _names_a_file(launch: Launch) -> bool:
    return any(word.endswith((".ini", ".yaml", ".yml", ".json", ".xml", ".toml")) for word in launch.command.argv)


def _is_one_right(facts: Facts, launch: Launch) -> bool:
    """Tell whether something makes one process right, or gives the count where no file of the project shows it."""
    threads = launch.setting("threads")
    if threads is not None and threads.value != "1":
        return True
    kind = launch.setting("worker_class")
    named = (kind.value or kind.text) if kind is not None else ""
    if any(name in named for name in ("eventlet", "gevent")) and _uses_socketio(facts):
        return True
    return launch.surface is Surface.PROCFILE or _is_a_bot(facts, launch)


def _is_a_bot(facts: Facts, launch: Launch) -> bool:
    """Tell whether the source that starts the server by itself runs a bot in the same process."""
    module = next((one for one in facts.python_modules if one.path.value == launch.app), None)
    return module is not None and any(event.name.split(".")[0] in _BOTS for event in module.events)


def _uses_socketio(facts: Facts) -> bool:
    return any(event.name.split(".")[0] in _SOCKETIO for module in facts.python_modules for event in module.events)


def _finding(facts: Facts, launch: Launch, started: Started) -> Finding:
    quiet = loads_models(facts) or (launch.on_platform and not _is_built_for_heroku(facts, launch))
    return Finding(
        rule=RULE.code,
        severity=Severity.INFO if quiet else Severity.WARNING,
        confidence=Confidence.LOW if quiet else Confidence.MEDIUM,
        location=launch.command.location,
        message=msg(
            "{path}:{line} starts {server} with one worker in {environments}: nothing says how many",
            path=launch.command.location.path,
            line=launch.command.location.line,
            server=launch.server,
            environments=", ".join(started.environments),
        ),
        why=_why(launch),
        subject=f"workers {launch.server} {launch.app or ''}",
        environments=started.environments,
        evidence=(*_silent_configuration(launch), *started.evidence),
        fix=_offer(facts, launch),
    )


def _is_built_for_heroku(facts: Facts, launch: Launch) -> bool:
    """Tell whether Heroku runs an image: what sets WEB_CONCURRENCY there is its buildpack for Python.

    (devcenter.heroku.com/articles/optimizing-dyno-usage and /build-docker-images-heroku-yml)
    """
    services = (one for one in facts.services if one.location == launch.location)
    return any(one.platform == "heroku" and one.dockerfile is not None for one in services)


def _silent_configuration(launch: Launch) -> tuple[Evidence, ...]:
    """The configuration that is read and says nothing of workers."""
    if launch.config is None:
        return ()
    return (Evidence(Location(launch.config), msg("{path} is read and gives no workers", path=launch.config)),)


def _single(facts: Facts, launch: Launch, started: Started) -> Finding | None:
    """One synchronous worker, written down in a configuration: mostly what a template came with."""
    workers = launch.setting("workers")
    kind = launch.setting("worker_class")
    if launch.server != "gunicorn" or workers is None or workers.origin != "config file" or workers.value != "1":
        return None
    if workers.location is None or kind is None or kind.value != "sync" or (launch.replicas or 0) > 1:
        return None
    if launch.surface is Surface.KUBERNETES or _is_one_right(facts, launch) or loads_models(facts):
        return None
    return Finding(
        rule=RULE.code,
        severity=Severity.WARNING,
        confidence=Confidence.LOW,
        location=workers.location,
        message=msg(
            "{path}:{line} gives gunicorn a single synchronous worker in {environments}",
            path=workers.location.path,
            line=workers.location.line,
            environments=", ".join(started.environments),
        ),
        why=msg("While it answers one request, everybody else waits; threads or more workers would let them in."),
        subject=f"single worker {launch.app or ''}",
        environments=started.environments,
        evidence=(Evidence(launch.command.location, msg("gunicorn reads the file here")), *started.evidence),
        fix=FixOffer(_COUNTED, Applicability.UNSAFE),
    )


def _why(launch: Launch) -> Message:
    kind = launch.setting("worker_class")
    if launch.server == "gunicorn" and kind is not None and kind.value == "sync":
        return msg(
            "gunicorn's default is a single synchronous worker: while it answers one request, everybody else waits. No "
            "flag, configuration file, GUNICORN_CMD_ARGS, WEB_CONCURRENCY or replica count gives another number."
        )
    return msg(
        "One process uses one core, and while it is restarted nobody is served. No flag, configuration file, "
        "WEB_CONCURRENCY or replica count gives another number."
    )


def _offer(facts: Facts, launch: Launch) -> FixOffer | None:
    if launch.config is not None and launch.server == "gunicorn":
        return FixOffer(_COUNTED, Applicability.UNSAFE)
    plan = _plan(facts, launch, {})
    if plan is not None:
        return FixOffer(_written(plan), Applicability.UNSAFE)
    words = _words(facts, launch, "1" if loads_models(facts) else "2")
    return FixOffer(_title(words), Applicability.UNSAFE) if words is not None else None


def _plan(facts: Facts, launch: Launch, answers: Answers) -> GunicornPlan | None:
    if launch.server != "gunicorn" or not launch.command.words or launch.setting("config") is not None:
        return None
    return plan_for(facts, launch, answers)


def _written(plan: GunicornPlan) -> Message:
    return msg("Write {path} and start gunicorn with it", path=plan.path)


def _title(words: tuple[str, ...]) -> Message:
    return msg("Add {words} to the command", words=" ".join(words))


def _how_many(launch: Launch, path: ProjectPath) -> Question:
    return Question(
        f"workers:{path}",
        msg("Each worker loads its own copy of the model. How many workers fit into the memory?"),
        ("1", "2", "4"),
        "1",
        about=path,
    )


def _words(facts: Facts, launch: Launch, count: str) -> tuple[str, ...] | None:
    if not launch.command.words or is_started_by_code(launch):
        return None
    return workers_words(launch, f"${{WEB_CONCURRENCY:-{count}}}" if expands_variables(facts, launch) else count)


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Write the configuration and name it in the command, or add the count where the server reads it."""
    path = finding.location.path
    assert isinstance(path, ProjectPath)
    for launch in facts.launches:
        workers = launch.setting("workers")
        if workers is not None and workers.location == finding.location and workers.origin == "config file":
            return _single_fix(facts, launch, workers, files)
        if launch.command.location != finding.location or not _lacks_workers(launch):
            continue
        if launch.config is not None and launch.server == "gunicorn":
            edits = add_workers(files(launch.config), counted_workers(_speaks_asgi(facts, launch)))
            return Fix(_COUNTED, Applicability.UNSAFE, edits, notes=(_MEASURE,))
        plan = _plan(facts, launch, answers)
        if plan is not None:
            return Fix(
                _written(plan), Applicability.UNSAFE, plan.edits(launch, files), notes=(_MEASURE,), choices=plan.choices
            )
        question = _how_many(launch, path) if loads_models(facts) else None
        words = _words(facts, launch, (chosen(question, answers) or "1") if question is not None else "2")
        if words is not None:
            edits = with_words(files(path), launch, words)
            choices = (question,) if question is not None else ()
            return Fix(_title(words), Applicability.UNSAFE, edits, notes=(_START,), choices=choices)
    raise FixUnavailable(msg("The command is not one that a flag can be added to."))


def _single_fix(facts: Facts, launch: Launch, workers: EffectiveSetting, files: Files) -> Fix:
    """Put the count in the place of the one worker that the configuration gives."""
    configured = configured_setting(facts, workers)
    path = configured.location.path if configured is not None else None
    if configured is None or not isinstance(path, ProjectPath):
        raise FixUnavailable(msg("The count is not given in a configuration."))
    expression = counted_workers(_speaks_asgi(facts, launch))
    edits = change_workers(files(path), [(configured.value_location, expression)])
    return Fix(_COUNTED, Applicability.UNSAFE, edits, notes=(_MEASURE,))


def _speaks_asgi(facts: Facts, launch: Launch) -> bool:
    application = application_of(facts, launch)
    return application is not None and application[1] in ASGI


RULE = Rule(
    code="EW501",
    name="missing-workers",
    point="5.1",
    severity=Severity.WARNING,
    summary=msg("A production server runs with the one worker that it starts by default"),
    page=__doc__,
    check=check,
    fix=fix,
    asks=("bind", "workers"),
    leads=True,
)
