"""Where envwizard keeps its own data: in the user's state folder, never inside a project."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def state_folder() -> Path:
    """Name the user's state folder for envwizard (XDG Base Directory 0.8 and its like, by platformdirs)."""
    from platformdirs import user_state_path

    return user_state_path("envwizard", appauthor=False)


def project_state(state: Path, root: Path) -> Path:
    """Name the folder of one project, known by its root's path."""
    return state / "journal" / hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
