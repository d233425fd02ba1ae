"""The options of ``envwizard migrate``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from envwizard.cli.answers import add_answers
from envwizard.cli.drawing_arguments import add_drawing
from envwizard.cli.migrate_options import add_run_options
from envwizard.cli.roots import add_roots
from envwizard.cli.saying import help_text

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_migrate(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command with its options."""
    migrate = commands.add_parser("migrate", help=help_text("move the project's dependencies to pip-tools"))
    migrate.add_argument(
        "path", metavar="PATH", nargs="?", default=".", help=help_text("the project's folder (default: here)")
    )
    migrate.add_argument(
        "--plan", action="store_true", help=help_text("print what would be split, written and run; write nothing")
    )
    migrate.add_argument(
        "--format", choices=("text", "json"), default="text", help=help_text("of the plan (default: text)")
    )
    migrate.add_argument(
        "--from",
        dest="source",
        metavar="FILE",
        help=help_text("migrate what this file declares, where the project declares its dependencies in several"),
    )
    migrate.add_argument(
        "--layout",
        choices=("flat", "layers"),
        help=help_text(
            "flat: one requirements.in with its lock; layers: a pair for each purpose in requirements/ "
            "(default: the files that the project has, each with a source beside it)"
        ),
    )
    migrate.add_argument(
        "--direct",
        metavar="NAME",
        action="append",
        default=[],
        help=help_text("take NAME as asked for; may be repeated"),
    )
    migrate.add_argument(
        "--not-direct",
        metavar="NAME",
        action="append",
        default=[],
        help=help_text("leave NAME to those that need it; may be repeated"),
    )
    add_run_options(migrate)
    add_answers(migrate)
    add_roots(migrate)
    add_drawing(migrate)
