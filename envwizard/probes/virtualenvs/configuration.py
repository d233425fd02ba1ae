"""pyvenv.cfg: what the standard library, virtualenv and uv write there, each in its own words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from envwizard.model.source import Location, TextFile

_RELEASE = {"alpha": "a", "beta": "b", "candidate": "rc"}


@dataclass(frozen=True, slots=True)
class Configuration:
    """The keys of a pyvenv.cfg in lower case with their values, and where the lines are."""

    location: Location
    values: dict[str, str]
    places: dict[str, Location]

    @property
    def version(self) -> str | None:
        """The full Python version: ``version`` (venv), ``version_info`` (uv, and virtualenv in five parts)."""
        text = self.values.get("version") or self.values.get("version_info") or ""
        parts = text.split(".")
        if len(parts) == 5 and parts[3] in (*_RELEASE, "final"):
            text = ".".join(parts[:3]) + (f"{_RELEASE[parts[3]]}{parts[4]}" if parts[3] in _RELEASE else "")
        return text if re.match(r"\d+\.\d+", text) else None

    @property
    def kind(self) -> str:
        """Which tool made the environment."""
        return next((tool for tool in ("uv", "virtualenv") if tool in self.values), "venv")

    @property
    def system_site_packages(self) -> bool:
        """Whether the interpreter's own packages are seen: the module ``site`` takes a missing key for ``true``."""
        return self.values.get("include-system-site-packages", "true").lower() == "true"

    @property
    def system_site_location(self) -> Location | None:
        """The line that says so, if there is one."""
        return self.places.get("include-system-site-packages")


def read_configuration(file: TextFile) -> Configuration:
    """Read a pyvenv.cfg as the module ``site`` does: ``key = value`` lines, keys in any case, the last one counts."""
    values: dict[str, str] = {}
    places: dict[str, Location] = {}
    for number, line in enumerate(re.split(r"\r\n|\n|\r", file.content), 1):
        name, equals, value = line.partition("=")
        if equals:
            key = name.strip().lower()
            values[key] = value.strip()
            places[key] = Location(file.path, file.line_span(number))
    return Configuration(Location(file.path), values, places)
