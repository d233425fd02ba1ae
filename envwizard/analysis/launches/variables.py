"""The environment variables that a launch gives its program, and words with them put in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from envwizard.model.facts.containers import Variable
from envwizard.model.facts.envfiles import EnvFile
from envwizard.model.source import Location

_REFERENCE = re.compile(r"\$(?:\{(\w+)(?:(:?[-=])([^{}]*))?\}|\((\w+)\)|(\w+))")
# What may be told of a value out of an env file: it is one of these, and no secret.
_HARMLESS = frozenset(("127.0.0.1", "localhost", "::1", "0.0.0.0", "::", "true", "false", "0", "1", "on", "off"))


@dataclass(frozen=True, slots=True)
class Given:
    """A variable with its value, which is for comparing only where it is ``private`` (it comes out of an env file)."""

    name: str
    value: str | None = field(repr=False)
    location: Location
    private: bool = False

    @property
    def shown(self) -> str | None:
        """The value where it may be shown, else ``None``."""
        if self.private and self.value not in _HARMLESS:
            return None
        return self.value


def given(variables: Iterable[Variable]) -> dict[str, Given]:
    """Take the variables that a file gives; the last of a name counts."""
    return {
        one.name: Given(one.name, one.value.reveal().strip("\"'") if one.value is not None else None, one.location)
        for one in variables
    }


def given_by(file: EnvFile) -> dict[str, Given]:
    """Take the variables of an env file."""
    return {entry.key: Given(entry.key, entry.value.reveal(), entry.location, private=True) for entry in file.entries}


def resolve(text: str, known: Mapping[str, Given]) -> str | None:
    """Put ``$NAME``, ``${NAME:-default}`` and ``$(NAME)`` in; ``None`` where one is not known or not to be shown."""
    missing = False

    def put(match: re.Match[str]) -> str:
        nonlocal missing
        name = match.group(1) or match.group(4) or match.group(5)
        one = known.get(name)
        value = one.shown if one is not None else match.group(3)
        if value is None or (value == "" and match.group(3) is None):
            missing = True
            return ""
        return value or match.group(3) or ""

    done = _REFERENCE.sub(put, text)
    return None if missing or "$" in done else done
