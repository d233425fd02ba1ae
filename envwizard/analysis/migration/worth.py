"""Whether a migration would change anything: told from the facts alone, quickly."""

from __future__ import annotations

from envwizard.analysis.dependencies.requirement_families import Kind, family_of
from envwizard.analysis.dependencies.stale_locks import stale_locks
from envwizard.analysis.migration.declarations import declarations, migration_root
from envwizard.model.facts import Facts
from envwizard.model.migration import Declaration, Declared

_LISTS = (Declared.FREEZE, Declared.REQUIREMENTS, Declared.SOURCE)


def worth_migrating(facts: Facts) -> bool:
    """Tell whether the dependencies can be moved to pip-tools: they are declared, and not locked with hashes yet."""
    found = declarations(facts, migration_root(facts))
    if not found:
        return False
    if any(one.kind in _LISTS and _is_locked(facts, one) for one in found):
        return any(stale.contradictions for stale in stale_locks(facts))
    return True


def _is_locked(facts: Facts, declaration: Declaration) -> bool:
    """Tell whether all lists that can be installed hold hashes."""
    lists = [one for one in facts.requirements_files if one.path in declaration.paths and one.path.suffix != ".in"]
    kinds = {family_of(facts, one).kind for one in lists} - {Kind.EMPTY}
    return kinds == {Kind.LOCKED}
