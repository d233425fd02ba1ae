"""Whether what is installed fits together, and is what the lock names."""

from __future__ import annotations

from envwizard.analysis.onboarding.programs import python_words
from envwizard.analysis.virtualenvs.drift import drift, names_of
from envwizard.model.change import Command
from envwizard.model.facts import Facts
from envwizard.model.message import msg
from envwizard.model.onboarding import Setting, Task
from envwizard.model.workflow import StepState

TITLE = msg("pip check")
_WHY = msg("It tells distributions that lack what they need, or have it in a version that they exclude.")


def checks_task(facts: Facts, setting: Setting, complete: bool) -> Task:
    """Tell what ``pip check`` would, and where what is installed is not what the lists name.

    Not ``complete`` where dependencies are still to be installed.
    """
    env = setting.planned
    if not setting.present:
        return Task("checks", TITLE, StepState.WAITING, msg("nothing is installed yet"), _WHY, _command(setting))
    if not complete:
        seen = msg("not everything is installed yet")
        return Task("checks", TITLE, StepState.WAITING, seen, _WHY, _command(setting))
    notes = []
    found = drift(facts, env)
    if found is not None and found.different:
        notes.append(msg("Not in the version that the lists name: {names}", names=names_of(found.different)))
    if env.broken_dependencies:
        lines = tuple(msg("{line}", line=one.text) for one in env.broken_dependencies)
        seen = msg("{count} do not fit together", count=len(lines))
        return Task("checks", TITLE, StepState.ATTENTION, seen, _WHY, notes=(*lines, *notes))
    seen = msg("{count} distributions fit together", count=len(env.distributions))
    state = StepState.ATTENTION if notes else StepState.DONE
    return Task("checks", TITLE, state, seen, _WHY, notes=tuple(notes))


def _command(setting: Setting) -> tuple[Command, ...]:
    """An environment of uv's has no pip."""
    if setting.manager == "uv" or (setting.present and setting.planned.find("pip") is None):
        return ()
    return (Command((*python_words(setting), "-m", "pip", "check"), _WHY, setting.root),)
