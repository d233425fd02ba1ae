"""Reading a command that installs, checks or exports distributions: pip, uv, pip-sync, poetry, pipenv, pdm."""

from __future__ import annotations

import re
from dataclasses import dataclass

from envwizard.model.command_words import Program, is_pip, without_prefixes
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts.commands import CommandLine, Word
from envwizard.model.message import msg

# Options of ``pip install`` (26.3) and ``uv pip install`` (0.13) that take a value in the next word.
_WITH_VALUE = frozenset(
    (
        "-r", "--requirement", "--requirements", "-c", "--constraint", "--constraints", "-e", "--editable", "-t",
        "--target", "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--prefix", "--root", "--python",
        "-p", "--platform", "--python-version", "--python-platform", "--implementation", "--abi", "--only-binary",
        "--no-binary", "--progress-bar", "--src", "--upgrade-strategy", "--use-feature", "--use-deprecated",
        "--trusted-host", "--cache-dir", "--timeout", "--retries", "--proxy", "--cert", "--client-cert", "--log",
        "--exists-action", "--report", "-C", "--config-settings", "--global-option", "-w", "--wheel-dir", "-d",
        "--dest", "--group", "--extra", "--link-mode", "--index", "--default-index", "--exclude-newer", "--resolution",
        "--prerelease", "--override", "--overrides", "--index-strategy", "--keyring-provider", "-P",
        "--upgrade-package", "--dependency-groups", "--without", "--with", "--only", "-E", "--extras",
        "--python-preference", "--color", "--directory", "--project", "--config-file", "--allow-insecure-host",
        "--build-constraint", "--build-constraints", "-b", "--excludes", "--fork-strategy", "--torch-backend",
        "--refresh-package", "--reinstall-package", "--config-setting", "--config-settings-package",
        "--no-build-isolation-package", "--no-build-package", "--no-binary-package", "--exclude-newer-package",
        "--no-sources-package", "--only-group", "--no-group", "--no-extra", "--package", "--no-install-package",
        "--no-emit-package", "--format", "--output-file", "-o", "--prune",
    )
)  # fmt: skip
_FILE_FLAGS = ("-r", "--requirement", "--requirements")
_CONSTRAINT_FLAGS = ("-c", "--constraint", "--constraints")
_EDITABLE_FLAGS = ("-e", "--editable")
_VERBS = {
    "pip": ("install", "wheel", "check"),
    "uv pip": ("install", "sync", "check"),
    "uv": ("sync", "export"),
    "poetry": ("install", "sync", "export"),
    "pipenv": ("install", "sync", "requirements"),
    "pdm": ("install", "sync", "export"),
}


@dataclass(frozen=True, slots=True)
class InstallCommand:
    """A command of a package manager.

    ``tool`` is ``pip``, ``uv pip``, ``pip-sync``, ``uv``, ``poetry``, ``pipenv`` or ``pdm``; ``verb`` what it is told
    to do. ``files`` and ``constraints`` are the values of -r and -c, ``packages`` what is named on the line, editable
    ones included (``editables`` are these alone: folders and addresses), ``flags`` the options without their values.
    ``verb_index`` counts in ``command.words``.
    """

    tool: str
    verb: str
    command: CommandLine
    program: Program
    files: tuple[Word, ...] = ()
    constraints: tuple[Word, ...] = ()
    packages: tuple[Word, ...] = ()
    editables: tuple[Word, ...] = ()
    flags: frozenset[str] = frozenset()
    verb_index: int = 0

    @property
    def is_check(self) -> bool:
        """Tell ``pip check`` and ``uv pip check``."""
        return self.verb == "check"

    @property
    def is_export(self) -> bool:
        """Tell a command that writes a requirements file out of a lock."""
        return self.verb in ("export", "requirements")


def read_install(command: CommandLine) -> InstallCommand | None:
    """Read a command; ``None`` where it is none of a package manager that installs, checks or exports."""
    program = without_prefixes(command)
    if program is None:
        return None
    if program.name == "pip-sync":
        return _read(command, program, "pip-sync", "sync", list(program.arguments), positional_files=True)
    tool = "pip" if is_pip(program) else program.name
    words = list(program.arguments)
    if tool == "uv":
        at = _verb_at(words)
        if at is not None and words[at].text == "pip":
            tool, words = "uv pip", words[at + 1 :]
    if tool not in _VERBS:
        return None
    at = _verb_at(words)
    if at is None or words[at].text not in _VERBS[tool]:
        return None
    verb = words[at].text
    return _read(
        command, program, tool, verb, words[:at] + words[at + 1 :], tool == "uv pip" and verb == "sync", words[at]
    )


def again(raw: bytes, install: InstallCommand, rest: str) -> str:
    """Write another command of the same program, as the file ``raw`` writes it up to the verb; ``rest`` follows.

    Raises ``FixUnavailable`` where it is written over several lines before its verb.
    """
    words = install.command.words
    start, verb = words[0].span.start, words[install.verb_index].span.start
    text = raw[start:verb].decode("utf-8", "replace")
    if "\n" in text or not text.strip():
        raise FixUnavailable(msg("The command is written over several lines before its verb."))
    options = " --system" if install.tool == "uv pip" and "--system" in install.flags else ""
    return f"{text}{rest}{options}"


def _verb_at(words: list[Word]) -> int | None:
    index = 0
    while index < len(words):
        if not words[index].text.startswith("-"):
            return index
        index += 2 if words[index].text in _WITH_VALUE else 1
    return None


def _read(
    command: CommandLine,
    program: Program,
    tool: str,
    verb: str,
    words: list[Word],
    positional_files: bool = False,
    verb_word: Word | None = None,
) -> InstallCommand:
    files: list[Word] = []
    constraints: list[Word] = []
    packages: list[Word] = []
    editables: list[Word] = []
    flags: list[str] = []
    index = 0
    while index < len(words):
        word = words[index]
        index += 1
        if not word.text.startswith("-") or word.text == "-":
            packages.append(word)
            continue
        name, value = _split(word)
        flags.append("--no-deps" if name == "--no-dependencies" else name)
        if value is None and name in _WITH_VALUE:
            value = words[index] if index < len(words) else None
            index += 1
        if value is None:
            continue
        if name in _FILE_FLAGS:
            files.append(value)
        elif name in _CONSTRAINT_FLAGS:
            constraints.append(value)
        elif name in _EDITABLE_FLAGS:
            packages.append(value)
            editables.append(value)
    if positional_files:
        files, packages = packages, []
    return InstallCommand(
        tool,
        verb,
        command,
        program,
        tuple(files),
        tuple(constraints),
        tuple(packages),
        tuple(editables),
        frozenset(flags),
        command.words.index(verb_word) if verb_word is not None else 0,
    )


def _split(word: Word) -> tuple[str, Word | None]:
    """Part an option from a value glued to it: ``--requirement=x``, ``-rx``."""
    text = word.text
    if text.startswith("--"):
        name, equals, value = text.partition("=")
        return name, _tail(word, value) if equals else None
    if len(text) > 2 and re.match(r"-[rceitfp]", text) and text[:2] in _WITH_VALUE:
        return text[:2], _tail(word, text[2:].removeprefix("="))
    return text, None


def _tail(word: Word, value: str) -> Word:
    return Word(value, word.span, word.quote, word.literal)
