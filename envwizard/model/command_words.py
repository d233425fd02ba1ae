"""Reading a command: which program it really runs, below ``sudo``, ``env``, ``exec``, ``poetry run`` and their like.

Pure functions on ``CommandLine``; everything that judges commands uses ``without_prefixes`` first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from envwizard.model.facts.commands import CommandLine, Word
from envwizard.model.launchers import behind_launcher

_PYTHON = re.compile(r"(?:python|pypy)(?:\d+(?:\.\d+)*)?(?:\.exe)?|py(?:\.exe)?", re.IGNORECASE)
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Program:
    """What a command runs once its launchers are taken off.

    ``word`` names the executable (``/opt/venv/bin/python``; for ``python -m X`` still the interpreter). ``name`` is
    what is run: the executable's base name without ``.exe``, or the module ``X``; ``arguments`` are the words behind.
    ``module`` is ``X`` of ``python -m X``. ``launchers`` are the base names of what was taken off, from the outside
    (``sudo``, ``env``, ``poetry``); ``sudo_user`` is the user that sudo, su-exec, gosu or runuser names. ``variables``
    are the words ``NAME=value`` behind ``env`` and ``sudo``.
    """

    word: Word
    name: str
    arguments: tuple[Word, ...]
    module: str | None = None
    launchers: tuple[str, ...] = ()
    sudo: bool = False
    sudo_user: str | None = None
    variables: tuple[tuple[str, Word], ...] = ()

    @property
    def argv(self) -> tuple[str, ...]:
        """The texts of the arguments."""
        return tuple(word.text for word in self.arguments)

    @property
    def is_python(self) -> bool:
        """Tell whether the executable is a Python interpreter by its name."""
        return is_python(self.word.text)

    def option(self, *names: str) -> Word | None:
        """The word that gives an option's value; see ``option``."""
        return option(self.arguments, *names)


def base_name(program: str) -> str:
    r"""The last part of an executable's path (``/`` and ``\``), without ``.exe``, in the case it is written."""
    name = re.split(r"[/\\]", program)[-1]
    return name[:-4] if name.lower().endswith(".exe") else name


def is_python(program: str) -> bool:
    """Tell whether a word names a Python interpreter: ``python``, ``python3.11``, ``/venv/bin/python3``, ``py.exe``."""
    return _PYTHON.fullmatch(re.split(r"[/\\]", program)[-1]) is not None


def without_prefixes(command: CommandLine) -> Program | None:
    """Find the program that a command runs; ``None`` for one without words or that is all launcher (``sudo -s``).

    ``python -m X args`` gives name ``X`` and the arguments behind it. ``pip3``, ``pip3.11`` and the like keep their
    names: use ``is_pip``.
    """
    words = list(command.words)
    launchers: list[str] = []
    variables: list[tuple[str, Word]] = []
    sudo, user = False, None
    while words:
        program = _program(words, tuple(launchers), sudo, user, tuple(variables))
        if program.module:
            # ``python -m pipenv run x``: what counts begins at the module's word.
            words = words[len(words) - len(program.arguments) - 1 :]
        name = program.name
        behind = behind_launcher(name, words)
        if behind is None:
            return program
        taken, words = words[1 : len(words) - len(behind)], behind
        launchers.append(name)
        sudo = sudo or name in ("sudo", "doas")
        user = _user(name, taken) or user
        if name in ("env", "sudo"):
            given = (word for word in taken if _ASSIGNMENT.fullmatch(word.text))
            variables.extend((word.text.partition("=")[0], word) for word in given)
    return None


def is_pip(program: Program | None) -> bool:
    """Tell whether pip itself is run: ``pip``, ``pip3``, ``pip3.11``, ``/venv/bin/pip``, ``python -m pip``."""
    return program is not None and re.fullmatch(r"pip(?:\d+(?:\.\d+)*)?", program.name) is not None


def option(words: tuple[Word, ...], *names: str) -> Word | None:
    """Find the value of the last of some options: ``--bind x``, ``--bind=x``, ``-b x`` or ``-bx``.

    For ``--bind=x`` and ``-bx`` the whole word is given; ``option_text`` takes the name off.
    """
    found = None
    for index, word in enumerate(words):
        if word.text == "--":
            break
        if word.text in names:
            found = words[index + 1] if index + 1 < len(words) else None
        elif _glued(word.text, names) is not None:
            found = word
    return found


def option_text(words: tuple[Word, ...], *names: str) -> str | None:
    """Give the text of an option's value, as ``option`` finds it; ``None`` where the option is not given."""
    word = option(words, *names)
    if word is None:
        return None
    glued = _glued(word.text, names)
    return word.text if glued is None else glued


def _program(
    words: list[Word], launchers: tuple[str, ...], sudo: bool, user: str | None, variables: tuple[tuple[str, Word], ...]
) -> Program:
    program, arguments = words[0], tuple(words[1:])
    module = None
    if is_python(program.text):
        index = 0
        while index < len(arguments) and arguments[index].text.startswith("-"):
            text = arguments[index].text
            if text == "-m" and index + 1 < len(arguments):
                module, arguments = arguments[index + 1].text, arguments[index + 2 :]
                break
            if re.fullmatch(r"-[A-Za-z]*m[\w.]+", text) and not text.startswith("--"):
                module, arguments = text.partition("m")[2], arguments[index + 1 :]
                break
            if text in ("-c", "-", "--"):
                break
            index += 2 if text in ("-W", "-X") else 1
    return Program(program, module or base_name(program.text), arguments, module, launchers, sudo, user, variables)


def _user(name: str, taken: list[Word]) -> str | None:
    texts = [word.text for word in taken]
    if name in ("gosu", "su-exec", "setuser", "s6-setuidgid"):
        return next((text for text in texts if not text.startswith("-")), None)
    for index, text in enumerate(texts):
        if name in ("sudo", "doas", "runuser", "chpst"):
            if text.startswith("--user="):
                return text.partition("=")[2]
            if re.fullmatch(r"-[A-Za-z]*u|--user", text) and index + 1 < len(texts):
                return texts[index + 1]
            if re.match(r"-u.", text):
                return text[2:]
    return None


def _glued(text: str, names: tuple[str, ...]) -> str | None:
    for name in names:
        if text.startswith(name + "=") and name.startswith("--"):
            return text[len(name) + 1 :]
        if len(name) == 2 and name[0] == "-" and name[1] != "-" and text.startswith(name) and len(text) > 2:
            return text[2:].removeprefix("=")
    return None
