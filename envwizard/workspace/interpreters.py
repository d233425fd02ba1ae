"""Finding an installed Python of a wanted version, wherever its installer put it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from envwizard.model.facts.virtualenvs import Interpreter

# Fails where the interpreter cannot make virtual environments with pip (Debian without python3-venv).
_ASK = "import ensurepip, sys, venv; print('%d.%d.%d' % sys.version_info[:3]); print(sys.prefix)"


@dataclass(frozen=True, slots=True)
class FoundInterpreter:
    """An interpreter that runs and can make virtual environments; ``version`` is its full one (``3.12.1``)."""

    executable: Path
    version: str
    prefix: str


def find_interpreter(wanted: str, environ: Mapping[str, str] | None = None) -> FoundInterpreter | None:
    """Find a Python whose version begins with ``wanted`` (``3.12``); ``None`` where none is installed.

    It looks at the one that runs envwizard, PATH, and where pyenv, uv, conda and python.org put theirs. Every
    candidate is started to ask its version: a shim of pyenv may lead nowhere.
    """
    given = os.environ if environ is None else environ
    asked: set[Path] = set()
    for path in _candidates(wanted, given):
        if path in asked or not path.is_file():
            continue
        asked.add(path)
        found = _ask(path)
        if found is not None and found.version.split(".")[:2] == wanted.split(".")[:2]:
            return found
    return None


def usable(interpreters: Iterable[Interpreter]) -> tuple[Interpreter, ...]:
    """Keep the interpreters that run and can make virtual environments, each with its full version, one per prefix."""
    found: dict[str, Interpreter] = {}
    for one in interpreters:
        answer = _ask(Path(one.path.value))
        if answer is not None and answer.prefix not in found:
            found[answer.prefix] = replace(one, version=answer.version)
    return tuple(found.values())


def _candidates(wanted: str, environ: Mapping[str, str]) -> Iterator[Path]:
    if wanted.split(".")[:2] == [str(part) for part in sys.version_info[:2]]:
        yield Path(sys.executable)
    names = (f"python{wanted}", "python3", "python")
    for name in names:
        for folder in environ.get("PATH", "").split(os.pathsep):
            if folder:
                yield Path(folder) / name
    home = Path(environ.get("HOME") or "~").expanduser()
    managed = (
        (Path(environ.get("PYENV_ROOT") or home / ".pyenv") / "versions", f"{wanted}*"),
        (
            Path(
                environ.get("UV_PYTHON_INSTALL_DIR")
                or Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "uv" / "python"
            ),
            f"cpython-{wanted}.*",
        ),
        (Path("/Library/Frameworks/Python.framework/Versions"), wanted),
        (Path("/opt/homebrew/opt"), f"python@{wanted}"),
    )
    for root, pattern in managed:
        for version in sorted(root.glob(pattern), reverse=True):
            yield version / "bin" / f"python{wanted}"
    for conda in _conda_roots(environ, home):
        yield conda / "bin" / f"python{wanted}"
        for environment in sorted((conda / "envs").glob("*")):
            yield environment / "bin" / f"python{wanted}"


def _conda_roots(environ: Mapping[str, str], home: Path) -> Iterator[Path]:
    for named in (environ.get("CONDA_PREFIX"), environ.get("MAMBA_ROOT_PREFIX")):
        if named:
            yield Path(named)
    if environ.get("CONDA_EXE"):
        yield Path(environ["CONDA_EXE"]).parents[1]
    for name in ("miniconda3", "anaconda3", "miniforge3", "mambaforge", "micromamba"):
        yield home / name


def _ask(path: Path) -> FoundInterpreter | None:
    try:
        answer = subprocess.run(
            (str(path), "-I", "-c", _ASK), capture_output=True, text=True, timeout=20, check=True, cwd="/"
        )
    except (OSError, subprocess.SubprocessError):
        return None
    version, _, prefix = answer.stdout.strip().partition("\n")
    return FoundInterpreter(path, version, prefix)
