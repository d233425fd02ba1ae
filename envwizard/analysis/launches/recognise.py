"""Which server a command starts, and which application it serves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.model.command_words import Program
from envwizard.model.facts.commands import Word

_BY_NAME = {
    "gunicorn": "gunicorn",
    "gunicorn3": "gunicorn",
    "gunicorn.app.wsgiapp": "gunicorn",
    "uvicorn": "uvicorn",
    "hypercorn": "hypercorn",
    "granian": "granian",
    "daphne": "daphne",
    "waitress-serve": "waitress",
    "waitress": "waitress",
    "uwsgi": "uwsgi",
}
_DJANGO_SERVERS = frozenset(("runserver", "runserver_plus", "runserver_socketio"))


@dataclass(frozen=True, slots=True)
class ServerCommand:
    """A server and the words behind the one that names it (``run`` of ``flask run`` taken off)."""

    server: str
    arguments: tuple[Word, ...]


def recognise(program: Program) -> ServerCommand | None:
    """Tell the server that a program is; ``None`` where it is none."""
    server = _BY_NAME.get(program.name)
    if server is not None:
        return ServerCommand(server, program.arguments)
    words = program.arguments
    if program.name == "flask":
        at = _verb(words, ("run",))
        return ServerCommand("flask", (*words[:at], *words[at + 1 :])) if at is not None else None
    if program.name in ("fastapi", "fastapi_cli"):
        at = _verb(words, ("run", "dev"))
        return ServerCommand("fastapi", words[at:]) if at is not None else None
    if program.name == "celery" and _verb(words, ("worker", "beat", "flower")) is not None:
        return ServerCommand("celery", words)
    return _django(program)


def _django(program: Program) -> ServerCommand | None:
    words = (program.word, *program.arguments) if program.module is None else program.arguments
    if program.name in ("django-admin", "django"):
        words = (program.word, *program.arguments)
    elif not any(word.text.endswith("manage.py") for word in words[:4]):
        return None
    at = next((index for index, word in enumerate(words[:6]) if word.text in _DJANGO_SERVERS), None)
    return ServerCommand("runserver", words[at + 1 :]) if at is not None else None


def _verb(words: tuple[Word, ...], verbs: tuple[str, ...]) -> int | None:
    return next((index for index, word in enumerate(words) if word.text in verbs), None)


def script_of(program: Program) -> Iterator[str]:
    """Give what ``python`` runs: a script's path, or the paths that a module may have."""
    if program.module is not None:
        base = program.module.replace(".", "/")
        yield from (f"{base}/__main__.py", f"{base}.py")
    elif program.is_python:
        for word in program.arguments:
            if word.text in ("-c", "-"):
                return
            if not word.text.startswith("-"):
                yield word.text
                return
    elif program.word.text.endswith(".py"):
        yield program.word.text
