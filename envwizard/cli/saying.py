"""What the command line says: on standard output what was asked for, on standard error what is said about it."""

from __future__ import annotations

import sys

from envwizard.model.harmless import harmless_line
from envwizard.model.message import Message, msg


def say(message: Message, indent: str = "") -> None:
    """Write a message as one line to standard output, at once: what follows may take its time."""
    sys.stdout.write(f"{indent}{harmless_line(message.render())}\n")
    sys.stdout.flush()


def tell(message: Message) -> None:
    """Write a message as one line to standard error."""
    sys.stderr.write(f"envwizard: {harmless_line(message.render())}\n")


def help_text(template: str) -> str:
    """Give what ``--help`` says of an option, in the language in force."""
    return msg(template).render()
