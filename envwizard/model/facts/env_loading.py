"""Which env file each loader comes to, launch by launch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location


class SearchStart(Enum):
    """Where a loader begins to look."""

    SOURCE = "the calling file"
    DIRECTORY = "the working directory"
    FIXED = "a fixed path"
    COMPUTED = "a path that is computed"


@dataclass(frozen=True, slots=True)
class EnvFileLookup:
    """One loader's search for its env file when one launch starts the program.

    ``launch`` is the launch's id and ``launch_name`` what people call it; both are empty for a loader that no known
    launch reaches. ``directory`` is the folder that the launch starts in, where it is known to lie in the project.
    ``written`` is the path as the source has it ("" for a bare call). ``searched`` are the places in their order, and
    ``found`` the first of them that holds a file; ``template`` stands for it (``.env.example``) where there is none.
    ``searched`` is empty where nothing can be told: the path is computed, or leads out of the project.
    ``in_image`` is ``False`` where a container is certain not to have the file that a checkout has.
    """

    load: Location
    loader: str
    start: SearchStart
    written: str = ""
    launch: str = ""
    launch_name: str = ""
    launch_location: Location | None = None
    environments: tuple[str, ...] = ()
    directory: ProjectPath | None = None
    searched: tuple[ProjectPath, ...] = ()
    found: ProjectPath | None = None
    template: ProjectPath | None = None
    in_image: bool | None = None
