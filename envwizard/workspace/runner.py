"""The only starter of commands on the user's behalf: shown before, streamed while they run, never through a shell."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from envwizard.model.change import Command, CommandResult
from envwizard.workspace.process import run_process

_KEPT_LINES = 2_000


def run_command(
    root: Path,
    command: Command,
    on_line: Callable[[str], None],
    cancelled: Callable[[], bool] = lambda: False,
    environ: Mapping[str, str] | None = None,
) -> CommandResult:
    """Run a confirmed command in the project, giving each line of its output as it comes.

    See ``process.run_process``: a cancelled command is terminated, one that cannot be started ends with code 127.
    ``environ`` replaces the environment.
    """
    started = time.monotonic()
    lines: list[str] = []

    def say(line: str) -> None:
        if len(lines) < _KEPT_LINES:
            lines.append(line)
        on_line(line)

    code = run_process(command.argv, root / command.cwd.value, say, cancelled, environ)
    return CommandResult(command, code, time.monotonic() - started, tuple(lines))
