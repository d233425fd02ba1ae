"""Shell scripts: by their suffix, or by their first line where scripts are kept."""

from __future__ import annotations

import re

from envwizard.model.errors import SyntaxProblem
from envwizard.model.facts.commands import ShellScript
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location, TextFile
from envwizard.project.reader import Sources
from envwizard.syntax.shell import commands

_SUFFIXED = re.compile(r".+\.(?:sh|bash|zsh|ksh)", re.IGNORECASE)
_WITHOUT_SUFFIX = re.compile(r"[^.]+")
_FOLDERS = frozenset(
    (
        "bin", "scripts", "script", "deploy", "deployment", "docker", "compose", "ops", "tools", "ci", "hooks", "etc",
        "provision", "provisioning", "release", "heroku", "server",
    )
)  # fmt: skip
_ENTRY_NAME = re.compile(
    r"(?:docker-)?(?:entry-?point|start|run|launch|serve|server|deploy|setup|install|bootstrap|init|release|migrate)"
    r"(?:[-_].*)?",
    re.IGNORECASE,
)
_SHEBANG = re.compile(
    rb"#![ \t]*\S*?/?(?:env[ \t]+(?:-\S+[ \t]+)*)?(?:[^ \t\r\n]*/)?(?:ba|da|z|k|a)?sh(?=[ \t\r\n]|\Z)"
)
# A systemd unit that somebody gave the suffix of a script.
_UNIT = re.compile(r"\s*(?:[#;][^\n]*\s+)*\[Unit\]\s*\n")
_LARGEST = 200_000


def probe_shell_scripts(sources: Sources) -> tuple[ShellScript, ...]:
    """Read the scripts of the project."""
    paths = [*sources.named(_SUFFIXED), *_unsuffixed(sources)]
    return sources.each("shell_scripts", sorted(paths), _script)


def _unsuffixed(sources: Sources) -> list[ProjectPath]:
    """Files without a suffix that begin as a shell script, where one would put such a script."""
    found = []
    for entry in sources.entries(_WITHOUT_SUFFIX):
        likely = _ENTRY_NAME.fullmatch(entry.path.name) or not _FOLDERS.isdisjoint(entry.path.parent.parts)
        if likely and entry.kind == "file" and 0 < entry.size < _LARGEST:
            file = sources.read(entry.path, "shell_scripts")
            if file and _SHEBANG.match(file.raw):
                found.append(entry.path)
    return found


def _script(file: TextFile) -> ShellScript:
    text = file.content
    if "\0" in text:
        raise SyntaxProblem(msg("holds binary data"))
    first = text.partition("\n")[0].strip()
    shebang = first if first.startswith("#!") else ""
    # A script for another program, whatever its name says, holds no shell commands.
    is_shell = _SHEBANG.match(file.encode(first)) if shebang else not _UNIT.match(text)
    return ShellScript(Location(file.path), shebang, commands(text, file.span, file.path) if is_shell else ())
