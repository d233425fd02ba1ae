"""Lock files: poetry.lock, uv.lock, pdm.lock, pylock.toml (PEP 751) and Pipfile.lock.

They are written by machines and can be long, so the TOML ones are read by their lines, which is several times faster
than parsing. Anything that such a writer would not write sends the file through the real parser, which then says what
is wrong with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from envwizard.model.errors import SyntaxProblem
from envwizard.model.facts.dependencies import LockedDistribution, LockFile
from envwizard.model.message import msg
from envwizard.model.source import Location, Span, TextFile
from envwizard.project.reader import Sources
from envwizard.syntax import toml
from envwizard.syntax.requirement_text import normalised

_BY = "lock files"
_NAME = re.compile(r"poetry\.lock|uv\.lock|pdm\.lock|pylock(?:\.[\w-]+)?\.toml|Pipfile\.lock")
_PACKAGE = re.compile(rb"^\[\[packages?\]\][ \t]*\r?$", re.MULTILINE)
_FIELD = re.compile(rb'^(name|version) = "([^"\n]*)"', re.MULTILINE)
# What uv locks of the project itself and of the other members of its workspace.
_OWN = re.compile(rb"^source = \{ (?:virtual|editable|directory) =", re.MULTILINE)
_PYTHON = re.compile(rb'^(?:requires-python|python-versions|requires_python) = "([^"\n]*)"', re.MULTILINE)
_END = re.compile(rb"""(?:[\]}"'\d]|true|false)\s*\Z""")
_CONFLICT = re.compile(rb"^(?:<{7}|>{7}) ", re.MULTILINE)


def probe_lock_files(sources: Sources) -> tuple[LockFile, ...]:
    """Read every lock file: which distributions it locks, and for which Python."""
    return sources.each(_BY, sources.named(_NAME), _facts)


def _facts(file: TextFile) -> LockFile:
    if file.path.value.endswith("Pipfile.lock"):
        return _pipfile_lock(file)
    if file.encoding != "utf-8" or _looks_broken(file.raw):
        toml.parse(file)
    kind = "pylock.toml" if file.path.value.endswith(".toml") else file.path.name
    headers = [match.end() for match in _PACKAGE.finditer(file.raw)]
    if kind == "poetry.lock":
        # Every package has a Python of its own there; the lock's stands in the last table.
        python = _PYTHON.search(file.raw, max(file.raw.rfind(b"\n[metadata]"), 0))
    else:
        python = _PYTHON.search(file.raw, 0, headers[0] if headers else len(file.raw))
    unversioned: list[str] = []
    distributions = tuple(_distributions(file, headers, unversioned))
    told = python.group(1).decode() if python else None
    return LockFile(kind, Location(file.path), distributions, told, tuple(unversioned))


def _looks_broken(raw: bytes) -> bool:
    """Tell what no tool writes: marks of a merge, brackets or quotes without their partner, a line cut off."""
    return (
        bool(_CONFLICT.search(raw))
        or raw.count(b"[") != raw.count(b"]")
        or raw.count(b"{") != raw.count(b"}")
        or raw.count(b'"') % 2 == 1
        or not _END.search(raw, max(len(raw) - 200, 0))
    )


def _distributions(file: TextFile, headers: list[int], unversioned: list[str]) -> Iterator[LockedDistribution]:
    """Give what is locked to a version; other names are added to ``unversioned``."""
    raw = file.raw
    line, counted = 1, 0
    for start in headers:
        end = raw.find(b"\n[", start)
        end = len(raw) if end < 0 else end
        fields = {match.group(1): match for match in reversed(list(_FIELD.finditer(raw, start, end)))}
        name, version = fields.get(b"name"), fields.get(b"version")
        if name is None or version is None or _OWN.search(raw, start, end):
            if name is not None:
                unversioned.append(normalised(name.group(2).decode("utf-8", "replace")))
            continue
        # Lines are counted on from the last package: the file may be long.
        line += raw.count(b"\n", counted, name.start())
        counted = name.start()
        yield LockedDistribution(
            normalised(name.group(2).decode("utf-8", "replace")),
            version.group(2).decode("utf-8", "replace"),
            Location(file.path, _line_span(name, line)),
        )


def _line_span(match: re.Match[bytes], line: int) -> Span:
    """Build the span of a match that starts a line."""
    length = len(match.group().decode("utf-8", "replace"))
    return Span(match.start(), match.end(), line, 1, line, 1 + length)


def _pipfile_lock(file: TextFile) -> LockFile:
    text = file.content
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise SyntaxProblem(msg("is no JSON: {reason}", reason=error.msg), error.lineno) from None
    if not isinstance(data, dict):
        raise SyntaxProblem(msg("is no lock of pipenv: it holds no JSON object"))
    meta = data.get("_meta")
    requires = meta.get("requires") if isinstance(meta, dict) else None
    python = next(
        (
            str(requires[key])
            for key in ("python_full_version", "python_version")
            if isinstance(requires, dict) and key in requires
        ),
        None,
    )
    unversioned: list[str] = []
    distributions = tuple(_pipfile_distributions(file, data, unversioned))
    return LockFile("Pipfile.lock", Location(file.path), distributions, python, tuple(unversioned))


def _pipfile_distributions(
    file: TextFile, data: dict[str, object], unversioned: list[str]
) -> Iterator[LockedDistribution]:
    """Find each package in the text, in the order in which JSON gave them; see ``_distributions``."""
    text = file.content
    at = 0
    for section, packages in data.items():
        if section == "_meta" or not isinstance(packages, dict):
            continue
        at = max(text.find(json.dumps(section), at), at)
        for name, table in packages.items():
            found = re.compile(re.escape(json.dumps(name)) + r"\s*:\s*\{").search(text, at)
            if found is None or not isinstance(table, dict):
                continue
            at = found.end()
            version = table.get("version")
            if isinstance(version, str) and version.startswith("=="):
                place = file.location(found.start(), found.start() + len(json.dumps(name)))
                yield LockedDistribution(normalised(name), version.lstrip("= "), place)
            else:
                unversioned.append(normalised(name))
