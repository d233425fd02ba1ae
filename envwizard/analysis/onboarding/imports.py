"""What to import in order to see that a project's own modules can be: its package, its application, what is started."""

from __future__ import annotations

from collections.abc import Iterator

from envwizard.analysis.env_loading.started_modules import started_modules
from envwizard.analysis.onboarding.lists import lists_of
from envwizard.analysis.roots import root_around, root_of_launch
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.python import PythonModule
from envwizard.model.onboarding import Setting
from envwizard.model.paths import ProjectPath
from envwizard.syntax.python_modules import ModuleIndex, is_aside


def imports_to_try(facts: Facts, setting: Setting) -> Iterator[str]:
    """Give statements for ``python -c`` in the root, the most telling first.

    A source that goes to work when it is imported (a server or a bot without a guard) is not among them, unless a
    server imports it as well.
    """
    yield from (f"import {name}" for name in _packages(facts, setting))
    yield from _scripts(facts, setting.root)
    yield from (f"import {name}" for name in _applications(facts, setting.root))


def below(path: str, root: ProjectPath) -> str:
    """Give a path as it is seen from a root."""
    return path if root.value == "." else path.removeprefix(f"{root.value}/")


def _packages(facts: Facts, setting: Setting) -> Iterator[str]:
    """The import name of the project's own package: the one that its distribution's name says, else what is served."""
    root = setting.root
    package = lists_of(facts, setting.planned, root).package
    modules = {entry.path.value for entry in facts.inventory.files if entry.path.suffix == ".py"}
    here = {below(path, root) for path in modules}
    if package is not None and package.name:
        name = package.name.replace("-", "_").replace(".", "_").lower()
        for above in ("", "src/"):
            if {f"{above}{name}/__init__.py", f"{above}{name}.py"} & here:
                yield name
    for launch in facts.launches:
        if launch.app is None or launch.surface is Surface.PYTHON or launch.app.endswith(".py"):
            continue
        if root_of_launch(facts, launch) != root:
            continue
        module = launch.app.partition(":")[0].removesuffix("()")
        place = module.replace(".", "/")
        if module.replace(".", "").replace("_", "").isalnum() and {f"{place}.py", f"{place}/__init__.py"} & here:
            yield module


def _applications(facts: Facts, root: ProjectPath) -> Iterator[str]:
    """The modules that make an application for a server, the ones nearest to the root first."""
    found = [
        dotted
        for module in facts.python_modules
        if module.applications and _is_quiet(module) and root_around(facts, module.path) == root_around(facts, root)
        for dotted in (_dotted(below(module.path.value, root)),)
        if dotted
    ]
    yield from sorted(found, key=lambda dotted: (dotted.count("."), dotted))


def _scripts(facts: Facts, root: ProjectPath) -> Iterator[str]:
    """What a launch starts as a script, where a guard keeps an import from starting it too."""
    sources = {module.path: module for module in facts.python_modules}
    index = ModuleIndex(entry.path for entry in facts.inventory.files)
    for started in started_modules(facts, index):
        module = sources.get(started.path)
        if module is None or not (module.has_main_guard and _is_quiet(module)):
            continue
        if root_of_launch(facts, started.launch) != root:
            continue
        folder, _, name = below(started.path.value, root).rpartition("/")
        if name.removesuffix(".py").isidentifier() and '"' not in folder and "\\" not in folder:
            # A script is imported as Python starts it: from its own folder.
            way = f'import sys; sys.path.insert(0, "{folder}"); ' if folder else ""
            yield f"{way}import {name.removesuffix('.py')}"


def _is_quiet(module: PythonModule) -> bool:
    """Tell whether importing a source starts nothing."""
    starts = (one for one in module.server_starts if not one.main_only and one.in_function is None)
    return not is_aside(module.path) and next(starts, None) is None


def _dotted(path: str) -> str:
    """The name by which a source is imported from the root; empty where it has none."""
    name = path.removesuffix(".py").removesuffix("/__init__").removeprefix("src/").replace("/", ".")
    return name if all(part.isidentifier() for part in name.split(".")) else ""
