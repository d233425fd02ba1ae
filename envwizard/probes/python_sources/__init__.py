"""Python sources: what happens when they are imported, which env files they load, which variables they read.

Sources are looked at as bytes first; those with nothing to tell are not parsed. What they read is looked for where the
project has an env file, names one in a compose file, or loads one. Where it loads one, the order in which things happen
matters: then the modules that its entry points import before that are parsed too, so that chains of imports have no
gaps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from envwizard.model.facts.inventory import FileEntry
from envwizard.model.facts.python import PythonModule
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.report import FailureKind
from envwizard.probes.python_sources import selection
from envwizard.project.processes import shared_out
from envwizard.project.reader import Sources
from envwizard.syntax.python_modules import is_aside, is_entry_name

BY = "python_sources"
_SOURCE = re.compile(r".*\.pyw?")
_COMPOSE_FILE = re.compile(r"(?:docker-)?compose.*\.ya?ml")
# What a look at the bytes of a source tells.
_UNREAD, _MARKED, _LOADS, _OWN_FILE, _READERS, _WANTED = (1 << bit for bit in range(6))
_ENV_FILE = re.compile(r"\.env|\.?env\.\w+|\.env[._-][\w.-]+")


def probe_python_sources(sources: Sources, every: bool = False) -> tuple[PythonModule, ...]:
    """Gather the facts of the project's Python sources, sorted by path.

    With ``every`` all sources are parsed and all that happens in them is told, whatever their bytes look like.
    """
    entries = [entry for entry in sources.entries(_SOURCE) if entry.kind == "file"]
    entries = sorted((one for one in entries if not selection.is_vendored(one.path)), key=lambda one: one.path.value)
    paths = [entry.path for entry in entries]
    if not paths:
        return ()
    wanted: set[ProjectPath] = set()
    readers: list[bytes] = []
    any_load, ordered = False, every
    for path, looks in zip(paths, shared_out(partial(_look, sources), paths), strict=True):
        # What a copy of this process noted of a file is noted here again.
        if looks & _UNREAD:
            if path not in sources.looked_at:
                sources.peek(path, BY)
            continue
        sources.note_look(path, marked=bool(looks & _MARKED))
        any_load, ordered = any_load or bool(looks & _LOADS), ordered or bool(looks & (_LOADS | _OWN_FILE))
        if looks & _READERS:
            readers.append(sources.peek(path, BY) or b"")
        if every or looks & (_LOADS | _OWN_FILE | _WANTED):
            wanted.add(path)
    names_variables = any_load or bool(sources.entries(_ENV_FILE)) or _hands_env_files_over(sources)
    if not wanted and not names_variables:
        return ()
    # Imported here: a project without sources that tell anything needs no parser for them.
    from envwizard.probes.python_sources.imports import follow_imports
    from envwizard.probes.python_sources.program_parts import parts_of_program
    from envwizard.probes.python_sources.reading import Reader

    reader = Reader(sources, ordered or names_variables)
    for data in readers:
        reader.project.note_readers(data)
    started = _add_ordered(sources, entries, reader.project.readers, wanted) if names_variables else []
    modules = [reader.module(path) for path in sorted(wanted)]
    if any_load:
        told = [one.path for one in modules if one is not None and (one.loads or one.applications or one.server_starts)]
        starts = {path for path in (*started, *told) if not is_aside(path)}
        if not follow_imports(sorted(starts), reader.project.index, reader.module):
            sources.fail(
                FailureKind.TOO_LARGE, None, BY, msg("so many modules are imported that not all were followed")
            )
    parts = parts_of_program(reader.modules, (entry.path for entry in entries), lambda path: sources.peek(path, BY))
    return tuple(replace(one, is_imported=True) if one.path in parts else one for one in reader.modules)


def _look(sources: Sources, paths: Sequence[ProjectPath]) -> bytes:
    """Tell of each source, in one byte, what its bytes say."""
    found = bytearray()
    for path in paths:
        data = sources.peek(path, BY)
        if data is None:
            found.append(_UNREAD)
            continue
        names = selection.imported_names(data)
        looks = _MARKED if path in sources.marked else 0
        looks |= _LOADS if selection.loads_env_files(data, names) else 0
        looks |= _OWN_FILE if selection.reads_own_file(data, names) else 0
        looks |= _READERS if selection.makes_readers(names) else 0
        looks |= _WANTED if selection.is_wanted(path, data, names) else 0
        found.append(looks)
    return bytes(found)


def _hands_env_files_over(sources: Sources) -> bool:
    """Tell whether a compose file names env files; that none is there yet says nothing of what the code reads."""
    return any(b"env_file" in (sources.peek(one.path, BY) or b"") for one in sources.entries(_COMPOSE_FILE))


def _add_ordered(
    sources: Sources, entries: list[FileEntry], readers: Iterable[str], wanted: set[ProjectPath]
) -> list[ProjectPath]:
    """Add to ``wanted`` what reads variables or makes applications, and give the sources that may be started."""
    known = tuple(name.encode() for name in readers)
    started: list[ProjectPath] = []
    for entry in entries:
        data = sources.peek(entry.path, BY)
        if data is None:
            continue
        names = selection.imported_names(data)
        if entry.path not in wanted and selection.is_wanted_for_order(entry.path, data, names, known):
            wanted.add(entry.path)
        if b"__main__" in data or is_entry_name(entry.path):
            started.append(entry.path)
    return started
