"""Which env file each loader finds, launch by launch: the search orders of the loaders, told by the files there are.

Measured with python-dotenv 1.2.4, environs 15.2, django-environ 0.14, django-dotenv 1.4, pydantic-settings 2.16 and
Flask 3.1: a bare ``load_dotenv()`` walks up from the file that calls it, whatever the working directory; environs walks
up from a path that it is given, too; django-environ and django-dotenv look beside the calling file alone; a relative
path is looked up in the working directory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from envwizard.analysis.env_loading.env_file_names import template_of
from envwizard.analysis.env_loading.program import Program
from envwizard.analysis.env_loading.started_modules import StartedModule, started_modules
from envwizard.analysis.images.carried import Carried
from envwizard.model.facts import Facts
from envwizard.model.facts.env_loading import EnvFileLookup, SearchStart
from envwizard.model.facts.python import INTO_ENVIRONMENT, Anchor, EnvLoad
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location
from envwizard.syntax.python_modules import is_aside

# They look beside the calling file and no further up.
_BESIDE = frozenset(("environ.read_env", "dotenv.read_dotenv"))
# They walk up from the folder of a path that they are given.
_WALKS_FROM_PATH = frozenset(("environs.read_env",))
_FLASK_FILES = (".env", ".flaskenv")


@dataclass(frozen=True, slots=True)
class Search:
    """Where a loader looks: ``searched`` in its order, empty where that cannot be told."""

    start: SearchStart
    searched: tuple[ProjectPath, ...]


def env_file_lookups(facts: Facts) -> tuple[EnvFileLookup, ...]:
    """Find for every loader, and every launch that reaches it, the env file that it comes to."""
    loads = {load.location: load for module in facts.python_modules for load in module.loads}
    if not loads:
        return ()
    program = Program(facts)
    files = frozenset(entry.path for entry in facts.inventory.files if entry.kind == "file")
    carried = Carried(facts)
    found: list[EnvFileLookup] = []
    reached: set[Location] = set()
    for started in started_modules(facts, program.index):
        if started.launch.server == "flask" and started.loads_itself:
            found.append(_of_flask(started, files))
        for load in _reached(program, started, loads):
            reached.add(load.location)
            found.append(_of_launch(load, started, files, carried))
    found += [
        _lookup(load, search_of(load, None), files)
        for place, load in loads.items()
        if place not in reached and isinstance(place.path, ProjectPath) and not is_aside(place.path)
    ]
    return tuple(sorted(dict.fromkeys(found), key=_order))


def search_of(load: EnvLoad, directory: ProjectPath | None) -> Search:
    """Tell where a loader looks when the program is started in ``directory`` (``None`` where that is not known)."""
    source = load.location.path
    assert isinstance(source, ProjectPath)
    if load.anchor is Anchor.NONE:
        name = load.path or ".env"
        folders = [source.parent] if load.loader in _BESIDE else list(source.parent.upwards())
        return Search(SearchStart.SOURCE, _joined(folders, name))
    if load.anchor is Anchor.FILE:
        if load.resolved is None:
            return Search(SearchStart.COMPUTED, ())
        return Search(SearchStart.FIXED, _walked(load, load.resolved))
    if load.anchor is Anchor.CWD and "{" not in (load.path or ""):
        path = directory.join(load.path or ".env") if directory is not None else None
        upwards = load.loader.startswith("flask.") and directory is not None
        if upwards and directory is not None:
            return Search(SearchStart.DIRECTORY, _joined(list(directory.upwards()), load.path or ".env"))
        return Search(SearchStart.DIRECTORY, _walked(load, path) if path is not None else ())
    if load.anchor is Anchor.ABSOLUTE:
        return Search(SearchStart.FIXED, ())
    return Search(SearchStart.COMPUTED, ())


def _walked(load: EnvLoad, path: ProjectPath) -> tuple[ProjectPath, ...]:
    return _joined(list(path.parent.upwards()), path.name) if load.loader in _WALKS_FROM_PATH else (path,)


def _joined(folders: Iterable[ProjectPath], name: str) -> tuple[ProjectPath, ...]:
    return tuple(path for folder in folders if (path := folder.join(name)) is not None)


def _reached(program: Program, started: StartedModule, loads: dict[Location, EnvLoad]) -> Iterator[EnvLoad]:
    """The loads that run when a launch starts its first source."""
    module = program.modules.get(started.path)
    if module is None:
        return
    order = program.run(module, as_main=started.as_main)
    run = {one.event.location for one in order.loads}
    for place, load in loads.items():
        if load.loader in INTO_ENVIRONMENT:
            if place in run:
                yield load
        elif place.path in order.modules and load.in_function is None and not load.main_only:
            yield load


def _of_launch(load: EnvLoad, started: StartedModule, files: frozenset[ProjectPath], carried: Carried) -> EnvFileLookup:
    lookup = _lookup(load, search_of(load, started.directory), files, started)
    if lookup.found is None or not started.launch.in_container:
        return lookup
    return _lookup(load, search_of(load, started.directory), files, started, carried.has(started.launch, lookup.found))


def _of_flask(started: StartedModule, files: frozenset[ProjectPath]) -> EnvFileLookup:
    """The ``flask`` command loads .env and .flaskenv from the working directory upwards, before the program."""
    folders = list(started.directory.upwards()) if started.directory is not None else []
    searched = tuple(path for name in _FLASK_FILES for path in _joined(folders, name))
    load = EnvLoad("flask", started.launch.command.location, Anchor.CWD)
    return _lookup(load, Search(SearchStart.DIRECTORY, searched), files, started)


def _lookup(
    load: EnvLoad,
    search: Search,
    files: frozenset[ProjectPath],
    started: StartedModule | None = None,
    in_image: bool | None = None,
) -> EnvFileLookup:
    found = next((path for path in search.searched if path in files), None)
    templates = (template_of(path, files) for path in search.searched) if found is None else iter(())
    launch = started.launch if started is not None else None
    return EnvFileLookup(
        load=load.location,
        loader=load.loader,
        start=search.start,
        written=load.path or "",
        launch=launch.id if launch is not None else "",
        launch_name=f"{launch.surface.value} {launch.name}" if launch is not None else "",
        launch_location=launch.location if launch is not None else None,
        environments=launch.environments if launch is not None else (),
        directory=started.directory if started is not None else None,
        searched=search.searched,
        found=found,
        template=next((one for one in templates if one is not None), None),
        in_image=in_image,
    )


def _order(lookup: EnvFileLookup) -> tuple[str, int, str, int]:
    place = lookup.launch_location
    return (
        str(lookup.load.path),
        lookup.load.span.start if lookup.load.span else 0,
        lookup.launch,
        place.span.start if place is not None and place.span else 0,
    )
