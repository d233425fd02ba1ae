"""The plan of a migration as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from envwizard.model.harmless import harmless_line
from envwizard.model.migration import MigrationPlan


def plan_text(plan: MigrationPlan) -> str:
    """Write the plan for people."""
    return "".join(f"{harmless_line(line)}\n" for line in _lines(plan))


def _lines(plan: MigrationPlan) -> Iterator[str]:
    if not plan.declarations:
        yield "No file of the project declares dependencies."
    for one in plan.declarations:
        yield f"{one.title}"
        for evidence in one.installed_by:
            yield f"  {evidence.location}: {evidence.message}"
