"""uWSGI's INI files (uwsgi-docs.readthedocs.io/en/latest/Options.html): the options of ``[uwsgi]``."""

from __future__ import annotations

import re

from envwizard.model.facts.services import ServerSetting
from envwizard.model.source import TextFile
from envwizard.syntax.ini import Dialect, parse_ini

# What uWSGI replaces when it reads the file: %n and %(name), $(NAME), @(file).
_REPLACED = re.compile(r"%[A-Za-z(]|@\(")
_VARIABLE = re.compile(r"\$\((\w+)\)")


def uwsgi_settings(file: TextFile) -> tuple[ServerSetting, ...] | None:
    """Give the options in order, dashes as underscores as uWSGI takes them too; ``None`` where there is no section."""
    section = parse_ini(file, Dialect.UWSGI).section("uwsgi")
    if section is None:
        return None
    found = []
    inside = False
    for entry in section.entries:
        if entry.key.startswith(("if-", "if_", "for")):
            inside = True
        elif entry.key.startswith("end"):
            inside = False
        text = entry.text.strip()
        names = tuple(_VARIABLE.findall(text))
        found.append(
            ServerSetting(
                name=entry.key.strip().replace("-", "_"),
                value=None if names or _REPLACED.search(text) else text,
                expression=text,
                location=entry.location,
                value_location=entry.value_location,
                variables=names,
                conditional=inside,
            )
        )
    return tuple(found)
