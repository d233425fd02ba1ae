"""What people call a folder of the project."""

from __future__ import annotations

from typing import TypeVar

from envwizard.model.message import Message, msg
from envwizard.model.paths import ROOT, AnyPath

Folder = TypeVar("Folder", bound=AnyPath)


def folder_name(folder: Folder) -> Message | Folder:
    """Give words for the project's root, which has no name of its own, and any other folder as it is."""
    return msg("the project's root") if folder == ROOT else folder
