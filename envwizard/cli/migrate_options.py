"""The options of a migration that runs, and of ``envwizard migrate --check``."""

from __future__ import annotations

import argparse

from envwizard.cli.saying import help_text


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of a migration that runs."""
    parser.add_argument(
        "--yes", action="store_true", help=help_text("run every step and write the result without asking")
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help=help_text("run every step and write the result to a temporary folder instead of the project"),
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help=help_text("exit with 1 where a lock no longer gives what its source asks for"),
    )
    parser.add_argument(
        "--engine",
        choices=("pip-tools", "uv"),
        default="pip-tools",
        help=help_text("what compiles (default: pip-tools)"),
    )
    old = parser.add_mutually_exclusive_group()
    old.add_argument("--keep-old", action="store_true", default=True, help=help_text("keep the old files (default)"))
    old.add_argument("--remove-old", dest="keep_old", action="store_false", help=help_text("delete the old files"))
    parser.add_argument(
        "-v", "--verbose", action="store_true", help=help_text("after a failure print the tool's own text, too")
    )
