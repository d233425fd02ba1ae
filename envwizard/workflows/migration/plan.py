"""The first two steps of the migration: what is direct, and which sources are written. Computes; writes nothing."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from envwizard.analysis.dependencies.migration_steps import compile_command
from envwizard.analysis.migration.declarations import (
    choice_of,
    declaration_question,
    declarations,
    migration_root,
)
from envwizard.analysis.migration.declared_lists import DeclaredList, declared_lists
from envwizard.analysis.migration.dependency_graph import DependencyGraph, dependency_graph, unknown_names
from envwizard.analysis.migration.direct import Knowledge, is_full, split_lists, unreached
from envwizard.analysis.migration.layers import arranged, layers
from envwizard.analysis.migration.remarks import disagreements, is_project, kept, notes, other_roots, replaced
from envwizard.analysis.migration.sources_text import kept_options
from envwizard.analysis.migration.target import target_platform, target_python
from envwizard.analysis.migration.uses import suggestions, uses
from envwizard.analysis.roots import declaring_folder
from envwizard.analysis.virtualenvs.project_virtualenvs import is_usable, own_virtualenvs
from envwizard.engine.migration_probing import migration_facts
from envwizard.model.errors import UsageError
from envwizard.model.facts import Facts
from envwizard.model.facts.migration import MigrationFacts
from envwizard.model.facts.virtualenvs import VirtualEnv
from envwizard.model.message import Message, msg
from envwizard.model.migration import Declaration, Layer, Layout, MigrationPlan, TargetPython
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers, Question, chosen
from envwizard.project.project import Project
from envwizard.syntax.requirement_text import normalised

if TYPE_CHECKING:
    from envwizard.engine.session import Session

# Asks the index for the needs of releases: versions by name, and the target's X.Y.
AskIndex = Callable[[Mapping[str, str], "str | None"], Mapping[str, tuple[str, ...]]]

# Reads the sources of the project, the modules of an environment and locks.
Look = Callable[[Project, Facts, "VirtualEnv | None", tuple[ProjectPath, ...]], MigrationFacts]

_MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}
_INSTALLERS = frozenset(("pip", "setuptools", "wheel"))
# The name that a Requires-Dist line begins with (core metadata 2.4).
_NAME = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user said of the migration: the file to start from, the layout, distributions that are direct or not."""

    source: str | None = None
    layout: str | None = None
    direct: tuple[str, ...] = ()
    not_direct: tuple[str, ...] = ()
    # The X.Y to lock for, in place of the one that the project's files tell.
    python: str | None = None


def plan_migration(
    session: Session, choices: Choices, ask_index: AskIndex | None = None, look: Look = migration_facts
) -> MigrationPlan:
    """Plan the migration of the project that ``session`` has scanned.

    ``ask_index`` is asked where neither a virtual environment nor a lock tells what distributions need; ``look`` reads
    the sources. Raises ``UsageError`` where a choice names what is not there.
    """
    facts = session.facts
    answers = {one.question: one.value.reveal() for one in reversed(facts.decisions.answers)}
    root = migration_root(facts)
    found = declarations(facts, root)
    question = declaration_question(root, found)
    declaration = _declaration(found, question, choices.source, answers)
    questions: tuple[Question, ...] = (question,) if question is not None else ()
    if declaration is None:
        return MigrationPlan(found, questions=questions)
    lists = _without_project(declared_lists(facts, declaration))
    asked = tuple(one for each in lists for one in each.requirements)
    names = {one.name for one in asked}
    env = _environment(facts, root, names)
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    target, which = target_python(facts, root, declaration, env, answers, running)
    questions += (which,) if which is not None else ()
    if choices.python is not None and choices.python != target.version:
        target = TargetPython(choices.python, msg("you said so"), target.evidence)
    extra = look(
        session.project, facts, env, tuple(path for path in declaration.paths if path.suffix in (".lock", ".toml"))
    )
    if ask_index is not None and any(one.split is not False for one in lists):
        unknown = unknown_names(asked, env, extra)
        extra = replace(extra, index=ask_index(unknown, target.version) if unknown else {})
    graph = dependency_graph(asked, env, extra, target.version)
    used = uses(facts, extra, names)
    split = split_lists(
        lists,
        Knowledge(
            graph,
            used,
            suggestions(extra, names),
            _named(choices.direct, names, "--direct"),
            _named(choices.not_direct, names, "--not-direct"),
        ),
    )
    lost = unreached(lists, split, graph)
    full = [one for one in lists if is_full(one, lists, graph, used)]
    laid, split = arranged(lists, split, choices.layout, root, used)
    options = tuple(dict.fromkeys(option for one in lists for option in one.options))
    made = layers(laid, split, options, facts.project_name or "the project")
    layout = Layout(
        made,
        {one.layer: _pins(one, env) for one in laid},
        target.version,
        target_platform(facts, root, _here()),
        options=kept_options(options),
        kept=tuple(kept(facts, declaration, declared_lists(facts, declaration))),
        replaced=replaced(facts, declaration, laid, choices.layout),
    )
    # Before the index was asked there is nothing to say of it.
    doubt = _unknown(full, graph) if ask_index is not None else None
    return MigrationPlan(
        found,
        declaration,
        questions,
        split,
        layout,
        target,
        graph.told_by,
        _split_by(declaration, full, lists),
        lost,
        tuple(_command(one) for one in made),
        (*notes(lists), *disagreements(lists), *((doubt,) if doubt is not None else ()), *other_roots(facts, root)),
        doubt,
    )


def _here() -> str:
    """Name this machine's platform as images do."""
    machine = platform.machine().lower()
    return f"{platform.system().lower()}/{_MACHINES.get(machine, machine)}"


def _declaration(
    found: tuple[Declaration, ...], question: Question | None, wanted: str | None, answers: Answers
) -> Declaration | None:
    if wanted is not None:
        path = ProjectPath.of(wanted)
        for one in found:
            if path in one.paths:
                return one
        known = ", ".join(choice_of(one) for one in found) or msg("none")
        raise UsageError(msg("--from {name}: it declares no dependencies. Known: {known}.", name=wanted, known=known))
    if question is None:
        return found[0] if found else None
    choice = chosen(question, answers)
    return next(one for one in found if choice_of(one) == choice)


def _without_project(lists: tuple[DeclaredList, ...]) -> tuple[DeclaredList, ...]:
    """The project itself is no part of a lock."""
    return tuple(
        replace(one, requirements=tuple(each for each in one.requirements if each.name and not is_project(each)))
        for one in lists
    )


def _environment(facts: Facts, root: ProjectPath, names: set[str]) -> VirtualEnv | None:
    """The virtual environment that holds most of what is listed, at least half of it."""
    found = [
        (sum(one.key in names for one in env.distributions), env)
        for env in own_virtualenvs(facts)
        if is_usable(env) and env.distributions and declaring_folder(facts, env.path) == root
    ]
    count, env = max(found, key=lambda one: one[0], default=(0, None))
    return env if count * 2 >= len(names) else None


def _named(given: tuple[str, ...], names: set[str], option: str) -> frozenset[str]:
    wanted = {normalised(one): one for one in given}
    for name, typed in wanted.items():
        if name not in names:
            raise UsageError(msg("{option} {name}: no file that is migrated lists it.", option=option, name=typed))
    return frozenset(wanted)


def _pins(one: DeclaredList, env: VirtualEnv | None) -> dict[str, str]:
    """The versions in force: those of the old files, and what is installed where these leave them open."""
    open_ended = any(each.pinned is None and each.name not in one.pins for each in one.requirements)
    installed = {each.key: each.version for each in env.distributions} if env is not None and open_ended else {}
    for name in _unasked_installers(env, one) if env is not None else ():
        installed.pop(name, None)
    return {**installed, **one.pins}


def _unasked_installers(env: VirtualEnv, declared: DeclaredList) -> frozenset[str]:
    """Those that came with the environment and that nothing asks for (ensurepip brings pip, up to 3.11 setuptools)."""
    asked = (_NAME.match(text) for one in env.distributions for text in one.requires)
    needed = {normalised(found.group()) for found in asked if found is not None}
    return _INSTALLERS - declared.names - needed


def _split_by(declaration: Declaration, full: list[DeclaredList], lists: tuple[DeclaredList, ...]) -> Message:
    if not full:
        return msg(
            "{path} holds what the project asks for and not what that needs: all of it is direct",
            path=declaration.paths[0],
        )
    if len(full) < len(lists):
        names = ", ".join(str(one.path) for one in full)
        return msg("{names} also list what others need; the other files are taken as they are", names=names)
    return msg("the old files also list what others need: direct is what nothing else needs, is imported or started")


def _unknown(full: list[DeclaredList], graph: DependencyGraph) -> Message | None:
    names = sorted({name for one in full for name in one.names} - graph.known)
    if not names:
        return None
    return msg(
        "What {names} need is not known (not installed here, and the index did not tell), so others may be taken "
        "for direct that only they need.",
        names=", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else ""),
    )


def _command(layer: Layer) -> str:
    more = [f"--extra {extra}" for extra in layer.extras]
    if layer.text is None and layer.source.suffix != ".in":
        more += [f"--constraint {path}" for path in layer.constraints]
    command = compile_command(layer.source.value, layer.lock.value)
    return command.replace(" --output-file", "".join(f" {one}" for one in more) + " --output-file", 1)
