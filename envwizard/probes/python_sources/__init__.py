"""Python sources: what happens when they are imported, which env files they load, which variables they read.

Sources are looked at as bytes first; those with nothing to tell are not parsed. Where the project loads an env file,
the modules that its entry points import before that are parsed too, so that chains of imports have no gaps.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from envwizard.model.facts.python import PythonModule
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.report import FailureKind
from envwizard.probes.python_sources import selection
from envwizard.project.reader import Sources
from envwizard.syntax.python_modules import is_aside, is_entry_name

_SOURCE = re.compile(r".*\.pyw?")


def probe_python_sources(sources: Sources) -> tuple[PythonModule, ...]:
    """Gather the facts of the project's Python sources, sorted by path."""
    return _probe(sources, selection.is_wanted)


def _probe(sources: Sources, is_wanted: Callable[[ProjectPath, bytes], bool]) -> tuple[PythonModule, ...]:
    entries = [entry for entry in sources.entries(_SOURCE) if entry.kind == "file"]
    entries = sorted((one for one in entries if not selection.is_vendored(one.path)), key=lambda one: one.path)
    if not entries:
        return ()
    # Imported here: a project without Python sources needs no parser for them.
    from envwizard.probes.python_sources.imports import follow_imports
    from envwizard.probes.python_sources.reading import BY, Reader

    reader = Reader(sources)
    wanted: list[ProjectPath] = []
    started: list[ProjectPath] = []
    any_load = False
    for entry in entries:
        data = sources.peek(entry.path, entry.size, BY)
        if data is None:
            continue
        reader.project.note_readers(data)
        any_load = any_load or selection.loads_env_files(data)
        if is_wanted(entry.path, data):
            wanted.append(entry.path)
        if b"__main__" in data or is_entry_name(entry.path):
            started.append(entry.path)
    modules = [reader.module(path) for path in wanted]
    if any_load:
        told = [one.path for one in modules if one is not None and (one.loads or one.applications or one.server_starts)]
        starts = {path for path in (*started, *told) if not is_aside(path)}
        if not follow_imports(sorted(starts), reader.project.index, reader.module):
            sources.fail(
                FailureKind.TOO_LARGE, None, BY, msg("so many modules are imported that not all were followed")
            )
    return reader.modules
