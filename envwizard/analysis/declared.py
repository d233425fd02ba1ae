"""Which distributions the project asks for, wherever it does: requirements, project files, locks."""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.per_facts import once_per_facts
from envwizard.model.facts import Facts


@once_per_facts
def declared_names(facts: Facts) -> frozenset[str]:
    """Give the normalised names of all that some file of the project requires or locks."""
    found = {one.name for file in facts.requirements_files for one in file.requirements}
    found |= {one.name for file in facts.project_files for one in file.requirements}
    found |= {one.name for lock in facts.lock_files for one in lock.distributions}
    return frozenset(found)


def requires(facts: Facts, names: Iterable[str]) -> bool:
    """Tell whether the project asks for one of these distributions."""
    return not declared_names(facts).isdisjoint(names)
