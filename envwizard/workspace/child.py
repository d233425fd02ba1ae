"""A Python process of our own beside this one, to which objects are sent and which answers with objects."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

# Takes over the search path of its parent and no setting of the environment's: the folder that it is started in, the
# scanned project maybe, must not be looked through for modules.
_START = "import sys; sys.path[:] = {path!r}; from {module} import {function}; {function}()"


class ChildEnded(Exception):
    """The process has ended; ``code`` is its exit code, negative for a signal, ``None`` where it never started."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


class Child:
    """A running child process: ``module.function()`` is called in it and talks by way of ``Wire``."""

    def __init__(self, module: str, function: str) -> None:
        """Start it. Raises ``ChildEnded`` where that is not possible."""
        path = [*filter(None, sys.path), str(Path(__file__).parents[2])]
        options = ["-I", "-X", f"utf8={sys.flags.utf8_mode}", *(["-B"] if sys.dont_write_bytecode else [])]
        if sys.pycache_prefix is not None:
            options += ["-X", f"pycache_prefix={sys.pycache_prefix}"]
        code = _START.format(path=path, module=module, function=function)
        try:
            self._process = subprocess.Popen(
                [sys.executable, *options, "-c", code],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # the terminal's signals are for the wizard
            )
        except OSError:
            raise ChildEnded(None) from None
        self._heard: queue.Queue[tuple[Any, ...] | None] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def send(self, *said: object) -> None:
        """Send a tuple of objects. Raises ``ChildEnded``."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(pickle.dumps(said))
            self._process.stdin.flush()
        except OSError:
            raise ChildEnded(self._process.wait()) from None

    def receive(self, timeout: float) -> tuple[Any, ...] | None:
        """Give the next tuple that it sends, ``None`` after ``timeout`` seconds. Raises ``ChildEnded``."""
        try:
            heard = self._heard.get(timeout=timeout)
        except queue.Empty:
            return None
        if heard is None:
            self._heard.put(None)
            raise ChildEnded(self._process.wait())
        return heard

    def end(self) -> None:
        """End it at once: it only reads."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(Exception):  # whatever is broken in what it sends: it counts as ended
            while True:
                self._heard.put(pickle.load(self._process.stdout))
        self._heard.put(None)


class Wire:
    """The child's end: what the parent sends comes out of ``receive``; ``cancelled`` is set where it asks for that."""

    def __init__(self) -> None:
        self.cancelled = threading.Event()
        self._heard: queue.Queue[tuple[Any, ...]] = queue.Queue()
        # Whatever is printed by mistake must not get into the stream.
        self._in, self._out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(null, 1)
        threading.Thread(target=self._listen, daemon=True).start()

    def receive(self) -> tuple[Any, ...]:
        """Wait for the next request; the process ends when the parent is gone."""
        return self._heard.get()

    def send(self, *said: object) -> None:
        """Send a tuple of objects to the parent."""
        self._out.write(pickle.dumps(said))
        self._out.flush()

    def _listen(self) -> None:
        try:
            while True:
                said = pickle.load(self._in)
                if said == CANCEL:
                    self.cancelled.set()
                else:
                    self.cancelled.clear()
                    self._heard.put(said)
        except Exception:  # noqa: BLE001 - the parent has gone, in whatever way
            os._exit(0)


CANCEL = ("cancel",)
