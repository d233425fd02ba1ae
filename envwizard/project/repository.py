"""Where in its repository a project lies: annotations and code scanning name files from the repository's root."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def below_repository(root: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Give the project's folder as seen from the repository, in POSIX style; empty where it is the repository.

    The repository is what a GitHub workflow checked out, else the nearest folder above that holds a ``.git``.
    """
    workspace = environment.get("GITHUB_WORKSPACE")
    above = [Path(workspace)] if workspace else []
    above += [folder for folder in (root, *root.parents) if (folder / ".git").exists()][:1]
    for folder in above:
        if root.is_relative_to(folder):
            below = root.relative_to(folder).as_posix()
            return "" if below == "." else below
    return ""
