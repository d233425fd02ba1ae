"""The first two steps of the migration: what is direct, and which sources are written. Computes; writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from envwizard.analysis.migration.declarations import declaration_question, declarations, migration_root
from envwizard.model.migration import MigrationPlan

if TYPE_CHECKING:
    from envwizard.engine.session import Session


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user said of the migration: the file to start from, the layout, distributions that are direct or not."""

    source: str | None = None
    layout: str | None = None
    direct: tuple[str, ...] = ()
    not_direct: tuple[str, ...] = ()


def plan_migration(session: Session, choices: Choices) -> MigrationPlan:
    """Plan the migration of the project that ``session`` has scanned.

    Raises ``UsageError`` where a choice names what is not there.
    """
    facts = session.facts
    root = migration_root(facts)
    found = declarations(facts, root)
    question = declaration_question(root, found)
    return MigrationPlan(found, questions=(question,) if question is not None else ())
