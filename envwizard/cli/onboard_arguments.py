"""The options of ``envwizard onboard``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from envwizard.cli.answers import add_answers
from envwizard.cli.drawing_arguments import add_drawing
from envwizard.cli.roots import add_roots
from envwizard.cli.saying import help_text

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_onboard(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command with its options."""
    onboard = commands.add_parser("onboard", help=help_text("take a fresh clone to a working, verified environment"))
    onboard.add_argument(
        "path", metavar="PATH", nargs="?", default=".", help=help_text("the project's folder (default: here)")
    )
    how = onboard.add_mutually_exclusive_group()
    how.add_argument(
        "--plan", action="store_true", help=help_text("print the checklist with what would be run; do nothing")
    )
    how.add_argument(
        "--yes",
        action="store_true",
        help=help_text(
            "do everything that a working environment needs without asking, building the project itself included; "
            "exit with 1 where something is left, naming what could not be answered; --answer env:KEY=value gives a "
            "key of the env file its value, --answer env:KEY=generate makes a secret up"
        ),
    )
    how.add_argument("--script", action="store_true", help=help_text("print the same as a shell script; do nothing"))
    onboard.add_argument(
        "--format", choices=("text", "json"), default="text", help=help_text("of the plan (default: text)")
    )
    onboard.add_argument(
        "--run-project",
        action="store_true",
        help=help_text("with --yes: the first run too, which imports the project's code"),
    )
    onboard.add_argument(
        "--probe-services",
        action="store_true",
        help=help_text(
            "knock at the ports of the databases, caches and brokers that the project expects on this machine"
        ),
    )
    onboard.add_argument(
        "--readme",
        action="store_true",
        help=help_text(
            "for the maintainer, in place of the checklist: write a Getting started block into the README, between "
            "markers (shows the diff first; --yes writes without asking)"
        ),
    )
    onboard.add_argument(
        "--env-example",
        action="store_true",
        help=help_text("the same for an example of the env file, where there is none"),
    )
    onboard.add_argument(
        "-v", "--verbose", action="store_true", help=help_text("show the tools' own output while they run")
    )
    add_answers(onboard)
    add_roots(onboard)
    add_drawing(onboard)
