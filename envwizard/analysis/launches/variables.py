"""The environment variables that a launch gives its program, and words with them put in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from envwizard.model.facts.containers import Variable
from envwizard.model.facts.envfiles import EnvFile
from envwizard.model.paths import ROOT
from envwizard.model.source import Location

_REFERENCE = re.compile(r"\$(?:\{(\w+)(?:(:?[-=])([^{}]*))?\}|\((\w+)\)|(\w+))")
_NESTED = 4
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


def given(variables: Iterable[Variable], outside: Mapping[str, Given] | None = None) -> dict[str, Given]:
    """Take the variables that a file gives; the last of a name counts.

    ``outside`` are the variables that compose puts in before a container gets them; ``None`` for any other file. A
    variable without a value is passed through from there.
    """
    found = {}
    for one in variables:
        if outside is None:
            value = one.value.reveal().strip("\"'") if one.value is not None else None
            found[one.name] = Given(one.name, value, one.location)
        elif one.value is None:
            passed = outside.get(one.name)
            place = passed.location if passed is not None else one.location
            found[one.name] = Given(one.name, passed.value if passed is not None else None, place, private=True)
        else:
            found[one.name] = interpolated(one.name, one.value.reveal().strip("\"'"), one.location, outside)
    return found


def given_by(file: EnvFile) -> dict[str, Given]:
    """Take the variables of an env file."""
    return {entry.key: Given(entry.key, entry.value.reveal(), entry.location, private=True) for entry in file.entries}


def resolve(text: str, known: Mapping[str, Given]) -> str | None:
    """Put ``$NAME``, ``${NAME:-default}`` and ``$(NAME)`` in; ``None`` where one is not known or not to be shown."""
    return composed("", text, Location(ROOT), known).shown


def composed(name: str, text: str, location: Location, known: Mapping[str, Given]) -> Given:
    """Make a variable of a text that others are put into, as a shell, Docker and systemd do.

    It is private where one of them is, and has no value where one is not known.
    """
    done, private = text, False
    # A default may hold a reference itself: ``${A:-${B:-1}}``.
    for _ in range(_NESTED):
        done, hidden, missing = _put_in(done, known)
        private = private or hidden
        if missing:
            return Given(name, None, location, private)
        if "$" not in done:
            return Given(name, done, location, private)
    return Given(name, None, location, private)


def interpolated(name: str, text: str, location: Location, outside: Mapping[str, Given]) -> Given:
    """Put in what compose does while it reads its file; ``$$`` stands for a dollar (compose-spec, "Interpolation")."""
    pieces = text.split("$$")
    made = [composed(name, piece, location, outside) for piece in pieces]
    value = None if any(one.value is None for one in made) else "$".join(one.value or "" for one in made)
    return Given(name, value, location, any(one.private for one in made))


def _put_in(text: str, known: Mapping[str, Given]) -> tuple[str, bool, bool]:
    """The text with its references put in, whether one of them is private, and whether one is not known."""
    private = missing = False

    def put(match: re.Match[str]) -> str:
        nonlocal private, missing
        name = match.group(1) or match.group(4) or match.group(5)
        default = match.group(3)
        one = known.get(name)
        value = one.value if one is not None else default
        if one is not None and one.private and value not in _HARMLESS:
            private = True
        if value is None or (value == "" and default is None):
            missing = True
            return ""
        return value or default or ""

    done = _REFERENCE.sub(put, text)
    return done, private, missing
