"""``envwizard migrate``: the move to pip-tools."""

from __future__ import annotations

import argparse
import sys

from envwizard.cli.answers import answers_of
from envwizard.engine.session import Session
from envwizard.reporters.migration_plan import plan_json, plan_text
from envwizard.workflows.migration.plan import Choices, plan_migration
from envwizard.workspace.index_metadata import index_requirements


def run(said: argparse.Namespace) -> int:
    """Scan the project and print the plan of its migration."""
    session = Session.open(said.path, answers=answers_of(said), roots=said.root)
    session.scan()
    choices = Choices(said.source, said.layout, tuple(said.direct), tuple(said.not_direct))
    plan = plan_migration(session, choices, index_requirements)
    sys.stdout.write(plan_json(plan) if said.format == "json" else plan_text(plan))
    return 0
