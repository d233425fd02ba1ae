"""The services that a project expects: told, never started."""

from __future__ import annotations

from envwizard.model.facts import Facts
from envwizard.model.message import msg
from envwizard.model.onboarding import Setting, Task
from envwizard.model.workflow import StepState

TITLE = msg("services")


def services_task(facts: Facts, setting: Setting) -> Task:
    """List the databases, caches and brokers that the project expects to be running."""
    why = msg("Without them the project starts and fails at its first request.")
    return Task("services", TITLE, StepState.SKIPPED, msg("the project names no database, cache or broker"), why)
