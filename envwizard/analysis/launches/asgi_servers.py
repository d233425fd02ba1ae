"""What serves an ASGI application in the place of a development server: its program and all that it is told."""

from __future__ import annotations

from dataclasses import dataclass

from envwizard.analysis.declared import requires
from envwizard.analysis.deployed import host_of, port_of
from envwizard.model.facts import Facts
from envwizard.model.facts.launches import Launch

# What makes Django serve more than requests: under WSGI its sockets would be gone.
_CHANNELS = ("channels", "daphne")


@dataclass(frozen=True, slots=True)
class AsgiServer:
    """A server that the project requires, and the words behind it."""

    program: str
    words: tuple[str, ...]
    app: str


def speaks_asgi(facts: Facts, launch: Launch) -> bool:
    """Tell whether a development server serves an application that needs ASGI: Django with Channels, or Quart."""
    if launch.server == "runserver":
        return requires(facts, _CHANNELS)
    return any(module.path.value == launch.app and _is_quart(module.applications) for module in facts.python_modules)


def asgi_server(facts: Facts, launch: Launch) -> AsgiServer | None:
    """Find the server; ``None`` where the project requires none, or does not say which application."""
    folder = launch.working_directory
    bind = launch.setting("bind")
    host = "0.0.0.0" if launch.in_container else (host_of(bind) if bind is not None else None) or "127.0.0.1"
    port = port_of(bind) if bind is not None else None
    if folder is None:
        return None
    if launch.server == "runserver":
        modules = [entry.path for entry in facts.inventory.files if entry.path.name == "asgi.py"]
        below = [path for path in modules if path.is_below(folder) and path.parent != folder]
        if len(below) != 1 or "manage.py" not in launch.command.argv:
            return None
        app = below[0].parent.relative_to(folder).replace("/", ".") + ".asgi:application"
        if requires(facts, ("daphne",)):
            return AsgiServer("daphne", (app, "-b", host, "-p", port or "8000"), app)
        if requires(facts, ("uvicorn",)):
            return AsgiServer("uvicorn", (app, "--host", host, "--port", port or "8000"), app)
        return None
    for module in facts.python_modules:
        names = [name for name, kind in module.applications if kind == "quart" and not name.endswith("()")]
        if module.path.value == launch.app and module.path.parent == folder and len(names) == 1:
            app = f"{module.path.name[:-3]}:{names[0]}"
            # Quart requires hypercorn itself.
            return AsgiServer("hypercorn", (app, "--bind", f"{host}:{port or '5000'}"), app)
    return None


def _is_quart(applications: tuple[tuple[str, str], ...]) -> bool:
    return any(kind == "quart" for _, kind in applications)
