"""Commands of a host that start the project outside of any virtual environment."""

from __future__ import annotations

import re

from envwizard.analysis.virtualenvs.host_scripts import brings_environment, host_evidence
from envwizard.analysis.virtualenvs.named_virtualenvs import commands_in, is_system_folder
from envwizard.analysis.virtualenvs.pip_calls import HOST_SERVICES, is_of_image_or_ci
from envwizard.model.command_words import without_prefixes
from envwizard.model.facts import Facts
from envwizard.model.facts.launches import Launch

# What may stand before the program in a unit's command (systemd.service(5)) or a recipe.
EXEC_PREFIX = re.compile(r"[-@:+!|]*")
_SERVERS = frozenset(
    ("gunicorn", "uvicorn", "hypercorn", "granian", "daphne", "waitress", "flask", "python", "runserver", "celery")
)
# They bring the environment with them.
_MANAGERS = frozenset(
    ("poetry", "pipenv", "uv", "pdm", "hatch", "rye", "conda", "mamba", "micromamba", "pipx", "tox", "nox")
)
_SYSTEM_PATH = re.compile(r"/(?:usr/)?(?:local/)?s?bin|/snap/bin|/usr/games|%\(ENV_PATH\)s|\$\{?PATH\}?")


def is_outside(facts: Facts, launch: Launch) -> bool:
    """Tell whether a launch on a host takes the Python or the server program of the whole machine."""
    program = without_prefixes(launch.command)
    if program is None or launch.on_platform or launch.server in ("other", "uwsgi"):
        return False
    if not _MANAGERS.isdisjoint(program.launchers):
        return False
    if launch.server == "python" and not _is_ours(facts, launch):
        return False
    text = program.word.text[EXEC_PREFIX.match(program.word.text).end() :]  # type: ignore[union-attr]  # always matches
    folder, slash, _ = text.rpartition("/")
    if slash:
        return folder.endswith("/bin") and is_system_folder(folder.removesuffix("/bin"))
    if _brings_environment(facts, launch):
        return False
    return launch.surface in HOST_SERVICES or (launch.server in _SERVERS and _is_of_host(facts, launch))


def _is_of_host(facts: Facts, launch: Launch) -> bool:
    """Tell whether the script is one that only a host runs: a developer's has what is active in his shell."""
    return not is_of_image_or_ci(facts, launch.command) and host_evidence(facts, launch.command) is not None


def _is_ours(facts: Facts, launch: Launch) -> bool:
    """Tell whether the script that is run is one of the project's."""
    name = (launch.app or "").rpartition("/")[2]
    return bool(name) and any(entry.path.name == name for entry in facts.inventory.files)


def _brings_environment(facts: Facts, launch: Launch) -> bool:
    """Tell whether a bare name may be found in a virtual environment: by PATH, or because one is activated before."""
    if any("activate" in condition.text for condition in launch.command.conditions):
        return True
    for variable in launch.variables:
        if variable.name == "PATH" and variable.value is not None:
            folders = variable.value.reveal().strip("\"'").split(":")
            if any(folder and not _SYSTEM_PATH.fullmatch(folder) for folder in folders):
                return True
    earlier = commands_in(facts, launch.command.location.path)
    return any(brings_environment(command) for command in earlier)
