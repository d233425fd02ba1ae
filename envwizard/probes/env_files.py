"""Env files of any name: their keys, their bytes, and what keeps them from being read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from envwizard.model.facts.envfiles import EnvEntry, EnvFile, OddLine
from envwizard.model.facts.inventory import FileEntry
from envwizard.model.paths import ProjectPath
from envwizard.model.report import FailureKind
from envwizard.model.secret import Secret
from envwizard.model.source import Location, TextFile
from envwizard.project.reader import Sources
from envwizard.syntax import env_file
from envwizard.syntax.env_oddities import odd_line
from envwizard.syntax.templates import is_template as is_generated

_NAME = re.compile(
    r"\.env|\.env[._-].+|.+\.env|\.flaskenv|env[._-](?:example|sample|template|dist|prod\w*|dev\w*|staging|test)",
    re.IGNORECASE | re.DOTALL,
)
# Names that look alike and hold something else: code, documents, encrypted or generated files.
_NOT = re.compile(
    r".*\.(?:py|pyi|js|cjs|mjs|ts|tsx|sh|bash|ya?ml|json|toml|md|rst|html?|vault|gpg|age|enc|asc|zip|j2|tf|keys|lock|patch|diff|rej)"
)
_TEMPLATE = re.compile(r"(?:^|[._-])(?:example|sample|template|tpl|dist|schema|defaults?)(?:$|[._-])", re.IGNORECASE)
_COMMENTED = re.compile(r"^[ \t]*#[ \t#]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=", re.MULTILINE)
_ENVS_FOLDER = re.compile(r"(?:^|/)\.envs/")


def probe_env_files(sources: Sources, referenced: Iterable[ProjectPath] = ()) -> tuple[EnvFile, ...]:
    """Read the project's env files: those that are named like one and those that ``referenced`` names."""
    named = {entry.path: entry for entry in sources.entries(_NAME) if not _NOT.fullmatch(entry.path.name)}
    wanted = set(referenced)
    in_folder = any(folder.name == ".envs" for folder in sources.inventory.folders)
    for entry in sources.inventory.files if wanted or in_folder else ():
        if entry.path in wanted or (_ENVS_FOLDER.search(entry.path.value) and not _NOT.fullmatch(entry.path.name)):
            named[entry.path] = entry
    files = [found for path in sorted(named) if (found := _read(sources, named[path])) is not None]
    files += [EnvFile(Location(folder), state="folder", encoding=None) for folder in _folders(sources)]
    return tuple(sorted(files, key=lambda file: file.path))


def is_template(path: ProjectPath) -> bool:
    """Tell whether the name says that the file is an example to copy (``.env.example``)."""
    return bool(_TEMPLATE.search(path.name))


def _folders(sources: Sources) -> list[ProjectPath]:
    """Folders that are named as an env file: what a bind mount of a missing file leaves behind."""
    roots = set(sources.inventory.virtualenv_roots)
    return [folder for folder in sources.inventory.folders if folder.name == ".env" and folder not in roots]


def _read(sources: Sources, entry: FileEntry) -> EnvFile | None:
    path, template = entry.path, is_template(entry.path)
    location = Location(path)
    if entry.kind == "dangling":
        return EnvFile(location, state="dangling", encoding=None, mode=entry.mode, is_template=template)
    if entry.kind != "file":
        return None
    file = sources.read(path, "env files")
    if file is None and sources.failures[-1].kind is FailureKind.TOO_LARGE:
        return None
    if file is None:
        return EnvFile(location, state="unreadable", encoding=None, mode=entry.mode, is_template=template)
    if file.text is None:
        return _undecodable(file, template)
    return sources.guard(path, "env files", lambda: _facts(file, template))


def _undecodable(file: TextFile, template: bool) -> EnvFile:
    """Tell where the bytes stop being UTF-8."""
    has_nul = b"\0" in file.raw
    try:
        file.raw.decode("utf-8")
        bad = file.raw.find(b"\0")
    except UnicodeDecodeError as error:
        bad = error.start
    line = file.raw.count(b"\n", 0, bad) + 1
    # A file of its readable part gives the place; columns count bytes there, nothing better is known.
    readable = TextFile(file.path, file.raw, file.raw.decode("latin-1"), "latin-1", b"", file.mode)
    return EnvFile(
        Location(file.path),
        # Keys are ASCII in nearly every encoding: what the file holds is known before it is mended.
        entries=() if has_nul else _entries(readable),
        encoding=None,
        bom=None,
        bad_byte=bad,
        bad_location=Location(file.path, readable.line_span(line)),
        has_nul=has_nul,
        mode=file.mode,
        is_template=template,
    )


def _entries(file: TextFile) -> tuple[EnvEntry, ...]:
    return tuple(_entry(file, binding) for binding in env_file.parse(file) if binding.key is not None)


def _entry(file: TextFile, binding: env_file.Binding) -> EnvEntry:
    place, key = file.location(binding.start, binding.end), file.location(binding.key_start, binding.key_end)
    return EnvEntry(binding.key or "", Secret(binding.value or ""), place, key, binding.quote, binding.exported)


def _facts(file: TextFile, template: bool) -> EnvFile:
    entries = []
    bad_lines = []
    commented = []
    odd_lines: list[OddLine] = []
    is_plain = not is_generated(file)
    for binding in env_file.parse(file):
        place = file.location(binding.start, binding.end)
        text = file.content[binding.start : binding.end]
        if binding.key is None and not binding.error:
            commented += _COMMENTED.findall(text)
        elif is_plain:
            # The blanks around a line count for some readers.
            start, end = _whole_lines(file.content, binding.start, binding.end)
            odd_lines += odd_line(file.content[start:end], place)
        if binding.error:
            bad_lines.append(place)
        elif binding.key is not None:
            entries.append(_entry(file, binding))
    return EnvFile(
        Location(file.path),
        entries=tuple(entries),
        bad_lines=tuple(bad_lines),
        encoding=file.encoding,
        bom=file.encoding if file.bom else None,
        mode=file.mode,
        is_template=template,
        odd_lines=tuple(odd_lines),
        commented=tuple(dict.fromkeys(commented)),
    )


def _whole_lines(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and text[start - 1] in " \t":
        start -= 1
    while end < len(text) and text[end] in " \t":
        end += 1
    return start, end
