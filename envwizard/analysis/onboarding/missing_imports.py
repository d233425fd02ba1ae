"""Modules that the project imports and nothing that is installed brings: its lists forgot them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from envwizard.model.aside import EXAMPLES, TEMPLATES, TUTORIALS, is_one_of
from envwizard.model.facts import Facts
from envwizard.model.facts.migration import ImportedName
from envwizard.model.message import msg
from envwizard.model.onboarding import Task
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.workflow import StepState

# Brought by installers and systems, not by a distribution of that list.
_ELSEWHERE = frozenset(("setuptools", "pkg_resources", "pip", "distutils", "_distutils_hack", "gi", "dbus", "apt"))
_SHOWN = 5


def missing_imports(
    imports: tuple[ImportedName, ...], installed: Mapping[str, tuple[str, ...]]
) -> tuple[ImportedName, ...]:
    """The first place of each such import that runs with its module: not in a function, an ``if`` or a ``try``."""
    brought = {name.partition(".")[0] for names in installed.values() for name in names} | _ELSEWHERE
    found: dict[str, ImportedName] = {}
    for one in imports:
        top, span = one.name.partition(".")[0], one.location.span
        runs = not one.aside and not _is_template(one.location.path)
        if runs and top not in brought and span is not None and span.column == 1:
            found.setdefault(top, one)
    return tuple(found.values())


def _is_template(path: AnyPath) -> bool:
    """What other projects are made from imports what those will have."""
    return isinstance(path, ProjectPath) and ("{" in path.value or is_one_of(path, TEMPLATES | TUTORIALS | EXAMPLES))


def with_missing_imports(facts: Facts, task: Task, missing: tuple[ImportedName, ...]) -> Task:
    """Add them to the checks; one in a source that holds the application keeps the project from starting."""
    if not missing:
        return task
    serving = {module.path for module in facts.python_modules if module.applications}
    notes = tuple(
        msg("{place} imports {name}, which nothing that is installed brings: the project's lists lack it.",
            place=one.location, name=one.name.partition(".")[0])
        for one in missing[:_SHOWN]
    )  # fmt: skip
    stops = next((one for one in missing if one.location.path in serving), None)
    if stops is None or task.state is not StepState.DONE:
        return replace(task, notes=(*task.notes, *notes))
    name = stops.name.partition(".")[0]
    seen = msg("{place} cannot import {name}", place=stops.location, name=name)
    return replace(task, state=StepState.ATTENTION, seen=seen, notes=(*task.notes, *notes))
