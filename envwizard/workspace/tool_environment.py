"""Virtual environments of envwizard's own that hold a tool for one Python: kept in the user's cache, made once."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from envwizard.model.errors import Cancelled, CommandFailed
from envwizard.model.message import msg
from envwizard.syntax.requirement_options import masked
from envwizard.workspace.interpreters import FoundInterpreter
from envwizard.workspace.process import run_process

# pip-tools before 7.6.2 crashes with pip 26.3; 7.6.2 works with pip 22.2 and later.
PIP_TOOLS = "pip-tools>=7.6.2"
UV = "uv>=0.5"
# The variables that name the folder for temporary files, on any system.
TEMPORARY = ("TMPDIR", "TEMP", "TMP")
_KEPT_LINES = 20_000
# Variables that would make a tool of ours run or install something else than asked.
_MISLEADING = (
    "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER",
    "PIP_REQUIRE_VIRTUALENV", "PIP_CONSTRAINT", "PIP_REQUIREMENT", "PIP_REQUIRE_HASHES", "PIP_REPORT", "PIP_QUIET",
    "PIP_VERBOSE", "PIP_LOG", "PIP_NO_DEPS", "PIP_DRY_RUN", "PIP_PYTHON_VERSION", "PIP_PLATFORM", "PIP_PYTHON",
    "PIP_TOOLS_COMPILE_ARGS", "UV_CONSTRAINT", "UV_PYTHON", "UV_SYSTEM_PYTHON",
)  # fmt: skip


def cache_folder() -> Path:
    """Name the user's cache folder for envwizard (XDG Base Directory 0.8 and its like, by platformdirs)."""
    from platformdirs import user_cache_path

    return user_cache_path("envwizard", appauthor=False)


def tool_environ(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give the variables for a tool: the user's indexes and proxies stay, what would mislead it goes."""
    given = dict(os.environ if environ is None else environ)
    for name in _MISLEADING:
        given.pop(name, None)
    given.setdefault("PIP_RETRIES", "2")
    # Coloured or cut lines could not be read.
    given.update(PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1", NO_COLOR="1", COLUMNS="400", PYTHONUNBUFFERED="1")
    return given


def python_in(environment: Path) -> Path:
    """Name the interpreter of a virtual environment."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run_tool(
    argv: Sequence[str],
    folder: Path,
    on_line: Callable[[str], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    environ: Mapping[str, str] | None = None,
) -> tuple[int, tuple[str, ...]]:
    """Run a tool in a folder and give its exit code and its output, credentials masked. Raises ``Cancelled``.

    Its temporary files are removed with it: a terminated pip leaves its own behind.
    """
    lines: deque[str] = deque(maxlen=_KEPT_LINES)

    def say(line: str) -> None:
        shown = masked(line)
        lines.append(shown)
        on_line(shown)

    with tempfile.TemporaryDirectory(prefix="envwizard-", ignore_cleanup_errors=True) as temporary:
        given = {**tool_environ(environ), **dict.fromkeys(TEMPORARY, temporary)}
        code = run_process(argv, folder, say, cancelled, given)
    if code and cancelled():
        raise Cancelled(msg("Cancelled. Nothing was changed."))
    return code, tuple(lines)


def make_environment(
    interpreter: FoundInterpreter,
    folder: Path,
    on_line: Callable[[str], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    environ: Mapping[str, str] | None = None,
) -> Path:
    """Make a virtual environment with pip and give its interpreter. Raises ``CommandFailed`` and ``Cancelled``."""
    argv = (str(interpreter.executable), "-I", "-m", "venv", str(folder))
    code, lines = run_tool(argv, folder.parent, on_line, cancelled, environ)
    python = python_in(folder)
    if code or not python.exists():
        raise CommandFailed(
            msg(
                "Python {version} ({path}) cannot make a virtual environment.",
                version=interpreter.version,
                path=interpreter.executable,
            ),
            lines,
        )
    return python


def tool_environment(
    interpreter: FoundInterpreter,
    tool: str,
    *,
    cache: Path | None = None,
    on_line: Callable[[str], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    environ: Mapping[str, str] | None = None,
) -> Path:
    """Give the interpreter of an environment that holds ``tool`` (a requirement), made now where there is none yet.

    It is known by the Python's full version and place and by the requirement, and never lies in a project. It is made
    beside its place and moved there when it is whole, so that a cancelled one leaves nothing. Raises ``CommandFailed``
    where it cannot be made (without a network, for one) and ``Cancelled``.
    """
    where = hashlib.sha256(f"{interpreter.executable}\n{interpreter.prefix}".encode()).hexdigest()[:8]
    name = f"{tool.replace('>=', '-')}-python-{interpreter.version}-{where}"
    folder = (cache or cache_folder()) / "tools" / name
    python = python_in(folder)
    if python.exists():
        return python
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.exists():
        # Its interpreter is gone.
        shutil.rmtree(folder, ignore_errors=True)
    making = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=folder.parent))
    try:
        made = make_environment(interpreter, making, on_line, cancelled, environ)
        code, lines = run_tool((str(made), "-m", "pip", "install", tool), making, on_line, cancelled, environ)
        if code:
            raise CommandFailed(
                msg("{tool} cannot be installed into a tool environment of its own.", tool=tool.partition(">")[0]),
                lines,
            )
        with contextlib.suppress(OSError):
            # Where another envwizard was quicker, its environment serves as well.
            making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return python
