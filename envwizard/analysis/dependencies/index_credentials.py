"""Places where the URL of an index or a repository holds credentials that are no variables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.dependencies.installs import installs
from envwizard.model.facts import Facts
from envwizard.model.source import Location
from envwizard.syntax.requirement_options import credentials_in, has_credentials, masked

__all__ = ["IndexLeak", "credentials_in", "index_leaks"]


@dataclass(frozen=True, slots=True)
class IndexLeak:
    """One such place. ``text`` is what people may see of it; ``mendable`` where a URL of a file alone holds it."""

    location: Location
    text: str
    mendable: bool


def index_leaks(facts: Facts) -> Iterator[IndexLeak]:
    """List the places in requirements files, project files and install commands, each once."""
    for file in facts.requirements_files:
        for option in file.options:
            if option.has_credentials:
                yield IndexLeak(option.location, f"{option.name} {option.value}", mendable=True)
    asked = [one for file in facts.requirements_files for one in file.requirements]
    asked += [one for file in facts.project_files for one in file.requirements]
    for requirement in asked:
        if requirement.has_credentials:
            yield IndexLeak(requirement.location, requirement.text, mendable=True)
    seen: set[Location] = set()
    for install in installs(facts):
        if install.install is None or install.location in seen:
            continue
        for word in install.install.command.words:
            if has_credentials(word.text):
                seen.add(install.location)
                yield IndexLeak(Location(install.location.path, word.span), masked(word.text), mendable=False)
                break
