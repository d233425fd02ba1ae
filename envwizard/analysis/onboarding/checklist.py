"""The checklist of a Python root: every task, reckoned from the facts, the machine and the user's answers."""

from __future__ import annotations

from dataclasses import replace

from envwizard.analysis.onboarding.checks import checks_task
from envwizard.analysis.onboarding.dependencies import dependencies_task
from envwizard.analysis.onboarding.env_file import env_file_task
from envwizard.analysis.onboarding.env_form import env_form
from envwizard.analysis.onboarding.first_run import first_run_task
from envwizard.analysis.onboarding.hooks import hooks_task
from envwizard.analysis.onboarding.interpreter import chosen_interpreter, interpreter_task
from envwizard.analysis.onboarding.manager import chosen_manager
from envwizard.analysis.onboarding.project import project_task
from envwizard.analysis.onboarding.services import expected_services, services_task
from envwizard.analysis.onboarding.virtualenv import existing, planned, virtualenv_task
from envwizard.analysis.roots import folder_of
from envwizard.analysis.virtualenvs.project_virtualenvs import is_usable
from envwizard.model.facts import Facts
from envwizard.model.message import msg
from envwizard.model.onboarding import Checklist, Machine, Setting, Task
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.question import Answers, Question, chosen
from envwizard.model.rule import Files
from envwizard.model.workflow import StepState

ASKS = "onboard-root"


def root_question(facts: Facts) -> Question | None:
    """Ask which of several Python roots is meant; ``None`` where there is one, or the folder itself is one."""
    roots = [root for root in facts.roots if root.chosen and _declares(facts, root.path)]
    if len(roots) < 2 or any(root.path == ROOT for root in roots):
        return None
    paths = tuple(root.path.value for root in roots)
    text = msg("Which of the repository's Python projects is to be set up?")
    return Question(f"{ASKS}:.", text, paths, paths[0])


def onboarding_root(facts: Facts, answers: Answers) -> ProjectPath:
    """The root that is set up: the one chosen, else the project's folder, else the only one that declares anything."""
    question = root_question(facts)
    if question is not None:
        return ProjectPath(chosen(question, answers) or question.choices[0])
    declaring = [root.path for root in facts.roots if root.chosen and _declares(facts, root.path)]
    return ROOT if ROOT in declaring or not declaring else declaring[0]


def _declares(facts: Facts, root: ProjectPath) -> bool:
    locations = [file.location for file in facts.project_files]
    locations += [file.location for file in facts.lock_files]
    locations += [file.location for file in facts.requirements_files]
    return any(folder_of(location) == root for location in locations)


def build_checklist(facts: Facts, machine: Machine, answers: Answers, files: Files | None = None) -> Checklist:
    """Build every task; ``files`` reads what edits are computed from, and without it there are none.

    Raises ``UsageError`` for an answer that is none of its question's choices.
    """
    root = onboarding_root(facts, answers)
    manager = chosen_manager(facts, root, machine, answers)
    interpreter = chosen_interpreter(facts, root, machine, answers)
    env = existing(facts, root, manager)
    setting = Setting(
        root,
        machine,
        manager,
        interpreter,
        env if env is not None else planned(facts, root, manager, interpreter),
        env is not None and is_usable(env),
    )
    place = virtualenv_task(facts, setting, env, answers)
    if place.commands and env is not None:
        # It is made anew: what is in it counts no more.
        fresh = planned(facts, root, "uv" if env.kind == "uv" else "venv", interpreter)
        setting = replace(setting, planned=replace(fresh, path=env.path), present=False)
    python = interpreter_task(facts, root, machine, interpreter)
    asked = root_question(facts)
    if asked is not None:
        python = replace(python, questions=(asked, *python.questions))
    if manager == "conda" and env is None:
        seen = msg("conda installs it with the environment")
        python = Task("interpreter", python.title, StepState.SKIPPED, seen, python.why)
    if env is not None and setting.present and not python.is_open:
        # The environment has its interpreter already.
        seen = msg("{version} in {path}", version=env.version or env.library_version or "?", path=env.path)
        python = replace(python, seen=seen, questions=() if asked is None else (asked,), notes=())
    name = next((one.name for one in facts.roots if one.path == root), facts.project_name)
    dependencies = dependencies_task(facts, setting)
    form = env_form(facts, root, answers, files)
    tasks = (
        python,
        place,
        dependencies,
        project_task(facts, setting, dependencies.state is StepState.DONE),
        env_file_task(facts, setting, form, files),
        checks_task(facts, setting, complete=not dependencies.is_open),
        hooks_task(facts, setting),
        services_task(facts, setting),
        first_run_task(facts, setting),
    )
    return Checklist(name, root, tasks, form, expected_services(facts, setting))
