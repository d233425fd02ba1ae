"""A private folder in which a workflow's commands write, so that the project sees nothing before it is confirmed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from envwizard.model.change import FileChange
from envwizard.model.message import Message
from envwizard.model.paths import ProjectPath
from envwizard.workspace.apply import apply_changes
from envwizard.workspace.journal import Journal


class Staging:
    """A temporary folder (mode 0700) with files at the paths that they have in the project."""

    def __init__(self) -> None:
        self._top = Path(tempfile.mkdtemp(prefix="envwizard-"))
        # Commands run in the tree; what they need besides lies beside it.
        self.tree = self._top / "project"
        self.tree.mkdir(mode=0o700)

    def write(self, path: ProjectPath, text: str) -> None:
        """Write a file and the folders above it."""
        target = self.tree / path.value
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def read(self, path: ProjectPath) -> str:
        """Read a file that a command wrote."""
        return (self.tree / path.value).read_text(encoding="utf-8")

    def beside(self, name: str) -> Path:
        """Name a fresh place outside of the tree; what an earlier run left there is removed."""
        place = self._top / name
        if place.is_file():
            place.unlink()
        shutil.rmtree(place, ignore_errors=True)
        return place

    def close(self) -> None:
        """Remove everything."""
        shutil.rmtree(self._top, ignore_errors=True)


def rehearse(title: Message, changes: Sequence[FileChange]) -> Path:
    """Apply changes as they would be applied to the project, journal included, to a new temporary folder.

    The folder holds the changed files alone, as they would be; it is given back and stays. Raises what
    ``apply_changes`` raises.
    """
    top = Path(tempfile.mkdtemp(prefix="envwizard-dry-run-")).resolve()
    tree = top / "project"
    tree.mkdir()
    for change in changes:
        if change.before is not None and change.mode_before is not None:
            target = tree / change.path.value
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(change.before)
            target.chmod(change.mode_before)
    apply_changes(tree, Journal(top / "journal"), title, changes)
    return tree
