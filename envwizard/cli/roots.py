"""The option that chooses among several Python roots."""

from __future__ import annotations

import argparse

from envwizard.cli.saying import help_text


def add_roots(parser: argparse.ArgumentParser) -> None:
    """Add ``--root``."""
    parser.add_argument(
        "--root",
        metavar="NAME",
        action="append",
        default=[],
        help=help_text(
            "look only at this Python root of the repository, by name or folder; may be repeated (default: all)"
        ),
    )
