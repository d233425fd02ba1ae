"""setup.cfg and setup.py as far as they are literal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from envwizard.model.facts.dependencies import ProjectFile, Requirement
from envwizard.model.source import Location, TextFile
from envwizard.syntax.ini import Dialect, IniEntry, parse_ini
from envwizard.syntax.requirement_text import requirement_of
from envwizard.syntax.setup_py import Literal, parse

_MAIN_GROUPS = (("install_requires", None), ("tests_require", "test"))


def setup_cfg_facts(file: TextFile) -> ProjectFile | None:
    """Read a setup.cfg; ``None`` where it only configures tools."""
    ini = parse_ini(file, Dialect.CONFIGPARSER)
    metadata, options = ini.section("metadata"), ini.section("options")
    extras = ini.section("options.extras_require")
    if metadata is None and options is None:
        return None
    requirements: list[Requirement] = []
    for key, group in _MAIN_GROUPS:
        if options is not None and (entry := options.get(key)):
            requirements.extend(_lines(entry, group))
    for entry in extras.entries if extras is not None else ():
        requirements.extend(replace(one, is_extra=True) for one in _lines(entry, entry.key))
    name = metadata.string("name") if metadata is not None else None
    return ProjectFile("setup.cfg", Location(file.path), name, tuple(requirements), is_package=name is not None)


def _lines(entry: IniEntry, group: str | None) -> Iterator[Requirement]:
    """Read a list: one item a line or, on a single line, between semicolons. ``file: requirements.txt`` is none."""
    at = 0
    for line in entry.text.split("\n" if "\n" in entry.text else ";"):
        bare = line.partition(" #")[0].strip()
        start = at + len(line) - len(line.lstrip())
        at += len(line) + 1
        if bare and not bare.startswith("file:"):
            location = Location(entry.location.path, entry.span_of(start, start + len(bare)))
            if requirement := requirement_of(bare, location, group=group):
                yield requirement


def setup_py_facts(file: TextFile) -> ProjectFile | None:
    """Read the ``setup()`` call of a setup.py; ``None`` where there is none (a script that is named so)."""
    call = parse(file)
    if call is None:
        return None
    requirements: list[Requirement] = []
    for key, group in _MAIN_GROUPS:
        requirements.extend(_literals(call.texts(key), group))
    for extra, literals in call.tables("extras_require"):
        requirements.extend(replace(one, is_extra=True) for one in _literals(literals, extra))
    name = call.text("name")
    return ProjectFile(
        "setup.py", Location(file.path), name.text if name else None, tuple(requirements), is_package=True
    )


def _literals(literals: tuple[Literal, ...], group: str | None) -> Iterator[Requirement]:
    for literal in literals:
        if requirement := requirement_of(literal.text, literal.location, group=group):
            yield requirement
