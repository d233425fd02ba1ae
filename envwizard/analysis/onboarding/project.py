"""The project itself, installed editable where it is a package."""

from __future__ import annotations

from envwizard.analysis.onboarding.dependencies import editable, is_installed
from envwizard.analysis.onboarding.lists import is_local, lists_of, requirements_in
from envwizard.model.facts import Facts
from envwizard.model.message import msg
from envwizard.model.onboarding import Setting, Task
from envwizard.model.workflow import StepState

TITLE = msg("the project itself")
_WHY = msg("Its modules can then be imported from anywhere, and its commands are there.")


def project_task(facts: Facts, setting: Setting, installed: bool) -> Task:
    """The fourth line of the checklist; ``installed`` tells that the dependencies are."""
    lists = lists_of(facts, setting.planned, setting.root)
    package = lists.package
    if package is None:
        return Task("project", TITLE, StepState.SKIPPED, msg("it is no package: it runs from its folder"), _WHY)
    if is_installed(setting, lists):
        seen = msg("{name} is installed", name=package.name or setting.root)
        return Task("project", TITLE, StepState.DONE, seen, _WHY)
    if setting.manager != "pip" and installed:
        seen = msg("{tool} did not install it: it runs from its folder", tool=setting.manager)
        return Task("project", TITLE, StepState.SKIPPED, seen, _WHY)
    by_lists = any(is_local(one) for one in requirements_in(facts, lists))
    if setting.manager != "pip" or not lists.files or by_lists:
        return Task("project", TITLE, StepState.SKIPPED, msg("it is installed with the dependencies"), _WHY)
    seen = msg("{path} makes it a package", path=package.location.path)
    return Task("project", TITLE, StepState.WAITING, seen, _WHY, (editable(setting, lists),))
