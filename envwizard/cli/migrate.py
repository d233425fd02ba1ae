"""``envwizard migrate``: the move to pip-tools."""

from __future__ import annotations

import argparse
import signal
import sys

from envwizard.cli.answers import answers_of
from envwizard.cli.migrate_run import check_locks, run_migration
from envwizard.cli.wizard import open_wizard, usable_terminal
from envwizard.engine.session import Session
from envwizard.reporters.migration_plan import plan_json, plan_text
from envwizard.workflows.migration.plan import Choices, plan_migration
from envwizard.workspace.index_metadata import index_requirements


def run(said: argparse.Namespace) -> int:
    """Print the plan of the migration, run it, or check that the locks still answer their sources."""
    # What runs for it has a process group of its own and temporary folders, which would outlive a terminated envwizard.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    session = Session.open(said.path, answers=answers_of(said), roots=said.root)
    choices = Choices(said.source, said.layout, tuple(said.direct), tuple(said.not_direct))
    if _wants_wizard(said):
        from envwizard.workflows.migration.wishes import Wishes

        return open_wizard(session, said, "migration", Wishes(choices, said.engine, said.keep_old))
    session.scan()
    if said.check:
        return check_locks(session)
    plan = plan_migration(session, choices, index_requirements)
    if (said.yes or said.dry_run) and not said.plan and plan.layout is not None:
        return run_migration(session, plan.layout, said, plan.notes)
    sys.stdout.write(plan_json(plan) if said.format == "json" else plan_text(plan))
    return 0


def _wants_wizard(said: argparse.Namespace) -> bool:
    """Tell whether there is somebody to look at the screens, and no option that asks for anything else."""
    headless = said.plan or said.yes or said.dry_run or said.check or said.verbose or said.format != "text"
    return not headless and usable_terminal(output=True)
