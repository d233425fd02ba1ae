"""``envwizard [PATH]``: the wizard, or the report of ``check`` where there is no terminal to show it in."""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from envwizard.cli.opening import open_session
from envwizard.engine.session import Session

if TYPE_CHECKING:
    from envwizard.model.plan import Plan
    from envwizard.tui.migration import WizardMigration
    from envwizard.tui.onboarding import WizardOnboarding
    from envwizard.workflows.migration.wishes import Wishes


def run(said: argparse.Namespace) -> int:
    """Open the wizard on the project."""
    return open_wizard(open_session(said), said)


def open_wizard(session: Session, said: argparse.Namespace, opens: str = "", wishes: Wishes | None = None) -> int:
    """Open the wizard on an open session; without a usable terminal print the report of ``check``.

    ``opens`` names a workflow to begin with (``onboarding``, ``migration``), ``wishes`` are for the migration.
    """
    if not usable_terminal():
        from envwizard.cli import check
        from envwizard.cli.arguments import build_parser
        from envwizard.cli.saying import tell
        from envwizard.model.message import msg

        tell(msg("this is no terminal that the wizard can use; here is the report of `envwizard check`."))
        defaults = build_parser().parse_args(["check"])
        return check.run(argparse.Namespace(**{**vars(defaults), **vars(said)}))
    from envwizard.engine.isolated import IsolatedSession

    isolated = IsolatedSession(session)
    begun: list[WizardMigration] = []

    def begin_migration() -> WizardMigration:
        from envwizard.workflows.migration.guide import Guide

        begun.append(Guide(isolated.apart(), wishes))
        return begun[-1]

    try:
        from envwizard.tui.run import run_wizard

        begin_onboarding = partial(_begin_onboarding, session)
        return run_wizard(
            isolated, onboarding=begin_onboarding, migration=begin_migration, opens=opens,
            readme=partial(_plan_readme, isolated), inline=said.inline, ascii_only=said.ascii,
        )  # fmt: skip
    finally:
        isolated.close()
        for migration in begun:
            migration.close()


def _begin_onboarding(session: Session) -> WizardOnboarding:
    from envwizard.workflows.onboarding.run import Onboarding

    return Onboarding(session)


def _plan_readme(session: Session) -> Plan:
    from envwizard.workflows.onboarding.readme import plan_readme

    return plan_readme(session, readme=True, example=True)


def usable_terminal(*, output: bool = False) -> bool:
    """Tell whether the wizard can be shown: Textual reads standard input and writes its frames to standard error.

    With ``output``, standard output must be a terminal too. A driver that the environment names needs none of them:
    textual-serve names one to show the wizard in a browser.
    """
    if os.environ.get("TEXTUAL_DRIVER"):
        return True
    streams = (sys.stdin, sys.stderr, *((sys.stdout,) if output else ()))
    return all(stream.isatty() for stream in streams) and os.environ.get("TERM", "") not in ("", "dumb")
