"""EW504 wrong-worker-class: gunicorn's worker class does not fit the application or the version of gunicorn.

## What it checks
Four things about what gunicorn is started with. An ASGI application (FastAPI, Starlette, Quart, Litestar, Django's
asgi.py) on a worker that speaks WSGI, the default `sync` included, and a WSGI application (Flask, Django's wsgi.py) on
a uvicorn worker; the application is the variable that the command names, in the project's own source. `eventlet`, where
the project locks or installs gunicorn 26 or later. A worker that needs a distribution of its own (eventlet, gevent,
tornado, uvicorn), where none of the project's lists of dependencies has it although they have gunicorn. And
`uvicorn.workers`, which uvicorn has deprecated: a hint.

## Why it hurts
An ASGI application on a WSGI worker answers every request with 500: "missing 1 required positional argument: 'send'".
gunicorn 26 has no eventlet worker any more and does not start with it; with one that is not installed it does not start
either.

## Example
    CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--workers", "4", "shop.main:app"]    # app = FastAPI()
    # mended: with "--worker-class", "uvicorn_worker.UvicornWorker" before "shop.main:app"

## What the fix does
It names the class in the flag or the configuration, or adds the flag: `uvicorn_worker.UvicornWorker` where the project
requires uvicorn-worker, else `uvicorn.workers.UvicornWorker` where it requires uvicorn, else gunicorn's own `asgi`
where the project's gunicorn is 24.1 or later; for a WSGI application `sync`.
In the place of eventlet it names `gthread` with as many threads as clients wait at once (100 under Socket.IO, else 8),
which needs no further distribution; where the project requires gevent, you are asked for one of the two.

## References
- gunicorn 27.0, Settings: worker_class; gunicorn 26.0, changelog: the eventlet worker is removed
- uvicorn 0.54, Deployment: "The uvicorn.workers module is deprecated", package uvicorn-worker
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from envwizard.analysis.declared import requires
from envwizard.analysis.dependencies.installs import installs
from envwizard.analysis.deployed import is_for_developers
from envwizard.analysis.launches.applications import ASGI, WSGI, application_of, fitting_worker_class
from envwizard.analysis.launches.bind_changes import change_bind
from envwizard.analysis.launches.gunicorn_plans import serves_sockets
from envwizard.analysis.versions import Judged, at_least
from envwizard.edits.server_command import with_words
from envwizard.edits.server_config import line_behind
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.launches import EffectiveSetting, Launch
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers, Question, chosen
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location

_WSGI_WORKERS = frozenset(("sync", "gthread", "gevent", "eventlet", "gevent_wsgi", "gevent_pywsgi"))
_PACKAGES = {
    "eventlet": "eventlet", "gevent(?:_wsgi|_pywsgi)?": "gevent", "tornado": "tornado",
    r"(?:geventwebsocket|gevent_websocket)\..*": "gevent-websocket", r"uvicorn\.workers\..*": "uvicorn",
    r"uvicorn_worker\..*": "uvicorn-worker",
}  # fmt: skip
# They bring one of these along.
_BRINGING = frozenset(("fastapi-cli", "fastapi", "sanic", "locust", "geventhttpclient", "gevent-websocket", "jupyter"))
_INSTEAD = msg("Name another worker class than eventlet")
_WITHOUT_EVENTLET = "26"


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each launch of gunicorn whose worker cannot serve, or soon will not."""
    launches = [launch for launch in facts.launches if launch.server == "gunicorn"]
    if not launches:
        return NotApplicable(msg("Nothing here starts gunicorn."))
    return list(_found(facts, launches))


def _found(facts: Facts, launches: list[Launch]) -> Iterator[Finding]:
    seen: set[tuple[Location, str]] = set()
    for launch in launches:
        kind = launch.setting("worker_class")
        if kind is None or kind.value is None:
            continue
        place = kind.location or launch.command.location
        for finding in _about(facts, launch, kind, place):
            if (place, finding.subject) not in seen:
                seen.add((place, finding.subject))
                yield finding


def _about(facts: Facts, launch: Launch, kind: EffectiveSetting, place: Location) -> Iterator[Finding]:
    application = application_of(facts, launch)
    name = kind.value or ""
    if application is not None and _clashes(name, application[1]):
        module, framework = application
        spoken = {**ASGI, **WSGI}[framework]
        severity = Severity.WARNING if is_for_developers(launch) else Severity.ERROR
        message = msg(
            "{path}:{line} starts {app} with the worker {kind}, but it is {framework}",
            path=place.path, line=place.line, app=launch.app or "", kind=name, framework=spoken,
        )  # fmt: skip
        evidence = (Evidence(module.location, msg("{app} is {framework} there", app=launch.app, framework=spoken)),)
        yield _finding(launch, place, severity, message, _why(framework), "application", evidence,
                       _offer(facts, launch, kind, framework))  # fmt: skip
    elif (package := _undeclared(facts, name)) is not None:
        message = msg(
            "{path}:{line} names the worker {kind}, and no list of dependencies here has {package}",
            path=place.path, line=place.line, kind=name, package=package,
        )  # fmt: skip
        why = msg("gunicorn imports it at its start and stops where it is not installed.")
        severity = Severity.WARNING if is_for_developers(launch) else Severity.ERROR
        yield _finding(launch, place, severity, message, why, package, (), None)
    elif name == "eventlet":
        removed = at_least(facts, "gunicorn", _WITHOUT_EVENTLET, place.path)
        if removed.answer:
            yield _eventlet(launch, kind, place, removed)
    elif name.startswith("uvicorn.workers."):
        message = msg("{path}:{line} names {kind}, which uvicorn has deprecated", path=place.path, line=place.line,
                      kind=name)  # fmt: skip
        why = msg("It still works in uvicorn 0.54. The package uvicorn-worker holds the same class and stays.")
        offer = _renaming(launch, kind) if requires(facts, ("uvicorn-worker",)) else None
        yield _finding(launch, place, Severity.INFO, message, why, "uvicorn.workers", (), offer)


def _undeclared(facts: Facts, name: str) -> str | None:
    """The distribution that a worker class needs beside gunicorn, where all lists are known and none has it.

    A list that some distribution brings along (``gunicorn[gevent]``, ``flask-socketio``) may install it all the same.
    """
    package = next((one for kind, one in _PACKAGES.items() if re.fullmatch(kind, name)), None)
    if package is None or not requires(facts, ("gunicorn",)) or requires(facts, (package, *_BRINGING)):
        return None
    requirements = [one for file in facts.requirements_files for one in file.requirements]
    requirements += [one for file in facts.project_files for one in file.requirements]
    named = {re.split(r"[<>=!~\[]", word.text)[0].lower() for one in installs(facts) if one.install is not None
             for word in one.install.packages}  # fmt: skip
    extras = any(one.name == "gunicorn" and one.extras for one in requirements)
    return None if extras or package in named else package


def _clashes(name: str, framework: str) -> bool:
    if framework in ASGI:
        return name in _WSGI_WORKERS
    return "Uvicorn" in name or name == "asgi"


def _why(framework: str) -> Message:
    if framework in ASGI:
        return msg(
            'The worker calls the application as WSGI: every request is answered with 500, "missing 1 required '
            "positional argument: 'send'\"."
        )
    return msg("The worker calls the application as ASGI: every request is answered with 500.")


def _eventlet(launch: Launch, kind: EffectiveSetting, place: Location, removed: Judged) -> Finding:
    message = msg(
        "{path}:{line} names the worker eventlet, which gunicorn {version} does not have any more",
        path=place.path, line=place.line, version=removed.version or msg("26 or newer"),
    )  # fmt: skip
    why = msg("gunicorn removed it in 26.0 and does not start with it; gevent or gthread take its place.")
    severity = Severity.WARNING if is_for_developers(launch) else Severity.ERROR
    offer = FixOffer(_INSTEAD, Applicability.UNSAFE) if kind.origin in ("flag", "config file") else None
    return _finding(launch, place, severity, message, why, "eventlet", removed.evidence, offer)


def _finding(
    launch: Launch,
    place: Location,
    severity: Severity,
    message: Message,
    why: Message,
    subject: str,
    evidence: tuple[Evidence, ...],
    offer: FixOffer | None,
) -> Finding:
    return Finding(
        rule=RULE.code,
        severity=severity,
        confidence=Confidence.MEDIUM if subject == "application" else Confidence.HIGH,
        location=place,
        message=message,
        why=why,
        subject=f"worker class {subject} {launch.app or ''}",
        environments=launch.environments,
        evidence=evidence,
        fix=offer,
    )


def _offer(facts: Facts, launch: Launch, kind: EffectiveSetting, framework: str) -> FixOffer | None:
    wanted = fitting_worker_class(facts, framework)
    if wanted is None or kind.origin not in ("default", "flag", "config file"):
        return None
    return FixOffer(_title(wanted), Applicability.UNSAFE) if launch.command.words else None


def _renaming(launch: Launch, kind: EffectiveSetting) -> FixOffer | None:
    if kind.origin not in ("flag", "config file"):
        return None
    return FixOffer(_title("uvicorn_worker"), Applicability.SAFE)


def _other_worker(facts: Facts, launch: Launch, kind: EffectiveSetting, files: Files, answers: Answers) -> Fix:
    """Put gthread or gevent in the place of eventlet, gthread with threads."""
    path = (kind.location or launch.command.location).path
    assert isinstance(path, ProjectPath)
    wanted, choices = "gthread", tuple[Question, ...]()
    if requires(facts, ("gevent",)):
        question = Question(
            f"worker-class:{path}",
            msg("Which worker takes the place of eventlet? The project requires gevent; threads need nothing."),
            ("gevent", "gthread"),
            "gevent",
            about=path,
        )
        wanted, choices = chosen(question, answers) or "gevent", (question,)
    edits = change_bind(facts, launch, kind, "eventlet", wanted, files)
    threads = launch.setting("threads")
    if wanted == "gthread" and (threads is None or threads.origin == "default"):
        count = "100" if serves_sockets(facts) else "8"
        if kind.origin == "flag":
            edits = (*edits, *with_words(files(path), launch, ("--threads", count)))
        else:
            edits = (*edits, line_behind(files(path), edits, f"threads = {count}"))
    note = msg("Take eventlet out of the requirements, and out of the code that patches the standard library with it.")
    return Fix(_INSTEAD, Applicability.UNSAFE, edits, notes=(note,), choices=choices)


def _title(wanted: str) -> Message:
    return msg("Name the worker class {wanted}", wanted=wanted)


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Write the class where it is named, or add the flag."""
    for launch in facts.launches:
        kind = launch.setting("worker_class")
        if launch.server != "gunicorn" or kind is None or kind.value is None:
            continue
        if (kind.location or launch.command.location) != finding.location:
            continue
        if kind.value.startswith("uvicorn.workers.") and finding.subject.startswith("worker class uvicorn.workers"):
            edits = change_bind(facts, launch, kind, "uvicorn.workers", "uvicorn_worker", files)
            return Fix(_title("uvicorn_worker"), Applicability.SAFE, edits)
        if finding.subject.startswith("worker class eventlet"):
            return _other_worker(facts, launch, kind, files, answers)
        application = application_of(facts, launch)
        wanted = fitting_worker_class(facts, application[1]) if application is not None else None
        path = launch.command.location.path
        if wanted is None or not isinstance(path, ProjectPath):
            continue
        if kind.origin == "default":
            edits = with_words(files(path), launch, ("--worker-class", wanted))
        else:
            edits = change_bind(facts, launch, kind, kind.value, wanted, files)
        return Fix(_title(wanted), Applicability.UNSAFE, edits)
    raise FixUnavailable(msg("The worker class is not named in a place that can be changed."))


RULE = Rule(
    code="EW504",
    name="wrong-worker-class",
    point="5.1",
    severity=Severity.ERROR,
    summary=msg("gunicorn's worker class does not fit the application or the version of gunicorn"),
    page=__doc__,
    check=check,
    fix=fix,
    asks=("worker-class",),
)
