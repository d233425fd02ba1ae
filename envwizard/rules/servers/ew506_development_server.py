"""EW506 development-server: users are served by a server that is made for one developer.

## What it checks
What production and staging start: Django's `runserver`, `flask run`, `fastapi dev`, and Python files that an image, a
unit, a Procfile or a platform executes and that end in `app.run(..)` of Flask, Quart, Dash or Bottle, `werkzeug`'s
`run_simple` or `wsgiref`. Compose files, scripts and make targets of development are silent, and so are files that
only somebody at a keyboard starts. Flask-SocketIO's `run` counts only where neither eventlet nor gevent is required,
for with these it is a server for users. Where developers run the very same command of an image, it is only a hint.
A server call at the top of a source that gunicorn or another server imports is reported too, for it runs at the import.

## Why it hurts
These servers are built to restart on every change and to show what went wrong, to anybody who asks. Django's manual
says "do not use this server in a production setting: it has not gone through security audits or performance tests",
Flask's says the same; nobody restarts them when they die, and they know no workers.

## Example
    CMD ["python", "manage.py", "runserver", "0.0.0.0:8000"]
    # mended:
    CMD ["gunicorn", "-c", "gunicorn-production.conf.py", "shop.wsgi"]

## What the fix does
For `fastapi dev` it writes `fastapi run`. Quart's `app.run(..)` becomes hypercorn, which Quart requires; `runserver` of
Django with Channels becomes daphne or uvicorn, whichever is required: under gunicorn's WSGI the sockets would be gone.
For any other `runserver`, `flask run` and a file that ends in Flask's `app.run(..)` it starts gunicorn with the
application that they serve (the project's wsgi module, what `--app` or FLASK_APP names, the file's own variable), and
writes `gunicorn-production.conf.py` beside it: the address and port that were in force, the count of workers, threads
where the old server used them, each with its reason (see EW501). In a manifest of Kubernetes, which does not tell what
lies in the image, the command gets `--workers 2` and the bind address as flags instead. gunicorn joins the requirements
that the deployment installs where it is missing; where these are compiled or locked, add it there first. What a file
does only under `if __name__ == "__main__"` the server does not do: the fix names it. A call that runs at the import
goes below that test. Keep the old command for development.

## References
- Django 5.2, django-admin: runserver
- Flask 3.1, Deploying to Production; Quart, Dash and Bottle say the same of theirs
- FastAPI, FastAPI CLI: "fastapi dev" and "fastapi run"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envwizard.analysis.declared import requires
from envwizard.analysis.deployed import Started, deployed_launches, is_for_developers, is_started_by_code, port_of
from envwizard.analysis.images.pulled_images import compose_images
from envwizard.analysis.launches.asgi_servers import AsgiServer, asgi_server, speaks_asgi
from envwizard.analysis.launches.gunicorn_plans import GunicornPlan, plan_for
from envwizard.analysis.launches.served_apps import ServedApp, can_require, requirement_edits, served_app
from envwizard.analysis.launches.starts_on_import import StartOnImport, starts_on_import
from envwizard.edits.command_line import replace_words
from envwizard.edits.main_guard import guarded
from envwizard.edits.server_command import holding_all, with_server
from envwizard.model.change import Applicability, Edit, Fix
from envwizard.model.command_words import base_name
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.launches import Launch
from envwizard.model.facts.python import PythonModule, ServerStart
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers, Question
from envwizard.model.rule import Files, NotApplicable, Rule

_CALLS: dict[str, str | Message] = {
    "wsgiref": "wsgiref",
    **{
        server: msg("{framework}'s {call}", framework=framework, call=call)
        for server, framework, call in (
            ("flask", "Flask", "app.run"),
            ("werkzeug", "werkzeug", "run_simple"),
            ("quart", "Quart", "app.run"),
            ("dash", "Dash", "app.run"),
            ("bottle", "Bottle", "run"),
            ("flask-socketio", "Flask-SocketIO", "run"),
        )
    },
}
_RUN = msg("Start {words} instead", words="fastapi run")
_GUARD = msg('Put the call below if __name__ == "__main__"')
_OLD_ONE = msg("Keep the old command for development.")
_OLD = msg("Keep the old command for development; each worker of gunicorn is a process with its own memory and state.")
_REAL_SERVERS_OF_SOCKETIO = ("eventlet", "gevent", "gevent-websocket")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each command of users' environments that starts a development server."""
    if not facts.launches:
        return NotApplicable(msg("Nothing here starts a server."))
    return list(_found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    for started in deployed_launches(facts):
        for launch in started.launches:
            name = _development_server(facts, launch)
            if name is not None and not launch.guarded and launch.surface is not Surface.PYTHON:
                yield _finding(facts, launch, name, started)
                break
    for one in starts_on_import(facts):
        yield _on_import(one)


def _on_import(one: StartOnImport) -> Finding:
    """A server started at the top of a source that another server imports."""
    place, server = one.begun.location, one.launch.server
    return Finding(
        rule=RULE.code,
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        location=place,
        message=msg(
            "{place} starts {name} as soon as {server} imports {path}",
            place=place,
            name=_CALLS.get(one.begun.server, one.begun.server),
            server=server,
            path=one.module.path,
        ),
        why=msg(
            "{server} waits while it loads the application, until the other server ends: in {environments} nobody is "
            "served, or all are served by a server for one developer.",
            server=server,
            environments=", ".join(one.started.environments),
        ),
        subject=f"start on import {one.module.path}",
        environments=one.started.environments,
        evidence=(
            Evidence(one.launch.command.location, msg("{server} is started here", server=server)),
            *one.started.evidence,
        ),
        fix=FixOffer(_GUARD, Applicability.SAFE),
    )


def _development_server(facts: Facts, launch: Launch) -> str | Message | None:
    """Name the development server that a launch starts, as people call it; ``None`` for any other."""
    argv = launch.command.argv
    if is_started_by_code(launch):
        begun = _begun(facts, launch)
        if begun is None or (begun[1].server == "flask-socketio" and requires(facts, _REAL_SERVERS_OF_SOCKETIO)):
            return None
        return _CALLS.get(begun[1].server)
    if launch.server == "runserver":
        return next((word for word in argv if word.startswith("runserver")), "runserver")
    if launch.server == "flask":
        return "flask run"
    if launch.server == "fastapi" and "dev" in argv:
        return "fastapi dev"
    return None


def _begun(facts: Facts, launch: Launch) -> tuple[PythonModule, ServerStart] | None:
    for module in facts.python_modules:
        if module.path.value == launch.app and module.server_starts:
            return module, module.server_starts[0]
    return None


def _finding(facts: Facts, launch: Launch, name: str | Message, started: Started) -> Finding:
    reload = launch.setting("reload")
    debug = launch.setting("debug")
    careful = is_started_by_code(launch) and not any(one is not None and one.value == "true" for one in (reload, debug))
    severity = Severity.WARNING if careful else Severity.ERROR
    if _is_developers_too(facts, launch, started):
        severity = Severity.INFO
    location = launch.command.location
    return Finding(
        rule=RULE.code,
        severity=severity,
        confidence=Confidence.LOW if severity is Severity.INFO else Confidence.HIGH,
        location=location,
        message=msg(
            "{path}:{line} serves {environments} with {name}",
            path=location.path,
            line=location.line,
            environments=", ".join(started.environments),
            name=name,
        ),
        why=_why(facts, launch, name),
        subject=f"development server {launch.name} {launch.app or ''}",
        environments=started.environments,
        evidence=started.evidence,
        fix=_offer(facts, launch),
    )


def _is_developers_too(facts: Facts, launch: Launch, started: Started) -> bool:
    """Tell whether an image that nothing deploys by name is what developers run."""
    if any(one.surface is not Surface.DOCKERFILE for one in started.launches):
        return False
    if any(image.pulled and image.dockerfile == launch.location.path for image in compose_images(facts)):
        return False
    same = (one for one in facts.launches if one.command.location == launch.command.location)
    return any(is_for_developers(one) for one in same)


def _why(facts: Facts, launch: Launch, name: str | Message) -> Message:
    if requires(facts, ("gunicorn", "uvicorn")):
        server = "gunicorn" if requires(facts, ("gunicorn",)) else "uvicorn"
        return msg(
            "{name} is for one developer: no workers, no security audit, tracebacks for whoever asks. {server} is "
            "among the requirements and is not used here.",
            name=name,
            server=server,
        )
    return msg(
        "{name} is for one developer: no workers, no security audit, tracebacks for whoever asks. Its own manual says "
        "not to use it in production.",
        name=name,
    )


def _offer(facts: Facts, launch: Launch) -> FixOffer | None:
    if _is_fastapi(launch):
        return FixOffer(_RUN, Applicability.UNSAFE)
    if speaks_asgi(facts, launch):
        server = asgi_server(facts, launch) if launch.command.words else None
        return FixOffer(_serving(server), Applicability.UNSAFE) if server is not None else None
    flags = _with_flags(facts, launch)
    if flags is not None:
        return FixOffer(_title(flags[0]), Applicability.UNSAFE) if can_require(facts) else None
    start = _gunicorn(facts, launch, {})
    return FixOffer(_title(start[0]), Applicability.UNSAFE) if start is not None and can_require(facts) else None


def _is_fastapi(launch: Launch) -> bool:
    return launch.server == "fastapi" and not is_started_by_code(launch)


def _serving(server: AsgiServer) -> Message:
    return msg("Start {server} with {app} instead", server=server.program, app=server.app)


def _title(app: ServedApp) -> Message:
    return msg("Start gunicorn with {app} instead", app=app.text)


def _with_flags(facts: Facts, launch: Launch) -> tuple[ServedApp, tuple[str, ...]] | None:
    """The application and the words of gunicorn's command for a manifest, which says nothing of the image's files."""
    app = served_app(facts, launch) if launch.command.words and launch.surface is Surface.KUBERNETES else None
    bind = launch.setting("bind")
    port = port_of(bind) if bind is not None else None
    if app is None or port is None:
        return None
    return app, (_beside(launch.program), "--workers", "2", "--bind", f"0.0.0.0:{port}", app.text)


def _gunicorn(facts: Facts, launch: Launch, answers: Answers) -> tuple[ServedApp, GunicornPlan] | None:
    """The application for gunicorn and the configuration, if the project says all that they need."""
    app = served_app(facts, launch) if launch.command.words else None
    plan = plan_for(facts, app.launch(launch), answers, threaded=app.threaded) if app is not None else None
    return (app, plan) if app is not None and plan is not None else None


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Put the server for users in the place of the other."""
    path = finding.location.path
    assert isinstance(path, ProjectPath)
    if any(one.begun.location == finding.location for one in starts_on_import(facts)) and finding.location.span:
        return Fix(_GUARD, Applicability.SAFE, (guarded(files(path), finding.location.span),))
    for launch in facts.launches:
        if launch.command.location != finding.location:
            continue
        if _is_fastapi(launch):
            at = launch.command.argv.index("dev")
            edits = replace_words(files(path), launch.command, at, at, ("run",))
            return Fix(_RUN, Applicability.UNSAFE, edits)
        if speaks_asgi(facts, launch):
            server = asgi_server(facts, launch)
            if server is None:
                break
            words = (_beside(launch.program, server.program), *server.words)
            edits = with_server(files(path), launch, words)
            return Fix(_serving(server), Applicability.UNSAFE, edits, notes=(_OLD_ONE,))
        flags = _with_flags(facts, launch)
        if flags is not None:
            file = files(path)
            return _gunicorn_fix(facts, flags[0], files, holding_all(file, launch, with_server(file, launch, flags[1])))
        start = _gunicorn(facts, launch, answers)
        if start is not None:
            app, plan = start
            file = files(path)
            words = (_beside(launch.program), "-c", plan.named, app.text)
            changed = holding_all(file, launch, with_server(file, launch, words))
            return _gunicorn_fix(facts, app, files, (*plan.created(files), *changed), plan.choices)
    raise FixUnavailable(msg("Which application to serve is not told: write the server's command yourself."))


def _gunicorn_fix(
    facts: Facts, app: ServedApp, files: Files, edits: tuple[Edit, ...], choices: tuple[Question, ...] = ()
) -> Fix:
    required = requirement_edits(facts, files)
    if required is None:
        raise FixUnavailable(msg("gunicorn is not among the requirements: add it where they are locked, first."))
    notes = [_OLD]
    if required:
        notes.append(msg("gunicorn joins {path}: install it where the application runs.", path=required[0].path))
    if app.lost:
        only = msg("{place} calls {name} only when the file is started by itself: gunicorn does not do it.",
                   place=app.lost[0].location, name=app.lost[0].name)  # fmt: skip
        notes.append(only)
    return Fix(_title(app), Applicability.UNSAFE, (*edits, *required), notes=tuple(notes), choices=choices)


def _beside(program: str, server: str = "gunicorn") -> str:
    """The server out of the virtual environment that the old program came from: ``/srv/shop/venv/bin/python``."""
    folder, slash, name = program.rpartition("/")
    is_python = base_name(name).startswith(("python", "flask", "quart"))
    return f"{folder}/{server}" if slash and is_python and folder.endswith("/bin") else server


RULE = Rule(
    code="EW506",
    name="development-server",
    point="5.1",
    severity=Severity.ERROR,
    summary=msg("Users are served by a server that is made for one developer"),
    page=__doc__,
    check=check,
    fix=fix,
    asks=("bind", "workers"),
    leads=True,
)
