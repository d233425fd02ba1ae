"""The source that a dotted name means, seen from the folder of a launch."""

from __future__ import annotations

from envwizard.analysis.per_facts import once_per_facts
from envwizard.model.facts import Facts
from envwizard.model.facts.python import PythonModule
from envwizard.model.paths import ProjectPath


def module_named(facts: Facts, folder: ProjectPath, dotted: str) -> PythonModule | None:
    """Find the source of ``shop.app`` below a folder; a package comes before a module of its name, as in Python."""
    if not all(part.isidentifier() for part in dotted.split(".")):
        return None
    path, modules = dotted.replace(".", "/"), _by_path(facts)
    places = (folder.join(f"{path}/__init__.py"), folder.join(f"{path}.py"))
    return next((modules[place] for place in places if place in modules), None)


@once_per_facts
def _by_path(facts: Facts) -> dict[ProjectPath | None, PythonModule]:
    return {module.path: module for module in facts.python_modules}
