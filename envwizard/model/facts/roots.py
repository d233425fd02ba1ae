"""The Python roots of a repository: folders with requirements or a project file of their own."""

from __future__ import annotations

from dataclasses import dataclass

from envwizard.model.environment import Evidence
from envwizard.model.paths import ProjectPath


@dataclass(frozen=True, slots=True)
class PythonRoot:
    """A folder that is a Python project of its own (``backend``), what it is called, and the files that make it one.

    Not ``chosen`` where the user looks at other roots only.
    """

    path: ProjectPath
    name: str
    evidence: tuple[Evidence, ...]
    chosen: bool = True
