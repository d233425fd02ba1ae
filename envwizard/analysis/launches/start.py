"""A place where something is started: the surface, what surrounds the command there, and where it runs."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from envwizard.analysis.images.image_files import ImageFiles
from envwizard.analysis.launches.image_paths import project_path
from envwizard.analysis.launches.variables import Given
from envwizard.model.environment import Evidence
from envwizard.model.facts.commands import CommandLine, Surface
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.source import Location


@dataclass(frozen=True, slots=True)
class Start:
    """Everything around a command but the command itself.

    ``folder`` is the working directory as a folder of the project, ``workdir`` the one inside the image. ``arguments``
    stand for ``"$@"`` in a script. ``direct`` is ``True`` where the command is the surface's own, so that whatever it
    runs is a launch, and not one of a script's many steps.
    """

    surface: Surface
    name: str
    location: Location
    environments: tuple[str, ...]
    in_container: bool = False
    on_platform: bool = False
    folder: ProjectPath | None = ROOT
    image: ImageFiles | None = None
    workdir: str | None = None
    known: dict[str, Given] = field(default_factory=dict)
    env_files: tuple[tuple[str, Location], ...] = ()
    via: tuple[Evidence, ...] = ()
    arguments: tuple[CommandLine, ...] = ()
    guarded: bool = False
    direct: bool = True
    replicas: int | None = None

    def find(self, text: str) -> ProjectPath | None:
        """The project path that a path means here; it need not exist."""
        if not text or "$" in text:
            return None
        if self.image is not None and (text.startswith("/") or self.workdir is not None):
            found = project_path(self.image, posixpath.join(self.workdir or "/", text))
            if found is not None:
                return found
        if text.startswith("/") or self.folder is None:
            return None
        return self.folder.join(text)

    def entered(self, text: str) -> tuple[ProjectPath | None, str | None]:
        """The working directory after ``cd text``: as a folder of the project and inside the image."""
        if "$" in text or text in ("-", "~"):
            return self.folder, self.workdir
        workdir = posixpath.normpath(posixpath.join(self.workdir, text)) if self.workdir is not None else None
        return self.find(text) or (self.folder if text.startswith("/") else None), workdir
