"""Env files that a loader does not find although one is there for it: a slip in the name, another folder, the image."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from envwizard.analysis.env_loading.env_file_lookups import search_of
from envwizard.analysis.env_loading.env_file_names import (
    described,
    is_spelt_out,
    nearest,
    own_templates,
    template_of,
    templates_of,
)
from envwizard.analysis.env_loading.program import Program
from envwizard.analysis.env_loading.relative_env_files import relative_env_file
from envwizard.analysis.env_loading.started_modules import started_modules
from envwizard.analysis.per_facts import once_per_facts
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.env_loading import EnvFileLookup
from envwizard.model.facts.envfiles import EnvFile
from envwizard.model.facts.launches import Launch
from envwizard.model.facts.python import Anchor, EnvLoad, Event, EventKind, PythonModule
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location
from envwizard.syntax.python_modules import is_aside, module_roots


class Cause(Enum):
    """Why a loader does not find its file."""

    NAME = "name"
    FOLDER = "folder"
    OTHER_LOADER = "other loader"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class MissingEnvFile:
    """A loader (or a launch that is given an env file) whose file is not where it looks.

    ``looked`` is the place, ``meant`` the file that was most likely meant. ``other`` is the loader of another source
    that looks for the same file in ``meant``'s folder. ``launches`` are those whose container lacks the file, and
    ``keys`` what the code reads out of it there.
    """

    cause: Cause
    location: Location
    loader: str
    looked: ProjectPath
    meant: ProjectPath
    load: EnvLoad | None = None
    other: EnvLoad | None = None
    launches: tuple[Launch, ...] = ()
    keys: tuple[str, ...] = ()


@once_per_facts
def missing_env_files(facts: Facts) -> tuple[MissingEnvFile, ...]:
    """Find the loaders that miss a file which the project has (or, by another loader, expects) elsewhere.

    A file that is merely not there yet, as in a fresh checkout, is none of them.
    """
    return tuple(_Project(facts).all())


class _Project:
    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.files = frozenset(entry.path for entry in facts.inventory.files if entry.kind == "file")
        self.roots = module_roots(self.files)
        self.real = {file.path: file for file in facts.env_files if not file.is_template}
        self.loaded = {one.found for one in facts.env_file_lookups if one.found is not None}
        self.loads = {load.location: load for module in facts.python_modules for load in module.loads}
        self.read = frozenset(event.name for module in facts.python_modules for event in _reads(module))

    def all(self) -> Iterator[MissingEnvFile]:
        """Judge all loaders and launches."""
        for module in self.facts.python_modules:
            if is_aside(module.path):
                continue
            for load in module.loads:
                found = self.missing(load, [one for one in module.loads if one is not load])
                if found is not None:
                    yield found
        yield from self.given()
        yield from self.left_out()

    def missing(self, load: EnvLoad, beside: Sequence[EnvLoad]) -> MissingEnvFile | None:
        """Judge one loader; ``beside`` are the others of its source."""
        looked = self._looked(load)
        if not looked or any(path in self.files for path in looked):
            return None
        meant = self._slip(looked[0], [one.path for one in beside])
        if meant is not None:
            return MissingEnvFile(Cause.NAME, load.location, load.loader, looked[0], meant, load)
        if load.guarded or load.anchor not in (Anchor.FILE, Anchor.NONE):
            return None
        elsewhere = self._elsewhere(looked)
        if elsewhere is not None:
            return MissingEnvFile(Cause.FOLDER, load.location, load.loader, looked[0], elsewhere, load)
        other = self._expected_elsewhere(load, looked)
        folder = _folder(other) if other is not None else None
        target = folder.join(looked[0].name) if folder is not None else None
        if target is not None:
            return MissingEnvFile(Cause.OTHER_LOADER, load.location, load.loader, looked[0], target, load, other)
        return None

    def given(self) -> Iterator[MissingEnvFile]:
        """Env files that compose files and commands name with a slip."""
        seen: set[Location] = set()
        for launch in self.facts.launches:
            for text, place in launch.env_files:
                path = place.path.parent.join(text) if isinstance(place.path, ProjectPath) else None
                if place in seen or path is None or path in self.files or any(char in text for char in "$%{~"):
                    continue
                seen.add(place)
                meant = self._slip(path, ())
                if meant is not None:
                    yield MissingEnvFile(Cause.NAME, place, launch.surface.value, path, meant)

    def left_out(self) -> Iterator[MissingEnvFile]:
        """Env files that a checkout has and a container does not, where nothing else gives it their variables."""
        launches = {launch.location: launch for launch in self.facts.launches}
        groups: dict[tuple[Location, ProjectPath], list[EnvFileLookup]] = {}
        for one in self.facts.env_file_lookups:
            if one.in_image is False and one.found is not None and one.load in self.loads:
                groups.setdefault((one.load, one.found), []).append(one)
        for (place, path), group in groups.items():
            load, file = self.loads[place], self.real.get(path)
            if file is None or load.guarded:
                continue
            bare = [
                launch
                for one in group
                if one.launch_location is not None
                and (launch := launches.get(one.launch_location)) is not None
                # What a bare image is started with is written nowhere.
                and launch.surface is not Surface.DOCKERFILE
                and self._wanting(launch, file, self.needed(launch))
            ]
            if bare:
                keys = self._wanting(bare[0], file, self.needed(bare[0]))
                yield MissingEnvFile(Cause.IMAGE, place, load.loader, path, path, load, None, tuple(bare), keys)

    @cached_property
    def required(self) -> dict[Location, frozenset[str]]:
        """By launch: what the code that it starts reads without a default."""
        program = Program(self.facts)
        found: dict[Location, frozenset[str]] = {}
        for one in started_modules(self.facts, program.index):
            module = program.modules.get(one.path)
            reached = program.run(module, as_main=one.as_main).modules if module is not None else frozenset()
            found[one.launch.location] = frozenset(
                event.name for path in reached for event in _reads(program.modules[path]) if not event.names
            )
        return found

    def needed(self, launch: Launch) -> frozenset[str]:
        """What the code that a launch starts reads without a default."""
        return self.required.get(launch.location, frozenset())

    def _wanting(self, launch: Launch, file: EnvFile, needed: frozenset[str]) -> tuple[str, ...]:
        """The keys of an env file that the code cannot do without and that a launch is not given otherwise."""
        given = {variable.name for variable in launch.variables}
        keys = [entry.key for entry in file.entries if entry.key in needed and entry.key not in given]
        return () if launch.env_files else tuple(dict.fromkeys(keys))

    def _looked(self, load: EnvLoad) -> tuple[ProjectPath, ...]:
        if load.anchor is Anchor.CWD:
            source = load.location.path
            if not isinstance(source, ProjectPath) or not load.path or "{" in load.path:
                return ()
            meant = relative_env_file(self.facts, source, load.path)
            return (meant.target,) if meant is not None and not meant.present else ()
        return search_of(load, None).searched

    def _slip(self, looked: ProjectPath, beside: Sequence[str | None]) -> ProjectPath | None:
        """The env file (or the one that a template stands for) beside ``looked`` whose name is nearly the same."""
        here = [path for path in self.real if path.parent == looked.parent]
        names = {path.name for path in here}
        templates = [
            file.path for file in self.facts.env_files if file.is_template and file.path.parent == looked.parent
        ]
        if any(path.name in own_templates(looked) for path in templates):
            return None
        # A template that may stand for the file that is looked for tells of no other.
        others = [path for path in templates if path not in templates_of(looked)]
        names |= {name for path in others if (name := described(path.name)) is not None}
        names -= {(text or "").rpartition("/")[2] for text in beside}
        meant = nearest(looked.name, names)
        if meant is None and is_spelt_out(looked.name) and ".env" in names:
            # Another word for the same file, where nothing reads that.
            plain = looked.parent.join(".env")
            meant = ".env" if plain in self.real and plain not in self.loaded else None
        return looked.parent.join(meant) if meant is not None else None

    def _elsewhere(self, looked: Sequence[ProjectPath]) -> ProjectPath | None:
        """The only env file of that name in another folder that holds what the code reads and that nothing loads."""
        name = looked[0].name
        found = [path for path in self.real if path.name == name and path not in looked]
        if len(found) != 1 or found[0] in self.loaded:
            return None
        keys = {entry.key for entry in self.real[found[0]].entries}
        if not keys & self.read:
            return None
        stands_in = any(template_of(path, self.files) is not None for path in looked)
        return None if stands_in and self._is_given(found[0]) else found[0]

    def _is_given(self, path: ProjectPath) -> bool:
        """Tell whether a compose file, a unit or a command names an env file."""
        for launch in self.facts.launches:
            for text, place in launch.env_files:
                if isinstance(place.path, ProjectPath) and place.path.parent.join(text) == path:
                    return True
        return False

    def _expected_elsewhere(self, load: EnvLoad, looked: Sequence[ProjectPath]) -> EnvLoad | None:
        """The loader of the same package that looks for such a file in a project's root, where this one does not.

        Neither file is there: they are kept out of the repository. Two loaders that disagree cannot both be right.
        """
        first = looked[0]
        if load.anchor is not Anchor.FILE or len(looked) != 1 or first.parent in self.roots:
            return None
        if any(path.parent == first.parent for path in self.real) or template_of(first, self.files) is not None:
            return None
        for other in self.loads.values():
            if _folder(other) in self.roots and _parent(other) == _parent(load) and _names(other, first.name):
                return other
        return None


def _reads(module: PythonModule) -> Iterator[Event]:
    """The variables that a source reads, at import and in its functions."""
    for event in (*module.events, *(one for function in module.functions for one in function.events)):
        if event.kind is EventKind.READ and event.name:
            yield event


def _parent(load: EnvLoad) -> ProjectPath | None:
    path = load.location.path
    return path.parent if isinstance(path, ProjectPath) else None


def _folder(load: EnvLoad) -> ProjectPath | None:
    """The folder that a loader looks in, where its path is built from the place of the source."""
    return load.folder or (load.resolved.parent if load.resolved is not None else None)


def _names(load: EnvLoad, name: str) -> bool:
    """Tell whether a loader may look for a file of that name."""
    fixed, brace, _ = (load.path or "").rpartition("/")[2].partition("{")
    return name.startswith(fixed) if brace and fixed else fixed == name
