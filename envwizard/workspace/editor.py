"""The user's own editor, opened at a line; the terminal is its until it ends."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path

from envwizard.model.errors import EditorError
from envwizard.model.message import msg
from envwizard.model.paths import AnyPath

# Editors that take the line as "+12" before the file, and those that take it as "-g file:12".
_PLUS = {"vi", "vim", "nvim", "gvim", "view", "ex", "nano", "pico", "emacs", "emacsclient", "joe", "jed", "mg", "micro",
         "kak", "ne", "gedit", "mcedit"}  # fmt: skip
_GOTO = {"code", "code-insiders", "codium", "vscodium", "cursor"}
_COLON = {"hx", "helix", "subl", "zed"}


def edit(root: Path, path: AnyPath, line: int | None, environment: Mapping[str, str] = os.environ) -> None:
    """Open ``path`` of the project at ``line`` in the editor that VISUAL or EDITOR names, and wait for its end.

    Raises ``EditorError`` where none is named, or it cannot be started or ends with an error.
    """
    named = environment.get("VISUAL") or environment.get("EDITOR") or ""
    try:
        words = shlex.split(named)
    except ValueError:
        words = []
    if not words:
        raise EditorError(
            msg("No editor is named: set VISUAL or EDITOR (`export EDITOR=nano`) and start envwizard again.")
        )
    # Joined to the root, an absolute path stays what it is.
    command = [*words, *_place(Path(words[0]).name, str(root / path.value), line)]
    try:
        code = subprocess.run(command, cwd=root, check=False).returncode
    except OSError as error:
        reason = error.strerror or str(error)
        raise EditorError(
            msg("The editor {editor} cannot be started: {reason}.", editor=named, reason=reason)
        ) from None
    if code:
        raise EditorError(msg("The editor {editor} ended with code {code}.", editor=named, code=code))


def _place(editor: str, file: str, line: int | None) -> list[str]:
    if line is None:
        return [file]
    if editor in _PLUS:
        return [f"+{line}", file]
    if editor in _GOTO:
        return ["-g", f"{file}:{line}"]
    return [f"{file}:{line}"] if editor in _COLON else [file]
