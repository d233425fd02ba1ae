"""What the start of a container needs: the scripts, modules and files that its command names."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from envwizard.model.command_words import Program, option_text, without_prefixes
from envwizard.model.facts.commands import CommandLine, Word
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location
from envwizard.syntax.shell import inner_commands
from envwizard.syntax.shell.handed import script_words

_SHELLS = frozenset(("sh", "bash", "dash", "zsh", "ksh", "ash"))
_SERVERS = frozenset(("gunicorn", "uvicorn", "hypercorn", "daphne", "granian", "waitress-serve"))
_APP = re.compile(r"([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*):[A-Za-z_][\w.]*(?:\(.*\))?")
_BARE_APP = re.compile(r"(?:[A-Za-z_]\w*\.)*(?:wsgi|asgi)")
_MODULE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
# Options of Python itself that take a value, and those behind which there is no script.
_PYTHON_VALUES = ("-W", "-X", "--check-hash-based-pycs")
_NO_SCRIPT = ("-c", "-", "-V", "--version", "-m")
# Options that name files, by server.
_FILE_OPTIONS = {"gunicorn": ("-c", "--config"), "hypercorn": ("-c", "--config"), "uvicorn": ("--log-config",)}
_BRANCHES = frozenset(("if", "elif", "else", "case", "while", "for", "||"))


@dataclass(frozen=True, slots=True)
class Need:
    """Something that must be in the image: a file (``path``, absolute) or a module (``module``, dotted).

    ``folders`` are the absolute folders that a module is looked for in, besides those of PYTHONPATH. ``opened`` tells a
    file that code opens when it runs, ``hidden`` that file of the project where .dockerignore keeps it back.
    """

    location: Location
    path: str | None = None
    module: str | None = None
    folders: tuple[str, ...] = ()
    opened: bool = False
    hidden: ProjectPath | None = None

    @property
    def text(self) -> str:
        """What is needed, as people write it."""
        return self.path or self.module or ""


def needs_of(lines: Iterable[CommandLine], workdir: str) -> list[Need]:
    """List what the commands need when they are run in ``workdir``. What cannot be told for certain is left out."""
    found: list[Need] = []
    folder = workdir
    for line in lines:
        if line.function is not None or any(one.keyword in _BRANCHES for one in line.conditions):
            continue
        if line.argv[:1] == ("cd",):
            if len(line.words) != 2 or not line.words[1].literal:
                break
            folder = _join(folder, line.words[1].text)
            continue
        if script_words(line):
            # What the shell is handed follows as commands of its own.
            continue
        program = without_prefixes(line)
        if program is not None and program.word.literal:
            found += _needs(program, line.location, folder)
    return found


def with_inner(line: CommandLine) -> tuple[CommandLine, ...]:
    """Give a command and those that it hands to a shell (``sh -c '..'``)."""
    return (line, *inner_commands(line, lambda index: lambda start, end: line.words[index].span))


def passes_on(line: CommandLine) -> bool:
    """Tell whether an ENTRYPOINT may run the CMD as a command of its own: a script that ends in ``exec "$@"``, tini."""
    program = without_prefixes(line)
    if program is None:
        return True
    first = program.word.text
    return program.name in _SHELLS or first.endswith(".sh") or "entrypoint" in posixpath.basename(first)


def _needs(program: Program, location: Location, folder: str) -> Iterator[Need]:
    first = program.word.text
    if program.name in _SERVERS:
        yield from _of_server(program, location, folder)
    elif program.module is not None:
        if _MODULE.fullmatch(program.module):
            yield Need(location, module=program.module, folders=(folder,))
    elif program.is_python:
        script = _script(program.arguments)
        if script is not None:
            yield Need(location, path=_join(folder, script))
    elif program.name in _SHELLS:
        word = next((word for word in program.arguments if not word.text.startswith(("-", "+"))), None)
        if word is not None and word.literal:
            yield Need(location, path=_join(folder, word.text))
    elif "/" in first and first.endswith((".sh", ".py")):
        yield Need(location, path=_join(folder, first))


def _script(words: tuple[Word, ...]) -> str | None:
    """Find the script among the words behind ``python``."""
    index = 0
    while index < len(words):
        word = words[index]
        if word.text in _NO_SCRIPT or not word.literal:
            return None
        if not word.text.startswith("-"):
            return word.text
        index += 2 if word.text in _PYTHON_VALUES else 1
    return None


def _of_server(program: Program, location: Location, folder: str) -> Iterator[Need]:
    words = program.arguments
    for name in _FILE_OPTIONS.get(program.name, ()):
        file = option_text(words, name)
        if file and "$" not in file and not file.startswith(("python:", "file:")):
            yield Need(location, path=_join(folder, file))
    # uvicorn's own --app-dir takes the place of the current directory (measured with 0.54).
    gone = program.name == "uvicorn" and program.module is None and option_text(words, "--app-dir")
    folders = [] if gone else [folder]
    for moved in (option_text(words, "--chdir"), option_text(words, "--app-dir"), option_text(words, "--pythonpath")):
        if moved and "$" in moved:
            return
        folders[:0] = [_join(folder, part) for part in (moved or "").split(",") if part]
    for index, word in enumerate(words):
        before = words[index - 1].text if index else ""
        if (
            not word.literal
            or word.text.startswith("-")
            or (program.name in _FILE_OPTIONS and before in ("-c", "--config"))
        ):
            continue
        app = _APP.fullmatch(word.text)
        if app or (program.name == "gunicorn" and _BARE_APP.fullmatch(word.text)):
            yield Need(location, module=app.group(1) if app else word.text, folders=tuple(folders))
            return


def _join(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path))
