"""Running one process: its output line by line while it runs, and the whole process group ended on cancel."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

NOT_STARTED = 127


def run_process(
    argv: Sequence[str],
    folder: Path,
    on_line: Callable[[str], None],
    cancelled: Callable[[], bool] = lambda: False,
    environ: Mapping[str, str] | None = None,
) -> int:
    """Run a program, never through a shell, and give its exit code (negative for a signal).

    Its standard input is empty; ``environ`` replaces the environment. A cancelled program and all it started are
    terminated. One that cannot be started gives 127, and the reason as a line.
    """
    try:
        process = subprocess.Popen(
            argv,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        on_line(f"{argv[0]}: {error.strerror or error}")
        return NOT_STARTED
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
                    on_line(line.decode("utf-8", "replace").rstrip("\r"))
        except BaseException:
            # An interrupt of ours must not leave it running.
            _terminate(process)
            raise
        if rest:
            on_line(rest.decode("utf-8", "replace"))
        return process.wait()


def _terminate(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
