"""Scripts of a host: what tells that a script runs on a machine that lives on, and in no image or CI job."""

from __future__ import annotations

import re
from collections.abc import Sequence

from envwizard.analysis.remote_shells import remote_shell
from envwizard.analysis.virtualenvs.named_virtualenvs import activates, commands_in, is_system_folder
from envwizard.analysis.virtualenvs.pip_calls import HOST_SERVICES
from envwizard.model.command_words import base_name, without_prefixes
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine

# Only a machine that lives on is set up with these.
_PROGRAMS = frozenset(
    ("apt", "apt-get", "aptitude", "yum", "dnf", "zypper", "pacman", "systemctl", "service", "useradd", "adduser",
     "usermod", "supervisorctl", "ssh", "ufw", "certbot", "a2ensite", "pm2", "update-rc.d", "loginctl")
)  # fmt: skip
# Whoever takes new code in and starts it in the background deploys on the machine at hand.
_DETACHING = frozenset(("nohup", "setsid", "screen", "tmux"))
_FILES = re.compile(r"/etc/(?:systemd|nginx|supervisor|init\.d|apache2|cron\.d)\b")
# The accounts that the images of cloud machines come with.
_CLOUD_HOME = re.compile(r"/home/(?:ec2-user|ubuntu|debian|centos|admin|azureuser|opc|bitnami|rocky|fedora)(?:/|$)")
_ACTIVATORS = frozenset(("workon", "conda", "mamba", "micromamba", "pyenv", "asdf", "mise", "nvm"))


def host_evidence(facts: Facts, command: CommandLine) -> CommandLine | None:
    """Give the command of the same file that only a host sees; a unit is one by itself, and what ssh runs elsewhere."""
    path = command.location.path
    if remote_shell(command) is not None or any(
        one.location.path == path and one.surface in HOST_SERVICES for one in facts.services
    ):
        return command
    if not any(script.location.path == path for script in facts.shell_scripts):
        return None
    there = commands_in(facts, path)
    return next((one for one in there if _is_of_host(one)), None) or _deploying(there)


def _deploying(commands: Sequence[CommandLine]) -> CommandLine | None:
    """The ``git pull`` of a script that starts something anew behind it."""
    names = {base_name(one.argv[0]) for one in commands if one.argv}
    pulls = next((one for one in commands if one.argv[:1] == ("git",) and "pull" in one.argv[1:4]), None)
    return pulls if not names.isdisjoint(_DETACHING) else None


def _is_of_host(command: CommandLine) -> bool:
    program = without_prefixes(command)
    names = {base_name(command.argv[0]) if command.argv else "", program.name if program else ""}
    handed = [one.text for one in command.conditions if not one.is_branch]
    texts = (*command.argv, *(word.text for word in command.redirects))
    return (
        bool(names & _PROGRAMS)
        or any(re.match(r"ssh\b", text) for text in handed)
        or any(_FILES.search(text) or _CLOUD_HOME.match(text) for text in texts)
    )


def brings_environment(command: CommandLine) -> bool:
    """Tell whether a command activates an environment in its shell, or puts one on PATH."""
    program = without_prefixes(command)
    if activates(command) or (program is not None and program.name in _ACTIVATORS):
        return True
    words = [f"{one.name}={one.value.text}" for one in command.assignments]
    words += command.argv[1:] if command.argv[:1] == ("export",) else ()
    for word in words:
        name, _, value = word.partition("=")
        first = value.split(":")[0]
        if name == "PATH" and first and "PATH" not in first and not is_system_folder(first.removesuffix("/bin")):
            return True
        if name in ("VIRTUAL_ENV", "PIP_REQUIRE_VIRTUALENV", "PIP_TARGET"):
            return True
    return False
