"""Where this machine keeps interpreters and the virtual environments that lie outside of projects."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """Absolute folders; none of them needs to exist.

    ``poetry`` are poetry's folders of virtual environments, ``named`` those of pipenv and virtualenvwrapper (each
    environment there has a ``.project`` file), ``uv`` and ``conda`` hold interpreters, ``pyenv`` is pyenv's root.
    """

    home: str
    search_path: tuple[str, ...] = ()
    poetry: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    pyenv: str = ""
    uv: tuple[str, ...] = ()
    conda: tuple[str, ...] = ()

    @classmethod
    def of_machine(cls, environ: Mapping[str, str] = os.environ) -> Places:
        """Tell the places of this machine and user: the tools' defaults and the variables that move them."""
        home = environ.get("HOME") or environ.get("USERPROFILE") or str(Path("~").expanduser())
        data = environ.get("XDG_DATA_HOME") or f"{home}/.local/share"
        poetry_cache = environ.get("POETRY_CACHE_DIR") or _poetry_cache(environ, home)
        conda = [environ.get("CONDA_ROOT", ""), environ.get("MAMBA_ROOT_PREFIX", "")]
        conda += [f"{home}/{name}" for name in ("miniconda3", "anaconda3", "miniforge3", "mambaforge", "micromamba")]
        uv = [environ.get("UV_PYTHON_INSTALL_DIR", ""), f"{data}/uv/python"]
        if sys.platform == "win32":
            uv.append(f"{environ.get('APPDATA', '')}/uv/data/python")
        return cls(
            home=home,
            search_path=_distinct(environ.get("PATH", "").split(os.pathsep)),
            poetry=_distinct([environ.get("POETRY_VIRTUALENVS_PATH", ""), f"{poetry_cache}/virtualenvs"]),
            named=_distinct([environ.get("WORKON_HOME", ""), f"{data}/virtualenvs", f"{home}/.virtualenvs"]),
            pyenv=environ.get("PYENV_ROOT") or f"{home}/.pyenv",
            uv=_distinct(uv),
            conda=_distinct([*conda, "/opt/conda"]),
        )


def _poetry_cache(environ: Mapping[str, str], home: str) -> str:
    # By hand: importing platformdirs would cost each start 20 ms for this one folder.
    if sys.platform == "darwin":
        return f"{home}/Library/Caches/pypoetry"
    if sys.platform == "win32":
        return f"{environ.get('LOCALAPPDATA', '')}/pypoetry/Cache"
    return f"{environ.get('XDG_CACHE_HOME') or f'{home}/.cache'}/pypoetry"


def _distinct(folders: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(folder for folder in folders if os.path.isabs(folder)))  # noqa: PTH117 - text, not a file
