"""The sources that containers start and what these import: an image must hold them, whatever else they tell."""

from __future__ import annotations

import re
from collections.abc import Iterable

from envwizard.model.facts.python import EventKind, PythonModule
from envwizard.model.paths import ProjectPath
from envwizard.project.reader import Sources

# More than this a start does not import in a moment; the analysis follows no more either.
_MAX_MODULES = 500
# What a command names: a script, a module with its application, a module to run.
_NAMED = re.compile(
    r"(?<!\S)(?:\S*/)?(?P<script>[\w-]+\.py)(?!\S)"
    r"|(?<!\S)(?P<application>[A-Za-z_][\w.]*)(?=:[A-Za-z_])"
    r"|(?<!\S)-m\s+(?P<module>[A-Za-z_][\w.]*)"
    r"|(?<!\S)(?P<bare>(?:\w+\.)*[wa]sgi)(?!\S)"
)


def probe_started_sources(
    sources: Sources, commands: Iterable[str], known: Iterable[PythonModule]
) -> tuple[PythonModule, ...]:
    """Follow the imports of what the commands (as text) start, and read the modules that are not among ``known``.

    Only imports count that run in any case, when a module is imported. Of those read here only
    imports and applications are told.
    """
    tails = {tail for command in commands for match in _NAMED.finditer(command) for tail in _tails(match)}
    if not tails:
        return ()
    ends = tuple(sorted(tails))
    left = [
        entry.path
        for entry in sources.inventory.files
        if entry.path.value.endswith(ends) and any(f"/{entry.path}".endswith(f"/{end}") for end in ends)
    ]
    if not left:
        return ()
    from envwizard.probes.python_sources.reading import Reader

    reader = Reader(sources, ordered=False)
    modules: dict[ProjectPath, PythonModule | None] = {module.path: module for module in known}
    found: list[PythonModule] = []
    seen = set(left)
    while left and len(seen) < _MAX_MODULES:
        path = left.pop(0)
        if path not in modules:
            modules[path] = reader.imports(path)
            found += [module for module in (modules[path],) if module is not None]
        module = modules[path]
        for event in module.events if module is not None else ():
            if event.kind is EventKind.IMPORT and not event.guarded and not event.main_only:
                imported = reader.project.index.imported(event.name, event.names, path)
                left += [one for one in imported if one not in seen]
                seen.update(imported)
        for name, _ in module.django_imports if module is not None else ():
            imported = reader.project.index.imported(name, (), path)
            left += [one for one in imported if one not in seen]
            seen.update(imported)
    return tuple(found)


def _tails(match: re.Match[str]) -> tuple[str, ...]:
    """The ends of the paths of the files that are meant."""
    if match["script"]:
        return (match["script"],)
    tail = (match["application"] or match["module"] or match["bare"]).replace(".", "/")
    return (f"{tail}.py", f"{tail}/__init__.py", f"{tail}/__main__.py")
