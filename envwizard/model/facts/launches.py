"""How the project is started, with the server settings in force and where each comes from."""

from __future__ import annotations

from dataclasses import dataclass

from envwizard.model.environment import Evidence, Role
from envwizard.model.facts.commands import CommandLine, Surface
from envwizard.model.facts.containers import Variable
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location


@dataclass(frozen=True, slots=True)
class EffectiveSetting:
    """A server setting in force.

    ``name`` is one of ``bind``, ``workers``, ``reload``, ``worker_class``, ``preload``, ``config``, ``debug``.
    ``value`` is ``None`` where it is computed at start. ``origin`` says who gives it: ``flag``, ``config file``,
    ``GUNICORN_CMD_ARGS``, ``WEB_CONCURRENCY``, ``PORT``, ``default``, ``call``, ``settings``.
    """

    name: str
    value: str | None
    text: str
    origin: str
    location: Location | None


@dataclass(frozen=True, slots=True)
class Launch:
    """One way the project is started.

    ``server`` is ``gunicorn``, ``uvicorn``, ``hypercorn``, ``daphne``, ``waitress``, ``granian``, ``uwsgi``,
    ``runserver``, ``flask``, ``fastapi``, ``celery``, ``python`` (a script) or ``other``. ``command`` is the command
    that was found to start it, after indirections; ``via`` are the places passed on the way (a compose service that
    runs an image's CMD, ``make run``, a script). ``environments`` are names of environments. ``program`` is the word
    that names the executable (``/opt/venv/bin/gunicorn``). ``app`` is the import string or the script's path.
    ``working_directory`` is a project path where it can be mapped there.
    """

    id: str
    surface: Surface
    name: str
    location: Location
    server: str
    command: CommandLine
    program: str
    app: str | None
    environments: tuple[str, ...]
    in_container: bool
    on_platform: bool = False
    working_directory: ProjectPath | None = None
    settings: tuple[EffectiveSetting, ...] = ()
    variables: tuple[Variable, ...] = ()
    env_files: tuple[tuple[str, Location], ...] = ()
    via: tuple[Evidence, ...] = ()
    # The file of the configuration in force (gunicorn's -c), if it lies in the project.
    config: ProjectPath | None = None
    guarded: bool = False
    # How many containers or machines run it, where a compose file, a cluster or a platform file says so.
    replicas: int | None = None
    # What each of ``environments`` is for, in the same order.
    roles: tuple[Role, ...] = ()

    def setting(self, name: str) -> EffectiveSetting | None:
        """The setting of that name, if it is known for this server."""
        return next((one for one in self.settings if one.name == name), None)


@dataclass(frozen=True, slots=True)
class FileEnvironment:
    """Which environment a file belongs to (a name of the project's environments, or ``unknown``) and why."""

    path: ProjectPath
    environment: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ImportStep:
    """One step of an import chain: the module at ``location`` imports ``name`` (or calls it: ``main``)."""

    location: Location
    name: str


@dataclass(frozen=True, slots=True)
class LateLoad:
    """An env variable read before the load in an entry point's import order.

    ``chain`` leads from the entry to the read and ``load_chain`` to the load; both are empty for what the entry does
    itself. ``guarded`` reads stand in a branch or in ``try``. ``earlier`` is a load of another file that comes before
    the read: it is late for this load only.
    """

    entry: ProjectPath
    read: Location
    key: str
    default: str | None
    load: Location
    loader: str
    chain: tuple[ImportStep, ...]
    load_chain: tuple[ImportStep, ...] = ()
    guarded: bool = False
    reader: str = "os"
    earlier: Location | None = None
    # The ids of the launches that start the entry.
    launches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImageMismatch:
    """A path that an image's start needs and that the files of its final stage do not have."""

    dockerfile: ProjectPath
    needed: str
    needed_by: Location
    copy: Location | None
    # The file of the context that is meant, and where the COPY put it; ``None`` where nothing fits.
    context_path: ProjectPath | None
    image_path: str | None
    # Where the start looks for it, absolute.
    expected: str = ""
    # The bind mount of a compose file that brings it in spite of the image, if there is one.
    mount: Location | None = None
    # Code opens it when it runs; the start itself does not name it.
    opened: bool = False
    # The ignore file that keeps ``context_path`` out of the build context.
    hidden_by: ProjectPath | None = None
    # The working directory that the destination of the COPY repeats.
    repeats: str = ""
