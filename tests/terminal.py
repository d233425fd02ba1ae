"""A real terminal for tests: a program in a pty, keys in, and the screen as a person would read it (by pyte)."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Mapping
from pathlib import Path

import pyte

PROJECT = Path(__file__).parents[1]
# Compiled sources are kept beside the other temporary files: a start takes half as long with them.
COMPILED = {
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir(), "envwizard-compiled")),
}
# What pyte does not know: the kitty protocol's and mode questions.
_UNKNOWN = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p")


class Terminal:
    """``envwizard`` with arguments in a terminal of the given size."""

    def __init__(
        self, *arguments: str, columns: int = 80, rows: int = 24, environment: Mapping[str, str] | None = None
    ) -> None:
        self.raw = b""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.code: int | None = None
        variables = {
            **os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "TEXTUAL_ANIMATIONS": "none",
            "PYTHONPATH": str(PROJECT), "LC_ALL": "C.UTF-8", **COMPILED, **(environment or {}),
        }  # fmt: skip
        for known in ("COLUMNS", "LINES"):  # pytest-xdist sets them, and Textual believes them more than the terminal
            variables.pop(known, None)
        self.pid, self._file = pty.fork()
        if self.pid == 0:
            os.chdir("/")
            os.execve(sys.executable, [sys.executable, "-m", "envwizard", *arguments], variables)
        self.resize(columns, rows)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._screen.resize(rows, columns)

    def press(self, *keys: str) -> None:
        """Type keys (``"\\r"`` is Enter, ``"\\x1b"`` Esc)."""
        for key in keys:
            os.write(self._file, key.encode())

    def text(self) -> str:
        """The screen's text."""
        # pyte's own display fails where one half of a sign of two columns was just written over.
        return "\n".join(line.replace("\0", "").rstrip() for line in self.columns())

    def columns(self) -> list[str]:
        """The screen's lines with one character for each column: behind a sign of two columns comes a zero byte."""
        rows = (self._screen.buffer[row] for row in range(self._screen.lines))
        return ["".join(row[column].data or "\0" for column in range(self._screen.columns)) for row in rows]

    def wait_for(self, *words: str, seconds: float = 20, absent: str | None = None) -> str:
        """Read until all words are on the screen (and ``absent`` is not); shows the screen if it fails."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._read(0.05)
            shown = self.text()
            if all(word in shown for word in words) and (absent is None or absent not in shown):
                return shown
            if self.code is not None:
                break
        raise AssertionError(f"waited for {words} (not {absent}); exit code {self.code}; the screen:\n{self.text()}")

    def quiet(self, seconds: float = 0.4) -> str:
        """Read until nothing has come for that long."""
        while self._read(seconds):
            pass
        return self.text()

    def press_and_read(self, keys: str, at_most: float = 0.6) -> str:
        """Send keys and read the answer to its end; wait that many seconds for its beginning."""
        before, end = len(self.raw), time.monotonic() + at_most
        self.press(keys)
        while len(self.raw) == before and time.monotonic() < end:
            self._read(0.05)
        return self.quiet(0.15)

    def wait_exit(self, seconds: float = 20) -> int:
        """Wait for the program's end and give its exit code."""
        end = time.monotonic() + seconds
        while self.code is None and time.monotonic() < end:
            self._read(0.05)
        assert self.code is not None, f"still running; the screen:\n{self.text()}"
        return self.code

    def signal(self, number: int) -> None:
        """Send a signal to the program."""
        os.kill(self.pid, number)

    def close(self) -> None:
        """End the program if it still runs."""
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._file)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, seconds: float) -> bool:
        if select.select([self._file], [], [], seconds)[0]:
            try:
                data = os.read(self._file, 65536)
            except OSError:
                data = b""
            if data:
                self.raw += data
                self._stream.feed(_UNKNOWN.sub(b"", data))
                return True
        ended, status = os.waitpid(self.pid, os.WNOHANG) if self.code is None else (0, 0)
        if ended:
            self.code = os.waitstatus_to_exitcode(status)
        return False
