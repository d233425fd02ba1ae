"""From arguments to a command, from failures to a sentence and an exit code."""

from __future__ import annotations

import importlib
import os
import sys

from envwizard.cli.arguments import build_parser, with_command
from envwizard.cli.language import speak


def run(arguments: list[str]) -> int:
    """Run the command line and give the exit code (see README)."""
    _make_printable()
    speak(arguments, os.environ)
    said = build_parser().parse_args(with_command(arguments))
    from envwizard.cli.saying import tell
    from envwizard.engine.collector import paused_collection
    from envwizard.model.errors import EnvwizardError
    from envwizard.model.harmless import harmless
    from envwizard.model.message import msg

    with paused_collection():
        command = importlib.import_module(f"envwizard.cli.{said.command}")
    try:
        code: int = command.run(said)
        sys.stdout.flush()
        return code
    except EnvwizardError as error:
        print(f"envwizard: {harmless(str(error))}", file=sys.stderr)  # noqa: T201 - the command line speaks
        return 2
    except KeyboardInterrupt:
        tell(msg("interrupted"))
        return 130
    except BrokenPipeError:
        # The reader of our output went away (head, less): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _make_printable() -> None:
    """What the terminal's encoding lacks is written out instead of ending in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
