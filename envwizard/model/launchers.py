"""Programs that only start another program: ``sudo``, ``env``, ``exec``, ``tini --``, ``poetry run`` and their like."""

from __future__ import annotations

import re

from envwizard.model.facts.commands import Word

_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=.*", re.DOTALL)

# Programs that start the command behind their options: the options that take a value in the next word, and how many
# plain words (a user, a duration, a lock file) come before the command.
_WRAPPERS: dict[str, tuple[frozenset[str], int]] = {
    "exec": (frozenset(("-a",)), 0),
    "command": (frozenset(), 0),
    "builtin": (frozenset(), 0),
    "time": (frozenset(("-f", "-o", "--format", "--output")), 0),
    "nohup": (frozenset(), 0),
    "setsid": (frozenset(), 0),
    "nice": (frozenset(("-n", "--adjustment")), 0),
    "ionice": (frozenset(("-c", "-n", "--class", "--classdata")), 0),
    "chrt": (frozenset(), 1),
    "stdbuf": (frozenset(("-i", "-o", "-e")), 0),
    "env": (frozenset(("-u", "--unset", "-C", "--chdir")), 0),
    "sudo": (
        frozenset(
            ("-u", "--user", "-g", "--group", "-h", "--host", "-p", "--prompt", "-C", "-D", "--chdir", "-R", "-r", "-t", "-T")
        ),
        0,
    ),
    "doas": (frozenset(("-u", "-C")), 0),
    "gosu": (frozenset(), 1),
    "su-exec": (frozenset(), 1),
    "setpriv": (frozenset(("--reuid", "--regid", "--groups", "--inh-caps")), 0),
    "chpst": (frozenset(("-u", "-U", "-e", "-/", "-n", "-l", "-L")), 0),
    "setuser": (frozenset(), 1),
    "runuser": (frozenset(("-u", "--user", "-g", "-G")), 0),
    "chroot": (frozenset(), 1),
    "timeout": (frozenset(("-s", "--signal", "-k", "--kill-after")), 1),
    "flock": (frozenset(("-w", "--timeout", "-E")), 1),
    "xargs": (frozenset(("-n", "-P", "-I", "-L", "-d", "-a", "-s", "-E", "--max-args", "--max-procs", "--arg-file")), 0),
    "dumb-init": (frozenset(("-r", "--rewrite")), 0),
    "tini": (frozenset(("-p", "-e")), 0),
    "catatonit": (frozenset(), 0),
    "s6-setuidgid": (frozenset(), 1),
    "catchsegv": (frozenset(), 0),
    "xvfb-run": (frozenset(("-n", "-s", "-e", "-f", "-p", "-w", "--server-args", "--server-num")), 0),
    "watch": (frozenset(("-n", "--interval")), 0),
    "ddtrace-run": (frozenset(), 0),
    "opentelemetry-instrument": (
        frozenset(("--traces_exporter", "--metrics_exporter", "--logs_exporter", "--service_name", "--exporter_otlp_endpoint")),
        0,
    ),
}  # fmt: skip
# The word that these need before the command: ``poetry run x``. Their options with values stand before or behind it.
_RUNNERS: dict[str, tuple[str, frozenset[str]]] = {
    "poetry": ("run", frozenset(("-C", "--directory", "-P", "--project"))),
    "uv": (
        "run",
        frozenset(
            (
                "--with", "--with-requirements", "--with-editable", "--env-file", "-p", "--python", "--directory",
                "--project", "--package", "--group", "--extra", "--only-group", "--no-group", "--index", "--cache-dir",
                "--default-index", "--index-url", "-i", "--extra-index-url", "--config-file", "--color",
            )
        ),
    ),
    "pipenv": ("run", frozenset(("--python", "--pypi-mirror"))),
    "pdm": ("run", frozenset(("-p", "--project", "--venv", "-c", "--config"))),
    "rye": ("run", frozenset()),
    "hatch": ("run", frozenset(("-e", "--env"))),
    "pixi": ("run", frozenset(("-e", "--environment", "--manifest-path"))),
    "conda": ("run", frozenset(("-n", "--name", "-p", "--prefix", "--cwd"))),
    "mamba": ("run", frozenset(("-n", "--name", "-p", "--prefix", "--cwd"))),
    "micromamba": ("run", frozenset(("-n", "--name", "-p", "--prefix", "--cwd"))),
    "op": ("run", frozenset(("--env-file", "--account"))),
    "dotenv": ("run", frozenset(("-f", "--file", "-q", "--quote"))),
    "doppler": ("run", frozenset(("-p", "--project", "-c", "--config", "-t", "--token"))),
    "infisical": ("run", frozenset(("--env", "--path", "--projectId", "--token"))),
    "newrelic-admin": ("run-program", frozenset()),
    "coverage": ("run", frozenset(("--rcfile", "--source", "--omit", "--include", "--data-file", "--context", "--concurrency"))),
}  # fmt: skip


def behind_launcher(name: str, words: list[Word]) -> list[Word] | None:
    """Give the words of the command that a launcher starts.

    ``name`` is the base name of the first of ``words``; ``None`` where it is no launcher.
    """
    if name in _RUNNERS:
        verb, with_value = _RUNNERS[name]
        index = _skip_options(words, 1, with_value, assignments=False)
        if index < len(words) and words[index].text == verb:
            return words[_skip_options(words, index + 1, with_value, assignments=False) :]
        return None
    if name not in _WRAPPERS:
        return None
    with_value, plain = _WRAPPERS[name]
    index = _skip_options(words, 1, with_value, assignments=name in ("env", "sudo", "doas"))
    return words[_skip_options(words, index + plain, frozenset(), assignments=False) if plain else index :]


def _skip_options(words: list[Word], index: int, with_value: frozenset[str], assignments: bool) -> int:
    while index < len(words):
        text = words[index].text
        if text == "--":
            return index + 1
        if text.startswith("-") and text != "-":
            index += 2 if _takes_next(text, with_value) else 1
        elif text == "-" or (assignments and _ASSIGNMENT.fullmatch(text)):
            index += 1
        else:
            break
    return index


def _takes_next(text: str, with_value: frozenset[str]) -> bool:
    """Tell whether an option word has its value in the next word; ``-Hu`` has, ``-uroot`` holds it itself."""
    if text.startswith("--"):
        return text in with_value
    first = next((index for index, letter in enumerate(text[1:], 1) if f"-{letter}" in with_value), None)
    return first == len(text) - 1
