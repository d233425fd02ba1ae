"""What only the migration wants to know of a project: too much to look for in every scan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location


@dataclass(frozen=True, slots=True)
class ImportedName:
    """The first place where a module that is not the standard library's is imported.

    ``name`` is dotted and holds what ``from`` takes. ``aside`` tells tests, documents and examples.
    """

    name: str
    location: Location
    aside: bool = False


@dataclass(frozen=True, slots=True)
class NamedString:
    """A string in a settings module that may name a distribution: a dotted name, or a URL's ``dialect+driver``."""

    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class LockedNeeds:
    """What a lock file says that its distributions need, names normalised."""

    path: ProjectPath
    needs: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class MigrationFacts:
    """``import_names`` are the modules of installed distributions, ``needs`` what locks tell.

    ``index`` are the Requires-Dist lines of releases that no virtual environment holds, as the index told them.
    """

    imports: tuple[ImportedName, ...] = ()
    strings: tuple[NamedString, ...] = ()
    import_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    needs: tuple[LockedNeeds, ...] = ()
    index: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
