"""The one module that loads the env file, and the entry points that have to import it first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.env_loading.program import Program, needs_load
from envwizard.analysis.env_loading.unloaded_entries import UnloadedEntry, unloaded_entries
from envwizard.analysis.env_loading.unselected_env_files import UnselectedEnvFile, unselected_env_files
from envwizard.analysis.per_facts import once_per_facts
from envwizard.model.facts import Facts
from envwizard.model.facts.python import Anchor, EnvLoad, PythonModule
from envwizard.model.paths import ROOT, ProjectPath

_LOADER = "dotenv.load_dotenv"


@dataclass(frozen=True, slots=True)
class LoaderModule:
    """A module to make at ``path``, imported as ``name``, that loads ``env_file``.

    ``entries`` are the sources that have to import it first, each with the loads of its own that it replaces.
    ``selected`` are the env files of deployed environments that it has to choose among by a variable's word.
    ``others`` tells that further entry points load in a way that is left alone.
    """

    path: ProjectPath
    name: str
    env_file: ProjectPath
    entries: tuple[tuple[ProjectPath, tuple[EnvLoad, ...]], ...]
    selected: tuple[UnselectedEnvFile, ...]
    others: bool


def loader_module_for(facts: Facts, one: UnloadedEntry) -> LoaderModule | None:
    """Plan the module for an entry point that never loads; ``None`` where its import would come too late.

    All entry points of the same source root get the same module, so that the plans for each of them agree.
    """
    modules = {module.path: module for module in facts.python_modules}
    module = modules.get(one.entry)
    if module is None or not _is_mendable(one) or one.entry not in _late_packages(facts):
        return None
    if _late_packages(facts)[one.entry]:
        return None
    if any(load.loader != _LOADER for load in _loads_of(facts, one)):
        return None
    root = _root_of(module)
    needing = [
        other.entry
        for other in _unloaded(facts)
        if _is_mendable(other)
        and other.entry in modules
        and _root_of(modules[other.entry]) == root
        and not _late_packages(facts).get(other.entry, True)
    ]
    env_file = _env_file(facts, one)
    if env_file is None:
        return None
    loading = list(_loading(facts, one, root, env_file, modules))
    package = _package([modules[path].name for path in (*needing, *(path for path, _ in loading))])
    path = root.join(f"{package.replace('.', '/')}/env.py" if package else "load_env.py")
    taken = {entry.path for entry in facts.inventory.files}
    if path is None or path in taken or not path.is_below(env_file.parent):
        return None
    return LoaderModule(
        path,
        f"{package}.env" if package else "load_env",
        env_file,
        (*((entry, ()) for entry in dict.fromkeys(needing)), *loading),
        tuple(
            other
            for other in unselected_env_files(facts)
            if other.file.path.parent == env_file.parent and other.file.path.name == f".env.{other.named.token}"
        ),
        others=len(loading) < len({entry for entry, _ in one.loads}),
    )


@once_per_facts
def _unloaded(facts: Facts) -> tuple[UnloadedEntry, ...]:
    return tuple(unloaded_entries(facts))


def _is_mendable(one: UnloadedEntry) -> bool:
    return one.guarded is None and bool(one.at_import)


@once_per_facts
def _late_packages(facts: Facts) -> dict[ProjectPath, bool]:
    """For each entry point that never loads: do the packages around it read, before its own first line runs?"""
    program = Program(facts)
    found = {}
    for one in _unloaded(facts):
        folder, late = one.entry.parent, False
        while (init := folder.join("__init__.py")) is not None and init in program.modules and init != one.entry:
            late = late or any(needs_load(other.event) for other in program.run(program.modules[init]).events)
            folder = folder.parent
        found[one.entry] = late
    return found


def _loads_of(facts: Facts, one: UnloadedEntry) -> Iterator[EnvLoad]:
    places = {place for _, place in one.loads}
    return (load for module in facts.python_modules for load in module.loads if load.location in places)


def _root_of(module: PythonModule) -> ProjectPath:
    """The folder that the module's dotted name starts in."""
    folder = module.path.parent
    for _ in range(module.name.count(".") + (module.path.name == "__init__.py")):
        folder = folder.parent
    return folder


def _loading(
    facts: Facts, one: UnloadedEntry, root: ProjectPath, env_file: ProjectPath, modules: dict[ProjectPath, PythonModule]
) -> Iterator[tuple[ProjectPath, tuple[EnvLoad, ...]]]:
    """The entry points that load the same file in a plain statement of their own."""
    found = {
        lookup.load: lookup.found or (lookup.template.parent.join(".env") if lookup.template is not None else None)
        for lookup in facts.env_file_lookups
    }
    for entry in dict.fromkeys(entry for entry, _ in one.loads):
        module = modules.get(entry)
        if module is None or not module.loads or _root_of(module) != root:
            continue
        plain = all(
            load.loader == _LOADER
            and not load.guarded
            and (load.resolved is not None or load.anchor in (Anchor.NONE, Anchor.CWD))
            and (found.get(load.location) or load.resolved or env_file) == env_file
            for load in module.loads
        )
        if plain:
            yield entry, module.loads


def _package(names: list[str]) -> str:
    """The package that the module belongs to: the one of the entry points that lie in one."""
    packages = {name.rpartition(".")[0] for name in names} - {""}
    return packages.pop() if len(packages) == 1 else ""


def _env_file(facts: Facts, one: UnloadedEntry) -> ProjectPath | None:
    """The file that the other entry points load: the one found, else .env beside its example, else at the root."""
    places = {place for _, place in one.loads}
    found = {lookup.found for lookup in facts.env_file_lookups if lookup.load in places and lookup.found is not None}
    if found:
        return found.pop() if len(found) == 1 else None
    templates = {lookup.template for lookup in facts.env_file_lookups if lookup.load in places and lookup.template}
    return (templates.pop().parent if len(templates) == 1 else ROOT).join(".env")
