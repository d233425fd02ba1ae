"""Programs that only start another program: ``sudo``, ``env``, ``exec``, ``tini --``, ``poetry run`` and their like."""

from __future__ import annotations

import re

from envwizard.model.facts.commands import Word

_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=.*", re.DOTALL)

# Programs that start the command behind their options: the options that take a value in the next word, and how many
# plain words (a user, a duration, a lock file) come before the command.
_WRAPPERS: dict[str, tuple[str, int]] = {
    "exec": ("-a", 0),
    "command": ("", 0),
    "builtin": ("", 0),
    "time": ("-f -o --format --output", 0),
    "nohup": ("", 0),
    "setsid": ("", 0),
    "screen": ("-S -c -e -h -p -s -t -T", 0),
    "nice": ("-n --adjustment", 0),
    "ionice": ("-c -n --class --classdata", 0),
    "chrt": ("", 1),
    "stdbuf": ("-i -o -e", 0),
    "env": ("-u --unset -C --chdir", 0),
    "sudo": ("-u --user -g --group -h --host -p --prompt -C -D --chdir -R -r -t -T", 0),
    "doas": ("-u -C", 0),
    "gosu": ("", 1),
    "su-exec": ("", 1),
    "setuser": ("", 1),
    "s6-setuidgid": ("", 1),
    "setpriv": ("--reuid --regid --groups --inh-caps", 0),
    "chpst": ("-u -U -e -/ -n -l -L", 0),
    "runuser": ("-u --user -g -G", 0),
    "chroot": ("", 1),
    "timeout": ("-s --signal -k --kill-after", 1),
    "flock": ("-w --timeout -E", 1),
    "xargs": ("-n -P -I -L -d -a -s -E --max-args --max-procs --arg-file", 0),
    "dumb-init": ("-r --rewrite", 0),
    "tini": ("-p -e", 0),
    "catatonit": ("", 0),
    "xvfb-run": ("-n -s -e -f -p -w --server-args --server-num", 0),
    "watch": ("-n --interval", 0),
    "ddtrace-run": ("", 0),
    "opentelemetry-instrument": ("--traces_exporter --metrics_exporter --logs_exporter --service_name", 0),
}
# The word that these need before the command (``poetry run x``), and their options with values, before or behind it.
_CONDA = ("run", "-n --name -p --prefix --cwd")
_RUNNERS: dict[str, tuple[str, str]] = {
    "poetry": ("run", "-C --directory -P --project"),
    "uv": (
        "run",
        "-w --with --with-requirements --with-editable --env-file -p --python --directory --project --package --group "
        "--extra --only-group --no-group --index --default-index --index-url -i --extra-index-url --config-file"
        " --color --cache-dir",
    ),
    "pipenv": ("run", "--python --pypi-mirror"),
    "pdm": ("run", "-p --project --venv -c --config"),
    "rye": ("run", ""),
    "hatch": ("run", "-e --env"),
    "pixi": ("run", "-e --environment --manifest-path"),
    "conda": _CONDA,
    "mamba": _CONDA,
    "micromamba": _CONDA,
    "op": ("run", "--env-file --account"),
    "dotenv": ("run", "-f --file -q --quote"),
    "doppler": ("run", "-p --project -c --config -t --token"),
    "infisical": ("run", "--env --path --projectId --token"),
    "newrelic-admin": ("run-program", ""),
    "coverage": ("run", "--rcfile --source --omit --include --data-file --context --concurrency"),
}


def behind_launcher(name: str, words: list[Word]) -> list[Word] | None:
    """Give the words of the command that a launcher starts.

    ``name`` is the base name of the first of ``words``; ``None`` where it is no launcher.
    """
    if name in _RUNNERS:
        verb, options = _RUNNERS[name]
        index = _skip_options(words, 1, options.split(), assignments=False)
        if index < len(words) and words[index].text == verb:
            return words[_skip_options(words, index + 1, options.split(), assignments=False) :]
        return None
    if name not in _WRAPPERS:
        return None
    options, plain = _WRAPPERS[name]
    index = _skip_options(words, 1, options.split(), assignments=name in ("env", "sudo", "doas"))
    return words[_skip_options(words, index + plain, [], assignments=False) if plain else index :]


def _skip_options(words: list[Word], index: int, with_value: list[str], assignments: bool) -> int:
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


def _takes_next(text: str, with_value: list[str]) -> bool:
    """Tell whether an option word has its value in the next word; ``-Hu`` has, ``-uroot`` holds it itself."""
    if text.startswith("--"):
        return text in with_value
    first = next((index for index, letter in enumerate(text[1:], 1) if f"-{letter}" in with_value), None)
    return first == len(text) - 1
