"""What the commands of RUN do to the files of an image, as far as their names tell."""

from __future__ import annotations

import posixpath
import re

from envwizard.analysis.images.image_files import ImageFiles, normal
from envwizard.model.facts.commands import CommandLine
from envwizard.model.facts.containers import Instruction

# Commands that put no source file of the project anywhere.
_HARMLESS = frozenset(
    (
        "pip", "pip3", "pipenv", "poetry", "uv", "pdm", "conda", "mamba", "micromamba", "apt", "apt-get", "apk", "yum",
        "dnf", "microdnf", "dpkg", "npm", "yarn", "corepack", "mkdir", "chmod", "chown", "chgrp", "useradd", "adduser",
        "groupadd", "addgroup", "usermod", "echo", "printf", "true", ":", "set", "export", "cd", "ls", "pwd", "env",
        "test", "[", "rm", "rmdir", "find", "update-ca-certificates", "locale-gen", "update-locale", "ldconfig",
        "which", "whoami", "virtualenv", "source", ".", "exit", "touch", "cat", "sleep", "dos2unix", "rustup",
        "playwright", "if", "fc-cache", "apt-key", "add-apt-repository", "alembic", "django-admin", "xargs", "sed",
        "id", "date", "spacy", "pip-sync",
    )
)  # fmt: skip
_PYTHON = re.compile(r"(?:.*/)?python[\d.]*")
_INSTALLS_PROJECT = re.compile(
    r"(?:pip3?|uv pip|-m pip)\s+install\b.*?\s(?:(?:-e|--editable)[ =])?"
    r"['\"]?\.(?:/[\w./-]*)?(?:\[[^]]*\])?['\"]?(?=\s|$|&|;)"
    r"|\bsetup\.py\s+(?:install|develop)\b"
)
_LOCK_INSTALLS = re.compile(
    r"\b(?:poetry|pdm)\s+install\b(?!.*(?:--no-root|--no-self))|\buv\s+sync\b(?!.*--no-install-project)"
)


def run(image: ImageFiles, instruction: Instruction) -> None:
    """Note the folders that the commands make and the places where they may write anything."""
    if _INSTALLS_PROJECT.search(instruction.text) or _LOCK_INSTALLS.search(instruction.text):
        image.installs_project = True
    where = image.workdir
    for command in instruction.commands:
        argv = command.argv
        if not argv or any(word.text not in ("/dev/null", "&1", "&2") for word in command.redirects):
            _may_write(image, command, where)
            continue
        name = argv[0].rpartition("/")[2]
        if name == "cd" and len(argv) > 1:
            where = normal(posixpath.join(where, argv[1]))
        elif name == "mkdir":
            for word in command.words[1:]:
                if not word.text.startswith("-"):
                    image.folders.add(normal(posixpath.join(where, image.expand(word.text) or "/")))
        elif name in ("ln", "mv", "cp") and all(word.literal for word in command.words):
            image.unknown.add(normal(posixpath.join(where, argv[-1])))
        elif not _is_harmless(argv):
            # What an unknown program writes is most likely below the folder that it runs in.
            image.unknown.add("/")


def _may_write(image: ImageFiles, command: CommandLine, where: str) -> None:
    for word in command.redirects:
        path = image.expand(word.text)
        image.unknown.add("/" if path is None else normal(posixpath.join(where, path)))


def _is_harmless(argv: tuple[str, ...]) -> bool:
    name = argv[0].rpartition("/")[2]
    if name in _HARMLESS:
        return True
    if _PYTHON.fullmatch(argv[0]):
        # Installing, making a virtual environment and Django's own commands write no module and no script.
        return argv[1:2] == ("-m",) or any(word.endswith("manage.py") for word in argv[1:3])
    return name in ("curl", "wget") and not any(word in ("-o", "-O", "--output", "--remote-name") for word in argv)
