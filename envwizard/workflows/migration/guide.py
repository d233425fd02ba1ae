"""The migration as the wizard goes through it: settings, the split with the user's ticks, then the six steps."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from envwizard.engine.migration_probing import migration_facts
from envwizard.model.errors import Cancelled
from envwizard.model.facts.migration import MigrationFacts
from envwizard.model.message import Message, msg
from envwizard.model.migration import Layout, MigrationPlan, PinChange, Setting
from envwizard.model.plan import Plan, Preview
from envwizard.model.workflow import StepProgress, StepState, StepStatus
from envwizard.workflows.migration.plan import plan_migration
from envwizard.workflows.migration.run import STEPS, TITLES, Migration
from envwizard.workflows.migration.wishes import Wishes, settings
from envwizard.workspace.index_metadata import index_requirements

if TYPE_CHECKING:
    from envwizard.engine.session import Session
    from envwizard.model.facts import Facts
    from envwizard.model.facts.virtualenvs import VirtualEnv
    from envwizard.model.paths import ProjectPath
    from envwizard.project.project import Project

Stopped = Callable[[], bool]
# What the steps are there for, as long as they have nothing to tell.
_PURPOSE = {
    "split": msg("what the project asks for, and what comes with that"),
    "write": msg("the sources: what the project asks for"),
    "compile": msg("the locks: everything, with versions and hashes"),
    "compare": msg("every version before and after"),
    "verify": msg("a fresh environment, hashes, pip check"),
    "switch": msg("what installed the old files installs the locks"),
}


class AsksIndex(Protocol):
    """Gives what releases need, by name."""

    def __call__(
        self, pins: Mapping[str, str], python: str | None, cancelled: Stopped
    ) -> Mapping[str, tuple[str, ...]]:
        """Ask for versions by name, for an X.Y; raises ``Cancelled``."""


class Guide:
    """One walk through the migration. Nothing is written to the project: ``plan`` gives what would be.

    ``make`` makes the migration that runs the steps.
    """

    def __init__(
        self,
        session: Session,
        wishes: Wishes | None = None,
        ask_index: AsksIndex = index_requirements,
        make: Callable[[Session, Layout], Migration] = Migration,
    ) -> None:
        self.session, self.wishes = session, wishes or Wishes()
        self._ask_index, self._make = ask_index, make
        self._told_by_index: dict[object, Mapping[str, tuple[str, ...]]] = {}
        self._looked: dict[object, MigrationFacts] = {}
        self._plan: MigrationPlan | None = None
        self._split: StepStatus | None = None
        self._migration: Migration | None = None
        self._settings: tuple[Setting, ...] = ()
        # A tick begins another split while the one before may still be computed.
        self._one_at_a_time = threading.Lock()

    # Before the first step

    def look(self) -> None:
        """Read the project and find what there is to migrate; starts no command but interpreters."""
        if self._plan is None:
            self.session.scan()
        self._take(plan_migration(self.session, self.wishes.choices, None, self._probe))

    def choose(self, key: str, value: str) -> None:
        """Take the value of a setting; raises ``UsageError``."""
        before = self.wishes
        self.wishes = before.with_value(key, value)
        try:
            self.look()
        except Exception:
            self.wishes = before
            raise

    @property
    def settings(self) -> tuple[Setting, ...]:
        """The settings; empty where there is nothing to migrate."""
        return self._settings

    # Split

    def split(self, cancelled: Stopped = lambda: False) -> None:
        """Decide what is direct, asking the index where nothing here tells what needs what. Raises ``Cancelled``."""
        started = time.monotonic()

        def ask(pins: Mapping[str, str], python: str | None) -> Mapping[str, tuple[str, ...]]:
            asked = (tuple(sorted(pins.items())), python)
            if asked not in self._told_by_index:
                self._told_by_index[asked] = self._ask_index(pins, python, cancelled)
            return self._told_by_index[asked]

        with self._one_at_a_time:
            plan = plan_migration(self.session, self.wishes.choices, ask, self._probe)
            self._take(plan)
        took = self._split.seconds if self._split is not None else None
        self._split = StepStatus(
            "split",
            TITLES["split"],
            StepState.ATTENTION if plan.unreached or plan.notes else StepState.DONE,
            _split_seen(plan),
            seconds=time.monotonic() - started if took is None else took,
        )

    def toggle(self, name: str, *, direct: bool) -> None:
        """Take a distribution as asked for, or leave it to those that need it; ``split`` tells what becomes of it."""
        self.wishes = self.wishes.toggled(name, direct=direct)

    @property
    def found(self) -> MigrationPlan:
        """The split, the layers and what is to be known of them."""
        assert self._plan is not None, "look first"
        return self._plan

    # The steps

    @property
    def steps(self) -> tuple[StepStatus, ...]:
        """The six steps as they stand."""
        if self._migration is not None:
            ran = {one.key: one for one in self._migration.steps}
        else:
            ran = {key: StepStatus(key, TITLES[key], StepState.WAITING, msg("")) for key in STEPS}
        if self._split is not None:
            ran["split"] = self._split
        return tuple(_with_purpose(ran[key]) for key in STEPS)

    def write(self) -> None:
        """Go on with the split as it is now; what was done for another one is to be done again."""
        layout = self.found.layout
        assert layout is not None, "there is nothing to migrate"
        migration = self._migration
        if migration is None:
            migration = self._migration = self._make(self.session, layout)
            migration.engine = self.wishes.engine
            migration.change_layout(layout)
        elif migration.layout != layout or migration.engine != self.wishes.engine:
            migration.engine = self.wishes.engine
            migration.change_layout(layout)
        migration.keep_old = self.wishes.keep_old
        self.run("write")

    def run(
        self,
        key: str,
        on_progress: Callable[[StepProgress], None] = lambda _: None,
        cancelled: Stopped = lambda: False,
    ) -> StepStatus:
        """Run a step whose predecessors are done; one that was cancelled waits again."""
        assert self._migration is not None, "write first"
        try:
            return self._migration.run(key, on_progress, cancelled)
        except Cancelled:
            return next(one for one in self._migration.steps if one.key == key)

    @property
    def output(self) -> tuple[str, ...]:
        """The tool's own text of the last failure."""
        return self._migration.output if self._migration is not None else ()

    @property
    def changes(self) -> tuple[PinChange, ...]:
        """Every version before and after."""
        return self._migration.changes if self._migration is not None else ()

    # The end

    def plan(self) -> Plan:
        """Give the whole as one plan, which becomes one change set."""
        assert self._migration is not None, "write first"
        return self._migration.plan()

    def places(self) -> Preview:
        """Show what becomes of the files that are no sources and locks: install lines, checks, old files."""
        whole = self.session.preview(self.plan())
        layers = self.found.layout.layers if self.found.layout is not None else ()
        made = {path for layer in layers for path in (layer.source, layer.lock)}
        return replace(whole, diffs=tuple(diff for diff in whole.diffs if diff.path not in made))

    def close(self) -> None:
        """Remove what the steps left in a temporary folder."""
        if self._migration is not None:
            self._migration.close()

    def _take(self, plan: MigrationPlan) -> None:
        self._plan = plan
        self._settings = settings(plan, self.wishes)

    def _probe(
        self, project: Project, facts: Facts, env: VirtualEnv | None, locks: tuple[ProjectPath, ...]
    ) -> MigrationFacts:
        """Read the sources once for each environment and set of locks: every tick plans anew."""
        looked_for = (env.path if env is not None else None, locks)
        if looked_for not in self._looked:
            self._looked[looked_for] = migration_facts(project, facts, env, locks)
        return self._looked[looked_for]


def _with_purpose(step: StepStatus) -> StepStatus:
    return step if step.seen.template else replace(step, seen=_PURPOSE[step.key])


def _split_seen(plan: MigrationPlan) -> Message:
    direct, total = sum(one.direct for one in plan.split), len(plan.split)
    files = ", ".join(path.value for path in plan.chosen.paths[:3]) if plan.chosen is not None else ""
    return msg(
        "{total} packages in {files}: {direct} asked for, {others} come with them",
        total=total,
        files=files,
        direct=direct,
        others=total - direct,
    )
