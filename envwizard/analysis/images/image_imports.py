"""What a container's start reaches beyond the file that it names: the project's modules that this file imports."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.images.image_files import ImageFiles, Presence
from envwizard.analysis.images.image_needs import Need
from envwizard.analysis.per_facts import once_per_facts
from envwizard.model.facts import Facts
from envwizard.model.facts.python import Event, EventKind, PythonModule
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location

_MAX_MODULES = 500


def module_forms(module: str) -> tuple[str, ...]:
    """List the files that a dotted module may be, relative to a folder of ``sys.path``."""
    tail = module.replace(".", "/")
    return (f"{tail}.py", f"{tail}/__init__.py", f"{tail}/__main__.py", f"{tail}.pyc", f"{tail}.so")


@dataclass(frozen=True, slots=True)
class Imported:
    """The modules of the project that a start imports: those that the image has, and what it lacks of others."""

    modules: tuple[PythonModule, ...] = ()
    lacking: tuple[Need, ...] = ()


def imported(need: Need, folders: tuple[str, ...], image: ImageFiles, facts: Facts) -> Imported:
    """Follow the imports of what ``need`` starts; of each package that the image lacks, the first module is given.

    ``folders`` are those of the image that modules are found in. Only imports that run in any case count, and only
    modules that the working copy has at the place where they would be found there. A program that changes ``sys.path``
    tells nothing.
    """
    started = _started(need, folders, image)
    if started is None:
        return Imported()
    source, root, folders = started
    modules = _modules(facts)
    lacking: dict[str, Need] = {}
    reached: list[PythonModule] = []
    left, seen = [source], {source}
    while left and len(seen) < _MAX_MODULES:
        module = modules.get(left.pop(0))
        if module is None:
            continue
        if any(use.api.startswith(("sys.path", "site.")) for use in module.path_uses):
            return Imported()
        reached.append(module)
        for name, place in _names(module, root):
            path = _source(name, root, image)
            if path is None or path in seen:
                continue
            seen.add(path)
            if _is_lacking(name, folders, image):
                lacking.setdefault(name.partition(".")[0], Need(place, module=name, folders=folders))
            else:
                left.append(path)
    return Imported(tuple(reached), tuple(lacking.values()))


@once_per_facts
def _modules(facts: Facts) -> dict[ProjectPath, PythonModule]:
    return {module.path: module for module in facts.python_modules}


def _started(
    need: Need, folders: tuple[str, ...], image: ImageFiles
) -> tuple[ProjectPath, ProjectPath, tuple[str, ...]] | None:
    """Give the source that is started, the folder of the project that stands for its folder of ``sys.path``, and all
    folders of the image that modules are found in."""
    if need.module is not None:
        wanted = [(posixpath.join(folder, form), form) for folder in folders for form in module_forms(need.module)[:3]]
    elif need.path is not None and need.path.endswith(".py"):
        folders = (posixpath.dirname(need.path), *(folder for folder in folders if folder not in need.folders))
        wanted = [(need.path, posixpath.basename(need.path))]
    else:
        return None
    for place, form in wanted:
        for path in image.context.named(posixpath.basename(form)):
            found = image.where(path)
            if found is not None and found[0] == place and f"/{path}".endswith(f"/{form}"):
                parts = path.parts[: len(path.parts) - form.count("/") - 1]
                return path, ProjectPath("/".join(parts) or "."), folders
    return None


def _names(module: PythonModule, root: ProjectPath) -> Iterator[tuple[str, Location]]:
    """The dotted names that a module imports, and what it has Django import, with their places."""
    for event in module.events:
        yield from ((name, event.location) for name in _imported(event, module.path, root))
    for dotted, place in module.django_imports:
        parts = dotted.split(".")
        yield from ((".".join(parts[:count]), place) for count in range(1, len(parts) + 1))


def _imported(event: Event, path: ProjectPath, root: ProjectPath) -> Iterator[str]:
    """Give the dotted names that an event imports, packages first, as seen from ``root``."""
    if event.kind is not EventKind.IMPORT or event.guarded or event.main_only:
        return
    name = event.name
    dots = len(name) - len(name.lstrip("."))
    if dots:
        package = path.parts[len(root.parts) :][:-dots]
        name = ".".join((*package, *filter(None, [name[dots:]])))
    parts = name.split(".") if name else []
    yield from (".".join(parts[:count]) for count in range(1, len(parts) + 1))
    yield from (".".join((*parts, one)) for one in event.names if one.isidentifier())


def _source(name: str, root: ProjectPath, image: ImageFiles) -> ProjectPath | None:
    for form in module_forms(name)[:2]:
        path = root.join(form)
        if path is not None and image.context.holds(path):
            return path
    return None


def _is_lacking(name: str, folders: tuple[str, ...], image: ImageFiles) -> bool:
    places = (posixpath.join(folder, form) for folder in folders for form in module_forms(name))
    return all(image.find(place) is Presence.NO for place in places)
