"""The only starter of commands on the user's behalf: shown before, streamed while they run, never through a shell."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from envwizard.model.change import Command, CommandResult

_KEPT_LINES = 2_000


def run_command(
    root: Path,
    command: Command,
    on_line: Callable[[str], None],
    cancelled: Callable[[], bool] = lambda: False,
) -> CommandResult:
    """Run a confirmed command in the project, giving each line of its output as it comes.

    Its standard input is empty. A cancelled command and all it started are terminated, as they are by Ctrl+C. A
    program that cannot be started ends with code 127 and the reason as output.
    """
    started = time.monotonic()
    lines: list[str] = []

    def say(line: str) -> None:
        if len(lines) < _KEPT_LINES:
            lines.append(line)
        on_line(line)

    def result(code: int) -> CommandResult:
        return CommandResult(command, code, time.monotonic() - started, tuple(lines))

    try:
        process = subprocess.Popen(
            command.argv,
            cwd=root / command.cwd.value,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        say(f"{command.argv[0]}: {error.strerror or error}")
        return result(127)
    assert process.stdout is not None
    rest = b""
    with process, selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        try:
            while True:
                if cancelled():
                    _terminate(process)
                if not selector.select(timeout=0.2):
                    if process.poll() is not None:
                        break
                    continue
                data = os.read(process.stdout.fileno(), 65536)
                if not data:
                    break
                *whole, rest = (rest + data).split(b"\n")
                for line in whole:
                    say(line.decode("utf-8", "replace").rstrip("\r"))
        except BaseException:
            _terminate(process)
            raise
        if rest:
            say(rest.decode("utf-8", "replace"))
        code = process.wait()
    return result(code)


def _terminate(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
