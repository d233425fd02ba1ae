"""The two compilers: their commands, their environment, and what their output tells of the progress."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from envwizard.analysis.dependencies.migration_steps import OPTIONS
from envwizard.model.message import msg
from envwizard.model.migration import Layer

ENGINES = ("pip-tools", "uv")

_COLLECTING = re.compile(r"\s*(?:Collecting|Processing|Obtaining) (\S+)")
_WHEEL = re.compile(r"([A-Za-z0-9_.]+?)-\d")
_HASHED = re.compile(r"  (\S+)$")


class Engine(Protocol):
    """A compiler that is ready to run."""

    @property
    def name(self) -> str:
        """``pip-tools`` or ``uv``."""

    def argv(self, layer: Layer) -> tuple[str, ...]:
        """Give the command that compiles a layer, run in the project's root."""

    def environ(self, layer: Layer) -> dict[str, str]:
        """Give the variables that it needs besides those of the user."""


@dataclass(frozen=True, slots=True)
class PipTools:
    """pip-compile, run by the Python that the lock is for."""

    python: Path
    name: str = "pip-tools"

    def argv(self, layer: Layer) -> tuple[str, ...]:
        """Run it as a module of its own environment; -v makes pip name the causes of a conflict."""
        given = (str(self.python), "-m", "piptools", "compile", "--no-config", "--verbose")
        return (*given, *OPTIONS, *_ends(layer))

    def environ(self, layer: Layer) -> dict[str, str]:
        """Set the header: the command that a developer types."""
        return {"CUSTOM_COMPILE_COMMAND": shown_command(self.name, layer, "")}


@dataclass(frozen=True, slots=True)
class Uv:
    """``uv pip compile``, which resolves for any Python. ``indexes`` are pip's, which uv does not read."""

    program: str
    python_version: str
    indexes: Mapping[str, str] = field(default_factory=dict)
    name: str = "uv"

    def argv(self, layer: Layer) -> tuple[str, ...]:
        """Run it without its own configuration; it emits no indexes unless asked."""
        return (
            self.program, "pip", "compile", "--no-config", "--python-version", self.python_version,
            "--generate-hashes", "--strip-extras", "--index-strategy", "unsafe-best-match", *_ends(layer),
        )  # fmt: skip

    def environ(self, layer: Layer) -> dict[str, str]:
        """Set the header; it must not fetch a Python, of which it needs only the version."""
        header = shown_command(self.name, layer, self.python_version)
        return {**self.indexes, "UV_CUSTOM_COMPILE_COMMAND": header, "UV_PYTHON_DOWNLOADS": "never"}


def shown_command(engine: str, layer: Layer, python: str) -> str:
    """Give the command as the lock's header names it: what a developer runs in the project's root."""
    ends = shlex.join(_ends(layer))
    if engine == "uv":
        return f"uv pip compile --python-version {python} --generate-hashes --strip-extras {ends}"
    return f"pip-compile {' '.join(OPTIONS)} {ends}"


def _ends(layer: Layer) -> tuple[str, ...]:
    """The options of one layer; a source that envwizard writes names its constraints itself."""
    extras = tuple(part for extra in layer.extras for part in ("--extra", extra))
    bounds = tuple(part for path in layer.constraints for part in ("--constraint", path.value))
    return (*extras, *(bounds if layer.text is None else ()), "--output-file", layer.lock.value, layer.source.value)


class Counter:
    """How many distributions of a layer the compiler is through with, told by its output.

    Each counts half when it is resolved and half when its files are hashed: hashing takes most of the time.
    """

    def __init__(self, total: int, tell: Callable[[int, str], None]) -> None:
        self._total, self._tell = total, tell
        self._resolved: set[str] = set()
        self._hashed: set[str] = set()
        self._hashing = False

    def line(self, text: str) -> None:
        """Take a line of the compiler's output."""
        if text.startswith("Generating hashes"):
            self._hashing = True
            return
        if self._hashing:
            if hashed := _HASHED.match(text):
                self._hashed.add(hashed.group(1))
                self._say(str(msg("hashing {name}", name=hashed.group(1))))
        elif collecting := _COLLECTING.match(text):
            word = collecting.group(1).rpartition("/")[2]
            wheel = _WHEEL.match(word)
            name = re.split(r"[<>=!~\[;]", wheel.group(1) if wheel else word, maxsplit=1)[0]
            self._resolved.add(name.lower().replace("_", "-"))
            self._say(str(msg("resolving {name}", name=name)))

    def _say(self, now: str) -> None:
        resolved = self._total if self._hashing else min(len(self._resolved), self._total)
        self._tell(min((resolved + len(self._hashed)) // 2, self._total), now)
