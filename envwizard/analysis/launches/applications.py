"""The application that a launch serves: its module and kind, and the worker class of gunicorn that fits it."""

from __future__ import annotations

from envwizard.analysis.declared import requires
from envwizard.analysis.versions import at_least
from envwizard.model.facts import Facts
from envwizard.model.facts.launches import Launch
from envwizard.model.facts.python import EventKind, PythonModule

ASGI = {
    "fastapi": "FastAPI", "starlette": "Starlette", "quart": "Quart", "litestar": "Litestar", "falcon-asgi": "Falcon",
    "django-asgi": "Django (ASGI)", "socketio-asgi": "Socket.IO",
}  # fmt: skip
WSGI = {"flask": "Flask", "django-wsgi": "Django (WSGI)", "bottle": "Bottle", "falcon": "Falcon"}
# What makes the one kind of application into the other.
_ADAPTERS = (
    "a2wsgi",
    "asgiref.wsgi",
    "fastapi.middleware.wsgi",
    "uvicorn.middleware.wsgi",
    "asgi_wsgi",
    "asgiref.sync",
)
# gunicorn's own ASGI worker came with 24.1.
_WITH_ASGI_WORKER = "24.1"


def application_of(facts: Facts, launch: Launch) -> tuple[PythonModule, str] | None:
    """The module that the launch names and the kind of its application, where its source tells both."""
    dotted, _, variable = (launch.app or "").partition(":")
    variable = (variable or "application").strip("\"'")
    path = dotted.replace(".", "/")
    if not path or "$" in path:
        return None
    ends = (f"{path}.py", f"{path}/__init__.py")
    folder = launch.working_directory
    found = [
        module
        for module in facts.python_modules
        if any(module.path.value == end or module.path.value.endswith(f"/{end}") for end in ends)
    ]
    beside = [one for one in found if folder is not None and any(one.path == folder.join(end) for end in ends)]
    if len(beside or found) != 1:
        return None
    module = (beside or found)[0]
    imported = (event.name for event in module.events if event.kind is EventKind.IMPORT)
    if any(name.startswith(_ADAPTERS) for name in imported):
        return None
    kinds = {kind for name, kind in module.applications if name == variable or name == variable.split("(")[0] + "()"}
    kind = next(iter(kinds)) if len(kinds) == 1 else None
    return (module, kind) if kind in ASGI or kind in WSGI else None


def fitting_worker_class(facts: Facts, framework: str) -> str | None:
    """gunicorn's worker class for an application of that kind; ``None`` where the project requires none that fits.

    uvicorn 0.54, Deployment: ``uvicorn.workers`` is deprecated in favour of the distribution uvicorn-worker.
    """
    if framework in WSGI:
        return "sync"
    if requires(facts, ("uvicorn-worker",)):
        return "uvicorn_worker.UvicornWorker"
    if requires(facts, ("uvicorn",)):
        return "uvicorn.workers.UvicornWorker"
    return "asgi" if at_least(facts, "gunicorn", _WITH_ASGI_WORKER).answer else None
