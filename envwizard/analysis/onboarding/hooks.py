"""The hooks of pre-commit, where the project has some."""

from __future__ import annotations

from envwizard.analysis.onboarding.lists import lists_of, requirements_in
from envwizard.analysis.onboarding.programs import python_words
from envwizard.model.change import Command
from envwizard.model.facts import Facts
from envwizard.model.message import msg
from envwizard.model.onboarding import Setting, Task
from envwizard.model.workflow import StepState

TITLE = msg("commit hooks")
_NAMES = (".pre-commit-config.yaml", ".pre-commit-config.yml")
_WHY = msg("The project checks each commit with them.")


def hooks_task(facts: Facts, setting: Setting) -> Task:
    """Install them by pre-commit, from the environment or from the search path."""
    file = next((entry.path for entry in facts.inventory.files if entry.path.value in _NAMES), None)
    if file is None:
        return Task("hooks", TITLE, StepState.SKIPPED, msg("the project has none"), _WHY)
    if not facts.git.present or facts.git.outer:
        return Task("hooks", TITLE, StepState.SKIPPED, msg("{path} is there, but no git repository", path=file), _WHY)
    if setting.machine.hooked:
        return Task("hooks", TITLE, StepState.DONE, msg("git runs a pre-commit hook"), _WHY)
    wanted = {one.name for one in requirements_in(facts, lists_of(facts, setting.planned, setting.root))}
    if setting.planned.find("pre-commit") is not None or (not setting.present and "pre-commit" in wanted):
        words: tuple[str, ...] = (*python_words(setting), "-m", "pre_commit")
    elif "pre-commit" in setting.machine.tools:
        words = ("pre-commit",)
    else:
        seen = msg("{path} is there; pre-commit is not installed", path=file)
        note = msg("`pipx install pre-commit` and `pre-commit install` switch the hooks on.")
        return Task("hooks", TITLE, StepState.SKIPPED, seen, _WHY, notes=(note,))
    why = msg("Write .git/hooks/pre-commit, which runs what {path} names", path=file)
    command = Command((*words, "install"), why, setting.root, inverse=("rm", ".git/hooks/pre-commit"))
    return Task("hooks", TITLE, StepState.WAITING, msg("{path} is there", path=file), _WHY, (command,))
