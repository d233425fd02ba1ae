"""What the machine that the project is set up on has: interpreters, tools, an activated environment."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from envwizard.model.facts.virtualenvs import Interpreter
from envwizard.model.onboarding import Machine
from envwizard.workspace.git import hooks_folder
from envwizard.workspace.interpreters import usable

_TOOLS = ("uv", "poetry", "pipenv", "pdm", "conda", "mamba", "pyenv", "pre-commit", "apt-get", "dnf", "brew")


def machine_of(root: Path, interpreters: Iterable[Interpreter], environ: Mapping[str, str] | None = None) -> Machine:
    """Look at this machine; each interpreter is started once to ask whether it can make virtual environments."""
    given = os.environ if environ is None else environ
    found = {tool: shutil.which(tool, path=given.get("PATH")) for tool in _TOOLS}
    hooks = hooks_folder(root)
    return Machine(
        usable(interpreters),
        {tool: path for tool, path in found.items() if path is not None},
        _shown(root, given.get("VIRTUAL_ENV") or given.get("CONDA_PREFIX")),
        hooks is not None and (hooks / "pre-commit").is_file(),
    )


def _shown(root: Path, folder: str | None) -> str | None:
    """A path of the project's own as the project's files name it."""
    if not folder:
        return None
    path = Path(folder)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else folder
