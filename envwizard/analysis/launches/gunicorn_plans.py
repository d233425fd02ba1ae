"""Which configuration a launch of gunicorn should read: where it lies, what it says and why, and what leads there."""

from __future__ import annotations

from dataclasses import dataclass

from envwizard.analysis.declared import requires
from envwizard.analysis.deployed import deployed_environments, host_of, is_loopback, port_of
from envwizard.analysis.images.added_copies import AddedCopy, added_copy
from envwizard.analysis.images.carried import Carried
from envwizard.analysis.launches.applications import WSGI, application_of, fitting_worker_class
from envwizard.analysis.launches.gunicorn_settings import KNOWN_SETTINGS
from envwizard.analysis.launches.stop_times import stop_time
from envwizard.edits.gunicorn_config import MOST_WORKERS, GunicornConfig, Line, config_text, counted_workers
from envwizard.edits.server_command import holding_all, with_configuration
from envwizard.model.change import CreateFile, Edit
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.launches import Launch
from envwizard.model.facts.services import ServerConfig
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers, Question, chosen
from envwizard.model.rule import Files

# What a command's own flags call the settings that a configuration would give; a flag goes before the configuration.
_FLAGS = {
    "bind": ("-b", "--bind"), "workers": ("-w", "--workers"), "worker_class": ("-k", "--worker-class"),
    "threads": ("--threads",), "timeout": ("-t", "--timeout"), "graceful_timeout": ("--graceful-timeout",),
    "worker_tmp_dir": ("--worker-tmp-dir",), "reload": ("--reload",),
}  # fmt: skip
# gunicorn's default: what is asked to stop has these seconds for the requests that it serves.
_GRACEFUL_TIMEOUT = 30
_SOCKETIO = ("flask-socketio", "python-socketio")
# Each worker of an application with one of these loads its own copy of a model.
_MODELS = frozenset(
    ("torch", "tensorflow", "keras", "transformers", "sentence-transformers", "gensim", "openai-whisper", "easyocr",
     "paddleocr", "ultralytics", "llama-cpp-python", "faster-whisper", "diffusers")
)  # fmt: skip
# What production's configuration says for itself alone.
_OF_PRODUCTION = frozenset(
    ("workers", "reload", "preload_app", "daemon", "worker_tmp_dir", "max_requests", "max_requests_jitter", "user",
     "group", "pidfile", "certfile", "keyfile", "ca_certs", "graceful_timeout")
)  # fmt: skip
# Folders where projects keep what belongs to their deployment.
_DEPLOYMENT = frozenset(("deploy", "deployment", "deployments", "config", "conf", "etc", "ops", "server"))


@dataclass(frozen=True, slots=True)
class GunicornPlan:
    """A configuration that is to be written: its path, the words of ``-c``, its text and what may be chosen otherwise.

    ``copy`` is a line that the Dockerfile needs for it.
    """

    path: ProjectPath
    named: str
    text: str
    choices: tuple[Question, ...] = ()
    copy: AddedCopy | None = None

    def edits(self, launch: Launch, files: Files) -> tuple[Edit, ...]:
        """The new file, and the command that reads it; raises ``FixUnavailable``."""
        path = launch.command.location.path
        if not isinstance(path, ProjectPath):
            raise FixUnavailable(msg("The command does not stand in a file of the project."))
        file = files(path)
        return (*self.created(files), *holding_all(file, launch, with_configuration(file, launch, self.named)))

    def created(self, files: Files) -> tuple[Edit, ...]:
        """The new file, and the COPY that brings it into the image where it needs one of its own."""
        made: list[Edit] = [CreateFile(self.path, self.text.encode())]
        if self.copy is not None:
            made.append(self.copy.edit(files))
        return tuple(made)


def loads_models(facts: Facts) -> bool:
    """Tell whether each worker would load a copy of a model."""
    return requires(facts, _MODELS)


def serves_sockets(facts: Facts) -> bool:
    """Tell whether clients of Socket.IO keep to the process that they began with."""
    return requires(facts, _SOCKETIO)


def plan_for(
    facts: Facts, launch: Launch, answers: Answers, path: ProjectPath | None = None, threaded: str = ""
) -> GunicornPlan | None:
    """Derive the configuration that a deployed launch of gunicorn should read; ``None`` where its place is not certain.

    ``path`` is given where the command names a file already, which the project does not have; ``threaded`` names the
    server that ran the application in threads until now, if one did.
    """
    folder = launch.working_directory
    environment = next(iter(deployed_environments(launch)), None)
    if folder is None or environment is None or launch.surface is Surface.KUBERNETES:
        return None
    copy = None
    if path is None:
        path = _place(facts, launch, folder, f"gunicorn-{environment}.conf.py")
        if path is None:
            return None
    if facts.git.ignores(path) or any(entry.path == path for entry in facts.inventory.files):
        return None
    if launch.in_container and Carried(facts, planned=True).has(launch, path) is False:
        copy = _own_copy(facts, launch, path, folder)
        if copy is None:
            return None
    named = path.relative_to(folder)
    lines, choices = _lines(facts, launch, answers, threaded)
    command = f"gunicorn -c {named} {launch.app or ''}".rstrip()
    return GunicornPlan(path, named, config_text(GunicornConfig(environment, command, lines)), choices, copy)


def plan_for_developers(facts: Facts, launch: Launch, shared: ServerConfig) -> GunicornPlan | None:
    """Derive the configuration of development's own beside one that production reads too; what that says is kept."""
    folder, path = launch.working_directory, shared.location.path
    environment = next(iter(launch.environments), None)
    if folder is None or environment is None or not isinstance(path, ProjectPath) or not path.is_below(folder):
        return None
    own = path.parent.join(f"gunicorn-{environment}.conf.py")
    if own is None or facts.git.ignores(own) or any(entry.path == own for entry in facts.inventory.files):
        return None
    if launch.in_container and Carried(facts, planned=True).has(launch, own) is False:
        return None
    other = _OF_PRODUCTION if launch.in_container else _OF_PRODUCTION | {"bind"}
    kept = [one for one in shared.settings if one.value is not None and one.name in KNOWN_SETTINGS - other]
    reason = f"As in {path.name}."
    lines = [
        *(Line(one.name, one.expression, "" if index else reason) for index, one in enumerate(kept)),
        *([_developers_bind(shared)] if not launch.in_container else ()),
        Line("workers", "1", "One process: breakpoints and the reloader need no more."),
        Line("reload", "True", "Start again whenever a source file changes."),
    ]
    named = own.relative_to(folder)
    command = f"gunicorn -c {named} {launch.app or ''}".rstrip()
    given = tuple(line for line in lines if not _is_flag(line.name, launch.command.argv))
    return GunicornPlan(own, named, config_text(GunicornConfig(environment, command, given)))


def _developers_bind(shared: ServerConfig) -> Line:
    """This machine only, on the port of the shared configuration."""
    bind = next((one.value for one in shared.settings if one.name == "bind" and one.value), "")
    port = bind.rpartition(":")[2]
    return Line("bind", f'"127.0.0.1:{port if port.isdigit() else 8000}"', "This machine only.")


def _place(facts: Facts, launch: Launch, folder: ProjectPath, name: str) -> ProjectPath | None:
    """Beside another configuration of gunicorn, where a unit lies with its like, else where the server starts."""
    for config in facts.server_configs:
        beside = config.location.path
        if config.server == "gunicorn" and isinstance(beside, ProjectPath) and beside.parent.is_below(folder):
            return beside.parent.join(name)
    written = launch.command.location.path
    kept = written.parent if isinstance(written, ProjectPath) and not launch.in_container else folder
    if kept.name in _DEPLOYMENT and kept.is_below(folder):
        return kept.join(name)
    return folder.join(name)


def _own_copy(facts: Facts, launch: Launch, path: ProjectPath, folder: ProjectPath) -> AddedCopy | None:
    """The COPY that a Dockerfile needs which names the files that it takes one by one."""
    places = (launch.command.location.path, launch.location.path)
    # A compose file that builds the only image says no more than the Dockerfile itself.
    only = facts.dockerfiles[0] if len(facts.dockerfiles) == 1 else None
    dockerfile = next((one for one in facts.dockerfiles if one.path in places), only)
    if dockerfile is None:
        return None
    return added_copy(facts, dockerfile, path, path.relative_to(folder).rpartition("/")[0])


def _lines(
    facts: Facts, launch: Launch, answers: Answers, threaded: str
) -> tuple[tuple[Line, ...], tuple[Question, ...]]:
    application = application_of(facts, launch)
    kind = launch.setting("worker_class")
    asgi = application is not None and application[1] not in WSGI
    choices: list[Question] = []
    lines = [_bind(facts, launch, answers, choices), _workers(facts, launch, asgi, answers, choices)]
    if application is not None and kind is not None and kind.origin == "default":
        fitting = fitting_worker_class(facts, application[1])
        if fitting is not None and asgi:
            lines.append(Line("worker_class", f'"{fitting}"', "The application speaks ASGI."))
        elif serves_sockets(facts):
            lines.append(Line("worker_class", '"gthread"', "Threads, one for each client that stays connected."))
            lines.append(Line("threads", "100"))
        elif fitting == "sync" and threaded:
            reason = f"Threads, as {threaded} served it: slow clients wait without holding a worker up."
            lines += [Line("worker_class", '"gthread"', reason), Line("threads", "4")]
        elif fitting == "sync" and not facts.proxy_upstreams:
            # Whether the code is safe in threads is not for a guess: the class stays, and the way out is named.
            reason = (
                "One request at a time in each worker, as before. No proxy takes slow clients on here: if the code is "
                'safe in threads, "gthread" with threads = 4 lets them wait without holding a worker up.'
            )
            lines.append(Line("worker_class", '"sync"', reason))
    stop = stop_time(facts, launch)
    if stop is not None and stop.seconds - 2 < _GRACEFUL_TIMEOUT:
        lines.append(Line("graceful_timeout", str(max(1, stop.seconds - 2)), f"{stop.reason}: requests end before."))
    if launch.in_container:
        reason = "The workers' heartbeat belongs in memory: a container's disk can block it."
        lines.append(Line("worker_tmp_dir", '"/dev/shm"', reason))
    words = launch.command.argv
    if _is_flag("bind", words):
        choices = [one for one in choices if not one.id.startswith("bind:")]
    return tuple(line for line in lines if not _is_flag(line.name, words)), tuple(choices)


def _is_flag(name: str, words: tuple[str, ...]) -> bool:
    """Tell whether the command itself gives a setting."""
    for flag in _FLAGS.get(name, ()):
        short = not flag.startswith("--")
        if any(word == flag or word.startswith(flag if short else f"{flag}=") for word in words):
            return True
    return False


def _bind(facts: Facts, launch: Launch, answers: Answers, choices: list[Question]) -> Line:
    bind = launch.setting("bind")
    port = (port_of(bind) if bind is not None else None) or "8000"
    given = any(one.name == "PORT" for one in launch.variables)
    if launch.in_container or launch.on_platform or given:
        told = launch.on_platform or given
        address = f"f\"0.0.0.0:{{os.environ.get('PORT', '{port}')}}\"" if told else f'"0.0.0.0:{port}"'
        where = "the platform's router" if launch.on_platform else "published ports"
        reason = f"All interfaces: {where} cannot reach 127.0.0.1 in a container." if launch.in_container else (
            "All interfaces, on the port that PORT names."
        )  # fmt: skip
        return Line("bind", address, reason)
    sockets = [one for one in facts.proxy_upstreams if "unix:" in one.target]
    loopback = f"127.0.0.1:{port}"
    if sockets and (bind is None or bind.origin == "default"):
        target = "unix:" + sockets[0].target.partition("unix:")[2].rstrip(":/")
        question = Question(
            f"bind:{launch.command.location.path}",
            msg("Where should gunicorn listen? {path} forwards to a socket.", path=sockets[0].location),
            (target, loopback, f"0.0.0.0:{port}"),
            target,
            (Evidence(sockets[0].location, msg("The proxy forwards to {target}", target=target)),),
        )
        choices.append(question)
        return Line("bind", f'"{chosen(question, answers)}"', "The proxy on this machine forwards to it.")
    said = bind if bind is not None and bind.origin != "default" and not is_loopback(bind) else None
    host = host_of(said) if said is not None else None
    if host and not facts.proxy_upstreams:
        return Line("bind", f'"{host}:{port}"', "As before. Behind a proxy on this machine 127.0.0.1 is enough.")
    reason = "This machine only" + (": the proxy in front forwards to it." if facts.proxy_upstreams else ".")
    return Line("bind", f'"{loopback}"', reason)


def _workers(facts: Facts, launch: Launch, asgi: bool, answers: Answers, choices: list[Question]) -> Line:
    if serves_sockets(facts):
        return Line("workers", "1", "Clients of Socket.IO must meet the same process again: one, and many threads.")
    if loads_models(facts):
        question = Question(
            f"workers:{launch.command.location.path}",
            msg("Each worker loads its own copy of the model. How many workers fit into the memory?"),
            ("1", "2", "processors"),
            "1",
        )
        choices.append(question)
        answer = chosen(question, answers) or "1"
        if answer != "processors":
            expression = f'int(os.environ.get("WEB_CONCURRENCY") or {answer})'
            return Line("workers", expression, "WEB_CONCURRENCY decides; each worker loads its own copy of the model.")
    each = "one for each processor and one more" if asgi else "two for each processor and one more"
    reason = f"WEB_CONCURRENCY decides; else {each}, {MOST_WORKERS} at most."
    return Line("workers", counted_workers(asgi), reason)
