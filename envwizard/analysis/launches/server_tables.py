"""What each server's command line and environment know, as far as it decides how it serves.

Compared with the tools' own help, uWSGI and fastapi-cli excepted: gunicorn 27.0, uvicorn 0.54, hypercorn
0.18, granian 2.8, daphne 4.2, waitress 3.0, uWSGI 2.0, Flask 3.1, Django 5.2, fastapi-cli 0.0.14.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from envwizard.analysis.launches.options import OptionTable


@dataclass(frozen=True, slots=True)
class ServerTable:
    """One server: its options, its defaults, and the environment variables that it reads for a setting.

    ``host`` and ``port`` are the defaults of servers that bind by two options. ``reads_web_concurrency`` tells
    whether WEB_CONCURRENCY is its default for workers.
    """

    options: OptionTable
    defaults: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    host: str | None = None
    port: str = "8000"
    reads_web_concurrency: bool = False


def _switches(*names: str) -> frozenset[str]:
    return frozenset(f"--{name}" for name in names)


GUNICORN_OPTIONS = OptionTable(
    {
        "-c": "config", "--config": "config", "-b": "bind", "--bind": "bind", "-w": "workers", "--workers": "workers",
        "-k": "worker_class", "--worker-class": "worker_class", "--threads": "threads", "--reload": "reload",
        "--preload": "preload", "--chdir": "chdir",
    },
    _switches(
        "reload", "preload", "daemon", "check-config", "print-config", "no-sendfile", "enable-stdio-inheritance",
        "log-syslog", "disable-redirect-access-to-syslog", "capture-output", "reuse-port", "spew", "initgroups",
        "do-handshake-on-connect", "suppress-ragged-eofs", "proxy-protocol", "strip-header-spaces",
        "permit-obsolete-folding", "permit-unconventional-http-method", "permit-unconventional-http-version",
        "casefold-http-method", "no-control-socket", "enable-backlog-metric", "version", "help",
    )
    | {"-D", "-R", "-v", "-h"},
    frozenset(("-c", "-b", "-w", "-k", "-e", "-p", "-u", "-g", "-m", "-n", "-t")),
    frozenset(("bind",)),
)  # fmt: skip

GUNICORN_DEFAULTS = {
    "workers": "1", "bind": "127.0.0.1:8000", "reload": "false", "worker_class": "sync", "preload": "false",
    "threads": "1",
}  # fmt: skip

TABLES: dict[str, ServerTable] = {
    "uvicorn": ServerTable(
        OptionTable(
            {
                "--host": "host", "--port": "port", "--uds": "socket", "--fd": "socket", "--workers": "workers",
                "--reload": "reload", "--env-file": "env_file", "--app-dir": "chdir",
            },
            _switches(
                "reload", "access-log", "no-access-log", "use-colors", "no-use-colors", "proxy-headers",
                "no-proxy-headers", "server-header", "no-server-header", "date-header", "no-date-header", "factory",
                "reset-contextvars", "http2", "version", "help",
            ),
        ),
        {"workers": "1", "reload": "false"},
        {"UVICORN_HOST": "host", "UVICORN_PORT": "port", "UVICORN_WORKERS": "workers", "UVICORN_RELOAD": "reload"},
        host="127.0.0.1",
        reads_web_concurrency=True,
    ),
    "hypercorn": ServerTable(
        OptionTable(
            {
                "-b": "bind", "--bind": "bind", "-w": "workers", "--workers": "workers", "-k": "worker_class",
                "--worker-class": "worker_class", "-c": "config", "--config": "config", "--reload": "reload",
                "--debug": "debug",
            },
            _switches("reload", "debug", "daemon", "version", "help") | {"-D"},
            frozenset(("-b", "-w", "-k", "-c", "-p", "-u", "-g", "-m")),
        ),
        {"bind": "127.0.0.1:8000", "workers": "1", "reload": "false"},
    ),
    "granian": ServerTable(
        OptionTable(
            {
                "--host": "host", "--port": "port", "--uds": "socket", "--workers": "workers", "--reload": "reload",
                "--interface": "worker_class", "--env-files": "env_file", "--working-dir": "chdir",
                # The threads that run the application; before 2.0 they were called --threads.
                "--blocking-threads": "threads", "--threads": "threads",
            },
            _switches(
                "reload", "no-reload", "http1-keep-alive", "no-http1-keep-alive", "access-log", "no-access-log", "log",
                "no-log", "respawn-failed-workers", "no-respawn-failed-workers", "factory", "no-factory", "ws", "no-ws",
                "http1-pipeline-flush", "no-http1-pipeline-flush", "http2-adaptive-window", "no-http2-adaptive-window",
                "metrics", "no-metrics", "ssl-client-verify", "no-ssl-client-verify", "reload-ignore-worker-failure",
                "no-reload-ignore-worker-failure",
                "version", "help",
            ),
        ),
        {"workers": "1", "reload": "false"},
        {
            "GRANIAN_HOST": "host", "GRANIAN_PORT": "port", "GRANIAN_WORKERS": "workers", "GRANIAN_RELOAD": "reload",
            "GRANIAN_BLOCKING_THREADS": "threads", "GRANIAN_THREADS": "threads",
        },
        host="127.0.0.1",
    ),
    "daphne": ServerTable(
        OptionTable(
            {
                "-b": "host", "--bind": "host", "-p": "port", "--port": "port", "-u": "socket",
                "--unix-socket": "socket", "-e": "socket", "--endpoint": "socket", "--fd": "socket",
            },
            _switches("proxy-headers", "no-server-name", "version", "help"),
            frozenset(("-b", "-p", "-u", "-e", "-v", "-t")),
        ),
        host="127.0.0.1",
    ),
    "waitress": ServerTable(
        OptionTable(
            {
                "--listen": "bind", "--host": "host", "--port": "port", "--unix-socket": "socket",
                "--threads": "threads",
            },
            _switches("call", "expose-tracebacks", "no-expose-tracebacks", "ipv4", "no-ipv4", "ipv6", "no-ipv6",
                      "asyncore-use-poll"),
        ),
        {"threads": "4"},
        host="0.0.0.0",
        port="8080",
    ),
    "uwsgi": ServerTable(
        OptionTable(
            {
                "-p": "workers", "--processes": "workers", "--workers": "workers", "--threads": "threads",
                "--http": "bind", "--http-socket": "bind", "--socket": "bind", "-s": "bind", "--ini": "config",
                "--yaml": "config", "--json": "config", "--xml": "config", "--py-autoreload": "reload",
                "--chdir": "chdir",
            },
            _switches(
                "master", "die-on-term", "vacuum", "enable-threads", "need-app", "single-interpreter", "lazy-apps",
                "lazy", "thunder-lock", "disable-logging", "http-keepalive", "show-config", "strict", "no-orphans",
                "memory-report", "http-auto-chunked",
            )
            | {"-M", "-i", "-d"},
            frozenset(("-p", "-s", "-H", "-w")),
        ),
        {"workers": "1"},
        {"UWSGI_PROCESSES": "workers", "UWSGI_WORKERS": "workers", "UWSGI_INI": "config"},
    ),
    "flask": ServerTable(
        OptionTable(
            {
                "-h": "host", "--host": "host", "-p": "port", "--port": "port", "--reload": "reload",
                "--debug": "debug", "-e": "env_file", "--env-file": "env_file",
            },
            _switches(
                "reload", "no-reload", "debug", "no-debug", "debugger", "no-debugger", "with-threads",
                "without-threads", "version", "help",
            ),
            frozenset(("-h", "-p", "-A", "-e")),
        ),
        {},
        {"FLASK_RUN_HOST": "host", "FLASK_RUN_PORT": "port", "FLASK_DEBUG": "debug", "FLASK_RUN_RELOAD": "reload"},
        host="127.0.0.1",
        port="5000",
    ),
    "fastapi": ServerTable(
        OptionTable(
            {"--host": "host", "--port": "port", "--workers": "workers", "--reload": "reload"},
            _switches("reload", "no-reload", "proxy-headers", "no-proxy-headers", "verbose", "version", "help"),
        ),
        {},
        {"UVICORN_HOST": "host", "UVICORN_PORT": "port"},
        reads_web_concurrency=True,
    ),
    "runserver": ServerTable(
        OptionTable(
            {"--noreload": "no_reload", "--settings": "settings"},
            _switches("noreload", "nothreading", "nostatic", "insecure", "ipv6", "traceback", "no-color",
                      "force-color", "skip-checks", "help")
            | {"-6"},
            frozenset(("-v",)),
        ),
    ),
}  # fmt: skip
