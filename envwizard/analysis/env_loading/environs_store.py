"""Whether the project's environs keeps what it reads to itself: from 15.0 on it no longer writes os.environ."""

from __future__ import annotations

from envwizard.analysis.versions import Judged, at_least
from envwizard.model.facts import Facts

FIRST = "15.0.0"


def environs_store(facts: Facts) -> Judged | None:
    """Tell who says that environs is 15.0 or newer, or that it may be; ``None`` where it is older or nobody says."""
    if not any(load.loader == "environs.read_env" for module in facts.python_modules for load in module.loads):
        return None
    judged = at_least(facts, "environs", FIRST)
    return judged if judged.evidence and judged.answer is not False else None
