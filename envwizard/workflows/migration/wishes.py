"""What the user decides before the migration begins: the source, the Python, the engine, the layout, the old files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from envwizard.analysis.migration.declarations import choice_of
from envwizard.model.message import Message, msg
from envwizard.model.migration import Declaration, Layout, MigrationPlan, Setting
from envwizard.workflows.migration.plan import Choices
from envwizard.workspace.interpreters import find_interpreter

# The Pythons that a lock may be wanted for, besides those that the project names.
_PYTHONS = ("3.9", "3.10", "3.11", "3.12", "3.13", "3.14")
_ENGINES = {"pip-tools": msg("pip-tools"), "uv": msg("uv")}
_LAYOUTS = {
    "": msg("as the files are"),
    "flat": msg("one pair for all"),
    "layers": msg("a pair for each purpose"),
}
_OLD = {"keep": msg("are kept"), "remove": msg("are removed")}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user said of the whole migration."""

    choices: Choices = field(default_factory=Choices)
    engine: str = "pip-tools"
    keep_old: bool = True

    def with_value(self, key: str, value: str) -> Wishes:
        """Take the value of a setting; another source forgets what was said of the distributions of the one before."""
        if key == "source":
            return replace(self, choices=replace(self.choices, source=value, direct=(), not_direct=()))
        if key == "python":
            return replace(self, choices=replace(self.choices, python=value))
        if key == "layout":
            return replace(self, choices=replace(self.choices, layout=value or None))
        return replace(self, engine=value) if key == "engine" else replace(self, keep_old=value == "keep")

    def toggled(self, name: str, *, direct: bool) -> Wishes:
        """Take a distribution as asked for, or leave it to those that need it; the second time takes the first back."""
        said = self.choices
        undone = name in (said.not_direct if direct else said.direct)
        chosen = tuple(one for one in said.direct if one != name)
        dropped = tuple(one for one in said.not_direct if one != name)
        if not undone and direct:
            chosen += (name,)
        elif not undone:
            dropped += (name,)
        return replace(self, choices=replace(said, direct=chosen, not_direct=dropped))


def settings(plan: MigrationPlan, wishes: Wishes) -> tuple[Setting, ...]:
    """List the settings with what is in force; none where there is nothing to migrate."""
    if plan.chosen is None or plan.layout is None or plan.target is None:
        return ()
    layout = plan.layout
    return (
        Setting(
            "source",
            msg("From"),
            tuple((choice_of(one), one.title) for one in _sources(plan)),
            choice_of(plan.chosen),
            tuple(_source_says(plan)),
        ),
        Setting("python", msg("For Python"), tuple(_pythons(plan)), layout.python, tuple(_python(plan, layout.python))),
        Setting("engine", msg("Compiled by"), tuple(_ENGINES.items()), wishes.engine, (_engine(wishes.engine),)),
        Setting(
            "layout", msg("Layout"), tuple(_LAYOUTS.items()), wishes.choices.layout or "", tuple(_layout_says(layout))
        ),
        Setting("old", msg("Old files"), tuple(_OLD.items()), _old(wishes), tuple(_old_says(layout, wishes.keep_old))),
    )


def _old(wishes: Wishes) -> str:
    return "keep" if wishes.keep_old else "remove"


def _sources(plan: MigrationPlan) -> list[Declaration]:
    """The declarations, that which most deployments install from first."""
    return sorted(plan.declarations, key=lambda one: -len(one.installed_by))


def _source_says(plan: MigrationPlan) -> Iterator[Message]:
    """Say who installs the chosen declaration, then of each other one the same."""
    assert plan.chosen is not None
    for one in plan.chosen.installed_by:
        yield msg("{place}: {message}", place=one.location, message=one.message)
    if not plan.chosen.installed_by:
        yield msg("no deployment that was found installs it")
    for other in _sources(plan):
        if other is plan.chosen:
            continue
        if other.installed_by:
            first = other.installed_by[0]
            yield msg("or {title} ({place}: {message})", title=other.title, place=first.location, message=first.message)
        else:
            yield msg("or {title} (no deployment that was found installs it)", title=other.title)


def _pythons(plan: MigrationPlan) -> Iterator[tuple[str, Message]]:
    named = [choice for one in plan.questions if one.id.startswith("target-python") for choice in one.choices]
    assert plan.layout is not None
    for version in dict.fromkeys((*named, plan.layout.python, *_PYTHONS)):
        yield version, msg("{version}", version=version)


def _python(plan: MigrationPlan, version: str) -> Iterator[Message]:
    assert plan.target is not None
    yield plan.target.reason
    for one in plan.target.evidence:
        if one.message != plan.target.reason:
            yield one.message
    if find_interpreter(version) is None:
        yield msg("It is not installed here: pip-tools cannot lock for it, uv can; nothing can be verified.")


def _engine(engine: str) -> Message:
    if engine == "uv":
        return msg("`uv pip compile` does the same work many times faster, for any Python")
    return msg("pip-compile runs in an environment of envwizard's own, on the Python that the locks are for")


def _layout_says(layout: Layout) -> Iterator[Message]:
    for one in layout.layers:
        if one.text is None:
            yield msg("{source} stays as it is and is compiled to {lock}", source=one.source, lock=one.lock)
        else:
            yield msg("{source} is written and compiled to {lock}", source=one.source, lock=one.lock)


def _old_says(layout: Layout, keep: bool) -> Iterator[Message]:
    locks = {one.lock for one in layout.layers} | {one.source for one in layout.layers}
    names = ", ".join(path.value for path in layout.replaced if path not in locks)
    if not names:
        yield msg("every old file becomes a lock or stays a source: there is none to remove")
    elif keep:
        yield msg("nothing needs these any more, and they stay: {names}", names=names)
    else:
        yield msg("nothing needs these any more; undo brings them back: {names}", names=names)
