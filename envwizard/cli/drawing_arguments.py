"""The options that say how the wizard is drawn."""

from __future__ import annotations

import argparse

from envwizard.cli.saying import help_text


def add_drawing(parser: argparse.ArgumentParser) -> None:
    """Add ``--inline`` and ``--ascii`` to a command that can open the wizard."""
    parser.add_argument(
        "--inline",
        action="store_true",
        help=help_text("draw the wizard below the prompt, so that what stands above it stays in sight"),
    )
    parser.add_argument("--ascii", action="store_true", help=help_text("draw the wizard with ASCII characters only"))
