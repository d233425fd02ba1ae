"""The options by which answers are given on the command line; what they say is echoed nowhere."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from envwizard.cli.saying import help_text
from envwizard.model.message import msg

if TYPE_CHECKING:  # --help does not wait for it
    from envwizard.model.decisions import Answer


def add_answers(parser: argparse.ArgumentParser) -> None:
    """Add ``--answer`` and ``--answers``."""
    parser.add_argument(
        "--answer",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help=help_text(
            "answer a question of the report by its id (environment:compose.yml=production); may be repeated"
        ),
    )
    parser.add_argument(
        "--answers",
        metavar="FILE",
        help=help_text('answers in a TOML file, a line each: "environment:compose.yml" = "production"'),
    )


def answers_of(said: argparse.Namespace) -> tuple[Answer, ...]:
    """Take the answers given; those on the command line go before those of the file.

    Raises ``UsageError`` for an argument without ``=`` and a file that cannot be read as TOML.
    """
    from envwizard.model.decisions import Answer
    from envwizard.model.errors import UsageError
    from envwizard.model.secret import Secret
    from envwizard.project.decisions import answers_in

    told: list[Answer] = []
    for text in said.answer:
        key, equals, value = text.partition("=")
        if not equals or not key.strip():
            raise UsageError(msg("--answer needs KEY=VALUE, such as environment:compose.yml=production."))
        told.append(Answer(key.strip(), Secret(value.strip()), "--answer"))
    filed = answers_in(Path(said.answers), f"--answers {said.answers}") if said.answers is not None else ()
    # Of two answers to one question the later word counts.
    return (*reversed(told), *filed)
